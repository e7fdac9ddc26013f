"""Numbers, money and dates."""

import datetime as dt

import pytest
from tests.understanding.asking import PAY, sure, unclear, understood, value


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5", 5), ("пять", 5), ("двадцать один", 21), ("сто двадцать три", 123), ("1 000", 1000),
        ("1,000", 1000), ("1'000'000", 1_000_000), ("1,5", 1.5),
        ("1.234,5", 1234.5), ("1,234.5", 1234.5), (".5", 0.5), ("минус пять", -5), ("-5", -5),
        ("полтора", 1.5), ("полмиллиона", 500_000),
        ("два миллиона триста тысяч", 2_300_000), ("тысяча", 1000), ("1,5 млн", 1_500_000),
        ("200к", 200_000), ("1.2M", 1_200_000), ("3G", 3_000_000_000),
        ("два точка пять", 2.5), ("ноль целых пять десятых", 0.5), ("zero point zero three", 0.03),
        ("one point forty two", 1.42), ("два с половиной", 2.5),
        ("три с четвертью", 3.25), ("три четверти", 0.75), ("two and three quarters", 2.75),
        ("a quarter of a million", 250_000), ("half a million", 500_000),
        ("два миллиона с половиной", 2_500_000), ("½", 0.5), ("2½", 2.5), ("2 1/4", 2.25), ("1/2", 0.5),
        ("twenty-one", 21), ("one hundred and five", 105),
        ("a hundred", 100), ("nineteen hundred", 1900), ("a dozen", 12), ("три десятка", 30),
        ("дюжина", 12), ("a couple of", 2), ("a couple", 2),
        ("команда из 12 человек", 12), ("не 5, а 6", 6), ("пять, точнее шесть", 6), ("нет", 0),
        ("ни одного", 0), ("ничего", 0), ("одна тысяча двести", 1200),
        ("two thousand and fifteen", 2015), ("five hundred thousand", 500_000), ("5 + 👍", 5), ("٣", 3),
        ("²", 2), ("１２", 12), ("около 10", 10),
    ],
)  # fmt: skip
def test_the_number_is_read(text, number):
    assert value("number", text) == pytest.approx(number)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("5 и 6", "ambiguous"), ("10 или 5", "ambiguous"),
        ("один два три", "several"), ("не 5", "negated"),
        ("много", "no_number"), ("no one", "no_number"), ("this one", "no_number"),
        ("не знаю", "unsure"), ("не скажу", "refused"),
        ("10/31/74/5", "no_number"), ("1.2.3.4", "no_number"),
        ("9" * 30, "no_number"), ("9" * 20, "no_number"),
        ("half", "no_number"), ("a", "no_number"), ("сколько?", "question"), ("", "empty"),
        ("፩", "no_number"),
    ],
)  # fmt: skip
def test_what_is_no_one_number_is_asked_again(text, why):
    assert unclear("number", text).why == why


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5 или 6", {"min": 5, "max": 6}), ("два-три", {"min": 2, "max": 3}),
        ("от 5 до 10", {"min": 5, "max": 10}), ("между 5 и 10", {"min": 5, "max": 10}),
        ("меньше 10", {"max": 10}), ("10+", {"min": 10}), ("5 или больше", {"min": 5}),
        ("more than 3 but less than 7", {"min": 3, "max": 7}), ("at least 3", {"min": 3}),
        ("1e5", 100_000), ("2^10", 1024), ("1.3x10^6", 1_300_000), ("five eighths", 0.625),
        ("one over four", 0.25), ("2 in 5", 0.4), ("more than half the team", {"min": 0.5}),
        ("records above 3000 in 2009", {"min": 3000}),
    ],
)  # fmt: skip
def test_ranges_bounds_powers_and_shares_are_read(text, number):
    assert value("number", text) == number


def test_an_exact_number_is_surest():
    assert sure("number", "10") > sure("number", "примерно 10") > sure("number", "10+")
    assert sure("number", "не меньше 10") == sure("number", "10+") > sure("number", "пара")


