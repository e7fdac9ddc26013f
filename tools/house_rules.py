"""The house rules no ready linter knows: who may commit, select, announce; sizes; the order of rooms."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SOURCE = Path(__file__).parent.parent / "src" / "beseda"
LONGEST_FILE = 400
LONGEST_FUNCTION = 60
BANNED_NAMES = {"service", "services", "manager", "helper", "helpers", "utils", "util", "common", "misc"}

ROOMS = (
    ("api", "pages", "socket", "webhooks", "jobs", "commands"),
    ("talk", "adapters"),
    ("deps",),
    ("actions",),
    ("policy",),
    ("queries",),
    ("schemas",),
    ("models",),
    ("errors", "events"),
)
RANK = {room: rank for rank, rooms in enumerate(ROOMS) for room in rooms}
FLOORS_WITH_ROOMS = {
    "hiring",
    "assistants",
    "messenger",
    "support",
    "channels",
    "desk",
    "knowledge",
    "billing",
    "operations",
    "conversations",
    "accounts",
}

# Each call and the files it may stand in, as (folder, file-name prefix); "" allows any.
ALLOWED_CALLS: dict[str, tuple[tuple[str, str], ...]] = {
    "commit": (("kit", "db"), ("conversations", "journal"), ("entry", "migrate")),
    "select": (("", "queries"), ("", "models"), ("conversations", "journal")),
    "announce": (("", "actions"), ("kit", "events")),
}


class Finding(NamedTuple):
    """One broken rule and where."""

    path: Path
    line: int
    text: str


def room_of(stem: str) -> str | None:
    """Return the room of a file or folder: its name up to the first underscore, if that names a room."""
    room = stem.split("_", 1)[0]
    return room if room in RANK else None


def calls(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Yield the last name of each call, and its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            target = node.func
            if isinstance(target, ast.Attribute):
                yield target.attr, node.lineno
            elif isinstance(target, ast.Name):
                yield target.id, node.lineno


def misplaced_calls(path: Path, tree: ast.AST) -> Iterator[Finding]:
    """Find commits, selects and announcements outside their rooms."""
    relative = path.relative_to(SOURCE)
    for name, line in calls(tree):
        places = ALLOWED_CALLS.get(name)
        if places is None:
            continue
        inside = any(
            (not folder or relative.parts[0] == folder)
            and any(part.startswith(prefix) for part in relative.parts[-2:])
            for folder, prefix in places
        )
        if not inside:
            yield Finding(path, line, f"{name}() may not be called here")


def too_long(path: Path, tree: ast.AST, text: str) -> Iterator[Finding]:
    """Find files and functions past their limits."""
    lines = text.count("\n")
    if lines > LONGEST_FILE:
        yield Finding(path, 1, f"{lines} lines in a file; {LONGEST_FILE} at most")
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            size = (node.end_lineno or node.lineno) - node.lineno + 1
            if size > LONGEST_FUNCTION:
                yield Finding(path, node.lineno, f"{node.name} has {size} lines; {LONGEST_FUNCTION} at most")


def imported_modules(tree: ast.AST) -> Iterator[tuple[list[str], int]]:
    """Yield the dotted parts of each module imported from this project, and the line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("beseda."):
            parts = (node.module or "").split(".")
            if len(parts) == 2:  # noqa: PLR2004 - `from beseda.hiring import queries` names the room last.
                for alias in node.names:
                    yield [*parts, alias.name], node.lineno
            else:
                yield parts, node.lineno


def upward_rooms(path: Path, tree: ast.AST) -> Iterator[Finding]:
    """Find imports from a lower room of a module into a higher one of the same module."""
    relative = path.relative_to(SOURCE)
    if relative.parts[0] not in FLOORS_WITH_ROOMS or len(relative.parts) < 2:  # noqa: PLR2004 - a module's file.
        return
    own = room_of(Path(relative.parts[1]).stem)
    if own is None:
        return
    for parts, line in imported_modules(tree):
        if len(parts) > 2 and parts[1] == relative.parts[0]:  # noqa: PLR2004 - beseda.module.room.
            other = room_of(parts[2])
            if other is not None and RANK[other] < RANK[own]:
                yield Finding(path, line, f"{own} may not import {other}: rooms are entered downward")


def findings() -> Iterator[Finding]:
    """Check every file of the project."""
    for path in sorted(SOURCE.rglob("*.py")):
        if path.stem in BANNED_NAMES:
            yield Finding(path, 1, f"{path.stem} names nothing of the business")
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        yield from misplaced_calls(path, tree)
        yield from too_long(path, tree, text)
        yield from upward_rooms(path, tree)


def main() -> int:
    """Print what is wrong; return 1 if anything is."""
    found = list(findings())
    for item in found:
        sys.stderr.write(f"{item.path.relative_to(SOURCE.parent.parent)}:{item.line}: {item.text}\n")
    sys.stderr.write(f"house rules: {len(found)} broken\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
