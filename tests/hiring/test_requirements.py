"""Requirements are read strictly where they are ours, and left alone where they are not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beseda.hiring.requirements.faults import FAULTS, RequirementsInvalid, fault_text
from beseda.hiring.requirements.questions import (
    default_questions,
    in_language,
    parse_requirements,
    questions_of,
)

OPTIONS = [{"id": "day", "label": "Дневная"}, {"id": "night", "label": {"ru": "Ночная", "en": "Night"}}]


def question(**changes: Any) -> dict[str, Any]:
    return {"id": "q", "kind": "text", "prompt": "Расскажите о себе"} | changes


def faults(*questions: Any, **beside: Any) -> dict[str, str]:
    with pytest.raises(RequirementsInvalid) as caught:
        parse_requirements({"questions": list(questions), **beside})
    return caught.value.field_texts("en")


@pytest.mark.parametrize(
    "document", [None, {}, {"skills": ["python"]}, {"questions": None}, {"minimum_score": "?"}]
)
def test_a_document_without_questions_is_not_ours(document: dict[str, Any] | None) -> None:
    requirements = parse_requirements(document)
    assert [one.id for one in questions_of(requirements)] == ["city", "experience", "remote"]


def test_an_empty_list_asks_the_three_default_questions() -> None:
    assert questions_of(parse_requirements({"questions": []})) == default_questions()


def test_the_default_questions_judge_the_city_alone() -> None:
    assert [one.share for one in default_questions()] == [1.0, 0.0, 0.0]
    assert all(
        isinstance(one.prompt, dict) and set(one.prompt) == {"ru", "en"} for one in default_questions()
    )


def test_unknown_keys_beside_the_questions_stay() -> None:
    read = parse_requirements({"questions": [question()], "skills": ["python"]})
    assert read.model_extra == {"skills": ["python"]}


GOOD_RULES = [
    ("city", {"op": "same_city"}),
    ("city", {"op": "same_city", "value": "Казань"}),
    ("city", {"op": "in", "value": ["Казань", "Moscow"]}),
    ("years", {"op": ">=", "value": 3}),
    ("number", {"op": "between", "value": [1, 2.5]}),
    ("money", {"op": "<=", "value": 150000, "currency": "RUB", "period": "month"}),
    ("yes_no", {"op": "is", "value": "yes", "knockout": False}),
    ("choice", {"op": "is", "value": "day"}),
    ("choice", {"op": "in", "value": ["day", "night"]}),
    ("multi_choice", {"op": "has_all", "value": ["day"]}),
    ("multi_choice", {"op": "has_any", "value": ["day"]}),
    ("date", {"op": "on_or_before", "value": "2026-12-31"}),
    ("date", {"op": "between", "value": ["2026-12-01", "2026-12-31"]}),
]


@pytest.mark.parametrize(("kind", "rule"), GOOD_RULES)
def test_rules_that_fit_are_taken(kind: str, rule: dict[str, Any]) -> None:
    options = OPTIONS if "choice" in kind else []
    read = parse_requirements({"questions": [question(kind=kind, rule=rule, options=options)]})
    assert read.questions[0].rule is not None
    assert read.questions[0].share == 1.0


BAD_RULES = [
    ("text", {"op": "is", "value": "x"}, "does not fit"),
    ("city", {"op": ">=", "value": 3}, "does not fit"),
    ("city", {"op": "in", "value": "Moscow"}, "list of cities"),
    ("city", {"op": "same_city", "value": 5}, "city's name"),
    ("years", {"op": ">=", "value": "three"}, "must be a number"),
    ("years", {"op": ">=", "value": True}, "must be a number"),
    ("years", {"op": ">=", "value": float("nan")}, "must be a number"),
    ("years", {"op": ">="}, "must be a number"),
    ("number", {"op": "between", "value": [5, 1]}, "two rising numbers"),
    ("yes_no", {"op": "is", "value": "maybe"}, "yes or no"),
    ("yes_no", {"op": "is", "value": []}, "yes or no"),
    ("choice", {"op": "is", "value": "evening"}, "no option evening"),
    ("choice", {"op": "in", "value": "day"}, "ids of options"),
    ("multi_choice", {"op": "has_all", "value": []}, "ids of options"),
    ("date", {"op": "on_or_after", "value": "01.12.2026"}, "date like"),
    ("date", {"op": "between", "value": ["2026-12-31", "2026-12-01"]}, "two dates"),
]


@pytest.mark.parametrize(("kind", "rule", "message"), BAD_RULES)
def test_rules_that_do_not_fit_are_named_with_their_path(
    kind: str, rule: dict[str, Any], message: str
) -> None:
    options = OPTIONS if "choice" in kind else []
    found = faults(question(kind=kind, rule=rule, options=options))
    assert list(found) == ["requirements.questions[0]"]
    assert message in found["requirements.questions[0]"]


@pytest.mark.parametrize(
    ("broken", "path"),
    [
        (question(kind="essay"), "questions[0].kind"),
        (question(id="с пробелом"), "questions[0].id"),
        (question(prompt=""), "questions[0].prompt"),
        (question(prompt="x" * 601), "questions[0].prompt"),
        (question(prompt={}), "questions[0]"),
        (question(prompt={"de": "Wo?"}), "questions[0].prompt"),
        (question(requierd=True), "questions[0].requierd"),
        (question(weight=-1), "questions[0].weight"),
        (question(weight=float("inf")), "questions[0].weight"),
        (question(required="perhaps"), "questions[0].required"),
        (question(kind="choice", options=OPTIONS[:1]), "questions[0]"),
        (question(kind="choice", options=[OPTIONS[0], OPTIONS[0]]), "questions[0]"),
        (
            question(kind="choice", options=[OPTIONS[0], {"id": "x", "label": "X", "points": 2}]),
            "questions[0].options[1].points",
        ),
        (question(options=OPTIONS), "questions[0]"),
        (question(rule={"op": "like", "value": 1}), "questions[0].rule.op"),
        ({"kind": "text"}, "questions[0].id"),
        ("Where do you live?", "questions[0]"),
    ],
)
def test_mistakes_are_found_at_their_path(broken: Any, path: str) -> None:
    found = faults(broken)
    assert any(one.startswith(f"requirements.{path}") for one in found), found
    assert all(found.values())


def test_ids_are_unique_and_questions_bounded() -> None:
    assert "stands twice" in faults(question(), question())["requirements.questions"]
    many = [question(id=f"q{index}") for index in range(31)]
    assert "At most 30" in faults(*many)["requirements.questions"]


def test_questions_that_are_no_list_are_refused() -> None:
    with pytest.raises(RequirementsInvalid) as caught:
        parse_requirements({"questions": "city"})
    assert caught.value.text("ru") == "В вопросах вакансии есть ошибка: questions: Здесь нужен список."
    assert caught.value.http_status == 422


def test_what_is_wrong_is_said_even_where_no_sentence_was_written_for_it() -> None:
    rule = {"op": "<=", "value": 5, "currency": "roubles"}
    found = faults(question(kind="money", rule=rule))
    assert "three capital letters" in found["requirements.questions[0].rule.currency"]
    days = faults(question(kind="number", rule={"op": "<=", "value": 5, "period": {"n": 1}}))
    assert list(days) == ["requirements.questions[0].rule.period"]
    assert fault_text("en", "nobody_thought_of_it", {}) == "This value does not fit."


def test_every_fault_can_be_said_in_both_languages() -> None:
    assert all(russian and english and russian != english for russian, english in FAULTS.values())


def test_texts_fall_back_to_the_language_there_is() -> None:
    assert in_language({"ru": "Город"}, "en") == "Город"
    assert in_language({"ru": "Город", "en": "City"}, "en") == "City"
    assert in_language("Город", "en") == "Город"
    assert in_language(None, "en") == ""


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "kind", "prompt", "rule", "op", "value", "options", "x"]), inner
        )
    ),
    max_leaves=12,
)


@given(json)
def test_whatever_the_questions_are_they_are_read_or_refused(questions: Any) -> None:
    refusal: RequirementsInvalid | None = None
    try:
        parse_requirements({"questions": questions})
    except RequirementsInvalid as refused:
        refusal = refused
    assert refusal is None or (refusal.field_texts("ru") and refusal.field_texts("en") and refusal.text("en"))
