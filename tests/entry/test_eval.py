"""The command line: `beseda eval understanding`."""

import json

import pytest
from typer.testing import CliRunner

from beseda.entry.cli import app

ROWS = (
    {"text": "5 лет", "kind": "years", "want": 5},
    {"text": "5-6 лет", "kind": "years", "want": [5, 6]},
    {"text": "не знаю", "kind": "years", "want": None},
    {
        "text": "150к",
        "kind": "money",
        "want": {"amount": 150_000, "period": "month"},
        "question": "Доход в месяц?",
    },
    {"text": "да", "kind": "yes_no", "want": "no"},
    {"text": "ну такое", "kind": "yes_no", "want": "yes"},
)


def run(*words):
    return CliRunner().invoke(app, ["eval", "understanding", *map(str, words)])


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    return path


def test_the_figures_are_printed_as_json(file):
    done = run(file, "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout) == {
        "total": {"n": 6, "exact": 4, "asked_again": 1, "wrong": 1},
        "kinds": {
            "money": {"n": 1, "exact": 1, "asked_again": 0, "wrong": 0},
            "years": {"n": 3, "exact": 3, "asked_again": 0, "wrong": 0},
            "yes_no": {"n": 2, "exact": 0, "asked_again": 1, "wrong": 1},
        },
    }


def test_the_figures_are_printed_for_people(file):
    done = run(file)
    assert done.exit_code == 0
    assert "yes_no" in done.stdout
    assert "total" in done.stdout


def test_every_row_that_was_not_exact_is_kept(file, tmp_path):
    misses = tmp_path / "misses.jsonl"
    assert run(file, "--json", "--misses", misses).exit_code == 0
    wrong, asked = (json.loads(line) for line in misses.read_text("utf-8").splitlines())
    assert wrong["text"] == "да"
    assert wrong["outcome"] == "wrong"
    assert wrong["understood"]["value"] == "yes"
    assert asked["outcome"] == "asked_again"
    assert asked["understood"]["unclear"] == "no_answer"


@pytest.mark.parametrize("line", ["{", "[]", '{"text": "да"}', '"да"'])
def test_a_line_that_is_no_row_is_named(tmp_path, line):
    path = tmp_path / "rows.jsonl"
    path.write_text(f"{json.dumps(ROWS[0])}\n{line}\n", encoding="utf-8")
    done = run(path)
    assert done.exit_code == 1
    assert "line 2" in done.stderr


def test_a_file_that_is_not_there_is_named(tmp_path):
    done = run(tmp_path / "none.jsonl")
    assert done.exit_code == 1
    assert "none.jsonl" in done.stderr
