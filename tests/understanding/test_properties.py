"""What holds for every answer: nothing is raised, spans lie in the text, the same is read twice."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.understanding.asking import KINDS, ask, value

from beseda.understanding import Reading, Understood, resolve_city, same_city
from beseda.understanding.numbers.grammar import find_numbers
from beseda.understanding.words.text import read_text


def listed(words: str) -> list[str]:
    """Return the words of a list."""
    return words.split(" ")


WORDS = listed(
    "да нет не ни наверное возможно если но только точнее хотя или и от до с по в из под лет год года "
    "месяцев полтора пять сто тысяч млн к руб ₽ $ 5 10 150 2019 1.5 1/2 31.12.2026 29.02 Москва Питере "
    "Лондон Springfield York новгород живу родился завтра понедельник через неделю 1 сентября Python "
    "джава все кроме первый последний yes no maybe not from to half dozen hundred and a quarter of the "
    "next monday march second сразу отработка рабочих дней час минут half week ago before after easter "
    "рождество по каждый B2 свободно английский базовый SQL докер меня зовут Анна @ mail.ru собака точка "
    "+7 903 1234567 800 over in e10 x fifths x ^ "
    ", . ? ! - + / ^ ~ > ( ) : ; ' \" 👍 👎 🤷 ½ ² ፩ ① ٣ \0 \ud800 \u202e \u200b "
    "\u0306 \u0301 é ß İ ﬁ Ⅷ 中 א"
)
answers = st.one_of(
    st.text(max_size=60),
    st.text(st.characters(categories=["Nd", "No", "Nl", "Mn", "Cs", "Cf", "Sm", "Lm", "Lo"]), max_size=30),
    st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=10).map("".join),
)


def readings(reading: Reading) -> tuple[Understood, ...]:
    return (reading,) if isinstance(reading, Understood) else reading.candidates


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=150, deadline=None)
@given(text=answers)
def test_any_answer_is_read_or_unclear(kind, text):
    reading = ask(kind, text)
    if not isinstance(reading, Understood):
        assert reading.why
        assert reading.why == reading.why.lower().replace(" ", "_")
        assert len(reading.candidates) <= 8
    for one in readings(reading):
        start, end = one.span
        assert 0 <= start < end <= len(text)
        assert 0 < one.confidence <= 1
        assert one.how
        json.dumps(one.value)
    assert ask(kind, text) == reading


@settings(max_examples=100, deadline=None)
@given(text=answers)
def test_any_location_is_a_city_or_none(text):
    city = resolve_city(text)
    assert city is None or set(city) == {"id", "ru", "en", "country"}
    assert same_city(text, text) is (city is not None)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "piece",
    [
        "Москва ",
        "5 ",
        "да ",
        "не ",
        "1 2 ",
        "точнее ",
        "а",
        "-",
        "(",
        "сто ",
        "с 2019 ",
        "1.",
        "$",
        "👍",
        "\u0306",
        "нет опыта ",
    ],
)
def test_a_long_answer_takes_a_bounded_time(kind, piece):
    text = (piece * 10_000)[:10_000]
    begun = time.perf_counter()
    ask(kind, text)
    ask(kind, text[:1500])
    assert time.perf_counter() - begun < 20


RU_UNITS = listed(
    "ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать "
    "четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать"
)
RU_TENS = listed("_ _ двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто")
RU_HUNDREDS = listed("_ сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот")
RU_SCALES = (
    (10**9, ("миллиард", "миллиарда", "миллиардов")),
    (10**6, ("миллион", "миллиона", "миллионов")),
    (1000, ("тысяча", "тысячи", "тысяч")),
)
EN_UNITS = listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
EN_TENS = listed("_ _ twenty thirty forty fifty sixty seventy eighty ninety")
EN_SCALES = ((10**9, "billion"), (10**6, "million"), (1000, "thousand"))


def russian(number: int) -> str:
    """Write a number in Russian words."""
    words = []
    for scale, (one, few, many) in RU_SCALES:
        count, number = divmod(number, scale)
        if count:
            last, teen = count % 10, count % 100
            form = (
                one
                if last == 1 and teen != 11
                else few
                if last in {2, 3, 4} and teen not in {12, 13, 14}
                else many
            )
            said = russian(count)
            if scale == 1000:
                said = (said + " ").replace("один ", "одна ").replace("два ", "две ").strip()
            words.append(f"{said} {form}")
    hundreds, rest = divmod(number, 100)
    words += [RU_HUNDREDS[hundreds]] if hundreds else []
    words += [RU_TENS[rest // 10]] if rest >= 20 else []
    unit = rest % 10 if rest >= 20 else rest
    words += [RU_UNITS[unit]] if unit else []
    return " ".join(words) or RU_UNITS[0]


def english(number: int, joint: str = " ") -> str:
    """Write a number in English words."""
    words = []
    for scale, name in EN_SCALES:
        count, number = divmod(number, scale)
        if count:
            words.append(f"{english(count, joint)} {name}")
    hundreds, rest = divmod(number, 100)
    if hundreds:
        words.append(f"{EN_UNITS[hundreds]} hundred")
        words += ["and"] if rest and joint == "-" else []
    if rest >= 20:
        words.append(EN_TENS[rest // 10] + (joint + EN_UNITS[rest % 10] if rest % 10 else ""))
    elif rest:
        words.append(EN_UNITS[rest])
    return " ".join(words) or EN_UNITS[0]


@settings(max_examples=400, deadline=None)
@given(st.integers(0, 10**12 - 1))
def test_number_words_are_the_number(number):
    for words in (russian(number), english(number), english(number, "-")):
        found = find_numbers(read_text(words).tokens)
        assert [one.value for one in found] == [number], words
    assert value("number", russian(number)) == number


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**12 - 1))
def test_figures_are_the_number(number):
    for written in (
        str(number),
        f"{number:,}",
        f"{number:,}".replace(",", " "),
        f"{number:,}".replace(",", "\u00a0"),
    ):
        assert value("number", written) == number


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 60), st.integers(1, 11))
def test_years_and_months_are_their_sum(years, months):
    expected = pytest.approx(years + months / 12, abs=0.011)
    if years + months / 12 <= 60:
        assert value("years", f"{years} лет и {months} месяцев") == expected
        assert value("years", f"{russian(years)} лет {russian(months)} месяцев") == expected
        assert value("years", f"{english(years)} years and {months} months") == expected


@given(st.dates())
def test_an_iso_date_is_itself(day):
    expected = day.isoformat() if 1900 <= day.year <= 2100 else "?out_of_range"
    assert value("date", day.isoformat()) == expected
