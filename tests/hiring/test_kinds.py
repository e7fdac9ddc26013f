"""Questions about notice, lengths, languages, skills and contacts: demanded, asked, told back, judged."""

from datetime import date
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.hiring.interviews import make_script as made
from tests.hiring.interviews import play

from beseda.hiring.interview.decision import decide
from beseda.hiring.interview.echoes import FULL
from beseda.hiring.interview.reading import READY, asked_of, buttons
from beseda.hiring.interview.script import LATEST
from beseda.hiring.interview.turns import contacts_in
from beseda.hiring.interview.wording import demand_text, value_text
from beseda.hiring.requirements.faults import RequirementsInvalid
from beseda.hiring.requirements.questions import parse_requirements
from beseda.hiring.requirements.rules import CONTACTS, OPS, Place, Rule, judge
from beseda.understanding import Understood, understand

make_script = partial(made, version=LATEST)
PLACE = Place(city="Москва", remote=False)
DAY = date(2026, 11, 20)


def rule(op: str, value: Any, **more: Any) -> dict[str, Any]:
    return {"op": op, "value": value} | more


@pytest.mark.parametrize(
    ("kind", "demand", "code"),
    [
        ("notice", rule("<=", 731), "rule_days"),
        ("notice", rule("<=", value=True), "rule_days"),
        ("notice", rule("<=", "14"), "rule_days"),
        ("notice", rule(">=", 14), "rule_kind"),
        ("duration", rule(">=", 2), "rule_unit"),
        ("duration", rule(">=", "two", unit="week"), "rule_number"),
        ("duration", rule("between", [3, 1], unit="week"), "rule_between"),
        ("language_level", rule(">=", "B3"), "rule_level"),
        ("language_level", rule(">=", "B2", language="xx"), "rule_language"),
        ("skills", rule("has_all", []), "rule_skills"),
        ("skills", rule("has_all", [{"skill": "SQL", "level": "guru"}]), "rule_skills"),
        ("skills", rule("has_all", ["Укладка паркета"]), "rule_skill"),
        ("phone", rule("is", "+7"), "rule_kind"),
        ("name", rule("is", "Иван"), "rule_kind"),
    ],
)
def test_demands_that_do_not_fit_are_named(kind: str, demand: dict[str, Any], code: str) -> None:
    question = {"id": "q", "kind": kind, "prompt": "?", "rule": demand}
    with pytest.raises(RequirementsInvalid) as refused:
        parse_requirements({"questions": [question]})
    (fault,) = refused.value.faults
    assert fault.code == code
    assert fault.text("ru") != fault.text("en")


def test_the_employers_own_skills_are_demanded_by_their_ids() -> None:
    parquet = {"id": "parquet", "label": {"ru": "Укладка паркета", "en": "Parquet"}, "synonyms": ["паркет"]}
    tiles = {"id": "tiles", "label": {"ru": "Плитка", "en": "Tiles"}}
    question = {"id": "q", "kind": "skills", "prompt": "Что умеете?", "options": [parquet, tiles]}
    script = make_script(question | {"rule": rule("has_all", ["parquet"])})
    state, said = play(script, "паркет и плитка")
    assert said[0].many
    assert [choice.label for choice in said[0].choices] == ["Укладка паркета", "Плитка"]
    assert decide(script, state).status == "approved"
    with pytest.raises(RequirementsInvalid):
        # An option may have the same words: then «SQL» would be read as the option and never as the skill.
        parse_requirements({"questions": [question | {"rule": rule("has_all", ["SQL"])}]})


