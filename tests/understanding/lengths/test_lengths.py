"""Lengths of time, and when somebody can begin."""

import pytest
from tests.understanding.asking import sure, unclear, value


@pytest.mark.parametrize(
    ("text", "count", "unit"),
    [
        ("полтора часа", 1.5, "hour"), ("1 час 55 минут", 115, "minute"),
        ("два с половиной года", 2.5, "year"),
        ("a month and a half", 1.5, "month"), ("half a day", 0.5, "day"), ("1 hour thirty", 90, "minute"),
        ("one and a quarter hours", 1.25, "hour"), ("час", 1, "hour"), ("полчаса", 0.5, "hour"),
        ("все две недели", 2, "week"), ("full week", 1, "week"), ("another month", 1, "month"),
        ("недели две", 2, "week"), ("около 3 дней", 3, "day"), ("не 2 недели, а 3", 3, "week"),
        ("1 year, 2 days", 367, "day"),
    ],
)  # fmt: skip
def test_the_length_is_read(text, count, unit):
    assert value("duration", text) == {"value": count, "unit": unit}


def test_the_question_names_the_unit():
    assert value("duration", "3", prompt="Сколько недель длился проект?") == {"value": 3, "unit": "week"}
    assert value("duration", "about 3", prompt="How many hours?") == {"value": 3, "unit": "hour"}
    assert unclear("duration", "3").why == "no_duration"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2-3 недели", "ambiguous"), ("a week or two weeks", "ambiguous"), ("больше недели", "vague"),
        ("больше 2 недель", "vague"),
        ("less than a couple of days", "vague"), ("долго", "no_duration"), ("не знаю", "unsure"),
        ("в мае", "no_duration"), ("не скажу", "refused"),
    ],
)  # fmt: skip
def test_what_is_no_one_length_is_asked_again(text, why):
    assert unclear("duration", text).why == why


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("сразу", 0), ("хоть сейчас", 0), ("immediately", 0), ("я свободен", 0), ("без отработки", 0),
        ("сегодня", 0), ("завтра", 1), ("через две недели", 14), ("2 недели отработки", 14),
        ("two weeks' notice", 14), ("со следующего понедельника", 2), ("с 1 декабря", 10),
        ("через месяц", 30), ("полтора месяца", 45), ("5 рабочих дней", 7), ("in a fortnight", 14),
        ("15 мая 2027 года", 175), ("a week from Friday", 13), ("через месяц, точнее через две недели", 14),
    ],
)  # fmt: skip
def test_the_time_until_somebody_begins_is_read(text, days):
    assert value("notice", text) == {"days": days}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2-3 недели", "ambiguous"), ("через неделю-другую", "vague"), ("сразу после увольнения", "vague"),
        ("не сразу", "vague"), ("в мае", "vague"), ("две недели назад", "vague"), ("не знаю", "unsure"),
        ("с 1 или 2 декабря", "several"), ("через неделю или через месяц", "several"),
        ("через 5 лет", "out_of_range"), ("когда договоримся?", "question"),
    ],
)  # fmt: skip
def test_what_is_no_one_day_to_begin_is_asked_again(text, why):
    assert unclear("notice", text).why == why


def test_a_bound_is_less_sure():
    assert sure("notice", "в течение двух недель") < 0.75 < sure("notice", "через две недели")
