"""Feasts that people name instead of a date: fixed ones, those of a weekday, those that move with Easter."""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial

from beseda.understanding.dates.days import nth_weekday

Feast = Callable[[int], dt.date | None]


def easter(year: int) -> dt.date:
    """Return the Western Easter Sunday of a year (the anonymous Gregorian computus)."""
    golden, century, of_century = year % 19, year // 100, year % 100
    shift = (8 * century + 13) // 25
    moon = (19 * golden + century - century // 4 - shift + 15) % 30
    day = (32 + 2 * (century % 4) + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (golden + 11 * moon + 22 * day) // 451
    month, rest = divmod(moon + day - 7 * late + 114, 31)
    return dt.date(year, month, rest + 1)


def orthodox_easter(year: int) -> dt.date:
    """Return the Orthodox Easter Sunday of a year, by the Gregorian calendar (Meeus's Julian computus)."""
    moon = (19 * (year % 19) + 15) % 30
    day = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    month, rest = divmod(moon + day + 114, 31)
    behind = year // 100 - year // 400 - 2
    return dt.date(year, month, rest + 1) + dt.timedelta(days=behind)


def _fixed(month: int, day: int) -> Feast:
    return lambda year: dt.date(year, month, day)


def _nth(month: int, weekday: int, nth: int, after: int = 0) -> Feast:
    def feast(year: int) -> dt.date | None:
        found = nth_weekday(year, month, weekday, nth)
        return found + dt.timedelta(days=after) if found else None

    return feast


def _moving(base: Callable[[int], dt.date], days: int, year: int) -> dt.date:
    return base(year) + dt.timedelta(days=days)


_WEST = {
    r"shrove tuesday|pancake (?:tues)?day|mardi gras": -47,
    r"ash wednesday": -46,
    r"palm sunday": -7,
    r"maundy thursday|holy thursday": -3,
    r"(?:good|great|holy) friday": -2,
    r"(?:holy|easter) saturday": -1,
    r"easter mon(?:day)?": 1,
    r"easter sunday|easter": 0,
    r"ascension(?: day)?": 39,
    r"pentecost|whit ?sunday|white sunday": 49,
    r"whit ?monday|pentecost monday": 50,
    r"trinity sunday": 56,
    r"corpus christi": 60,
}
_EAST = {
    r"(?:orthodox )?(?:clean|shrove|pure|ash) monday|green monday|monday of lent": -48,
    r"lazarus saturday": -8,
    r"orthodox palm sunday|вербное воскресенье": -7,
    r"orthodox (?:good|great) friday|страстная пятница": -2,
    r"orthodox easter mon(?:day)?": 1,
    r"orthodox easter|пасх\w+|светлое воскресенье": 0,
    r"orthodox pentecost|троиц\w+": 49,
}
FEASTS: Mapping[str, Feast] = {
    r"(?:christmas|xmas|x-mas) eve": _fixed(12, 24),
    r"christmas(?: day)?|xmas(?: day)?": _fixed(12, 25),
    r"католическ\w+ рождеств\w+": _fixed(12, 25),
    r"рождеств\w+(?: христов\w+)?": _fixed(1, 7),
    r"boxing day|st\.? stephen'?s day": _fixed(12, 26),
    r"new ?year'?s? ?'?s? eve": _fixed(12, 31),
    r"new ?year'?s?(?: day)?|нов(?:ый|ого|ому|ым|ом) год(?:а|у|ом)?": _fixed(1, 1),
    r"(?:st |saint )?valentine'?s? day|день святого валентина": _fixed(2, 14),
    r"день защитника отечества": _fixed(2, 23),
    r"(?:international )?women'?s day|(?:международный )?женский день": _fixed(3, 8),
    r"(?:st|saint)\.? (?:patrick|paddy)'?s day": _fixed(3, 17),
    r"april fool'?s?(?: day)?": _fixed(4, 1),
    r"earth day": _fixed(4, 22),
    r"(?:international )?workers'? day|labour day|may day": _fixed(5, 1),
    r"labor day": _nth(9, 0, 1),
    r"victory day|день победы": _fixed(5, 9),
    r"день россии": _fixed(6, 12),
    r"independence day": _fixed(7, 4),
    r"день знаний": _fixed(9, 1),
    r"hallowe'?en(?: day)?": _fixed(10, 31),
    r"день народного единства": _fixed(11, 4),
    r"veterans'? day": _fixed(11, 11),
    r"(?:martin luther king|mlk)'?s?,?(?: jr\.?)?(?:'s)?(?: day)?": _nth(1, 0, 3),
    r"presidents?'? day": _nth(2, 0, 3),
    r"mother'?s'? day": _nth(5, 6, 2),
    r"memorial day": _nth(5, 0, -1),
    r"father'?s'? day": _nth(6, 6, 3),
    r"columbus day": _nth(10, 0, 2),
    r"thanksgiving(?: day)?": _nth(11, 3, 4),
    r"black fri(?:day)?": _nth(11, 3, 4, 1),
    r"cyber monday": _nth(11, 3, 4, 4),
    **{name: partial(_moving, orthodox_easter, days) for name, days in _EAST.items()},
    **{name: partial(_moving, easter, days) for name, days in _WEST.items()},
}
"""What a feast's name looks like, and its day in a year."""
