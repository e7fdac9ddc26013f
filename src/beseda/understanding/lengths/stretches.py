"""Lengths of time: «два с половиной года», "a month and a half", «1 час 55 минут»."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from beseda.understanding.lengths.words import (
    AFTER_MINUTES,
    ALONE,
    BEFORE_ONE,
    BETWEEN,
    COMPOUND,
    COMPOUND_UNITS,
    EVERY,
    EXPERIENCE,
    HALVES,
    IN_YEARS,
    JOINS,
    NOT_ONE,
    OF_ONE,
    ONE,
    OPEN,
    SECONDS,
    TIGHT_EVERY,
    TIGHT_EXPERIENCE,
)
from beseda.understanding.numbers.bounds import Bound, bound_after, bound_before
from beseda.understanding.numbers.grammar import ORDINALS, Number, Style, find_numbers
from beseda.understanding.words.text import Token

__all__ = ["SECONDS", "Stretch", "Units", "find_stretches", "unit_named"]

Part = tuple[float, str]
MINUTES = 60
_GENITIVES = {
    *(
        "лет",
        "года",
        "месяцев",
        "месяца",
        "дней",
        "дня",
        "недель",
        "недели",
        "недельки",
        "годика",
        "годиков",
        "деньков",
        "часов",
        "часа",
        "минут",
        "минуты",
    ),
}
"""Units that come before their number where it is a guess: «лет пять»."""
GUESSING = frozenset(
    ("эдак", "этак", "так", "наверное", "наверно", "примерно", "где", "под", "около", "этих")
)
"""What may stand between a unit and its number: «лет эдак 7»."""
SHORT_UNIT = 3
"""Letters of a shortened unit, behind which a point stands: «4 г. 6 мес.»."""
_EXACT: Bound = "exact"


@dataclass(frozen=True, slots=True)
class Units:
    """The words a question counts by, and the letters that count only right after figures."""

    words: Mapping[str, str]
    tight: Mapping[str, str]


OF_EXPERIENCE = Units(EXPERIENCE, TIGHT_EXPERIENCE)
OF_ANYTHING = Units(EVERY, TIGHT_EVERY)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A length as counts of units, where it stood, how exact it is; without a unit it is `bare`."""

    parts: tuple[Part, ...]
    first: int
    last: int
    bound: Bound = "exact"
    bare: bool = False

    @property
    def count(self) -> float:
        """The first figure: all there is of a bare one."""
        return self.parts[0][0]

    @property
    def years(self) -> float:
        """The length in years, a bare figure counting as years; minutes and hours are none."""
        return round(sum(count * IN_YEARS.get(unit, 0.0) for count, unit in self.parts), 2)

    @property
    def seconds(self) -> float:
        """The length in seconds, a month counting 30 days, a year 365."""
        return sum(count * SECONDS[unit] for count, unit in self.parts)


def unit_named(word: str) -> str | None:
    """Return the unit that a word names in either language: "hours" and «часов» are "hour"."""
    word = word.lower()
    return "quarter" if word == "quarter" else EVERY.get(word)


def find_stretches(tokens: Sequence[Token], units: Units) -> list[Stretch]:
    """Return the lengths of an answer in order; numbers without a unit are among them as bare ones."""
    numbers = {one.first: one for one in find_numbers(tokens, Style(short=False, slashed=True))}
    return list(_Finder(tuple(tokens), numbers, units).find())


def like_neighbours(tokens: Sequence[Token], found: Sequence[Stretch]) -> list[Stretch]:
    """Give a bare figure the unit of the length before it, where nothing else follows: «не 2 недели, а 3»."""
    like: list[Stretch] = []
    for one in found:
        ends = one.last == len(tokens) or tokens[one.last].kind == "sign"
        if one.bare and ends and like and not like[-1].bare:
            like.append(replace(one, parts=((one.count, like[-1].parts[0][1]),), bare=False))
        else:
            like.append(one)
    return like


