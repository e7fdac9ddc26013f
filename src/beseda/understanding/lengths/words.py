"""The words of lengths of time: units in every form, halves, what may stand between a number and its unit."""

from beseda.understanding.words.text import listed

UNIT_FORMS = {
    "year": (
        "год года году годом годы годов лет годик годика годиков годков летний летнего летним летнем year"
        " years yr yrs y"
        " god goda godov let гда гоад лт лед летт дет годв"
    ),
    "month": (
        "месяц месяца месяцев месяцем месяце мес month months mo mos mth mths"
        " mesyac mesyaca mesyacev mesyats mesyatsa mesyatsev месячный месячишко"
    ),
    "week": "нед неделя недели недель неделю неделе неделька недельку недельки week weeks wk wks",
    "day": "день дня дней дню дн денек денька деньков сутки суток day days night nights ночь ночи ночей",
    "hour": "час часа часов часу ч часик часика часиков часок часочек часочка часочков hour hours hr hrs h",
    "minute": (
        "минута минуты минут минуту мин минутка минутку минутки минуточка минуточку минуточки minute minutes"
        " min mins"
    ),
    "second": "секунда секунды секунд секунду сек секундочка секундочку second seconds sec secs",
    "quarter": "квартал квартала кварталов quarters",
    "fortnight": "fortnight fortnights",
    "decade": "десятилетие десятилетия десятилетий decade decades",
}
EXPERIENCE = {
    word: unit for unit in ("decade", "year", "month", "week", "day") for word in UNIT_FORMS[unit].split()
}
"""The units that experience is counted in: an hour's work says nothing."""
EVERY = {word: unit for unit, words in UNIT_FORMS.items() for word in words.split()}
TIGHT_EXPERIENCE = {"л": "year", "г": "year", "м": "month", "m": "month"}
"""Letters that are units right after figures: «5л»."""
TIGHT_EVERY = {
    "л": "year",
    "г": "year",
    "d": "day",
    "д": "day",
    "w": "week",
    "m": "minute",
    "s": "second",
    "с": "second",
    "'": "minute",
    '"': "second",
}
SECONDS = {
    "second": 1,
    "minute": 60,
    "hour": 3600,
    "day": 86_400,
    "week": 604_800,
    "fortnight": 1_209_600,
    "month": 2_592_000,
    "quarter": 7_776_000,
    "year": 31_536_000,
    "decade": 315_360_000,
}
"""A month as 30 days, a year as 365: what people mean by lengths that are added up."""
IN_YEARS = {
    "year": 1.0,
    "month": 1 / 12,
    "week": 7 / 365.25,
    "day": 1 / 365.25,
    "quarter": 0.25,
    "fortnight": 14 / 365.25,
    "decade": 10.0,
}
ALONE = {
    *("год", "годик", "year", "месяц", "month", "неделя", "неделю", "неделька", "недельку", "week", "сутки"),
    *("час", "часик", "часок", "часочек", "hour", "минута", "минуту", "минутка", "минутку", "минуточка"),
    *("минуточку", "minute", "секунда", "секунду", "секундочка", "секундочку", "second", "fortnight", "день"),
    *("нед", "day", "квартал", "денек", "decade", "десятилетие"),
}
"""Units that stand for one of themselves."""
NOT_ONE = listed(
    "сей любой любую любое any й ой ый го в за per each every каждый каждую этот эту прошлый прошлом прошлую"
    " этом this last next"
    " следующий следующую первый второй третий четвертый пятый учебный one's final first second third"
    " рабочий целый раз the"
)
ONE = {
    "a",
    "an",
    "один",
    "одну",
    "одна",
    "one",
    "full",
    "all",
    "another",
    "целый",
    "целую",
    "полный",
    "whole",
}
HALF_YEARS = {"полгода", "полугода", "полгодика"}
HALVES = {
    **dict.fromkeys(HALF_YEARS, "year"),
    **dict.fromkeys(("полмесяца", "полумесяца"), "month"),
    **dict.fromkeys(("полдня", "полдень"), "day"),
    **dict.fromkeys(("полчаса", "получаса", "полчасика"), "hour"),
    **dict.fromkeys(("полминуты", "полминутки"), "minute"),
}
AFTER_MINUTES = listed(
    "выходит получается пешком примерно где на в до от с езды дороги пути по если ну вот туда обратно by"
    " on from door"
)
"""Words behind «час десять», which leave the ten minutes."""
JOINS = {"и", "and", ",", "с", "плюс", "&", "with"}
BETWEEN = listed(
    "+ - ти ть ми х и полных целых с лишним хвостиком"
    " long good whole долгих хороших full solid or so more plus плюс гаком копейками тых additional extra"
    " less fewer ish"
    " рабочих календарных working business calendar of последних последние"
)
"""What may stand between a number and its unit."""
OPEN = {"+", "лишним", "хвостиком", "plus", "плюс", "гаком", "копейками"}
OF_ONE = {"года", "месяца", "недели", "часа", "дня", "минуты", "суток", "квартала"}
"""Units in the genitive, which stand for one of themselves after the words below."""
BEFORE_ONE = {"около", "порядка", "больше", "более", "меньше", "менее", "свыше", "почти"}
COMPOUND = {
    **dict.fromkeys(("полутора",), 1.5), "одно": 1, "двух": 2, "трех": 3, "четырех": 4, "пяти": 5, "шести": 6,
    "семи": 7, "восьми": 8, "девяти": 9, "десяти": 10, "двенадцати": 12, "пятнадцати": 15, "двадцати": 20,
}  # fmt: skip
COMPOUND_UNITS = {
    "летн": "year",
    "годичн": "year",
    "месячн": "month",
    "недельн": "week",
    "дневн": "day",
    "часов": "hour",
}
"""The two parts of «двухнедельный», «пятилетний»."""
