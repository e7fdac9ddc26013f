"""Days beside words that turn them into others: nothing is read then; and forms that were misread once."""

from datetime import date

import pytest

from beseda.understanding import Question, Unclear, Understood, understand

TODAY = date(2026, 11, 21)
"""A Saturday."""


@pytest.mark.parametrize(
    "text",
    [
        "for 2 weeks starting May 20th",
        "на 2 недели с 5 мая",
        "on Saturday",
        "в субботу",
        "tonight at 12",
        "сегодня в 12 ночи",
        "mar3 this week or next",
        "on the 5th of every month",
        "1st of the year",
        "half a year ago",
        "полтора года назад",
        "in a year and a half",
        "any day but Monday",
        "в любой день кроме понедельника",
        "I can't on Monday",
        "в понедельник не могу",
        "Monday is not good",
        "last May 5",
        "on a Monday",
        "that Monday",
        "the Monday closest to May 5",
        "Monday of the week after next",
        "second to last Friday of May",
        "at 3 on Monday, 5 people",
        "Tuesday fortnight",
    ],
)
def test_a_day_that_may_be_another_is_asked(text: str) -> None:
    """Words left unread beside a day may make it another one."""
    locale = "en" if text.isascii() else "ru"
    assert isinstance(understand(text, Question("date", locale=locale, now=TODAY)), Unclear)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("the last day of May", "2027-05-31"),
        ("last day of the month", "2026-11-30"),
        ("последний день мая", "2027-05-31"),
        ("May 5 last year", "2025-05-05"),
        ("5 мая этого года", "2026-05-05"),
        ("July 1st, 17th times", "2027-07-01"),
        ("tomorrow for three days", "2026-11-22"),
        ("on Monday of the following week", "2026-11-23"),
        ("первого числа следующего месяца", "2026-12-01"),
        ("not before May 5", "2027-05-05"),
    ],
)
def test_days_are_read(text: str, day: str) -> None:
    """Forms that once were read as another day."""
    locale = "en" if text.isascii() else "ru"
    reading = understand(text, Question("date", locale=locale, now=TODAY))
    assert isinstance(reading, Understood)
    assert reading.value == day