@pytest.mark.parametrize(
    ("text", "money"),
    [
        ("150000", {"amount": 150_000, "currency": "RUB", "period": "month"}),
        ("150 000 руб.", {"amount": 150_000, "currency": "RUB", "period": "month"}),
        ("150 тыс. руб.", {"amount": 150_000, "currency": "RUB", "period": "month"}),
        ("150.000", {"amount": 150_000, "currency": "RUB", "period": "month"}),
        ("150 000,50", {"amount": 150_000.5, "currency": "RUB", "period": "month"}),
        ("150к", {"amount": 150_000, "currency": "RUB", "period": "month"}),
        ("200 т.р.", {"amount": 200_000, "currency": "RUB", "period": "month"}),
        ("200тр", {"amount": 200_000, "currency": "RUB", "period": "month"}),
        ("150 косарей", {"amount": 150_000, "currency": "RUB", "period": "month"}),
        ("сто пятьдесят тысяч", {"amount": 150_000, "currency": "RUB", "period": "month"}),
        ("полтора миллиона", {"amount": 1_500_000, "currency": "RUB", "period": "month"}),
        ("пол ляма", {"amount": 500_000, "currency": "RUB", "period": "month"}),
        ("от 200к", {"min": 200_000, "currency": "RUB", "period": "month"}),
        ("100 тыс +", {"min": 100_000, "currency": "RUB", "period": "month"}),
        ("до 100 тысяч", {"max": 100_000, "currency": "RUB", "period": "month"}),
        ("150-180 тыс. на руки",
            {"min": 150_000, "max": 180_000, "currency": "RUB", "period": "month", "tax": "net"},
        ),
        ("от 150 до 180 тысяч", {"min": 150_000, "max": 180_000, "currency": "RUB", "period": "month"}),
        ("1-2 млн", {"min": 1_000_000, "max": 2_000_000, "currency": "RUB", "period": "month"}),
        ("80-100к gross",
            {"min": 80_000, "max": 100_000, "currency": "RUB", "period": "month", "tax": "gross"},
        ),
        ("не 100, а 120 тысяч", {"amount": 120_000, "currency": "RUB", "period": "month"}),
        ("100 тысяч, точнее 120 тысяч", {"amount": 120_000, "currency": "RUB", "period": "month"}),
        ("5 проектов, 100 тысяч", {"amount": 100_000, "currency": "RUB", "period": "month"}),
        ("100 тысяч руб, опыт 15 лет", {"amount": 100_000, "currency": "RUB", "period": "month"}),
        ("1.5 млн в год", {"amount": 1_500_000, "currency": "RUB", "period": "year"}),
        ("1200 в час", {"amount": 1200, "currency": "RUB", "period": "hour"}),
        ("$5000", {"amount": 5000, "currency": "USD", "period": "month"}),
        ("US $5000", {"amount": 5000, "currency": "USD", "period": "month"}),
        ("5000 US dollars", {"amount": 5000, "currency": "USD", "period": "month"}),
        ("20 bucks an hour", {"amount": 20, "currency": "USD", "period": "hour"}),
        ("20 dollars 43 cents", {"amount": 20.43, "currency": "USD", "period": "month"}),
        ("$1,200 per month before tax",
            {"amount": 1200, "currency": "USD", "period": "month", "tax": "gross"},
        ),
        ("2000 евро", {"amount": 2000, "currency": "EUR", "period": "month"}),
        ("€3000", {"amount": 3000, "currency": "EUR", "period": "month"}),
        ("в долларах, 3000", {"amount": 3000, "currency": "USD", "period": "month"}),
        ("в год 3000 евро", {"amount": 3000, "currency": "EUR", "period": "year"}),
        ("500 kuwaiti dinars", {"amount": 500, "currency": "KWD", "period": "month"}),
    ],
)  # fmt: skip
def test_the_money_is_read(text, money):
    assert value("money", text, prompt=PAY) == money


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("150", "ambiguous"), ("от 150 до 180", "ambiguous"), ("180-150 тысяч", "ambiguous"),
        ("сейчас 100 тыс, хочу 150", "several"),
        ("сейчас 100 000 рублей, хочу 150", "several"), ("100 тысяч или 2000 долларов", "ambiguous"),
        ("договорная", "vague"), ("по рынку", "vague"), ("не знаю", "unsure"),
        ("не скажу", "refused"), ("минус 5", "out_of_range"), ("5 лет", "no_amount"),
        ("не 100 тысяч", "no_amount"), ("5/2", "no_amount"), ("50%", "no_amount"),
        ("сколько вы платите?", "question"), ("9" * 24, "no_amount"), ("9000 млрд", "out_of_range"),
    ],
)  # fmt: skip
def test_what_is_no_sure_amount_is_asked_again(text, why):
    assert unclear("money", text, prompt=PAY).why == why


def test_150_is_thousands_only_where_a_monthly_pay_in_roubles_was_asked():
    grown, said = unclear("money", "150", prompt=PAY).candidates
    assert (grown.value["amount"], said.value["amount"]) == (150_000, 150)
    assert value("money", "150", prompt="Сколько стоил билет?")["amount"] == 150
    assert value("money", "150", prompt=PAY, currency="USD")["amount"] == 150
    assert value("money", "150 в час", prompt=PAY)["amount"] == 150


def test_without_a_period_anywhere_there_is_none():
    assert value("money", "100 000 рублей")["period"] is None


