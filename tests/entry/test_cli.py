"""The command line: it reads well, says in a sentence what is wrong, and does what it says."""

import asyncio
import json
import stat
import sys
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import typer
from tests.conftest import cloned, connect
from tests.serving import free_port
from typer.testing import CliRunner, Result

from beseda.entry import cli, example, migrate, opening, speaking, start
from beseda.entry.cli import app
from beseda.entry.demo import DemoFacts
from beseda.entry.speaking import site_url
from beseda.kit.db import Database
from beseda.kit.errors import BesedaError
from beseda.settings import INSECURE_SECRET, Settings

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("ENV", "DATABASE_URL", "REDIS_URL", "DATA", "BESEDA_DATA", "PORT", "HOST", "SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "110")


async def invoke(*arguments: str, stdin: str = "") -> Result:
    """Run a command in a thread of its own, as it brings its own loop."""
    return await asyncio.to_thread(CliRunner().invoke, app, list(arguments), stdin)


def run_main(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int | str | None:
    """Run the console script; return its exit code."""
    monkeypatch.setattr(sys, "argv", ["beseda", *arguments])
    with pytest.raises(SystemExit) as left:
        cli.main()
    return left.value.code


def commands(group: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Return the words of every command."""
    found: list[tuple[str, ...]] = []
    for name, command in group.commands.items():
        here = (*path, name)
        found += commands(command, here) if hasattr(command, "commands") else [here]
    return found


async def test_help_names_every_command():
    shown = await invoke("--help")
    assert shown.exit_code == 0
    for word in ("run", "serve", "worker", "demo", "db", "admin", "doctor", "openapi", "settings"):
        assert f" {word} " in shown.output
    assert "beseda run" in shown.output


def test_every_command_explains_itself_and_its_options():
    found = commands(typer.main.get_command(app))
    assert {("db", "upgrade"), ("db", "downgrade"), ("db", "current"), ("db", "revision")} <= set(found)
    assert ("admin", "create") in found
    for words in found:
        shown = CliRunner().invoke(app, [*words, "--help"])
        assert shown.exit_code == 0
        command: Any = typer.main.get_command(app)
        for word in words:
            command = command.commands[word]
        assert command.help
        assert all(getattr(option, "help", None) for option in command.params)


async def test_version():
    assert (await invoke("--version")).output.startswith("beseda ")


def test_the_example_of_settings_is_current():
    assert (ROOT / ".env.example").read_text() == example.text()


async def test_the_example_is_printed_and_can_be_read_back(tmp_path: Path):
    printed = (await invoke("settings")).output
    assert printed == example.text()
    uncommented = "\n".join(
        line[1:] if line.startswith("#") and not line.startswith("# ") else line
        for line in printed.splitlines()
    )
    (tmp_path / ".env").write_text(uncommented)
    assert Settings(_env_file=tmp_path / ".env") == Settings(_env_file=None)
    for name in Settings.model_fields:
        assert f"\n#{name.upper()}=" in printed


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setenv("PORT", "many")
    assert run_main(monkeypatch, "doctor") == 1
    said = capsys.readouterr().err
    assert "PORT: " in said
    assert "Traceback" not in said


def test_prod_without_a_key_says_how_to_make_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("ENV", "prod")
    assert run_main(monkeypatch, "run") == 1
    assert "ENV=prod needs a SECRET_KEY of your own. Make one with: python -c" in capsys.readouterr().err


def test_a_taken_port_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    port = free_port()
    with start.listen("127.0.0.1", port):
        assert run_main(monkeypatch, "run", "--port", str(port)) == 1
    said = capsys.readouterr().err
    assert f"Port {port} on 127.0.0.1 is taken" in said
    assert f"--port {port + 1}" in said


@pytest.mark.parametrize("host", ["203.0.113.7", "no-such-host.invalid"])
def test_an_address_that_is_not_ours_is_named(host: str):
    with pytest.raises(start.PortRefused) as refused:
        start.listen(host, free_port())
    assert host in refused.value.text("en")


def test_an_unreachable_database_is_said_in_a_sentence_without_its_password(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("DATABASE_URL", f"postgresql://someone:very-secret@127.0.0.1:{free_port()}/x")
    assert run_main(monkeypatch, "db", "current") == 1
    said = capsys.readouterr().err
    assert "The database can't be used" in said
    assert "very-secret" not in said
    assert "Traceback" not in said


def test_ctrl_c_is_no_error_message(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "app", interrupted)
    assert run_main(monkeypatch) == cli.INTERRUPTED
    assert capsys.readouterr().err == ""


def test_a_fault_of_our_own_is_not_hidden(monkeypatch: pytest.MonkeyPatch):
    def faulty() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(cli, "app", faulty)
    with pytest.raises(ZeroDivisionError):
        cli.main()


def test_a_key_is_made_once_and_is_private(tmp_path: Path):
    settings = Settings(_env_file=None, data=tmp_path / "state")
    first = start.with_key(settings)
    assert first.secret != INSECURE_SECRET
    assert len(first.secret) >= 48
    assert start.with_key(settings).secret == first.secret
    assert stat.S_IMODE((tmp_path / "state" / start.KEY_FILE).stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "state").iterdir()] == [start.KEY_FILE]


def test_many_that_start_at_once_get_one_key(tmp_path: Path):
    settings = Settings(_env_file=None, data=tmp_path / "state")
    with ThreadPoolExecutor(8) as pool:
        keys = {made.secret for made in pool.map(lambda _: start.with_key(settings), range(8))}
    assert len(keys) == 1


def test_a_key_that_is_set_is_left_alone(tmp_path: Path):
    settings = Settings(_env_file=None, data=tmp_path / "state", secret_key="k" * 40)
    assert start.with_key(settings) is settings
    assert not (tmp_path / "state").exists()


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(start.FolderUnusable) as refused:
        start.with_key(Settings(_env_file=None, data=tmp_path / "file" / "state"))
    assert str(tmp_path / "file" / "state") in refused.value.text("en")


@pytest.fixture
async def empty(cluster_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """A database without tables, which the settings name."""
    async with cloned(cluster_url, "template0") as url:
        monkeypatch.setenv("DATABASE_URL", url)
        yield url


async def test_the_schema_goes_up_and_down(empty: str):
    before = await invoke("db", "current")
    assert (before.exit_code, before.output) == (1, f"empty, behind {migrate.head()}\n")
    assert (await invoke("db", "upgrade")).output == f"empty → {migrate.head()}\n"
    assert (await invoke("db", "upgrade")).output == f"Up to date: {migrate.head()}\n"
    current = await invoke("db", "current")
    assert (current.exit_code, current.output) == (0, f"{migrate.head()} (head)\n")
    refused = await invoke("db", "downgrade", "base", stdin="n\n")
    assert refused.exit_code == 1
    assert (await invoke("db", "current")).exit_code == 0
    assert (await invoke("db", "downgrade", "base", "--yes")).output == f"{migrate.head()} → empty\n"
    connection = await connect(empty)
    assert await connection.fetchval("SELECT to_regclass('users')") is None
    await connection.close()


async def test_an_admin_can_be_made_once(empty: str):
    made = await invoke("admin", "create", "--email", "Head@Example.com", stdin="a-long-password-1\n")
    assert made.exit_code == 0, made.output
    connection = await connect(empty)
    row = await connection.fetchrow("SELECT email, is_staff FROM users")
    await connection.close()
    assert (row["email"], row["is_staff"]) == ("head@example.com", True)
    again = await invoke("admin", "create", "--email", "head@example.com", stdin="a-long-password-1\n")
    assert isinstance(again.exception, BesedaError)


async def test_the_doctor_says_what_is_missing_and_then_that_all_is_well(empty: str):
    before = await invoke("doctor")
    assert "beseda db upgrade" in before.output
    await invoke("db", "upgrade")
    after = await invoke("doctor")
    assert after.exit_code == 0, after.output
    assert "durability" in after.output
    assert empty.rpartition("@")[0] not in after.output


async def test_the_doctor_looks_at_the_rest_when_the_database_cannot_start(tmp_path: Path):
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "postgresql").write_text("in the way")
    said = await invoke("doctor")
    assert said.exit_code == 1
    assert "can't be used for the database" in said.output
    assert "disk" in said.output


async def test_the_apis_description_is_written(tmp_path: Path):
    shown = await invoke("openapi")
    described = json.loads(shown.output)
    assert described["openapi"].startswith("3.1")
    assert "/api/v1/vacancies" in described["paths"]
    await invoke("openapi", "--output", str(tmp_path / "openapi.json"))
    assert json.loads((tmp_path / "openapi.json").read_text()) == described


@pytest.mark.parametrize(
    ("given", "site"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"host": "::", "port": 81}, "http://localhost:81"),
        ({"host": "::1"}, "http://[::1]:8000"),
        ({"public_url": "https://hr.example.com/"}, "https://hr.example.com"),
    ],
)
def test_the_address_to_click(given: dict[str, Any], site: str):
    assert site_url(Settings(_env_file=None, **given)) == site


@pytest.mark.timeout(180)
async def test_the_demo_is_loaded_once_and_says_where_to_sign_in(empty: str):
    first = await invoke("demo")
    assert first.exit_code == 0, first.output
    assert "The demo is loaded. Sign in at http://127.0.0.1:8000/login as demo@" in first.output
    second = await invoke("demo")
    assert "The demo was there already." in second.output
    database = Database(empty, pool_size=2)
    facts = await opening.prepare_demo(database, Settings(_env_file=None), lambda _done, _of: None)
    await database.close()
    assert facts
    assert not facts.is_new


async def test_where_people_work_already_no_start_brings_a_demo(empty: str):
    await invoke("admin", "create", "--email", "head@example.com", stdin="a-long-password-1\n")
    database = Database(empty, pool_size=2)
    facts = await opening.prepare_demo(database, Settings(_env_file=None), lambda _done, _of: None)
    await database.close()
    assert facts is None


def test_where_to_click_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    settings = Settings(_env_file=None, data=tmp_path)
    speaking.say_where(
        settings, DemoFacts("demo@x.example", "secret-1", "/careers", "/interview/7", is_new=True)
    )
    said = capsys.readouterr().out
    for words in ("/careers", "/interview/7", "/console", "demo@x.example", "secret-1", str(tmp_path)):
        assert words in said
    speaking.say_where(settings, None)
    assert "/register" in capsys.readouterr().out


@pytest.mark.usefixtures("empty")
async def test_a_revision_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    original = migrate.scripts_folder()
    (tmp_path / "scripts" / "versions").mkdir(parents=True)
    for path in original.glob("*.*"):
        (tmp_path / "scripts" / path.name).write_text(path.read_text())
    monkeypatch.setattr(migrate, "scripts_folder", lambda: tmp_path / "scripts")
    made = await invoke("db", "revision", "-m", "nothing yet", "--empty")
    assert made.exit_code == 0, made.output
    (written,) = (tmp_path / "scripts" / "versions").glob("*.py")
    assert str(written) in made.output
    assert '"""nothing yet."""' in written.read_text()
