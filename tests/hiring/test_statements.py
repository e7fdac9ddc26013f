"""What begins like a question: the vacancy answers a question, and the interviewer reads a statement."""

import pytest

from beseda.hiring.interview.side_talk import asked_in


@pytest.mark.parametrize(
    "said",
    [
        "как институт закончил, так и тружусь",
        "Как устроился на удалёнку, так и работаю",
        "ну как начал в офисе так и сижу",
        "Как вышел из отпуска, так сразу и уволился",
        "какой график был, такой и остался",
        "сколько платят, за столько и работаю",
        "что платят, то и беру",
        "Где офис, там и живу",
        "как говорится, готов к любому графику",
        "как я уже говорил, удалённо",
        "как только закончу отпуск, выйду",
        "Как раз ищу удалёнку",
        "что касается графика, готов к любому",
        "какой угодно график",
        "где-то год работал в офисе",
        "where I live there is an office",
        "When my contract ends I can start",
        "what I’ve got is a remote contract",
    ],
)
def test_a_statement_asks_nothing(said):
    assert asked_in(said) is None
    asked = asked_in(f"{said}?")
    assert asked is not None
    assert asked.is_all


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("какая зарплата", "salary"),
        ("какая зарплата, как на руки, так и до вычета", "salary"),
        ("какая вилка, то есть сколько на руки", "salary"),
        ("как у вас с оформлением, так сказать", "contract"),
        ("что касается зарплаты, какая вилка", "salary"),
        ("как с графиком", "schedule"),
        ("А какой офис, там есть парковка", "office"),
        ("как оплачивается отпуск", "benefits"),
        ("что по деньгам", "salary"),
        ("подскажите какой график", "schedule"),
        ("what is the salary", "salary"),
        ("how is the schedule", "schedule"),
        ("tell me where I would work, which office", "office"),
    ],
)
def test_a_question_without_its_mark_is_one(said, topic):
    asked = asked_in(said)
    assert asked is not None
    assert asked.topics == (topic,)
    assert asked.is_all