def test_a_named_currency_is_surer_than_a_guessed_one():
    assert (
        sure("money", "100 000 рублей")
        > sure("money", "100 000")
        > sure("money", "примерно 100 000")
        > sure("money", "почти 100 000")
    )


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1 сентября", "2027-09-01"), ("с первого декабря", "2026-12-01"),
        ("двадцать пятого декабря", "2026-12-25"), ("тридцать первого января", "2027-01-31"),
        ("1 декабря 2026 года", "2026-12-01"), ("01.12.2026", "2026-12-01"), ("1.12", "2026-12-01"),
        ("01.12.26", "2026-12-01"), ("2026-12-01", "2026-12-01"),
        ("31/12/2026", "2026-12-31"), ("12/31/2026", "2026-12-31"), ("2027/янв/5", "2027-01-05"),
        ("завтра", "2026-11-22"), ("послезавтра", "2026-11-23"),
        ("вчера", "2026-11-20"), ("позавчера", "2026-11-19"), ("через две недели", "2026-12-05"),
        ("через месяц", "2026-12-21"), ("через 2 дня", "2026-11-23"),
        ("через полгода", "2027-05-21"), ("через год", "2027-11-21"), ("две недели назад", "2026-11-07"),
        ("со следующего понедельника", "2026-11-23"),
        ("в понедельник", "2026-11-23"), ("в прошлую пятницу", "2026-11-20"),
        ("в пятницу на следующей неделе", "2026-11-27"), ("сразу", "2026-11-21"),
        ("хоть сегодня", "2026-11-21"), ("15-го", "2026-12-15"), ("с 15 числа", "2026-12-15"),
        ("31-го", "2026-12-31"), ("не раньше 1 декабря", "2026-12-01"),
        ("1 декабря, точнее 2 декабря", "2026-12-02"), ("15 числа следующего месяца", "2026-12-15"),
        ("29 февраля", "2028-02-29"),
        ("tomorrow", "2026-11-22"), ("next monday", "2026-11-23"), ("last friday", "2026-11-20"),
        ("in two weeks", "2026-12-05"), ("three weeks from now", "2026-12-12"),
        ("2 days ago", "2026-11-19"), ("1st of September", "2027-09-01"),
        ("September 1, 2027", "2027-09-01"), ("Sept 1 '27", "2027-09-01"),
        ("Monday, November 30", "2026-11-30"),
        ("Friday, November 20", "2026-11-20"), ("the third tuesday of december", "2026-12-15"),
        ("last monday of march", "2027-03-29"), ("the 2nd monday of next month", "2026-12-14"),
        ("asap", "2026-11-21"), ("the second of december", "2026-12-02"),
        ("twenty-second of December", "2026-12-22"), ("tuesday the 24th", "2026-11-24"),
        ("1 мая 99", "1999-05-01"), ("31 января, хотя нет, 1 февраля", "2027-02-01"),
        ("March second", "2027-03-02"), ("сегодня или завтра"[:7], "2026-11-21"),
    ],
)  # fmt: skip
def test_the_date_is_read(text, day):
    assert value("date", text) == day


def test_in_english_figures_the_month_stands_first():
    assert value("date", "4/12/2027", locale="en") == "2027-04-12"
    assert value("date", "4/12", locale="en") == "2027-04-12"
    assert value("date", "4/12/2027") == "2027-12-04"
    assert value("date", "31/12", locale="en") == "2026-12-31"
    assert value("date", "4/12", locale="ru") == "2026-12-04"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("в сентябре", "vague"), ("сразу после увольнения", "vague"), ("через месяц-два", "several"),
        ("через пару недель", "no_date"),
        ("a few days ago", "vague"), ("сентябрь", "vague"),
        ("весной", "no_date"),
        ("в конце месяца", "no_date"), ("не знаю", "unsure"),
        ("не скажу", "refused"), ("когда вам удобно?", "question"), ("31.02.2027", "no_date"),
        ("29.02.2027", "no_date"), ("30-го февраля", "no_date"), ("1 или 2 декабря", "several"),
        ("с 1 по 15 декабря", "several"), ("1 декабря или 5 января", "several"),
        ("не 1 декабря", "no_date"), ("1 декабря 1812 года", "out_of_range"), ("5", "no_date"),
        ("45.45", "no_date"),
        ("the 6th monday of december", "several"),
    ],
)  # fmt: skip
def test_what_is_no_one_day_is_asked_again(text, why):
    assert unclear("date", text).why == why


@pytest.mark.parametrize(
    "text",
    ["завтра", "сразу", "через неделю", "через полгода", "1 сентября", "1.12", "в понедельник",
     "в понедельник на следующей неделе", "15-го", "15 числа следующего месяца",
     "2 дня назад", "last monday of next month"],
)  # fmt: skip
def test_without_a_day_a_relative_date_stays_unclear(text):
    assert unclear("date", text, now=None).why == "no_today"


def test_without_a_day_a_full_date_is_read():
    assert value("date", "01.12.26", now=None) == "2026-12-01"


def test_the_day_may_come_with_its_time():
    assert value("date", "завтра", now=dt.datetime(2026, 11, 21, 23, tzinfo=dt.UTC)) == "2026-11-22"


def test_a_doubted_date_is_less_sure():
    assert sure("date", "до 1 декабря") == sure("date", "примерно 1 декабря")
    assert sure("date", "примерно 1 декабря") < sure("date", "в понедельник") < sure("date", "1 декабря")


def test_the_span_of_a_date_in_words_is_what_was_read():
    text = "Смогу выйти двадцать пятого декабря, не раньше"
    start, end = understood("date", text).span
    assert text[start:end] == "двадцать пятого декабря"