@pytest.mark.parametrize(
    ("kind", "demand", "value", "verdict"),
    [
        ("notice", rule("<=", 14), {"days": 14}, "pass"),
        ("notice", rule("<=", 14), {"days": 15}, "fail"),
        ("duration", rule(">=", 2, unit="week"), {"value": 14, "unit": "day"}, "pass"),
        ("duration", rule(">=", 2, unit="week"), {"value": 13, "unit": "day"}, "fail"),
        ("duration", rule(">=", 1, unit="month"), {"value": 30, "unit": "day"}, "unclear"),
        ("duration", rule(">=", 1, unit="year"), {"value": 12, "unit": "month"}, "pass"),
        ("duration", rule("between", [1, 3], unit="hour"), {"value": 90, "unit": "minute"}, "pass"),
        ("duration", rule("<=", 1, unit="hour"), {"value": 1, "unit": "decade"}, "fail"),
        ("language_level", rule(">=", "B2"), {"level": "C1"}, "pass"),
        ("language_level", rule(">=", "A1"), {"level": "none"}, "fail"),
        ("language_level", rule("<=", "B1"), {"level": "A2", "language": "en"}, "pass"),
        ("language_level", rule(">=", "B2", language="de"), {"level": "C2", "language": "en"}, "unclear"),
        ("language_level", rule(">=", "B2", language="de"), {"level": "B1"}, "fail"),
        ("skills", rule("has_all", ["питон", "SQL"]), [{"skill": "Python"}, {"skill": "SQL"}], "pass"),
        ("skills", rule("has_all", ["Python", "SQL"]), [{"skill": "Python"}], "fail"),
        ("skills", rule("has_any", ["Python", "SQL"]), [{"skill": "SQL"}], "pass"),
        ("skills", rule("has_any", ["Python", "SQL"]), [], "fail"),
        ("skills", rule("has_all", [{"skill": "SQL", "level": "advanced"}]), [{"skill": "SQL"}], "unclear"),
        (
            "skills",
            rule("has_all", [{"skill": "SQL", "level": "middle"}]),
            [{"skill": "SQL", "level": "expert"}],
            "pass",
        ),
        ("skills", rule("has_all", [{"skill": "SQL", "years": 3}]), [{"skill": "SQL", "years": 2}], "fail"),
        (
            "skills",
            rule("has_all", [{"skill": "SQL", "years": 3}]),
            [{"skill": "SQL", "years": {"min": 2, "max": 4}}],
            "unclear",
        ),
    ],
)
def test_values_are_held_against_demands(kind: Any, demand: dict[str, Any], value: Any, verdict: str) -> None:
    assert judge(kind, Rule(**demand), value, PLACE) == verdict


def test_what_is_required_is_said_in_both_languages() -> None:
    script = make_script(
        {"id": "n", "kind": "notice", "rule": rule("<=", 14)},
        {"id": "d", "kind": "duration", "rule": rule(">=", 2, unit="hour")},
        {"id": "l", "kind": "language_level", "rule": rule(">=", "B2", language="en")},
        {"id": "s", "kind": "skills", "rule": rule("has_any", ["SQL", {"skill": "Go", "level": "basic"}])},
    )
    said = [
        [demand_text(one, one.rule, PLACE, locale) for one in script.questions] for locale in ("ru", "en")
    ]
    assert said == [
        [
            "не позже чем через 2 недели",
            "2 часа или больше",
            "английский B2 или выше",
            "хотя бы одно из: SQL, Go (начальный уровень)",
        ],
        ["within 2 weeks", "2 hours or more", "English B2 or higher", "at least one of: SQL, Go (basic)"],
    ]
    skills = [{"skill": "Python", "years": 3, "level": "advanced"}, {"skill": "SQL"}]
    assert value_text(script.questions[3], skills, "ru") == "Python (3 года, уверенно), SQL"
    assert value_text(script.questions[3], [], "en") == "none of these"


@pytest.mark.parametrize("locale", ["ru", "en"])
@pytest.mark.parametrize("kind", sorted(READY))
def test_what_a_ready_button_says_is_surely_read(kind: str, locale: Any) -> None:
    prompt = {"notice": "Когда сможете начать?", "language_level": "Какой у вас английский?"}[kind]
    script = make_script({"id": "q", "kind": kind, "prompt": prompt}, locale=locale)
    values = []
    for button in buttons(script, script.questions[0]):
        reading = understand(button.label, asked_of(script, script.questions[0], DAY))
        assert isinstance(reading, Understood), button
        # Only «не владею» is told back first: it may mean something else.
        assert reading.confidence >= FULL or button.id == "no_language"
        values.append(str(reading.value))
    assert len(set(values)) == len(values)


def test_a_skill_that_is_not_named_is_asked_about_before_it_rejects() -> None:
    script = make_script({"id": "q", "kind": "skills", "rule": rule("has_all", ["Python", "Docker"])})
    state, said = play(script, "Python 3 года")
    assert state.echo is not None
    assert "Не нашёл в ответе: Docker" in said[-1].text
    state, said = play(script, "Python 3 года", "да, докер тоже")
    assert state.is_over(script)
    found = state.answer_to("q")
    assert found is not None
    assert [one["skill"] for one in found.value] == ["Python", "Docker"]
    assert decide(script, state).status == "approved"
    state, _ = play(script, "Python 3 года", "да, верно")
    assert decide(script, state).status == "rejected"


