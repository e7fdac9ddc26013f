"""Calling a person, waiting for one, talking to one, and the bot's way back: all from the log alone."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.hiring.interviews import Line, make_script, play
from tests.hiring.test_turns import spoken_after, write

from beseda.hiring.interview.interviewer import fold
from beseda.hiring.interview.phrases import hour_count
from beseda.hiring.interview.script import LATEST, Script
from beseda.hiring.interview.turns import floor_after, next_words

SCRIPT = make_script(version=LATEST)


def led(*said: str, script: Script = SCRIPT) -> list[Line]:
    """Return the log of an interview in which this was said, with the passes the bot makes."""
    log = answered([], script)
    for text in said:
        log = answered(write(log, text), script)
    return log


def answered(log: list[Line], script: Script = SCRIPT) -> list[Line]:
    """Let the bot say what it owes, and pass the floor as the product does."""
    spoken = next_words(script, log)
    log = spoken_after(log, script)
    if spoken is None or spoken.decision is not None:
        return log
    floor = "waiting" if spoken.waiting else "bot"
    return log if floor == floor_after(log) else [*log, passed(log, floor)]


def passed(log: list[Line], floor: str) -> Line:
    return Line(log[-1].seq + 1, "user", None, kind="floor", data={"floor": floor})


def last(log: list[Line]) -> dict[str, Any]:
    return next(line for line in reversed(log) if line.author_kind == "bot" and line.text).data


def words(log: list[Line]) -> str:
    return next(line.text or "" for line in reversed(log) if line.author_kind == "bot" and line.text)


@pytest.mark.parametrize(
    "call", ["позовите человека", "can I talk to a human?", "оператор", "Хочу поговорить с рекрутером"]
)
def test_a_call_passes_the_floor_and_leaves_the_question_open(call: str) -> None:
    log = led(call)
    assert floor_after(log) == "waiting"
    assert last(log)["aside"] == "person"
    assert last(log)["question"] == "city"
    assert last(log)["choices"][0]["id"] == "go_on"


def test_the_bot_says_when_people_usually_come_and_else_that_it_cannot_say() -> None:
    assert "не знаю" in words(led("позовите человека"))
    known = SCRIPT.model_copy(update={"usual_wait": 3})
    assert "Обычно отвечают в течение 3 часов." in words(led("позовите человека", script=known))
    assert "usual_wait" not in known.to_dict()
    said = [
        hour_count("ru", 1),
        hour_count("ru", 21),
        hour_count("ru", 48),
        hour_count("en", 1),
        hour_count("en", 50),
    ]
    assert said == ["часа", "21 часа", "2 дней", "an hour", "3 days"]


@pytest.mark.parametrize("way", ["Казань", "Продолжить с ботом", "go on with the bot", "Москва, да"])
def test_who_answers_or_says_so_goes_on_with_the_bot(way: str) -> None:
    log = led("позовите человека", way)
    assert floor_after(log) == "bot"
    assert fold(SCRIPT, log).waiting is False


def test_what_cannot_be_read_meanwhile_is_kept_for_the_person_and_costs_no_attempt() -> None:
    log = led("позовите человека", "у меня сложная ситуация с переездом", "ну и ещё кое-что", "ыыы")
    assert floor_after(log) == "waiting"
    assert last(log)["aside"] == "for_person"
    assert fold(SCRIPT, log).attempt == 0
    assert floor_after(answered(write(log, "Москва"))) == "bot"


def test_a_free_text_takes_nothing_that_is_meant_for_the_person() -> None:
    script = make_script({"id": "about", "kind": "text", "prompt": "Расскажите о себе"}, version=LATEST)
    log = led("позовите человека", "Хотела спросить про отпуск", script=script)
    assert fold(script, log).given == ()
    log = answered(write(log, "Продолжить с ботом"), script)
    log = answered(write(log, "Работала в кафе"), script)
    assert log[-1].kind == "ended"


def test_who_calls_again_and_again_is_told_that_somebody_knows() -> None:
    log = led("позовите человека", "позовите человека")
    assert "уже знает" in words(log)
    assert sum(one.kind == "floor" for one in log) == 1


def test_a_person_can_be_called_however_much_small_talk_there_was() -> None:
    log = led(*["привет"] * 12, "позовите человека")
    assert floor_after(log) == "waiting"


def test_the_bot_goes_on_with_what_a_person_was_told() -> None:
    log = led("позовите человека")
    log = [*log, passed(log, "operator")]
    log = [*log, Line(log[-1].seq + 1, "recruiter", "Добрый день! Где вы живёте?")]
    log = write(log, "Живу в Казани, опыт 5 лет")
    log = [*log, Line(log[-1].seq + 1, "recruiter", "Спасибо, возвращаю боту.")]
    log = answered([*log, passed(log, "bot")])
    assert words(log).startswith("Снова бот.")
    assert "вы уже ответили: Казань" in words(log)
    assert last(log)["echo"] is True
    state = fold(SCRIPT, answered(write(log, "да")))
    assert state.given[0].value["en"] == "Kazan"
    assert state.given[0].confirmed


def test_what_is_told_beside_a_question_to_the_person_is_noted_too() -> None:
    log = led("позовите человека")
    log = write([*log, passed(log, "operator")], "Живу в Казани, а что с отпуском?")
    log = answered([*log, passed(log, "bot")])
    assert "вы уже ответили: Казань" in words(log)


def test_what_was_told_to_a_person_never_counts_by_itself() -> None:
    log = led("позовите человека")
    log = write([*log, passed(log, "operator")], "Казань")
    log = write(log, "А вы точно человек?")
    state = fold(SCRIPT, log)
    assert state.given == ()
    assert state.echo is None


def test_a_yes_said_to_a_person_is_meant_for_the_person() -> None:
    script = make_script({"id": "car", "kind": "yes_no", "prompt": "Есть машина?"}, version=LATEST)
    log = led("позовите человека", script=script)
    log = write([*log, passed(log, "operator")], "да")
    log = answered([*log, passed(log, "bot")], script)
    assert last(log).get("echo") is None
    assert last(log)["question"] == "car"


def test_an_interview_whose_answers_are_all_there_is_closed_when_the_word_comes_back() -> None:
    log = led("Москва", "5 лет")
    log = [*log, passed(log, "operator"), Line(log[-1].seq + 2, "recruiter", "Ещё минуту")]
    log = answered([*log, passed(log, "bot")])
    assert last(log)["question"] == "remote"
    assert answered(write(log, "да"))[-1].kind == "ended"


def test_older_interviews_have_calls_too() -> None:
    script = make_script(version=1)
    log = led("позовите человека", script=script)
    assert floor_after(log) == "waiting"
    assert floor_after(answered(write(log, "Москва"), script)) == "bot"


SAID = st.sampled_from(
    [
        "Москва",
        "Казань",
        "5 лет",
        "да",
        "нет",
        "ыыы",
        "позовите человека",
        "Продолжить с ботом",
        "пропустить",
        "привет",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(SAID, st.integers(0, 5)), max_size=14))
def test_whoever_comes_and_goes_the_bot_speaks_only_when_it_may_and_never_hangs(
    deeds: list[tuple[str, int]],
) -> None:
    log = led()
    for text, deed in deeds:
        if log[-1].kind == "ended":
            return
        if deed == 0 and floor_after(log) != "operator":
            log = [*log, passed(log, "operator")]
        elif deed == 1 and floor_after(log) == "operator":
            log = answered([*log, passed(log, "bot")])
            assert log[-1].text or log[-1].kind in {"ended", "floor"}
        log = write(log, text)
        if floor_after(log) != "operator":
            before = sum(line.author_kind == "bot" for line in log)
            log = answered(log)
            assert sum(line.author_kind == "bot" for line in log) > before
    assert next_words(SCRIPT, log) is None or floor_after(log) == "operator"


def test_a_call_in_the_middle_changes_no_decision() -> None:
    plain, _ = play(SCRIPT, "Москва", "5 лет", "да")
    called, _ = play(SCRIPT, "Москва", "позовите человека", "5 лет", "позовите человека", "да")
    assert [one.value for one in called.given] == [one.value for one in plain.given]
