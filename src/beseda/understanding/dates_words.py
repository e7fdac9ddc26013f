"""The words of dates in Russian and English: months, weekdays, units, and what stands around a day."""

import re

_MONTHS = {
    1: "январь января январе январю янв january jan",
    2: "февраль февраля феврале февралю фев февр february feb",
    3: "март марта марте марту мар march mar",
    4: "апрель апреля апреле апрелю апр april apr",
    5: "май мая мае маю may",
    6: "июнь июня июне июню июн june jun",
    7: "июль июля июле июлю июл july jul",
    8: "август августа августе августу авг august aug",
    9: "сентябрь сентября сентябре сентябрю сен сент september sept sep",
    10: "октябрь октября октябре октябрю окт october oct",
    11: "ноябрь ноября ноябре ноябрю ноя нояб november nov",
    12: "декабрь декабря декабре декабрю дек december dec",
}
MONTHS = {word: month for month, words in _MONTHS.items() for word in words.split()}
_WEEKDAYS = {
    0: "понедельник понедельника понедельнику понедельником пн пон monday mondays mon",
    1: "вторник вторника вторнику вт tuesday tuesdays tue tues",
    2: "среда среды среду среде ср wednesday wednesdays wed",
    3: "четверг четверга четвергу чт thursday thursdays thu thur thurs",
    4: "пятница пятницы пятницу пятнице пт friday fridays fri",
    5: "суббота субботы субботу субботе сб saturday saturdays sat",
    6: "воскресенье воскресенья воскресенью вс воскр sunday sundays sun",
}
WEEKDAYS = {word: day for day, words in _WEEKDAYS.items() for word in words.split()}
MONTH = "(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")(?: \.)?"
WEEKDAY = "(?P<weekday>" + "|".join(sorted(WEEKDAYS, key=len, reverse=True)) + r")(?: \.)?"
DAY = r"(?:the )?(?P<day>\d{1,2})(?: ?-? ?(?:st|nd|rd|th|ое|го|его|е|ого|й|числа|day)\b)?"
YEAR = r"(?:(?: ,| of| in)? (?P<year>\d{4}|'? ?\d\d)(?: (?:года|год|г)\b)?)?"
NEXT = (
    r"(?P<turn>next|this|last|past|previous|current|coming|upcoming|следующ\w+|след|ближайш\w+|"
    r"прошл\w+|эт\w+|текущ\w+|будущ\w+)"
)
UNITS = {
    "day": r"days?|день|дня|дней|дн",
    "week": r"weeks?|недел\w+|wks?",
    "month": r"months?|месяц\w*|мес",
    "year": r"years?|год|года|лет",
}
UNIT = "(?:" + "|".join(f"(?P<{name}s>{words})" for name, words in UNITS.items()) + ")"
RELATIVE = {
    0: r"today|сегодня|сегодняшн\w+|right now|now|at this time|this day|the day|current day",
    1: r"tomorrow|tmrw|tmr|завтра|завтрашн\w+|(?:the )?next day",
    2: r"(?:the )?day after tomorrow|послезавтра",
    3: r"послепослезавтра",
    -1: r"yesterday|вчера|(?:the )?(?:last|past|previous) day",
    -2: r"(?:the )?day before yesterday|позавчера",
}
AT_ONCE = re.compile(
    r"\b(?:сразу|немедленно|хоть сейчас|прямо сейчас|как можно скорее|срочно|immediately|at once|"
    r"straight away|right away|asap|as soon as possible|any ?time)\b"
)
DENIED = re.compile(r"\b(?:не(?! раньше| позже| ранее| позднее)|not(?! before| until| later))(?: \w+)? $")
HALF_SAID = re.compile(
    r"\b\d{1,2}(?: ?-? ?(?:st|nd|rd|th|го|ого|е))? (?:или|либо|по|до|и|or|to|till|until|and|-) $"
)
"""A day whose month stands after the second of the two: «1 или 2 декабря»."""
UNIT_WORD = "(?:" + "|".join(UNITS.values()) + ")"
MOVED = re.compile(
    r"\b(?:few|several|couple(?: of)?|many|some|несколько|пару|пара|following|black|every|each|кажд\w+|"
    rf"\d+(?: -th)?|{UNIT_WORD}(?: (?:from|after|before|since|до|после|от|,|and|и))*) $"
)
"""What stands before a day and moves it elsewhere: "a few [days ago]", "two weeks after [Monday]"."""
MOVES = re.compile(r" (?:day of|after|before|later|спустя)\b| (?:-|или|or) \d")
AFTER_THAT = re.compile(r"\b(?:сразу|срочно|immediately|straight away) (?:после|как|after|once|when)\b")
BOUNDS = re.compile(r"\b(?:до|после|к|after|before|until|till|by) (?:the )?$")
MONTH_ONLY = re.compile(
    rf"(?<!\d )\b(?:в|с|до|in|by|since|from|начал\w|конц\w|середин\w|early|late|mid|end of|"
    rf"beginning of)\b.*\b{MONTH}\b"
)
