"""An answer as one line in which dates are sought: number words as figures, times of day blanked."""

from collections.abc import Sequence
from dataclasses import dataclass

from beseda.understanding.dates.words import MONTHS, WEEKDAYS
from beseda.understanding.numbers.english import NUMBERS
from beseda.understanding.numbers.grammar import Number, Style, find_numbers
from beseda.understanding.numbers.ordinals import ordinal_at
from beseda.understanding.words.patterns import Pattern
from beseda.understanding.words.text import Text, Token

BLANK, STRETCH = "@", "%"
_TIGHT = frozenset("-/.:,'")
_HALF = r"(?:am|pm|a ?\. ?m|p ?\. ?m|a m|p m|a|p|утра|вечера|ночи)(?![\w'])\.?"
_LENGTH = (
    r"(?:h|hrs?|hours?|mins?|minutes?|secs?|seconds?|час(?:ов|а|ик\w*|ок)?|ч|минут\w*|мин|"
    r"секунд\w*|сек)(?!\w)"
)
_DAYS = "today|tonight|tomorrow|yesterday|" + "|".join(word for word in WEEKDAYS if word.isascii())
_CLOCKS = tuple(
    Pattern(pattern)
    for pattern in (
        r"(?<![\d/])\d ?/ ?\d (?:дня|часа|недели|месяца|года)\b",
        r"[$€£₽] ?\d[\d,.]*(?: \d\d)?(?!\d)",
        r"\b(?:i|you|we|they|he|she|it|this|that|which|who|there) may\b(?! ?\d{1,2} ?-? ?(?:st|nd|rd|th)\b)",
        r"\b\d ?: ?\d(?= (?:meeting|chat|call|talk|interview)\b)",
        (
            r"\b(?:at )?(?:(?:half|(?:a )?quarter|\d{1,2} minutes?) (?:past|to)|\d{1,2} past) (?:\d{1,2}|"
            r"noon|midnight)\b(?! ?-th)"
        ),
        rf"\b(?:all day|(?:at |by )?(?:the )?(?:end of (?:the )?day|eod|cob))(?:,? on)?(?= (?:{_DAYS}))",
        (
            r"(?:(?<=tomorrow)|(?<=today)|(?<=day)) (?:from |between )\d{1,2} (?:and|to|until|"
            r"till) \d{1,2}(?= ?(?:$|[^\w /.:-]))"
        ),
        (
            r"\b(?:(?:between|from) )?\d{1,2}(?:\.\d\d)? (?:and|to|until|till) \d{1,2}(?:\.\d\d)?"
            rf"(?= (?:on )?(?:{_DAYS}))"
        ),
        r"(?<=day )\d{1,2} ?- ?\d{1,2}(?= ?[?!.]?$)",
        rf"\bat \d{{1,2}}-\d\d(?= (?:{_DAYS}))",
        r"\b(?:between|from) \d{1,2}\.\d\d ?- ?(?=\d{1,2}\.\d\d ?(?:am|pm))",
        r"(?<=-th )\d{1,2} (?:00|15|30|45)(?= ?[?!.]?$)",
        r"\b\d+(?: ?-? ?(?:st|nd|rd|th))? times?\b",
        (
            r"\b(?:for|with|are|book|of|have|schedule|need|reserve) \d{1,3} (?:people|persons|guests|"
            r"adults|kids|children|tickets|meetings|seats|rooms?|participants)\b"
        ),
        r"(?<=table) for \d{1,2}\b|\bfirst thing\b|\b1 -th thing\b|(?<!\w)24 ?/ ?7(?! ?/)",
        rf"(?:(?<=[a-z] \d)|(?<=[a-z] \d\d)) (?:1[0-2]|[1-9]) ?{_HALF}",
        r"\b\d+[.,]\d+ ?(?:years?|months?|weeks?|days?|лет|год\w*|месяц\w*|недел\w+|дн\w+)\b",
        rf"\b\d{{1,2}} ?[:.] ?\d\d ?{_HALF}",
        r"\b\d{1,2} ?(?::|h|ч) ?\d\d(?: ?: ?\d\d)?(?:ч|h)?(?!\w)",
        r"\b\d{1,2}\.\d\d ?- ?(?=\d{1,2}\.\d\d ?(?:am|pm))",
        (
            rf"\b(?:(?:for|in|через) )?(?:\d+ ?[/.,] ?\d+|\d+) ?{_LENGTH}"
            rf"(?: ?{_HALF}| дня)?(?: (?:from now|later|ago|назад))?"
        ),
        r"\b(?:at|в) \d{1,2}\.\d\d(?!\.?\d)(?= [a-z]| ?$)",
        rf"\b\d{{1,2}}(?: \d\d)? ?{_HALF}",
        r"(?<=tonight) \d{3,4}\b",
        r"\b(?:\d{1,2}(?: \d\d)?) ?,? ?(?=(?:tonight|tonite)\b)",
        (
            r"(?:(?<=tomorrow)|(?<=today)|(?<=tonight)|(?<=day)) (?:before|by|after|until|"
            r"till) \d{1,2}(?= ?(?:$|[^\w /.:-]))"
        ),
        (
            r"(?<!this )\b(?:morning|afternoon|evening|night|утром|вечером|днем|noon),? (?:at )?"
            r"\d{1,3}(?: ?- ?\d{1,2})?(?![\w.-])"
        ),
        (
            r"\bat \d{1,2}(?: \d\d)?(?: minutes)?(?: past \d+)?"
            r"(?! ?(?:-th|st\b|nd\b|rd\b|th\b|of\b|and \d|[./]\d))(?!\d)"
        ),
        (
            r"\bв \d{1,2}(?: \d\d)?(?= ?$| [a-zа-я@])(?! ?(?:-|го\b|е\b|числ|янв|фев|мар|апр|ма[яй]|"
            r"июн|июл|авг|сен|окт|ноя|дек|дн|нед|мес|лет|год))"
        ),
        r"\b\d{1,2} ?(?:-|to|until|till|and|до|по|и) ?(?=@)",
        r"(?<=@) ?(?:-|to|until|till|and|до|по|и) ?\d{1,2}(?= ?$| (?:on|in)\b)",
        r"\b(?:from|between|с) \d{1,2}(?= @)",
    )
)

