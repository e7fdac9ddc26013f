"""What the documents say is so: settings, commands, links, and both languages alike."""

import re
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from beseda.entry.cli import app
from beseda.settings import Settings

ROOT = Path(__file__).parent.parent.parent
READMES = ("README.md", "README.ru.md")
DOCUMENTS = (
    *READMES,
    "CONTRIBUTING.md",
    "docs/architecture.md",
    "docs/performance.md",
    "docs/promise.md",
    "docs/webhooks.md",
    "docs/language-model.md",
)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")
COMMAND = re.compile(r"`?(?:uv run )?beseda ([a-z]+)(?: ([a-z]+))?")
MAKE = re.compile(r"`make ([a-z-]+)`|^make ([a-z-]+)", re.MULTILINE)
WORDS = r"""#.*|//.*|"(prompt|label)": ("[^"]*"|\{[^}]*\})"""
CODE = re.compile(r"^```(?:bash|javascript|json)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", READMES)
def test_every_setting_is_documented(name):
    text = read(name)
    assert [field for field in Settings.model_fields if f"`{field.upper()}`" not in text] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name):
    folder = (ROOT / name).parent
    assert [link for link in LINK.findall(read(name)) if not (folder / link).exists()] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_named_commands_exist(name):
    known = get_command(app).commands  # type: ignore[attr-defined]
    named = {command for command, _ in COMMAND.findall(read(name))}
    assert named <= set(known)


def test_help_of_every_command_can_be_read():
    for command in get_command(app).commands:  # type: ignore[attr-defined]
        shown = CliRunner().invoke(app, [command, "--help"])
        assert shown.exit_code == 0
        assert "Usage" in shown.output


@pytest.mark.parametrize("name", DOCUMENTS)
def test_named_targets_of_make_exist(name):
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    assert {first or second for first, second in MAKE.findall(read(name))} <= targets


def plain_code(name: str) -> list[str]:
    """A document's code without what is written in its language: comments, prompts and labels."""
    return [re.sub(WORDS, "", block) for block in CODE.findall(read(name))]


def test_both_languages_show_the_same_commands():
    assert plain_code("README.md") == plain_code("README.ru.md")
    assert len(plain_code("README.md")) >= 4
