"""The decision follows from the answers and the rules, and shows the words behind every reason."""

import json
from typing import Any

import pytest
from tests.hiring.interviews import make_script, play

from beseda.hiring.interview.decision import Decision, decide
from beseda.hiring.interview.script import Script
from beseda.hiring.interview.state import Given, State
from beseda.hiring.requirements.rules import Place, Rule, judge

PLACE = Place(city="Москва", remote=False, currency="RUB")
CITY = {"id": "city", "kind": "city", "rule": {"op": "same_city"}}
YEARS = {"id": "years", "kind": "years", "weight": 3, "rule": {"op": ">=", "value": 3, "knockout": False}}
CAR = {"id": "car", "kind": "yes_no", "rule": {"op": "is", "value": "yes", "knockout": False}}


def decided(script: Script, *answers: str) -> Decision:
    state, _ = play(script, *answers)
    assert state.is_over(script)
    return decide(script, state)


@pytest.mark.parametrize(
    ("answers", "status", "score"),
    [
        (("Москва", "5 лет", "да"), "approved", 1.0),
        (("Moscow", "без опыта", "нет"), "approved", 1.0),
        (("Казань", "5 лет", "да"), "rejected", 0.0),
    ],
)
def test_the_seeds_interview(answers: tuple[str, ...], status: str, score: float) -> None:
    decision = decided(make_script(), *answers)
    assert (decision.status, decision.score) == (status, score)


def test_the_seeds_outcome_frame() -> None:
    assert decided(make_script(), "Москва", "5 лет", "да").outcome() == {
        "approved": True,
        "status": "approved",
        "relevance_score": 1.0,
        "rejection_reasons": [],
    }


def test_another_city_rejects_nobody_where_the_work_is_remote_or_nowhere() -> None:
    assert decided(make_script(remote=True), "Казань", "5 лет", "да").score == 1.0
    assert decided(make_script(city=None), "Казань", "5 лет", "да").status == "approved"


def test_a_city_nobody_knows_is_left_to_a_person() -> None:
    assert decided(make_script(city="Посёлок Нигдеево-7"), "Казань", "5 лет", "да").status == "needs_review"


def test_a_reason_shows_the_words_and_what_was_needed() -> None:
    decision = decided(make_script(), "Я из Казани", "5 лет", "да")
    (reason,) = decision.outcome()["rejection_reasons"]
    assert reason["rule"] == "city.same_city"
    assert reason["question"] == "city"
    assert reason["said"] == "Я из Казани"
    assert reason["understood"]["ru"] == "Казань"
    assert reason["required"]["op"] == "same_city"
    assert "Москва" in reason["message"]
    assert "Я из Казани" in reason["message"]
    assert reason["message"] == reason["text"]["ru"]
    assert "Kazan" in reason["text"]["en"]


@pytest.mark.parametrize(
    "said", ["Казань, но готова переехать", "Люберцы, это 15 минут от Москвы", "Kazan, but I could relocate"]
)
def test_another_city_is_left_to_a_person_where_moving_or_nearness_is_spoken_of(said: str) -> None:
    decision = decided(make_script(), said, "5 лет", "да")
    assert (decision.status, decision.parts[0].outcome) == ("needs_review", "unclear")


def test_a_long_answer_is_quoted_around_what_was_read() -> None:
    said = (
        "Родился далеко отсюда, потом много где жил, учился и работал, " * 3
        + "а сейчас живу в Казани, на Баумана"
    )
    (reason,) = decided(make_script(), said, "5 лет", "да").reasons
    assert reason.said == said
    assert "…" in reason.message
    assert "Казани" in reason.message
    assert len(reason.message) < 300


def test_a_part_quotes_its_span() -> None:
    part = decided(make_script(), "Я из Казани", "5 лет", "да").parts[0]
    assert part.span is not None
    assert part.said[slice(*part.span)] == "Казани"
    assert (part.outcome, part.points, part.weight) == ("fail", 0.0, 1.0)


def test_the_score_is_the_weighted_share() -> None:
    decision = decided(make_script(CITY, YEARS, CAR), "Москва", "5 лет", "нет")
    assert (decision.status, decision.score) == ("approved", 0.8)
    assert [(part.weight, part.points) for part in decision.parts] == [(1, 1), (3, 1), (1, 0)]


def test_a_low_score_is_reviewed_or_rejected_as_the_vacancy_says() -> None:
    script = make_script(CITY, YEARS, CAR)
    reviewed = decided(script, "Москва", "1 год", "нет")
    assert (reviewed.status, reviewed.score, reviewed.measured) == ("needs_review", None, 0.2)
    assert reviewed.outcome()["approved"] is None
    rejected = decided(script.model_copy(update={"below": "reject"}), "Москва", "1 год", "нет")
    assert (rejected.status, rejected.score) == ("rejected", 0.2)
    assert [reason.rule for reason in rejected.reasons] == ["minimum_score", "years.>=", "car.is"]
    assert "20" in rejected.reasons[0].message


def test_points_of_options_grade_an_answer() -> None:
    options = [{"id": "day", "label": "День", "points": 1}, {"id": "night", "label": "Ночь", "points": 0.6}]
    choice = {"id": "shift", "kind": "choice", "options": options}
    assert decided(make_script(choice), "ночь").score == 0.6
    several = {"id": "shift", "kind": "multi_choice", "options": options}
    assert decided(make_script(several), "день и ночь").score == 0.8


