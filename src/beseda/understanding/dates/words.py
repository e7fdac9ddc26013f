"""The words of dates in Russian and English: months, weekdays, units, and what stands around a day."""

from beseda.understanding.words.patterns import Pattern

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
    0: "понедельник понедельника понедельнику понедельником пн пон monday mon",
    1: "вторник вторника вторнику вт tuesday tue tues",
    2: "среда среды среду среде ср wednesday wed weds",
    3: "четверг четверга четвергу чт thursday thu thur thurs",
    4: "пятница пятницы пятницу пятнице пт friday fri",
    5: "суббота субботы субботу субботе сб saturday sat",
    6: "воскресенье воскресенья воскресенью вс воскр sunday sun",
}
WEEKDAYS = {word: day for day, words in _WEEKDAYS.items() for word in words.split()}
MONTH = "(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")(?: ?\.(?!\d))?"
WEEKDAY = "(?P<weekday>" + "|".join(sorted(WEEKDAYS, key=len, reverse=True)) + r")(?: ?\.(?!\d))?"
DAY_ENDS = r"(?:st|nd|rd|th|ое|го|его|е|ого|му|ему|й|ый|числа|числу)(?!\w)"
DAY = rf"(?:the )?(?P<day>\d{{1,2}})(?!\d)(?: ?-? ?{DAY_ENDS})?(?: day\b| числа\b)?"
YEAR = (
    r"(?:(?: ?,| of| in)? ?(?P<year>\d{4}(?!\d)|'? ?\d\d(?![\d:]| ?@| ?-? ?(?:st|nd|rd|th)\b))"
    r"(?: (?:года|год|г)\b)?)?"
)
AFTER_DAY = (
    r"(?! of (?!the month\b))(?= ?(?:$|[^a-zа-я0-9 ])| (?:at|on|in|by|from|to|for|if|is|was|will|would|"
    r"works?|should|"
    r"and|or|but|of|till|until|please|because|since|before|after|with|around|about|between|which|when|so|"
    r"then|thanks|instead|ok|okay|too|also|sharp|"
    r"morning|afternoon|evening|night|noon|midnight|this|next|last|we|i|he|she|they|it|you|the|who|where|"
    r"в|на|с|до|по|и|или|но|к|у|я|мы|он|она|если|когда|утр\w+|днем|дня|вечер\w*|ноч\w+|числа|месяца|этого|"
    r"того|"
    r"следующ\w+|могу|готов\w*|буду|выйду|смогу|подойд\w+|устро\w+|удобно|можно|наверное|точно|приступлю|"
    r"начну)(?!\w))"
)
"""What may follow a day that only its number names: before another word an ordinal counts that."""
NEXT = (
    r"(?P<turn>next|following|this|last|past|previous|current|coming|upcoming|следующ\w+|след|ближайш\w+|"
    r"прошл\w+|эт\w+|текущ\w+|будущ\w+)"
)
UNITS = {
    "day": r"days?|день|дня|дней|дн",
    "fortnight": r"fortnights?",
    "week": r"weeks?|недел\w+|нед|wks?",
    "month": r"months?|месяц\w*|мес",
    "year": r"years?|год|года|лет",
}
UNIT_WORD = "(?:" + "|".join(UNITS.values()) + ")"
_PART = (
    r"(?:an? |один |одну |another )?(?:[\d.,]*\d ?)?(?:more |business |working |рабочих |full )?"
    rf"{UNIT_WORD}(?!\w)"
)
PARTS = (
    rf"(?<!\w)(?<!next )(?<!this )(?<!last )(?<!past )(?<!same ){_PART}"
    rf"(?:(?: ?, ?(?:and )?| and | и | ){_PART})*"
)
"""A length in days or more: «2 недели», "1 month and 21 days"."""
RELATIVE = (
    (3, r"послепослезавтра"),
    (2, r"(?:the )?day after tomorrow|послезавтра"),
    (-2, r"(?:the )?day before yesterday|позавчера"),
    (1, r"tomorrow|tomorow|tommorr?ow|tmrw|tmr|завтра|завтрашн\w+|(?:the )?next day"),
    (-1, r"yesterday|вчера|(?:the )?(?:last|past|previous) day(?! of\b| in\b)"),
    (
        0,
        (
            r"today|tonight|tonite|this (?:morning|afternoon|evening|day)|сегодня|сегодняшн\w+|right now|"
            r"(?<!from )now|at th(?:is|e present) time|the day(?! (?:after|before|of|when|that))|current day"
        ),
    ),
)
AT_ONCE = Pattern(
    r"\b(?:сразу|немедленно|хоть сейчас|прямо сейчас|как можно скорее|срочно|immediately|at once|"
    r"straight away|right away|asap|as soon as possible|^any ?time$)\b"
)
DENIED = Pattern(
    r"\b(?:but|except(?: for)?|other than|besides|apart from|excluding|instead of|rather than|кроме|"
    r"помимо) (?:on |в )?(?:the |a )?$|"
    r"\b(?:не(?! раньше| позже| ранее| позднее)(?: \w+)?|(?<!why )not(?! before| until|"
    r" later)(?: \w+){0,2}) $"
)
BUSY_BEFORE = Pattern(
    r"\b(?:(?:don't|doesn't|do not|does not) (?:want|like|need|do|work|suit)|can't|cannot|can not|"
    r"couldn't|won't|unable|busy|unavailable|not (?:available|free|possible)|"
    r"не (?:могу|смогу|получится|выйдет)|занята?|недоступ\w+)(?: \w+){0,4} $"
)
BUSY_AFTER = Pattern(
    r" ?,? ?(?:is|are|was|does|do|will|would|i|i'm|am|we|я|у меня|мне|это|@| )*(?:not\b(?! \w+day|"
    r" this| that| the)|no good|bad|impossible|too \w+|isn't|"
    r"doesn't|won't|can't|cannot|busy|unavailable|out of the question|занят|"
    r"не (?:могу|смогу|получится|выйдет|подходит|подойдет|устраивает|удобно|хочу|буду|вариант))"
    r"(?! (?:before|until|later|earlier))"
)
"""What says of a day that it is none: "Monday is not good", «в пятницу не могу»."""
HALF_SAID = Pattern(
    r"\b\d{1,2}(?: ?-? ?(?:st|nd|rd|th|го|ого|е))? (?:или|либо|по|до|и|or|to|till|until|and|-) $"
)
"""A day whose month stands after the second of the two: «1 или 2 декабря»."""
ANCHORED = Pattern(
    rf"(?P<parts>{PARTS}) (?P<side>from|after|since|before|prior to|до|после|от|с|со) (?:the )?$"
)
"""A length that moves the day after it: "two weeks after [Monday]", «за неделю до [1 мая]»."""
MOVED = Pattern(
    r"\b(?:few|several|couple(?: of)?|many|some|несколько|пару|пара|every|each|any|other|"
    r"eve of|penultimate|black|holy|branch|low|fat|super|great|divine|half(?: of)?(?: an?)?|"
    r"quarter of an?|полтор[аы]|пол|an?|последн\w+|casual|freaky|bowl|(?:morning|evening|night|"
    r"weekend) (?:after|before)(?: the)?|one of the|"
    r"(?:\d+ -th|second) to|"
    r"alternate|кажд\w+|люб\w+|closest|(?<!\w)через|"
    rf"\d+(?: -th)?|{UNIT_WORD}(?: (?:from|after|before|since|до|после|от|,|and|и))*) $"
)
"""What stands before a day and moves it elsewhere: "a few [days ago]", "every [Monday]"."""
MOVES = Pattern(
    r" (?:day of|after|before|later|спустя|week(?! \d))\b(?! @)| (?:-|или|or) \d|"
    r" ?,? (?:or|или) (?:the|maybe|any|some|another|perhaps|whenever|even|possibly|thereabouts|so|a)\b|"
    r" ?,? and the (?:day|next|following|previous|one)\b| (?:of|in)(?: the (?:year|quarter|decade|"
    r"century))? ?[.!?]?$|"
    r"(?: @+)? (?:mornings|afternoons|evenings|nights)\b"
)
UNREAD = Pattern(
    r"\d|@ (?:before|after|prior to) (?:the )?#|\b(?:monday|tuesday|wednesday|thursday|friday|"
    r"saturday|sunday|january|february|"
    r"april|june|july|august|september|october|november|december|yesterday|tomorrow)\b|\b(?:annual(?:ly)?|yearly|monthly|weekly|bi-?weekly|fortnightly|daily|recurr\w+|ежедневно|"
    r"еженедельно|ежемесячно|ежегодно|every|each|кажд\w+|fortnights?|after next|to last|before last|"
    rf"{NEXT.replace('?P<turn>', '?:')} "
    r"(?:or next )?(?:weeks?|months?|years?|quarters?|weekends?|seasons?|недел\w+|месяц\w*|год\w*|выходны\w+)"
    r"|or next|weekends?|выходны\w+|"
    rf"half|полтор\w+|половин\w+|the (?:{'|'.join(WEEKDAYS)})|closest|nearest|ближе)\b|# ?(?:past|gone)\b|"
    r"\b(?:last|past|previous|прошл\w+) #"
)
"""What, left beside a day, may turn it into another: figures, "every", "this week"."""
STRETCH = Pattern(r"%[^#\d]{0,24}$")
"""A length of so many days right before the day on which it begins: "for two weeks starting [May 20th]"."""
STRETCH_AFTER = Pattern(r"[ @]*,? ?%")
"""The same right after it: "from [tomorrow] for two weeks"."""
NOON_OR_MIDNIGHT = Pattern(
    r"\b(?:tonight|tonite|evening|night|afternoon|вечером|ночью|ночи)\b.{0,12}\b12\b(?! ?[:.-]? ?\d)|"
    r"\b12 ?(?:at night|ночи|o'?clock at night)|"
    r"\b(?:1[01]|[5-9])(?::\d\d| \d\d)? ?p\.? ?m\.? ?(?:-|–|to|till|until) ?\d{1,2}(?::\d\d|"
    r" \d\d)? ?a\.? ?m\b"
)
"""Twelve at night begins one day and ends another."""
WEEK_OF = Pattern(
    r"\b(?:over|during|throughout|across) (?:the )?$|\b(?:weeks?|months?|w ?/ ?c|недел\w+|"
    r"месяц\w*)(?: (?:of|commencing|starting|beginning|с|от|со))?"
    r"(?: (?:on|from))?(?: the)?\.? ?$|\bweeks? of \w+\.? (?:on )?$|\b(?:more|less) than $|\bat least $"
)
"""A stretch of which the day is only the beginning: "the week of [October 6th]"."""
_OTHER_END = rf"(?:\d{{4}}|(?:{'|'.join(MONTHS)})\.?(?: \d{{4}})?)"
_TO = r"(?:-|–|to|until|till|through|and|по|до|и|или|or)"
RANGE_BEFORE = Pattern(
    rf"\b(?:from|between|с|от) (?:now\b|@)[@ ]*{_TO} ?(?:the )?$|\b{_OTHER_END} ?{_TO} ?(?:the )?$|"
    rf"\b\d{{1,2}}\.? ?- ?$|\b(?:{'|'.join(MONTHS)})\.? $"
)
COUNTED = Pattern(
    r"\b(?:scores?|versions?|ratio|grades?|levels?|chapters?|pages?|parts?|rated?|rooms?|sizes?|"
    r"fractions?|odds|"
    r"верси\w+|глав\w+|страниц\w*|оценк\w+|дроб\w+|счет\w*)(?: (?:is|was|of|the|a))* $"
)
"""What stands before figures with a stroke that are no day: "score 3/4"."""
MAY_BE_WORDS = frozenset(("sat", "sun"))
LEADS_WEEKDAY = Pattern(
    r"(?:^|[^\w ] ?|\b(?:on|this|next|last|by|until|till|from|to|and|or|every|coming|for|before|after|the|"
    r"past) )$"
)
"""What stands before "sat" and "sun" where they are days: elsewhere somebody sat in the sun."""
RANGE_AFTER = Pattern(
    rf" ?/ ?(?:{'|'.join(WEEKDAYS)})(?!\w)| ?{_TO} ?(?:the )?(?:\d{{1,2}}(?![\d:@]|[.]\d\d? ?@)|"
    rf"{_OTHER_END}|today|now|"
    rf"сегодня|next|(?:{'|'.join(WEEKDAYS)})|tomorrow|послезавтра|друг(?:ую|ой)|полтор[аы])(?!\w)"
)
"""The other end of a stretch of days: "[November 19] to 20", "between Feb 2019 and [May 5th]"."""
PAST = Pattern(
    r"\b(?:i|we|he|she|they|it|who|you) (?:\w+ly )?(?!need|used|want)\w{2,}ed\b|"
    r"\b(?:went|drank|ate|came|saw|met|got|gave|took|made|wrote|said|told|spoke|began|ran|drove|flew|paid|"
    r"spent|slept|"
    r"lost|won|broke|fell|felt|heard|kept|knew|taught|woke|attended|visited|called|arrived|started|moved|"
    r"returned|"
    r"received|signed|talked|watched|played|stayed|travell?ed|emailed|passed|died|married|launched|joined|"
    r"resigned|"
    r"celebrated|cooked|walked|missed|was|were|did|had|sold|left|happened|quit|finished|graduated|born|"
    r"worked|bought|ended|"
    r"уволи\w+|ушел|ушла|ушли|закончил\w*|окончил\w*|родил\w*|был[аи]?|работал\w*|"
    r"получил\w*|приехал\w*|устроил\w*)\b"
)
"""Words by which an answer, or its question, speaks of a day that is gone."""
AFTER_THAT = Pattern(r"\b(?:сразу|срочно|immediately|straight away) (?:после|как|after|once|when)\b")
BOUNDS = Pattern(
    r"\b(?:до|после|к|раньше|ранее|позже|позднее|after|before|until|till|by|than|as late as) (?:the |чем )?$"
)
MONTH_ONLY = Pattern(
    rf"(?<!\d )\b(?:в|с|до|in|by|since|from|начал\w|конц\w|середин\w|early|late|mid|end of|"
    rf"beginning of)\b.*\b{MONTH}\b"
)