class _Finder:
    """Finds the lengths in one answer's tokens."""

    def __init__(self, tokens: tuple[Token, ...], numbers: dict[int, Number], units: Units) -> None:
        self.tokens = tokens
        self.numbers = numbers
        self.units = units

    def find(self) -> Iterator[Stretch]:
        at = 0
        while at < len(self.tokens):
            piece = self._piece(at)
            if piece is None:
                at += 1
            else:
                yield piece
                at = piece.last

    def _text(self, at: int) -> str:
        return self.tokens[at].text if 0 <= at < len(self.tokens) else ""

    def _piece(self, at: int) -> Stretch | None:
        """Read one length: a quantity, then others joined to it: «3 года и 2 месяца»."""
        head = self._quantity(at)
        if head is None or head.bare:
            return head
        parts, last, bound = list(head.parts), head.last, head.bound
        count, unit = parts[-1]
        half, after = self._half_after(last)
        if half:
            parts[-1], last = (count + half, unit), after
        while True:
            more = self._more(last, {one for _, one in parts})
            if more is None:
                break
            parts += more.parts
            last = more.last
        before, first = bound_before(self.tokens, head.first)
        bound = before if bound == "exact" or before in {"least", "most"} else bound
        behind, last = bound_after(self.tokens, last)
        bound = behind if behind != "exact" else bound
        return Stretch(tuple(parts), min(first, head.first), last, bound)

    def _more(self, last: int, taken: set[str]) -> Stretch | None:
        """Return a further quantity of another unit, or the minutes of "1 hour thirty"."""
        short = self._text(last) == "." and len(self._text(last - 1)) <= SHORT_UNIT
        step = last + 1 if self._text(last) in JOINS or short else last
        if self._text(last) == "," and self._text(step) in JOINS:
            step += 1
        more = self._quantity(step)
        if more is None:
            return None
        if not more.bare:
            return more if not {unit for _, unit in more.parts} & taken else None
        minutes = taken == {"hour"} and more.count == int(more.count) and 0 < more.count < MINUTES
        ends = more.last == len(self.tokens) or self.tokens[more.last].kind == "sign"
        if not minutes or not (ends or self._text(more.last) in AFTER_MINUTES):
            return None
        return replace(more, parts=((more.count, "minute"),), bare=False)

    def _quantity(self, at: int) -> Stretch | None:
        word = self._text(at)
        if not word:
            return None
        if word in HALVES and HALVES[word] in self.units.words.values():
            return Stretch(((0.5, HALVES[word]),), at, at + 1)
        halved = self._halved(at)
        if halved:
            return halved
        number = self.numbers.get(at)
        if number is not None:
            return self._with_unit(number)
        compound = _COMPOUND.fullmatch(word)
        if compound and COMPOUND_UNITS[compound["unit"]] in self.units.words.values():
            return Stretch(((COMPOUND[compound["count"]], COMPOUND_UNITS[compound["unit"]]),), at, at + 1)
        return self._unit_first(at) if word in self.units.words else None

    def _halved(self, at: int) -> Stretch | None:
        """Read "half a day", "half year", «пол года», «четверть часа»."""
        share = {"half": 0.5, "пол": 0.5, "quarter": 0.25, "четверть": 0.25}.get(self._text(at))
        if share is None:
            return None
        skip = at + 1
        while self._text(skip) in {"a", "an", "-", "of"}:
            skip += 1
        unit = self.units.words.get(self._text(skip))
        return Stretch(((share, unit),), at, skip + 1) if unit else None

    def _with_unit(self, number: Number) -> Stretch:
        last, bound = number.last, _EXACT
        while self._text(last) in BETWEEN:
            if self._text(last) in OPEN or (self._text(last) == "more" and self._text(last - 1) == "or"):
                bound = "least"
            last += 1
            if self._text(last) in self.units.words:
                break
        unit = self._unit_at(last, number)
        if unit is None:
            plus = self._text(number.last) == "+"
            bound = "least" if plus else bound if bound == "least" else self._before(number)
            bound = "almost" if number.vague else bound
            behind, past = bound_after(self.tokens, number.last)
            if bound == _EXACT and behind != _EXACT:
                return Stretch(((float(number.value), "year"),), number.first, past, behind, bare=True)
            parts = ((float(number.value), "year"),)
            ends = last if bound == "least" and self._text(last - 1) in OPEN else number.last + plus
            return Stretch(parts, number.first, ends, bound, bare=True)
        bound = "almost" if number.vague else bound
        return Stretch(((float(number.value), unit),), number.first, last + 1, bound)

    def _before(self, number: Number) -> Bound:
        return bound_before(self.tokens, number.first)[0]

    def _unit_at(self, at: int, number: Number) -> str | None:
        word = self._text(at)
        if word == "quarter" and self.units is OF_ANYTHING:
            return None if self._text(at + 1) in self.units.words else "quarter"
        if word in self.units.words:
            return self.units.words[word]
        figures = self.tokens[number.first].kind == "number"
        return self.units.tight.get(word) if figures else None

    def _unit_first(self, at: int) -> Stretch | None:
        """Read «лет пять», or a unit that stands for one of it: «год», "a month"."""
        word = self._text(at)
        unit = self.units.words[word]
        number = self.numbers.get(at + (2 if self._text(at + 1) in GUESSING else 1))
        plural = word in _GENITIVES
        through = self.numbers.get(at + 2) if self._text(at + 1) == "через" else None
        if plural and through and self._text(through.last) not in self.units.words:
            return Stretch(((float(through.value), unit),), at, through.last, "about")
        if plural and number and self._text(number.last) not in self.units.words:
            return Stretch(((float(number.value), unit),), at, number.last, "about")
        return self._lone(at, unit)

    def _lone(self, at: int, unit: str) -> Stretch | None:
        """Read a unit that stands for one of itself: «год», "a month", «около часа»."""
        word, before = self._text(at), self._text(at - 1)
        if word in OF_ONE and before in BEFORE_ONE:
            return Stretch(((1.0, unit),), at, at + 1)
        joined = before == "-" and self._text(at - 2) in ONE
        # «Год не помню» and «шестой год» are no years.
        other = self._text(at + 1) in {"не", "not"} or before in ORDINALS or before in NOT_ONE
        counted = at > 0 and self.tokens[at - 1].kind == "number"
        if word not in ALONE or other or counted or (before == "-" and not joined):
            return None
        first = at - 2 if joined else at - 1 if before in ONE else at
        return Stretch(((1.0, unit),), first, at + 1)

    def _half_after(self, at: int) -> tuple[float, int]:
        """Return what «с половиной» after a unit adds, and where it ends: «год с половиной»."""
        words = [token.text for token in self.tokens[at : at + 3]]
        for phrase, share in _HALVES_AFTER:
            if words[: len(phrase)] == list(phrase):
                return share, at + len(phrase)
        return 0.0, at


_COMPOUND = re.compile(
    rf"(?P<count>{'|'.join(COMPOUND)})-?(?P<unit>{'|'.join(COMPOUND_UNITS)})(?:ый|ий|ой|ая|яя|ую|юю|ое|ее|"
    rf"ого|его|ом|ем|ым|им)"
)
_HALVES_AFTER = (
    (("с", "половиной"), 0.5),
    (("и", "половина"), 0.5),
    (("and", "a", "half"), 0.5),
    (("and", "half"), 0.5),
    (("с", "половинкой"), 0.5),
    (("and", "a", "quarter"), 0.25),
    (("с", "четвертью"), 0.25),
)
