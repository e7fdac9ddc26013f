"""Telephone numbers and e-mail addresses."""

import re
from dataclasses import replace
from functools import cache
from itertools import pairwise
from types import ModuleType

from beseda.understanding.numbers.grammar import Number, Style, find_numbers
from beseda.understanding.values import Question, Reading, Unclear, Understood
from beseda.understanding.words import corrections
from beseda.understanding.words.patterns import Pattern
from beseda.understanding.words.text import Text

SURE = 0.97
SPOKEN = 0.85
UNKNOWN = 0.6
"""Figures that no country's plan knows: perhaps a slip, worth repeating to the person."""
REGIONS = {"ru": ("RU", "US", "GB"), "en": ("US", "GB", "RU")}
FEWEST, MOST = 7, 15
_FIGURES = Pattern(
    r"(?<![\w@.#&=/-])\(?(?:\+|00)?[ ]?\(?\d[\d\s().\-–—/]{5,24}\d"
    r"(?:\s?(?:ext\.?|x|доб\.?)\s?\d{1,6})?(?![\w@]|[-.]\w)",
    re.IGNORECASE,
)
_OTHER = Pattern(
    r"\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{1,3}(?: 000)+|"
    r"(?:19|20)\d\d ?[-–—/] ?(?:19|20)\d\d|\d+\.\d+|\d{3}-\d\d-\d{4}|.*\(\d+ ?\(.*|.*\).*\).*\).*"
)
"""Dates, sums, years, decimal fractions, the numbers of papers: what is written like none of a telephone."""
_OTHERS = Pattern(
    r"\bno\. $|\b(?:account|card|ssn|order|invoice|passport|id|inn|zip|сч[её]т\w*|карт\w+|паспорт\w*|инн|"
    r"снилс|заказ\w*|"
    r"индекс\w*|полис\w*)\b[^\d]{0,30}$",
    re.IGNORECASE,
)
_DENIED = Pattern(
    r"^\W*(?:is|are|does|was)?\s*(?:not|n't|doesn't|isn't|never)\b|"
    r"^\W*(?:is a|это|-|—)?\s*(?:ssn|не\b|card|account)",
    re.IGNORECASE,
)
_NO_PHONE = Pattern(
    r"\b(?:not|n't|isn't|doesn't look like)(?: \w+){0,3} (?:phone|telephone) numbers?\b|"
    r"\b(?:не|это не) (?:мой )?(?:номер|телефон)\b|doesn't look like",
    re.IGNORECASE,
)
"""What denies figures to be a number, wherever it stands."""
_MIXED = Pattern(r"^ ?[^\W\d_]+\d|^ ?\d+[^\W\d_]|^ ?[%=*°:]")
"""What stands right behind figures that are a code's or a sum's: "46 D9 E9", 1234456%."""
_MONEY = Pattern(r"[$€£₽]\s*$")
_ADDRESS = Pattern(r"(?<![\w.+-])[\w.+'-]+@(?:[\w-]+(?:\.[\w-]+)+|\[\d{1,3}(?:\.\d{1,3}){3}\])(?<![.-])")
_SPOKEN: tuple[tuple[Pattern, str], ...] = tuple(
    (Pattern(pattern, re.IGNORECASE), meant)
    for pattern, meant in (
        (r"\s*(?:\(at\)|\[at\]|(?<=\s)at(?=\s)|\(?\bсобак[аи]\b\)?|\bсобачка\b|(?<=\s)эт(?=\s)|@)\s*", "@"),
        (r"\s*(?:\(dot\)|\[dot\]|(?<=\s)dot(?=\s)|\bточка\b)\s*", "."),
        (
            r"\s*\b(?:нижнее подчеркивание|нижнее подчёркивание|подчеркивание|подчёркивание|underscore)\b\s*",
            "_",
        ),
        (r"\s*\b(?:дефис|тире|минус|dash|hyphen)\b\s*", "-"),
        (r"\b(?:яндекс|йандекс)\b", "yandex"),
        (r"\b(?:мейл|мэйл|меил|маил|майл)\b", "mail"),
        (r"\b(?:гмейл|гмэйл|гмаил|джимейл|джимэйл|жмейл)\b", "gmail"),
        (r"\bрамблер\b", "rambler"),
        (r"\bинбокс\b", "inbox"),
        (r"\b(?:аутлук|оутлук)\b", "outlook"),
        (r"\bайклауд\b", "icloud"),
        (r"\bру\b", "ru"),
        (r"\bком\b", "com"),
        (r"\bбк\b", "bk"),
    )
)
"""How an address is said aloud."""
SHORTEST_SPOKEN = 10
LOCAL, MOST_LOCAL = 7, 9
"""Figures of a number without its area's code: nobody can call it."""


@cache
def _library() -> ModuleType:
    """Load the countries' numbering plans: 40 ms, only once somebody is asked for a number."""
    import phonenumbers  # noqa: PLC0415 - seldom needed, and the import of all of this must stay light.

    return phonenumbers


