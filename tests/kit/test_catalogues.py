"""Every text a person may read has its Russian, and its placeholders survive the translation."""

import ast
import re
from collections.abc import Iterator
from typing import Any

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from beseda.kit.i18n import PACKAGE, catalogue_files, translations

PLACEHOLDER = re.compile(r"%\((\w+)\)s|\{(\w+)")


def template_texts() -> Iterator[tuple[str, str]]:
    for path in sorted(path for end in ("html", "txt") for path in PACKAGE.glob(f"*/templates/**/*.{end}")):
        with path.open("rb") as file:
            for _line, message, _comments, _context in extract(
                "jinja2.ext:babel_extract", file, options={"trimmed": "true"}
            ):
                for text in message if isinstance(message, tuple) else (message,):
                    if text:
                        yield path.name, text


def strings(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def code_texts() -> Iterator[tuple[str, str]]:
    """Messages of errors, and the texts given to translate() as they stand."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and any(
                "Error" in ast.unparse(base) or "Refus" in ast.unparse(base) for base in node.bases
            ):
                for line in node.body:
                    if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "message":
                        yield from ((path.name, text) for text in strings(line.value))
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"translate", "translate_many"}:
                for argument in node.args[1:3]:
                    yield from ((path.name, text) for text in strings(argument))


def as_texts(value: Any) -> list[str]:
    """A message's text, or its plural's texts; Babel's types allow more than it makes."""
    return [str(text) for text in (value if isinstance(value, list | tuple) else [value])]


def russian() -> set[str]:
    known: set[str] = set()
    for path in catalogue_files("ru"):
        with path.open("rb") as file:
            for message in read_po(file, locale="ru"):
                if message.string and all(as_texts(message.string)):
                    known.update(as_texts(message.id))
    return known


def test_every_text_has_its_russian():
    known = russian()
    missing = sorted({(name, text) for name, text in (*template_texts(), *code_texts()) if text not in known})
    assert not missing, "\n".join(f"{name}: {text}" for name, text in missing)


@pytest.mark.parametrize("path", catalogue_files("ru"), ids=lambda path: path.parent.parent.name)
def test_placeholders_survive_translation(path):
    with path.open("rb") as file:
        for message in read_po(file, locale="ru"):
            ids = as_texts(message.id)
            texts = as_texts(message.string)
            wanted = {name for text in ids for pair in PLACEHOLDER.findall(text) for name in pair if name}
            for text in texts:
                found = {name for pair in PLACEHOLDER.findall(text) for name in pair if name}
                assert found <= wanted, text


def test_catalogues_agree_where_they_share_a_text():
    seen: dict[str, object] = {}
    for path in catalogue_files("ru"):
        with path.open("rb") as file:
            for message in read_po(file, locale="ru"):
                key = str(message.id)
                if message.id:
                    assert seen.setdefault(key, message.string) == message.string, f"{path}: {key}"
    assert translations("ru").gettext("Save") != ""
