"""Values in people's words, in either language: «5,5 лет», "Kazan", «150 000 ₽ в месяц»."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from beseda.understanding.abilities.language_words import LANGUAGE_NAMES
from beseda.understanding.money.currencies import SIGNS
from beseda.understanding.places.gazetteer import City, load_gazetteer
from beseda.understanding.places.regions import named
from beseda.understanding.words.spelling import plain

_MONTHS = {
    "ru": (
        *("января", "февраля", "марта", "апреля", "мая", "июня"),
        *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
_PERIODS = {
    "ru": {"hour": "в час", "day": "в день", "week": "в неделю", "month": "в месяц", "year": "в год"},
    "en": {"hour": "an hour", "day": "a day", "week": "a week", "month": "a month", "year": "a year"},
}
_YES_NO = {
    "ru": {"yes": "да", "no": "нет", "maybe": "возможно"},
    "en": {"yes": "yes", "no": "no", "maybe": "maybe"},
}
_TAXES = {"ru": {"net": "на руки", "gross": "до вычета налогов"}, "en": {"net": "net", "gross": "gross"}}
_RANGE = {"ru": ("от", "до"), "en": ("from", "up to")}
RIVAL = 5
"""A namesake less than this many times smaller makes a city's name need its region."""


def describe(kind: str, value: Any, locale: str) -> str:
    """Name an understood value of a kind in a language."""
    if value is None:
        return ""
    return _WRITERS.get(kind, _plain)(value, "en" if locale == "en" else "ru")


def _plain(value: Any, _: str) -> str:
    return ", ".join(str(one) for one in value) if isinstance(value, list | tuple) else str(value)


def _yes_no(value: Any, locale: str) -> str:
    return _YES_NO[locale].get(str(value), str(value))


def _city(value: Any, locale: str) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    name = str(value.get(locale) or value.get("en") or value.get("ru") or "")
    city = load_gazetteer().by_id.get(value.get("id", 0))
    where = _where(city, locale) if city else ""
    return f"{name} ({where})" if where else name


def _where(city: City, locale: str) -> str:
    """Return the region or country that tells a city from its namesakes; nothing where none is needed."""
    namesakes = {
        one for name in {plain(city.ru), plain(city.en)} - {""} for one in load_gazetteer().find(name)
    } - {city}
    rivals = [one for one in namesakes if one.population * RIVAL > city.population and one.ru == city.ru]
    if not rivals:
        return ""
    abroad = all(one.country != city.country for one in rivals)
    region = (None if abroad else named(city.country, city.region)) or named(city.country)
    return (region.ru if locale == "ru" else region.en) if region else city.country


def _figure(value: Any, locale: str) -> str:
    """Write a number: spaces and a decimal comma in Russian, commas and a point in English."""
    if not isinstance(value, int | float):
        return str(value)
    number = round(float(value), 2)
    whole = f"{number:,.0f}" if number == int(number) else f"{number:,.2f}".rstrip("0").rstrip(".")
    return whole if locale == "en" else whole.replace(",", "\u00a0").replace(".", ",")


def _number(value: Any, locale: str) -> str:
    return _ends(value, locale, _figure) if isinstance(value, Mapping) else _figure(value, locale)


def _ends(value: Mapping[str, Any], locale: str, write: Callable[[Any, str], str]) -> str:
    """Write a range: «2–3 года», «от 5 лет», "up to 10"."""
    low, high = value.get("min"), value.get("max")
    start, end = _RANGE[locale]
    if low is None or high is None:
        return f"{start if high is None else end} {write(low if high is None else high, locale)}"
    return f"{_figure(low, locale)}–{write(high, locale)}"


def _years(value: Any, locale: str) -> str:
    if isinstance(value, Mapping):
        return _ends(value, locale, _years_of)
    value = float(value)
    if value == 0:
        return "без опыта" if locale == "ru" else "no experience"
    months = round(value * 12)
    if value < 1 and months:
        return _counted(months, locale, ("месяц", "месяца", "месяцев"), "month")
    return _counted(round(value, 1), locale, ("год", "года", "лет"), "year")


def _years_of(value: Any, locale: str) -> str:
    """Write years after a preposition or a dash: «от 1 года», «2–3 лет»."""
    count = round(float(value), 1)
    figure = _figure(count, locale)
    if locale == "en":
        return f"{figure} year{'' if count == 1 else 's'}"
    return f"{figure} {'года' if count == 1 or count != int(count) else 'лет'}"