def state_with(*given: Given) -> State:
    return State(position=len(given), given=given)


def hedged(question: str, value: Any, **changes: Any) -> Given:
    facts = {"said": "…", "value": value, "confidence": 1.0} | changes
    return Given(question, "understood", **facts)


@pytest.mark.parametrize(
    "given",
    [
        Given("car", "unclear", "смотря какая", why="vague"),
        hedged("car", "maybe"),
        hedged("car", "no", confidence=0.6),
        hedged("car", "yes", confidence=0.6),
        hedged("car", "no", early=True),
        Given("car", "skipped", "пропустить"),
    ],
)
@pytest.mark.parametrize("below", ["review", "reject"])
def test_what_is_not_sure_never_rejects(given: Given, below: str) -> None:
    script = make_script({"id": "car", "kind": "yes_no", "rule": {"op": "is", "value": "yes"}}, below=below)
    decision = decide(script, state_with(given))
    assert (decision.status, decision.score, decision.reasons) == ("needs_review", None, ())


def test_a_shaky_failure_does_not_reject_by_the_score_either() -> None:
    script = make_script(CAR, below="reject")
    assert decide(script, state_with(hedged("car", "no", confidence=0.5))).status == "needs_review"
    assert decide(script, state_with(hedged("car", "no"))).status == "rejected"


def test_a_question_without_an_answer_is_unclear() -> None:
    assert decide(make_script(), State()).status == "needs_review"


def test_a_skipped_question_earns_nothing() -> None:
    script = make_script(YEARS | {"required": False}, CAR)
    assert decided(script, "пропустить", "да").status == "needs_review"
    assert decided(script, "пропустить", "да").measured == 0.25


def test_a_decision_is_plain_json_and_the_same_each_time() -> None:
    script = make_script(CITY, YEARS, CAR)
    first = json.dumps(decided(script, "Казань", "5", "да").to_dict(), ensure_ascii=False)
    again = json.dumps(
        decided(Script.from_dict(script.to_dict()), "Казань", "5", "да").to_dict(), ensure_ascii=False
    )
    assert first == again
    assert json.loads(first)["parts"][0]["outcome"] == "fail"


MONEY = {"amount": 120_000, "currency": "RUB", "period": "month"}


@pytest.mark.parametrize(
    ("kind", "rule", "value", "verdict"),
    [
        ("years", Rule(op=">=", value=3), 3, "pass"),
        ("years", Rule(op=">=", value=3), 2.9, "fail"),
        ("number", Rule(op="<=", value=3), 4, "fail"),
        ("number", Rule(op="between", value=[1, 3]), 3, "pass"),
        ("number", Rule(op="between", value=[1, 3]), 3.5, "fail"),
        ("money", Rule(op="<=", value=120_000), MONEY, "pass"),
        ("money", Rule(op="<=", value=100_000), MONEY, "fail"),
        ("money", Rule(op="<=", value=100_000), {"min": 90_000, "max": 130_000, "currency": "RUB"}, "pass"),
        ("money", Rule(op="<=", value=100_000), {"min": 110_000, "currency": "RUB"}, "fail"),
        ("money", Rule(op="<=", value=100_000), {"max": 110_000, "currency": "RUB"}, "pass"),
        ("money", Rule(op=">=", value=100_000), {"min": 110_000}, "pass"),
        ("money", Rule(op="<=", value=100_000), MONEY | {"currency": "USD"}, "unclear"),
        ("money", Rule(op="<=", value=100_000), MONEY | {"period": "hour"}, "unclear"),
        ("money", Rule(op="<=", value=100_000), MONEY | {"amount": 1_200_000, "period": "year"}, "pass"),
        ("money", Rule(op="<=", value=1_000_000, period="year"), MONEY, "fail"),
        ("yes_no", Rule(op="is", value="no"), "no", "pass"),
        ("yes_no", Rule(op="is", value="yes"), "maybe", "unclear"),
        ("choice", Rule(op="is", value="a"), "b", "fail"),
        ("choice", Rule(op="in", value=["a", "b"]), "b", "pass"),
        ("multi_choice", Rule(op="has_all", value=["a", "b"]), ["b"], "fail"),
        ("multi_choice", Rule(op="has_all", value=["a", "b"]), ["b", "c", "a"], "pass"),
        ("multi_choice", Rule(op="has_any", value=["a", "b"]), ["b"], "pass"),
        ("date", Rule(op="on_or_after", value="2026-12-01"), "2026-12-01", "pass"),
        ("date", Rule(op="on_or_before", value="2026-12-01"), "2026-12-02", "fail"),
        ("date", Rule(op="between", value=["2026-12-01", "2026-12-31"]), "2026-12-02", "pass"),
        ("text", Rule(op="is", value="x"), "y", "pass"),
    ],
)
def test_rules_judge_values(kind: Any, rule: Rule, value: Any, verdict: str) -> None:
    assert judge(kind, rule, value, PLACE) == verdict


def test_rules_name_cities() -> None:
    script = make_script({"id": "city", "kind": "city", "rule": {"op": "in", "value": ["Казань", "Тула"]}})
    assert decided(script, "я из Тулы").status == "approved"
    decision = decided(script, "Москва")
    assert decision.status == "rejected"
    assert "Казань, Тула" in decision.reasons[0].message
