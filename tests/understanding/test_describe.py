"""Values in people's words."""

import pytest

from beseda.understanding import describe, resolve_city


@pytest.mark.parametrize(
    ("kind", "what", "russian", "english"),
    [
        ("years", 0, "без опыта", "no experience"),
        ("years", 0.5, "6 месяцев", "6 months"),
        ("years", 0.08, "1 месяц", "1 month"),
        ("years", 1, "1 год", "1 year"),
        ("years", 1.5, "1,5 года", "1.5 years"),
        ("years", 2, "2 года", "2 years"),
        ("years", 5, "5 лет", "5 years"),
        ("years", 5.5, "5,5 лет", "5.5 years"),
        ("years", 11, "11 лет", "11 years"),
        ("years", 12, "12 лет", "12 years"),
        ("years", 21, "21 год", "21 years"),
        ("years", 0.01, "0 лет", "0 years"),
        ("number", 1234567, "1\u00a0234\u00a0567", "1,234,567"),
        ("number", 1234.5, "1\u00a0234,5", "1,234.5"),
        ("number", -5, "-5", "-5"),
        ("number", "много", "много", "много"),
        ("yes_no", "yes", "да", "yes"),
        ("yes_no", "maybe", "возможно", "maybe"),
        ("yes_no", "other", "other", "other"),
        ("date", "2026-12-01", "1 декабря 2026", "1 December 2026"),
        ("date", "2027-03-08", "8 марта 2027", "8 March 2027"),
        ("date", "весной", "весной", "весной"),
        ("notice", {"days": 0}, "сразу", "at once"),
        ("notice", {"days": 1}, "через 1 день", "in 1 day"),
        ("notice", {"days": 7}, "через 1 неделю", "in 1 week"),
        ("notice", {"days": 10}, "через 10 дней", "in 10 days"),
        ("notice", {"days": 14}, "через 2 недели", "in 2 weeks"),
        ("notice", {"days": 35}, "через 5 недель", "in 5 weeks"),
        ("notice", {"days": 147}, "через 21 неделю", "in 21 weeks"),
        ("choice", "python", "python", "python"),
        ("multi_choice", ["python", "java"], "python, java", "python, java"),
        ("text", "как есть", "как есть", "как есть"),
        ("city", None, "", ""),
        ("city", "Москва", "Москва", "Москва"),
        ("city", {"id": 1, "ru": "Там", "en": "There"}, "Там", "There"),
        ("city", {"id": 1, "en": "There"}, "There", "There"),
        ("city", {}, "", ""),
    ],
)
def test_a_value_is_named_in_both_languages(kind, what, russian, english):
    assert describe(kind, what, "ru") == russian
    assert describe(kind, what, "en") == english
    assert describe(kind, what, "de") == russian


@pytest.mark.parametrize(
    ("money", "russian", "english"),
    [
        (
            {"amount": 150000, "currency": "RUB", "period": "month"},
            "150\u00a0000\u00a0₽ в месяц",
            "150,000\u00a0₽ a month",
        ),
        (
            {"amount": 5000, "currency": "USD", "period": "year", "tax": "gross"},
            "5\u00a0000\u00a0$ в год до вычета налогов",
            "$5,000 a year gross",
        ),
        (
            {"min": 100, "max": 200, "currency": "EUR", "period": "hour"},
            "100–200\u00a0€ в час",
            "€100–200 an hour",
        ),
        (
            {"min": 100000, "currency": "RUB", "tax": "net"},
            "от 100\u00a0000\u00a0₽ на руки",
            "from 100,000\u00a0₽ net",
        ),
        (
            {"max": 100, "currency": "KWD", "period": "day"},
            "до 100\u00a0KWD в день",
            "up to 100\u00a0KWD a day",
        ),
        (5, "5", "5"),
    ],
)
def test_money_is_named_in_both_languages(money, russian, english):
    assert describe("money", money, "ru") == russian
    assert describe("money", money, "en") == english


def test_a_city_says_where_it_lies_only_if_it_has_a_rival():
    assert describe("city", resolve_city("Москва"), "ru") == "Москва"
    assert describe("city", resolve_city("Москва"), "en") == "Moscow"
    assert "(" in describe("city", resolve_city("Cambridge, Massachusetts"), "en")
    assert describe("city", resolve_city("Birmingham, UK"), "en") != describe(
        "city", resolve_city("Birmingham, Alabama"), "en"
    )