def test_a_notice_that_would_reject_is_told_back_and_a_sure_one_is_not() -> None:
    script = make_script({"id": "q", "kind": "notice", "rule": rule("<=", 14)})
    state, said = play(script, "Через две недели")
    assert (state.is_over(script), len(said)) == (True, 2)
    state, said = play(script, "через три недели")
    assert state.echo is not None
    assert "через 3 недели" in said[-1].text
    assert decide(script, play(script, "через три недели", "да")[0]).status == "rejected"


def test_contacts_are_collected_and_never_reach_the_decision() -> None:
    script = make_script(
        {"id": "who", "kind": "name"},
        {"id": "phone", "kind": "phone"},
        {"id": "mail", "kind": "email"},
        {"id": "car", "kind": "yes_no", "rule": rule("is", "yes", knockout=False)},
    )
    state, said = play(
        script, "Меня зовут Анна Петрова", "не скажу", "нет телефона", "никакого", "anna@example.com", "да"
    )
    assert state.is_over(script)
    assert [reply.number for reply in said][-1] == 4
    decision = decide(script, state)
    assert [part.question for part in decision.parts] == ["car"]
    assert decision.status == "approved"
    assert contacts_in(script, state) == {"email": "anna@example.com"}
    told = str(decision.to_dict())
    assert "Анна" not in told
    assert "anna@" not in told


@given(
    name=st.sampled_from(["Анна Петрова", "John Smith", "Ахмед Алиев", "Мария"]),
    phone=st.sampled_from(["+7 912 345-67-89", "+44 20 7031 3000", "не дам"]),
    answer=st.sampled_from(["да", "нет"]),
)
def test_who_somebody_is_changes_no_decision(name: str, phone: str, answer: str) -> None:
    script = make_script(
        {"id": "who", "kind": "name", "required": False},
        {"id": "phone", "kind": "phone", "required": False},
        {"id": "car", "kind": "yes_no", "rule": rule("is", "yes", knockout=False)},
    )
    other, _ = play(script, "Пропустить", "Пропустить", answer)
    phones = (phone, "да") if phone == "+44 20 7031 3000" else (phone,)
    state, _ = play(script, f"Меня зовут {name}", "Пропустить" if phone == "не дам" else phones[0])
    if state.echo is not None:
        state, _ = play(script, f"Меня зовут {name}", phones[0], "да", answer)
    else:
        state, _ = play(
            script, f"Меня зовут {name}", "Пропустить" if phone == "не дам" else phones[0], answer
        )
    if not (state.is_over(script) and other.is_over(script)):
        return
    mine, theirs = decide(script, state).to_dict(), decide(script, other).to_dict()
    assert mine["status"] == theirs["status"]
    assert mine["measured"] == theirs["measured"]


def test_every_kind_has_its_demands_and_an_example() -> None:
    for kind in OPS:
        options = [{"id": "a", "label": "А"}, {"id": "b", "label": "Б"}] if "choice" in kind else []
        script = make_script({"id": "q", "kind": kind, "prompt": "?", "options": options})
        _, said = play(script, "кхм", "кхм")
        assert said[-1].text
    assert all(not OPS[kind] for kind in CONTACTS)


def test_a_condition_may_rest_on_the_new_kinds() -> None:
    script = make_script(
        {"id": "en", "kind": "language_level", "prompt": "Какой у вас английский?"},
        {
            "id": "why",
            "kind": "text",
            "when": {"question": "en", "op": ">=", "value": "C1", "language": "en"},
        },
        {"id": "far", "kind": "duration", "prompt": "Сколько вам ехать?"},
        {
            "id": "move",
            "kind": "yes_no",
            "when": {"question": "far", "op": ">=", "value": 1, "unit": "hour"},
        },
    )
    _, said = play(script, "B1", "полтора часа")
    assert [reply.question for reply in said] == ["en", "far", "move"]
    _, said = play(script, "C1", "для работы", "20 минут")
    assert [reply.question for reply in said] == ["en", "why", "far", None]