def read_phone(text: Text, question: Question) -> Reading:
    """Read one telephone number as "+79031234567"; figures no plan knows are kept as figures, unsure."""
    if _NO_PHONE.search(text.original):
        return Unclear("no_phone")
    found: dict[str, Understood] = {}
    for one in _FIGURES.finditer(text.original):
        reading = _number(text.original, one, question.locale)
        if reading is not None:
            found.setdefault(str(reading.value), reading)
    if any(value.startswith("+7800") for value in found) and any(one.kind == "word" for one in text.tokens):
        # Everybody may call such a number for nothing: with words around it, it is an office's or a joke's.
        return Unclear("somebody_else", tuple(found.values()))
    if not found:
        return _in_words(text, question)
    again = corrections.said_again_at(text)
    said_last = [one for one in found.values() if again and one.span[0] >= again]
    if len(found) > 1 and len(said_last) == 1:
        return replace(said_last[0], confidence=min(said_last[0].confidence, SPOKEN))
    known = [one for one in found.values() if one.how == "phone"] or list(found.values())
    if len(found) > 1 and _is_list(text.original, list(found.values())):
        known = list(found.values())
    if len(known) > 1 or known[0].how == "local":
        return Unclear("several" if len(known) > 1 else "no_phone", tuple(known[:4]))
    return known[0] if known else Unclear("no_phone")


def _in_words(text: Text, question: Question) -> Reading:
    """Read a number that was dictated: «восемь девятьсот двенадцать триста сорок пять …»."""
    numbers = find_numbers(text.tokens, Style(short=False))
    if not numbers or any(one.scaled or one.value != int(one.value) or one.value < 0 for one in numbers):
        return Unclear("no_phone")
    covered = {at for one in numbers for at in range(one.first, one.last)}
    between = text.tokens[numbers[0].first : numbers[-1].last]
    if any(one.kind == "word" for at, one in enumerate(between, numbers[0].first) if at not in covered):
        return Unclear("no_phone")
    spoken = any(one.kind == "word" for one in between)
    figures = "".join(_figures(text, one) for one in numbers)
    if not spoken or len(figures) < SHORTEST_SPOKEN:
        return Unclear("no_phone")
    led = text.tokens[numbers[0].first - 1].text if numbers[0].first else ""
    reading = _number(("+" if led in {"плюс", "plus", "+"} else "") + figures, None, question.locale)
    if reading is None or reading.how != "phone":
        return Unclear("no_phone")
    return replace(reading, confidence=SPOKEN, span=text.span(numbers[0].first, numbers[-1].last))


def _figures(text: Text, one: Number) -> str:
    """Return the figures of one of the numbers in which a telephone number is said; «03» keeps its nought."""
    token = text.tokens[one.first]
    return re.sub(r"\D", "", token.text) if token.kind == "number" else str(int(one.value))


def _is_list(original: str, found: list[Understood]) -> bool:
    """Whether figures stand in a list, told apart by nothing but commas: none of them is the answer more."""
    spans = sorted(one.span for one in found)
    return all(not original[one[1] : two[0]].strip(" ,;") for one, two in pairwise(spans))


def _number(original: str, match: re.Match[str] | None, locale: str) -> Understood | None:
    """Read figures as a number: those of a match, or all of a text."""
    library, written = _library(), (match[0] if match else original).strip()
    digits = re.sub(r"\D", "", re.split(r"(?i)ext|x|доб", written)[0])
    begin, end = match.span() if match else (0, len(original))
    before, after = original[:begin], original[end:]
    if not FEWEST <= len(digits) <= MOST or _MONEY.search(before) or _is_other(written):
        return None
    if _OTHERS.search(before) or _DENIED.match(after) or _MIXED.match(after):
        return None
    start = begin + original[begin:end].index(written)
    span = (start, start + len(written))
    for region in REGIONS.get(locale, REGIONS["en"]):
        try:
            number = library.parse(written, region)
        except library.NumberParseException:
            continue
        if library.is_valid_number(number):
            value = library.format_number(number, library.PhoneNumberFormat.E164)
            extension = f";ext={number.extension}" if number.extension else ""
            return Understood(value + extension, SURE, span, "phone")
        if written.startswith("+"):
            break
    # Seven figures are a number at home, which nobody elsewhere can call.
    short = MOST_LOCAL if locale == "ru" else LOCAL
    if len(digits) <= short and not digits.startswith("0"):
        return Understood(digits, UNKNOWN, span, "local")
    plus = "+" if written.startswith("+") else ""
    return Understood(plus + digits, UNKNOWN, span, "figures")


def _is_other(written: str) -> bool:
    """Whether the figures are a date, a sum or a list of years rather than a number."""
    return _OTHER.fullmatch(written) is not None


_NOT_THIS = Pattern(r"(?i)\b(?:не|not)\s+$")
_NOT_IT = Pattern(r"(?i)\s*[,.;—-]?\s*(?:нет|no)\b")


def read_email(text: Text, _: Question) -> Reading:
    """Read one e-mail address, in small letters; «ivan собака mail точка ru» too, less surely."""
    original = text.original
    found = {
        one[0].lower().rstrip("."): one.span()
        for one in _ADDRESS.finditer(original)
        if not _NOT_THIS.search(original[: one.start()]) and not _NOT_IT.match(original[one.end() :])
    }
    if not found:
        return _spoken(original)
    readings = tuple(Understood(value, SURE, span, "email") for value, span in found.items())
    again = corrections.said_again_at(text)
    if len(readings) > 1 and again is not None:
        said_last = [one for one in readings if one.span[0] >= again]
        return (
            replace(said_last[0], confidence=SPOKEN)
            if len(said_last) == 1
            else Unclear("several", readings[:4])
        )
    return readings[0] if len(readings) == 1 else Unclear("several", readings[:4])


def _spoken(original: str) -> Reading:
    written = original.strip()
    for pattern, meant in _SPOKEN:
        written = pattern.sub(meant, written)
    found = _ADDRESS.search(written)
    if found is None or not found[0].isascii():
        return Unclear("no_email")
    start = len(original) - len(original.lstrip())
    return Understood(found[0].lower(), SPOKEN, (start, start + len(original.strip())), "spoken")
