import ast
import dataclasses
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from beseda.kit.i18n import speaking, translate
from beseda.operations import component, policy
from beseda.operations.component import Component, State, overall
from beseda.operations.queries import Backlog, ServerFacts
from beseda.settings import Env, Settings

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
FACTS = ServerFacts(
    version=180001,
    version_text="18.1 (Debian 18.1-1)",
    fsync="on",
    full_page_writes="on",
    synchronous_commit="on",
    now=NOON,
    vector_available="0.8.1",
    vector_installed=None,
    revisions=frozenset({"0004"}),
    asked=NOON.timestamp() - 0.001,
    answered=NOON.timestamp() + 0.001,
)


def facts(**changes: object) -> ServerFacts:
    return dataclasses.replace(FACTS, **changes)  # type: ignore[arg-type]


def test_a_good_server_is_well() -> None:
    parts = [
        policy.judge_database(FACTS),
        policy.judge_migrations(FACTS, {"0004"}),
        policy.judge_durability(FACTS),
        policy.judge_clock(FACTS),
        policy.judge_vectors(FACTS),
    ]
    assert overall(parts) is State.OK
    assert not any(part.advice for part in parts)


@pytest.mark.parametrize("synchronous", ["on", "local", "remote_write", "remote_apply"])
def test_every_commit_that_reaches_the_disk_is_durable(synchronous: str) -> None:
    assert policy.judge_durability(facts(synchronous_commit=synchronous)).state is State.OK


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes", "synchronous_commit"])
def test_a_server_that_forgets_is_down(setting: str) -> None:
    part = policy.judge_durability(facts(**{setting: "off"}))
    assert part.state is State.DOWN
    assert setting in part.detail
    assert part.advice


def test_old_and_slow_servers() -> None:
    assert policy.judge_database(facts(version=140012, version_text="14.12")).state is State.DOWN
    assert policy.judge_database(facts(answered=FACTS.asked + 1)).state is State.DEGRADED


def test_migrations_behind_ahead_and_missing() -> None:
    behind = policy.judge_migrations(FACTS, {"0005", "0006"})
    assert behind.state is State.DOWN
    assert "0004" in behind.detail
    assert "0005, 0006" in behind.detail
    assert policy.judge_migrations(facts(revisions=frozenset()), {"0004"}).state is State.DOWN
    assert policy.judge_migrations(FACTS, None).state is State.DEGRADED


def test_clocks_apart() -> None:
    assert policy.judge_clock(facts(now=datetime(2026, 3, 4, 12, 0, 5, tzinfo=UTC))).state is State.DEGRADED
    assert policy.judge_clock(facts(now=datetime(2026, 3, 4, 13, tzinfo=UTC))).state is State.DOWN


def test_vectors_are_a_capability() -> None:
    assert "0.8.1" in policy.judge_vectors(FACTS).detail
    assert "0.8.0" in policy.judge_vectors(facts(vector_installed="0.8.0")).detail
    without = policy.judge_vectors(facts(vector_available=None))
    assert without.state is State.OK
    assert without.advice


def test_backlog() -> None:
    assert policy.judge_backlog(Backlog(jobs=3, oldest_seconds=2.4, turns=0)).state is State.OK
    late = policy.judge_backlog(Backlog(jobs=3, oldest_seconds=300, turns=0))
    assert late.state is State.DEGRADED
    assert "beseda worker" in late.advice
    assert policy.judge_backlog(None).state is State.DEGRADED


def test_disk() -> None:
    gigabyte = policy.GIGABYTE
    assert policy.judge_disk(50 * gigabyte, 100 * gigabyte).state is State.OK
    assert policy.judge_disk(gigabyte, 100 * gigabyte).state is State.DEGRADED
    assert policy.judge_disk(gigabyte // 10, 100 * gigabyte).state is State.DOWN


def made(**changes: object) -> Settings:
    return Settings(_env_file=None, **changes)  # type: ignore[arg-type]


def test_configuration() -> None:
    assert policy.judge_configuration(made()).state is State.OK
    exposed = policy.judge_configuration(made(host="0.0.0.0"))  # noqa: S104 - that is the point.
    assert exposed.state is State.DEGRADED
    assert "SECRET_KEY" in exposed.advice
    assert "ENV=prod" in exposed.advice
    assert "RATE_LIMITS" in policy.judge_configuration(made(rate_limits=False)).advice
    own = SecretStr("k" * 48)
    careless = policy.judge_configuration(made(env=Env.PROD, secret_key=own, debug=True))
    assert "DEBUG" in careless.advice
    assert "PUBLIC_URL" in careless.advice
    good = made(env=Env.PROD, secret_key=own, public_url="https://hr.example.com", host="0.0.0.0")  # noqa: S104
    assert policy.judge_configuration(good).state is State.OK


def test_no_setting_is_told() -> None:
    part = policy.judge_configuration(made(secret_key=SecretStr("top-secret-value"), host="10.1.2.3"))
    assert "top-secret-value" not in repr(part)
    assert "10.1.2.3" not in repr(part)


def test_confinement() -> None:
    assert policy.judge_confinement(["rlimits", "seccomp"], "").state is State.OK
    assert policy.judge_confinement(["rlimits"], "").state is State.DEGRADED
    assert policy.judge_confinement([], "reader_unavailable").state is State.DOWN


def test_the_worst_part_speaks_for_the_house() -> None:
    well, poor, bad = (Component("x", state, "") for state in (State.OK, State.DEGRADED, State.DOWN))
    assert overall([]) is State.OK
    assert overall([well, poor]) is State.DEGRADED
    assert overall([bad, poor, well]) is State.DOWN


def said() -> set[str]:
    """Return all msgids that the module says."""
    found = set()
    for path in Path(component.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
                message = node.args[0]
                if isinstance(message, ast.Constant):
                    found.add(str(message.value))
    return found


def test_everything_said_is_said_in_russian_too() -> None:
    same_in_both = {"pgvector {version}"}
    assert len(said()) > 30
    for message in said() - same_in_both:
        assert translate("ru", message) != message, message


def test_migrations_speak_russian() -> None:
    with speaking("ru"):
        assert policy.judge_migrations(FACTS, {"0005"}).detail == "в базе 0004, этой версии нужно 0005"