def _counted(count: float, locale: str, russian: tuple[str, str, str], english: str) -> str:
    figure = _figure(count, locale)
    if locale == "en":
        return f"{figure} {english}{'' if count == 1 else 's'}"
    return f"{figure} {_form(count, russian)}"


def _form(count: float, forms: tuple[str, str, str]) -> str:
    """Choose the Russian form after a number; a fraction takes the genitive, singular below five."""
    if count != int(count):
        return forms[2] if int(count) >= 5 else forms[1]  # noqa: PLR2004 - «5,5 лет», «3,5 года».
    last, teen = int(count) % 10, int(count) % 100
    if last == 1 and teen != 11:  # noqa: PLR2004
        return forms[0]
    return forms[1] if last in {2, 3, 4} and teen not in {12, 13, 14} else forms[2]


def _money(value: Any, locale: str) -> str:
    if not isinstance(value, Mapping):
        return _figure(value, locale)
    code = str(value.get("currency") or "")
    words = [_amount(value, code, locale)]
    words.append(_PERIODS[locale].get(str(value.get("period") or ""), ""))
    words.append(_TAXES[locale].get(str(value.get("tax") or ""), ""))
    return " ".join(word for word in words if word)


def _amount(value: Mapping[str, Any], code: str, locale: str) -> str:
    low, high = value.get("min"), value.get("max")
    start, end = _RANGE[locale]
    if value.get("amount") is not None:
        return _priced(_figure(value["amount"], locale), code, locale)
    if low is not None and high is not None:
        return _priced(f"{_figure(low, locale)}–{_figure(high, locale)}", code, locale)
    if low is not None:
        return f"{start} {_priced(_figure(low, locale), code, locale)}"
    return f"{end} {_priced(_figure(high, locale), code, locale)}"


def _priced(figure: str, code: str, locale: str) -> str:
    sign = SIGNS.get(code)
    if locale == "en" and code in {"USD", "EUR", "GBP"}:
        return f"{sign}{figure}"
    return f"{figure}\u00a0{sign or code}".strip()


def _date(value: Any, locale: str) -> str:
    try:
        day = dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        return str(value)
    return f"{day.day} {_MONTHS[locale][day.month - 1]} {day.year}"


DAYS_A_WEEK = 7
_UNITS = {
    "second": (("секунда", "секунды", "секунд"), "second"),
    "minute": (("минута", "минуты", "минут"), "minute"),
    "hour": (("час", "часа", "часов"), "hour"),
    "day": (("день", "дня", "дней"), "day"),
    "week": (("неделя", "недели", "недель"), "week"),
    "fortnight": (("две недели", "раза по две недели", "раз по две недели"), "fortnight"),
    "month": (("месяц", "месяца", "месяцев"), "month"),
    "quarter": (("квартал", "квартала", "кварталов"), "quarter"),
    "year": (("год", "года", "лет"), "year"),
    "decade": (("десятилетие", "десятилетия", "десятилетий"), "decade"),
}


def _duration(value: Any, locale: str) -> str:
    forms, english = _UNITS[str(value["unit"])]
    return _counted(value["value"], locale, forms, english)


def _notice(value: Any, locale: str) -> str:
    days = int(value["days"])
    if not days:
        return "сразу" if locale == "ru" else "at once"
    weeks, rest = divmod(days, DAYS_A_WEEK)
    counted = (
        _counted(days, locale, ("день", "дня", "дней"), "day")
        if rest
        else _counted(weeks, locale, ("неделю", "недели", "недель"), "week")
    )
    return f"через {counted}" if locale == "ru" else f"in {counted}"


def _level(value: Any, locale: str) -> str:
    level = str(value.get("level"))
    if level == "none":
        return "не владеет" if locale == "ru" else "none"
    language = LANGUAGE_NAMES.get(str(value.get("language")), {}).get(locale, "")
    return f"{language} {level}".strip()


def _skills(value: Any, locale: str) -> str:
    return ", ".join(_skill(one, locale) for one in value) or ("ничего" if locale == "ru" else "none")


def _skill(one: Mapping[str, Any], locale: str) -> str:
    years = f" ({_years(one['years'], locale)})" if one.get("years") is not None else ""
    return f"{one.get('skill')}{years}"


_WRITERS = {
    "city": _city,
    "years": _years,
    "number": _number,
    "money": _money,
    "date": _date,
    "yes_no": _yes_no,
    "duration": _duration,
    "notice": _notice,
    "language_level": _level,
    "skills": _skills,
}
