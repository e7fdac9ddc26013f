"""Whatever a log ends with, the bot says what is due, once, and an interview never hangs."""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.hiring.interviews import Line, make_script

from beseda.hiring.interview.script import Script
from beseda.hiring.interview.turns import next_words

SCRIPT = make_script()


def opened() -> list[Line]:
    return spoken_after([])


def spoken_after(log: list[Line], script: Script = SCRIPT) -> list[Line]:
    """Let the bot say what it owes, as the engine would append it."""
    spoken = next_words(script, log)
    if spoken is None:
        return log
    seq = log[-1].seq if log else 0
    said = [
        Line(seq + index, "bot", reply.text, data=reply.to_data() | {"heard": spoken.heard})
        for index, reply in enumerate(spoken.replies, 1)
    ]
    if spoken.decision is not None:
        said.append(Line(seq + len(said) + 1, "bot", None, kind="ended", data=spoken.decision.outcome()))
    return [*log, *said]


def write(log: list[Line], text: str, **changes: Any) -> list[Line]:
    return [*log, replace(Line(log[-1].seq + 1 if log else 1, "candidate", text), **changes)]


def test_an_empty_log_is_greeted_and_owes_nothing_more() -> None:
    log = opened()
    assert [line.data["question"] for line in log] == ["city"]
    assert next_words(SCRIPT, log) is None


def test_an_interview_from_end_to_end() -> None:
    log = opened()
    for text in ("Москва", "5 лет", "да"):
        log = spoken_after(write(log, text))
    assert [line.kind for line in log][-2:] == ["message", "ended"]
    assert log[-1].data["approved"] is True
    assert next_words(SCRIPT, log) is None
    assert next_words(SCRIPT, write(log, "алло?")) is None


def test_a_message_that_came_while_the_answer_was_being_written_is_answered_next() -> None:
    log = write(opened(), "Москва")
    late = write(log, "5 лет")
    answered = spoken_after(log)[-1]
    log = [*late, replace(answered, seq=late[-1].seq + 1)]
    spoken = next_words(SCRIPT, log)
    assert spoken is not None
    assert [reply.question for reply in spoken.replies] == ["remote"]


def test_messages_that_piled_up_are_answered_in_their_order() -> None:
    log = write(write(write(opened(), "Москва"), "5 лет"), "алло?")
    spoken = next_words(SCRIPT, log)
    assert spoken is not None
    assert [reply.question for reply in spoken.replies] == ["experience", "remote"]
    assert spoken.heard == log[-1].seq


def test_a_message_before_the_greeting_is_greeted_and_taken_if_it_answers() -> None:
    spoken = next_words(SCRIPT, write([], "Москва"))
    assert spoken is not None
    assert [reply.question for reply in spoken.replies] == ["city", "experience"]
    spoken = next_words(SCRIPT, write([], "ау"))
    assert spoken is not None
    assert [reply.question for reply in spoken.replies] == ["city"]


def test_a_late_message_that_answers_nothing_has_the_question_put_again() -> None:
    log = write(opened(), "Москва")
    answered = spoken_after(log)[-1]
    late = write(log, "алло?")
    log = [*late, replace(answered, seq=late[-1].seq + 1)]
    spoken = next_words(SCRIPT, log)
    assert spoken is not None
    assert [(reply.question, reply.attempt) for reply in spoken.replies] == [("experience", 0)]


def test_an_end_that_was_not_written_is_said_again() -> None:
    log = opened()
    for text in ("Москва", "5 лет", "да"):
        log = spoken_after(write(log, text))
    spoken = next_words(SCRIPT, write(log[:-1], "ну что?"))
    assert spoken is not None
    assert spoken.decision is not None
    assert [reply.question for reply in spoken.replies] == [None]


def test_what_is_said_to_a_person_is_not_taken_for_an_answer() -> None:
    log = opened()
    log.append(Line(2, None, None, kind="floor", data={"floor": "operator"}))
    log = [*write(log, "Казань"), Line(4, "user", "Спасибо")]
    returned = [*log, Line(5, None, None, kind="floor", data={"floor": "bot"})]
    spoken = next_words(SCRIPT, returned)
    assert spoken is not None
    assert [reply.question for reply in spoken.replies] == ["city"]
    done = spoken_after(write(spoken_after(returned), "Москва"))
    assert done[-1].data["question"] == "experience"


WORDS = st.sampled_from(
    ["Москва", "Казань", "5 лет", "да", "нет", "ыыы", "привет", "пропустить", "вы бот?", ""]
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(WORDS, st.integers(0, 3), st.integers(0, 9)), max_size=12))
def test_a_log_that_ends_with_the_candidate_always_has_an_answer(
    moves: list[tuple[str, int, int]],
) -> None:
    log = opened()
    for text, how, of in moves:
        own = [line.seq for line in log if line.author_kind == "candidate" and line.kind == "message"]
        edit = {"kind": "edit", "of": own[of % len(own)]} if how == 3 and own else {}
        log = write(log, text, **edit)
        if how == 2:
            continue  # The bot is away; the next message piles up behind this one.
        before = len(log)
        over = any(line.kind == "ended" for line in log)
        log = spoken_after(log)
        assert (len(log) > before) != over
        assert next_words(SCRIPT, log) is None
    assert sum(line.kind == "ended" for line in log) <= 1