_STRETCH = Pattern(
    r"\b(?:for|на) (?:\d+|an?|одну|один) (?:days?|weeks?|months?|день|дн\w+|недел\w+|месяц\w*)\b"
)


_NIGHTS = Pattern(r"\bfor \d+ nights?\b")


@dataclass(frozen=True, slots=True)
class Line:
    """The answer in one line, and the token where each letter came from."""

    text: str
    places: tuple[int, ...]


def read_line(text: Text) -> Line:
    """Write an answer's tokens in one line; signs stand as near to their neighbours as they were typed."""
    tokens = text.tokens
    numbers = {
        one.first: one for one in find_numbers(tokens, Style(short=False)) if tokens[one.first].kind == "word"
    }
    line, places, at = "", list[int](), 0
    while at < len(tokens):
        word, last = _figure(tokens, at, numbers)
        if line and not _touches(tokens, at):
            line += " "
            places.append(at - 1)
        line += word
        places += [at] * (len(word) - 1) + [last - 1]
        at = last
    return Line(_without_clocks(line), tuple(places))


def _touches(tokens: Sequence[Token], at: int) -> bool:
    before, token = tokens[at - 1], tokens[at]
    return token.tight and (token.text in _TIGHT or before.text in _TIGHT)


_TAKEN_BACK = Pattern(r"\bне (?:с |со |в |до |к )?\d{1,2}(?: ?-? ?(?:го|е|th))?(?: числа)? ?,? (?=а )")
"""«Не с 1, [а с 5 декабря]»: the day that is not meant, its month left out."""


def _without_clocks(line: str) -> str:
    line = _TAKEN_BACK.sub(
        lambda found: BLANK * len(found[0].rstrip()) + " " * (len(found[0]) - len(found[0].rstrip())), line
    )
    line = _NIGHTS.sub(lambda found: BLANK * len(found[0]), line)
    line = _STRETCH.sub(lambda found: STRETCH * len(found[0]), line)
    for pattern in _CLOCKS:
        line = pattern.sub(lambda found: BLANK * len(found[0]), line)
    return line


def _figure(tokens: Sequence[Token], at: int, numbers: dict[int, Number]) -> tuple[str, int]:
    """Turn «тридцать первое», "twenty-second", «две» into figures; an ordinal's end with "-th"."""
    word = tokens[at].text
    following = tokens[at + 1].text if at + 1 < len(tokens) else ""
    before = tokens[at - 1].text if at else ""
    if tokens[at].kind != "word":
        return word, at + 1
    ordinal = None if word.endswith(("ые", "ых", "ыми")) else ordinal_at(tokens, at)
    second = word == "second" and not (following in {"of", *MONTHS, *WEEKDAYS} or before in {"the", *MONTHS})
    if ordinal and not second and word != "seconds":
        return f"{ordinal[0]} -th", ordinal[1]
    number = numbers.get(at)
    # "One may ask" names no day: in English a day of May is "the first" or "May 1".
    verb = word in NUMBERS and following == "may"
    if number is None or number.vague or verb or number.value != int(number.value):
        return word, at + 1
    return str(int(number.value)), number.last
