"""A résumé read against a vacancy: what is found and where, what is not, and what it may count for."""

from datetime import date
from typing import Any

import pytest
from tests.hiring.interviews import make_script, play

from beseda.hiring.interview.decision import decide
from beseda.hiring.interview.resume_evidence import RESUME, judged_resume
from beseda.hiring.interview.script import ResumeEvidence, Script
from beseda.hiring.relevance.resume import blanked, read_resume
from beseda.hiring.relevance.terms import wanted_terms

DAY = date(2026, 11, 21)
TEXT = """Иван Питонов, Москва
ivan@python.example, https://ruby.example/ivan
Возраст: 35 лет

Опыт работы — 6 лет 3 месяца
Пишу на питоне и FastAPI, базы: Постгрес. Не работал с Java.
Занимался активными продажами. Docker'ом и k8s пользуюсь. Go to market; reports every week.
"""


def found_in(text: str, *wanted: str, name: str = "") -> list[tuple[str, str]]:
    read = read_resume(text, wanted, name=name, day=DAY)
    return [(one.term, text[one.start : one.end]) for one in read.passages if one.term]


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ("Python", "питоне"),
        ("FastAPI", "FastAPI"),
        ("PostgreSQL", "Постгрес"),
        ("постгрес", "Постгрес"),
        ("активные продажи", "активными продажами"),
        ("Docker", "Docker'ом"),
        ("Kubernetes", "k8s"),
        ("report", "reports"),
    ],
)
def test_a_term_is_found_by_its_aliases_and_forms(wanted: str, words: str) -> None:
    assert found_in(TEXT, wanted, name="Иван Питонов") == [(wanted, words)]


@pytest.mark.parametrize("wanted", ["Java", "Go", "Ruby", "Kafka", "активные поиски"])
def test_what_is_denied_or_only_looks_alike_is_not_found(wanted: str) -> None:
    assert found_in(TEXT, wanted) == []


def test_neither_addresses_nor_a_name_are_read() -> None:
    text = "Ruby Swift\nruby@python.example\nРаботал на Ruby и Swift, резюме Swift Ruby"
    assert found_in(text, "Ruby", "Swift", "Python", name="Ruby Swift") == [
        ("Ruby", "Ruby"),
        ("Swift", "Swift"),
    ]
    hidden = blanked(text, "Ruby Swift")
    assert len(hidden) == len(text)
    assert hidden.count("Ruby") == hidden.count("Swift") == 1


@pytest.mark.parametrize(
    ("text", "years"),
    [
        (TEXT, 6.25),
        ("Experience: 7+ years of backend", 7.0),
        ("Стаж 3 года\nОпыт вождения 12 лет", 12.0),
        ("Мне 35 лет, живу в Казани", None),
        ("Возраст 40 лет, опыта нет", None),
        ("", None),
    ],
)
def test_years_of_experience_are_never_somebodys_age(text: str, years: float | None) -> None:
    assert read_resume(text, (), day=DAY).years == years


def test_a_vacancys_own_words_name_what_is_wanted() -> None:
    text = "Python 3.11+, FastAPI, PostgreSQL, Redis, очереди. Офис в Питере. You go to fairs."
    assert wanted_terms(["Backend-разработчик", text]) == ("Python", "FastAPI", "PostgreSQL", "Redis")


def evidence(**changes: Any) -> ResumeEvidence:
    facts = {"weight": 1.0, "wanted": ("Python", "SQL"), "attached": True, "found": ("Python",)} | changes
    return ResumeEvidence(**facts)


def test_a_resume_earns_the_share_of_what_is_wanted() -> None:
    assert judged_resume(evidence()).points == 0.5
    assert judged_resume(evidence(least_years=4, years=2)).points == 0.5
    assert judged_resume(evidence(least_years=4, years=8, found=("Python", "SQL"))).points == 1.0
    assert judged_resume(evidence(found=())).outcome == "pass"


def test_who_attached_no_resume_is_judged_without_it() -> None:
    judged = judged_resume(evidence(attached=False, found=()))
    assert (judged.outcome, judged.weight) == ("skipped", 0.0)


def with_resume(script: Script, **changes: Any) -> Script:
    return script.model_copy(update={"resume": evidence(**changes)})


def test_the_decision_shows_the_resumes_part_and_what_was_found() -> None:
    car = {"id": "car", "kind": "yes_no", "rule": {"op": "is", "value": "yes", "knockout": False}}
    script = with_resume(make_script(car, version=3), years=5.0)
    decision = decide(script, play(script, "да")[0])
    part = decision.parts[-1]
    assert (part.question, part.outcome, part.points, part.weight) == (RESUME, "pass", 0.5, 1.0)
    assert (decision.status, decision.score) == ("approved", 0.75)
    assert part.understood is not None
    assert part.understood["ru"] == "Python, опыт 5 лет"
    assert part.required["en"] == "Python, SQL"
    assert Script.from_dict(script.to_dict()) == script


def test_a_poor_resume_alone_rejects_nobody() -> None:
    script = with_resume(make_script(version=3, below="reject"), found=(), weight=100.0)
    decision = decide(script, play(script, "Москва", "5 лет", "да")[0])
    assert (decision.status, decision.score, decision.reasons) == ("needs_review", None, ())
