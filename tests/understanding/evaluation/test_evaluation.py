"""Evaluation: the rows' format, and the public sets where they are."""

import os
from pathlib import Path

import pytest
from bench.answers.__main__ import KINDS
from bench.answers.sets import map_set

from beseda.understanding.evaluation.comparing import judge
from beseda.understanding.evaluation.rows import evaluate, read_row

SETS = Path(os.environ.get("ANSWER_SETS", Path(__file__).parents[4] / "shared" / "evals" / "answers"))


@pytest.mark.parametrize(
    "row",
    [
        {"text": "5,5 лет", "kind": "years", "want": 5.45},
        {"text": "от 3 лет", "kind": "years", "want": {"min": 3}},
        {"text": "двадцать", "kind": "number", "want": 20},
        {"text": "10+", "kind": "number", "want": {"min": 10}},
        {"text": "150к", "kind": "money", "want": 150_000},
        {"text": "150к", "kind": "money", "want": {"amount": 150_000, "currency": "RUB"}},
        {"text": "150к", "kind": "money", "want": {"period": "month"}, "question": "Сколько хотите в месяц?"},
        {"text": "$10-20", "kind": "money", "want": {"min": 10, "max": 20, "currency": "USD"}},
        {"text": "наверное", "kind": "yes_no", "want": "maybe"},
        {"text": "второй", "kind": "choice", "want": ["b"], "options": ["a", "b"]},
        {
            "text": "а и б",
            "kind": "multi_choice",
            "want": ["2", "1"],
            "options": [{"id": "1", "labels": ["а"]}, {"id": "2", "labels": ["б"]}],
        },
        {"text": "b", "kind": "choice", "want": "b", "options": [{"id": "b"}]},
        {
            "text": "ночная",
            "kind": "choice",
            "want": ["n"],
            "options": [{"id": "n", "label": {"ru": "Ночная", "en": "Night"}}, {"id": "d", "label": "Day"}],
        },
        {"text": "полтора часа", "kind": "duration", "want": {"value": 90, "unit": "minutes"}},
        {"text": "через две недели", "kind": "notice", "want": {"days": 14}},
        {"text": "B2", "kind": "language_level", "want": "B2"},
        {"text": "английский не знаю", "kind": "language_level", "want": "none"},
        {"text": "завтра", "kind": "date", "want": "2026-11-22T00:00", "now": "2026-11-21T10:00:00"},
        {"text": "12/1/2026", "kind": "date", "want": "2026-12-01", "locale": "en"},
        {"text": "Питер", "kind": "city", "want": "Saint Petersburg"},
        {"text": "как есть", "kind": "text", "want": "как есть"},
        {"text": "не знаю", "kind": "years", "want": None},
    ],
)  # fmt: skip
def test_a_row_that_is_read_as_it_means_is_exact(row):
    assert evaluate([row]) == {
        "total": {"n": 1, "exact": 1, "asked_again": 0, "wrong": 0},
        "kinds": {row["kind"]: {"n": 1, "exact": 1, "asked_again": 0, "wrong": 0}},
        "misses": [],
    }


@pytest.mark.parametrize(
    ("row", "outcome"),
    [
        ({"text": "5 лет", "kind": "years", "want": 6}, "wrong"),
        ({"text": "5 лет", "kind": "years", "want": [5, 6]}, "wrong"),
        ({"text": "5-6 лет", "kind": "years", "want": 5}, "wrong"),
        ({"text": "5", "kind": "number", "want": [5, 6]}, "wrong"),
        ({"text": "5 лет", "kind": "years", "want": None}, "wrong"),
        ({"text": "150к", "kind": "money", "want": {"amount": 150_000, "currency": "USD"}}, "wrong"),
        ({"text": "150к", "kind": "money", "want": {"min": 150_000}}, "wrong"),
        ({"text": "да", "kind": "yes_no", "want": "no"}, "wrong"),
        ({"text": "Москва", "kind": "city", "want": "Казань"}, "wrong"),
        ({"text": "две недели", "kind": "shoe_size", "want": 14}, "asked_again"),
        ({"text": "c", "kind": "choice", "want": ["b"], "options": ["a", "b"]}, "asked_again"),
    ],
)
def test_a_miss_is_told_with_what_was_understood(row, outcome):
    report = evaluate([row])
    assert report["total"][outcome] == 1
    (miss,) = report["misses"]
    assert miss["outcome"] == outcome
    assert ("value" in miss["understood"]) == (outcome == "wrong")
    assert judge(row, read_row(row)) == outcome


def test_the_public_sets_are_read_without_a_fault():
    if not SETS.is_dir():
        pytest.skip(f"the public sets of answers are not here: {SETS} (name their folder in ANSWER_SETS)")
    rows = [row for path in sorted(SETS.glob("*.jsonl")) for row in map_set(path, KINDS).rows]
    total = evaluate(rows)["total"]
    assert total["n"] == len(rows) > 1000
    assert total["exact"] >= 0.95 * total["n"]
    assert total["wrong"] <= 0.02 * total["n"]
