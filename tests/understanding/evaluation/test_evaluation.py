"""Evaluation: the rows' format, and the public sets where they are."""

import os
from pathlib import Path

import pytest
from bench.answers.__main__ import KINDS
from bench.answers.sets import map_set

from beseda.understanding import Understood
from beseda.understanding.evaluation.comparing import judge
from beseda.understanding.evaluation.faults import fault_of
from beseda.understanding.evaluation.rows import evaluate, read_row
from beseda.understanding.reading import READERS

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


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ([1], 'a row is a JSON object with "text", "kind" and "want"'),
        ({"text": "5", "kind": "years"}, 'a row is a JSON object with "text", "kind" and "want"'),
        ({"text": 5, "kind": "years", "want": 5}, '"text" is not a text'),
        ({"text": "5", "kind": 5, "want": 5}, '"kind" is not a text'),
        ({"text": "5", "kind": "years", "want": 5, "question": 7}, '"question" is not a text'),
        ({"text": "5", "kind": "years", "want": 5, "now": "вчера"}, '"now" is no ISO date'),
        ({"text": "a", "kind": "choice", "want": ["a"], "options": [5]}, '"options" is no list of texts'),
        ({"text": "5", "kind": "years", "want": "пять"}, '"want" of years is a number'),
        ({"text": "5", "kind": "number", "want": {"min": "a"}}, '"want" of number is a number'),
        ({"text": "5", "kind": "number", "want": [5]}, '"want" of number is a number'),
        ({"text": "5", "kind": "money", "want": []}, '"want" of money is a number'),
        ({"text": "час", "kind": "duration", "want": {"value": "x", "unit": "y"}}, '"want" of duration is'),
        ({"text": "сразу", "kind": "notice", "want": {"days": "0"}}, '"want" of notice is {"days"}'),
        ({"text": "да", "kind": "yes_no", "want": True}, '"want" of yes_no is "yes", "no" or "maybe"'),
        ({"text": "завтра", "kind": "date", "want": "завтра"}, '"want" of date is an ISO date'),
        ({"text": "Питер", "kind": "city", "want": 5}, '"want" of city is a city\'s name'),
    ],
)
def test_a_row_that_can_not_be_compared_is_told_why(row, said):
    assert fault_of(row).startswith(said)


@pytest.mark.parametrize("kind", [*READERS, "text", "shoe_size"])
def test_a_row_that_must_be_asked_again_or_is_of_an_unknown_kind_has_no_fault(kind):
    assert fault_of({"text": "не знаю", "kind": kind, "want": None}) == ""


def test_years_are_compared_within_a_tenth():
    def outcome(want: float) -> str:
        row = {"text": "2,5 года", "kind": "years", "want": want}
        return judge(row, read_row(row))

    assert [outcome(want) for want in (2.4, 2.5, 2.6, 2.39, 2.61)] == [*["exact"] * 3, *["wrong"] * 2]


def test_what_the_question_names_need_not_be_in_the_answer():
    def value(**row: str) -> object:
        reading = read_row({**row, "want": None})
        return reading.value if isinstance(reading, Understood) else reading.why

    pay = {"amount": 3000, "currency": "USD", "period": "month"}
    assert value(text="3000", kind="money", question="Сколько долларов в месяц вы хотите?") == pay
    weeks = {"value": 3, "unit": "week"}
    assert value(text="3", kind="duration", question="Сколько недель длился проект?") == weeks
    assert value(text="2", kind="notice", question="Через сколько недель вы выйдете?") == {"days": 14}
    english = {"language": "en", "level": "B2"}
    assert value(text="B2", kind="language_level", question="Какой у вас английский?") == english
