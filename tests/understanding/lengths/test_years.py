"""Years of experience, in Russian and English."""

import pytest
from tests.understanding.asking import sure, unclear, value


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("5", 5),
        ("пять лет", 5),
        ("5 лет.", 5),
        ("10лет", 10),
        ("5л", 5),
        ("5 (пять) лет", 5),
        ("пять 🙂", 5),
        ("полтора года", 1.5),
        ("два с половиной года", 2.5),
        ("три с половиной", 3.5),
        ("год с половиной", 1.5),
        ("2.5 года", 2.5),
        ("2,5", 2.5),
        ("2½ года", 2.5),
        ("5 лет и 3 месяца", 5.25),
        ("3 года 8 мес.", 3.67),
        ("1 год 11 мес", 1.92),
        ("6 мес", 0.5),
        ("полгода", 0.5),
        ("пол года", 0.5),
        ("год", 1),
        ("опыт год", 1),
        ("лет пять", 5),
        ("двадцать пять лет", 25),
        ("не 5 лет, а 3", 3),
        ("5 лет, точнее 6", 6),
        ("мне 30, опыт 5 лет", 5),
        ("всего 10 лет, на Python 3 года", 10),
        ("three and a half years", 3.5),
        ("a year and a half", 1.5),
        ("two years", 2),
        ("18 months", 1.5),
        ("half a year", 0.5),
        ("half year", 0.5),
        ("a month", 0.08),
        ("five", 5),
        ("I have 7 years of experience", 7),
        ("twenty-one years", 21),
        ("3 weeks", 0.06),
        ("10 дней", 0.03),
        ("с 2019", 7),
        ("since 2019", 7),
        ("с 2019 года по настоящее время", 7),
        ("с 2019 г. по сейчас", 7),
        ("с марта 2020 по настоящее время", 6.67),
        ("с 2015 по 2020", 5),
        ("2015-2020", 5),
        ("начал в 2016", 10),
        ("7 лет, с 2019", 7),
    ],
)
def test_the_years_are_read(text, years):
    assert value("years", text) == pytest.approx(years, abs=0.01)


@pytest.mark.parametrize(
    "text",
    [
        "нет", "нет опыта", "без опыта", "опыта нет", "не работал", "я не работала",
        "никогда не работал", "нету", "0", "ноль лет",
        "no experience", "none", "I have no experience", "never worked", "zero",
    ],
)  # fmt: skip
def test_no_experience_is_zero(text):
    assert value("years", text) == 0


@pytest.mark.parametrize(
    "text",
    [
        "не работал официально, но опыт есть",
        "нет опыта в этом, зато 5 лет в другом",
        "I have no experience, but I studied it for 3 years",
        "no professional experience, only my own projects",
        "5 лет опыта не имею",
        "у меня нет 5 лет опыта",
        "I don't have 5 years",
        "не 3 года",
        "опыт не большой",
        "нет большого опыта",
    ],
)
def test_a_denial_beside_something_else_is_asked_again(text):
    unclear("years", text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("мне 25 лет", "no_number"),
        ("I'm 30 years old", "no_number"),
        ("I am 30", "no_number"),
        ("с 18 лет работаю", "no_number"),
        ("работаю с 20 лет", "no_number"),
        ("несколько лет", "vague"),
        ("много", "vague"),
        ("a few years", "vague"),
        ("второй год", "vague"),
        ("3-й год", "no_number"),
        ("5 лет назад", "vague"),
        ("три месяца или год", "ambiguous"),
        ("2019", "ambiguous"),
        ("10 years in Java, 5 in Python", "several"),
        ("10 лет, из них 3 на Python", "several"),
        ("всего 10 лет, из них 3 года на Python", "several"),
        ("с 2015 по 2020 и с 2022", "several"),
        ("с 2015, но два года перерыв", "several"),
        ("100 лет", "out_of_range"),
        ("-5 лет", "out_of_range"),
        ("с 2030", "out_of_range"),
        ("с 2020 по 2015", "out_of_range"),
        ("не знаю", "unsure"),
        ("не скажу", "refused"),
        ("сколько нужно?", "question"),
        ("3 проекта", "no_number"),
        ("в прошлом году", "no_number"),
    ],
)
def test_what_is_no_sure_length_is_asked_again(text, why):
    assert unclear("years", text).why == why


@pytest.mark.parametrize(
    "text",
    [
        "больше 10 лет", "не меньше 10 лет", "минимум 10 лет", "10+ лет", "10+", "10 с лишним лет",
        "ten plus years", "at least 10 years",
        ">10 лет",
    ],
)  # fmt: skip
def test_an_open_end_is_less_sure_than_about(text):
    assert value("years", text) == {"min": 10}
    assert sure("years", text) < sure("years", "около 10 лет") < sure("years", "10 лет")


def test_a_couple_of_years_is_unsure():
    assert value("years", "пара лет") == 2
    assert sure("years", "пара лет") < sure("years", "2 года")


def test_a_hedge_makes_it_less_sure():
    assert sure("years", "наверное 4 года") < sure("years", "4 года")


def test_years_in_another_field_are_less_sure():
    assert sure("years", "8 лет, но не в этой сфере") < sure("years", "около 8 лет")


def test_without_a_day_since_stays_unclear():
    assert unclear("years", "с 2019", now=None).why == "no_today"


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("5-6 лет", {"min": 5, "max": 6}), ("от 3 до 5", {"min": 3, "max": 5}),
        ("5 или 6 лет", {"min": 5, "max": 6}), ("года 2-3", {"min": 2, "max": 3}),
        ("three to four years", {"min": 3, "max": 4}), ("6-8 месяцев", {"min": 0.5, "max": 0.67}),
        ("менее трех лет", {"max": 3}), ("не больше 2 лет", {"max": 2}), ("до 3 лет", {"max": 3}),
    ],
)  # fmt: skip
def test_a_range_keeps_both_ends(text, years):
    assert value("years", text) == years


@pytest.mark.parametrize("text", ["почти 10 лет", "almost ten years"])
def test_almost_is_the_figure_but_decides_nothing_alone(text):
    assert value("years", text) == 10
    assert sure("years", text) < 0.75


@pytest.mark.parametrize(
    "text",
    [
        "5 лет опыта менеджером, на Python не работал", "5 лет как не работаю", "одного года нет",
        "in 5 years", "not even a year", "5 years since I quit", "через 5 лет",
        "без опыта не останусь", "нулевой коммерческий, 2 года своих проектов", "ни одного года официально",
    ],
)  # fmt: skip
def test_a_length_beside_its_denial_is_asked_again(text):
    unclear("years", text)


def test_what_is_supposed_decides_nothing_alone():
    assert sure("years", "2 года, если считать стажировку") < 0.75
