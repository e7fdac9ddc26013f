"""How exact figures are meant: bounds in many words, crossed ranges, and what is left unread."""

from typing import Any

import pytest

from beseda.understanding import Question, Unclear, Understood, understand


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("not greater than 30", {"max": 30}),
        ("no less than 10", {"min": 10}),
        ("more than or equal to 40", {"min": 40}),
        ("larger or equal to 100", {"min": 100}),
        ("30 or older", {"min": 30}),
        ("30 at most", {"max": 30}),
        ("twenty or fewer", {"max": 20}),
        ("x => 10", {"min": 10}),
        ("less than 40 and greater than 10", {"min": 10, "max": 40}),
        ("no more than 30 and no less than 20", {"min": 20, "max": 30}),
        ("greater than 100 and smaller than 300", {"min": 100, "max": 300}),
        ("between the tenth and the fifteenth", {"min": 10, "max": 15}),
        ("от пятого до десятого", {"min": 5, "max": 10}),
        ("больше или равно 15", {"min": 15}),
        ("не больше чем 15", {"max": 15}),
        ("человек 15 или больше", {"min": 15}),
        ("максимум 20 человек", {"max": 20}),
    ],
)
def test_bounds_are_read(text: str, value: Any) -> None:
    """Words of comparing, denied or not, before a figure or behind it, are its bound."""
    reading = understand(text, Question("number"))
    assert isinstance(reading, Understood)
    assert reading.value == value


@pytest.mark.parametrize(
    "text",
    [
        "more than 30 or less than 30",
        "less than 10 or more than 40",
        "more than three or four",
        "10 < x < 20",
        "<>30",
        "x isn't equal to 20",
        "10 or more than 10",
        "one hundred thirty fifths",
        "minus one hundred thirty fifths",
    ],
)
def test_a_sense_left_unread_is_asked(text: str) -> None:
    """Where a comparison belongs to no figure, or two senses stand, nothing is guessed."""
    assert isinstance(understand(text, Question("number")), Unclear)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$ 2 . 50", {"amount": 2.5, "currency": "USD"}),
        ("1.5-billion-dollar deal", {"amount": 1_500_000_000, "currency": "USD"}),
        ("ten hong kong dollars", {"amount": 10, "currency": "HKD"}),
        ("between $10 and 20", {"min": 10, "max": 20, "currency": "USD"}),
        ("рубль 43 копейки", {"amount": 1.43, "currency": "RUB"}),
        ("half a dollar", {"amount": 0.5, "currency": "USD"}),
        ("Rs. 500", {"amount": 500, "currency": "INR"}),
        ("losses in excess of 30 MUSD", {"min": 30_000_000, "currency": "USD"}),
    ],
)
def test_amounts_are_read_with_their_currency(text: str, value: dict[str, Any]) -> None:
    """A currency is read before and behind, of two words, hyphened and shortened."""
    reading = understand(text, Question("money", locale="en"))
    assert isinstance(reading, Understood)
    assert {key: reading.value.get(key) for key in value} == value


@pytest.mark.parametrize(
    "text",
    [
        "a few hundred dollars",
        "несколько тысяч рублей",
        "millions of dollars",
        "50 namibian dollars",
        "100 shillings",
        "sen 100,000",
        "two fifty",
        "three fifty pounds",
        "10 тысяч рублей и 50",
        "my salary rose from 100k to 150k",
        "зарплата выросла со 100 тысяч",
        "more than the 100k I have now",
    ],
)
def test_amounts_that_may_be_others_are_asked(text: str) -> None:
    """Nothing is read without a figure, of a currency we don't know, or of what is compared with."""
    assert isinstance(understand(text, Question("money", locale="en")), Unclear)
