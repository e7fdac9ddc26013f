"""Numbers in Russian and English, in digits, words or both: our own grammar over tokens."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from beseda.understanding.numbers import english, russian
from beseda.understanding.numbers.figures import LARGEST, digits, whole_or_float
from beseda.understanding.words.text import Token

WORDS = russian.NUMBERS | english.NUMBERS
GROUPS = russian.GROUPS | english.GROUPS
VAGUE = russian.VAGUE | english.VAGUE
SCALES = russian.SCALES | english.SCALES
SHORT = russian.SHORT | english.SHORT
GIGA = russian.SHORT_GIGA | english.SHORT_GIGA
ORDINALS = russian.ORDINALS | english.ORDINALS
FRACTIONS = {
    "половиной": 0.5,
    "половиною": 0.5, "половина": 0.5, "половину": 0.5, "половинкой": 0.5, "четвертью": 0.25, "третью": 1 / 3,
    "пол": 0.5, "half": 0.5, "quarter": 0.25, "third": 1 / 3,
}  # fmt: skip
PARTS = {
    "четверти": 0.25, "трети": 1 / 3, "halves": 0.5, "quarters": 0.25, "thirds": 1 / 3, "fourths": 0.25,
    **{f"{word}s": 1 / value for word, value in english.ORDINALS.items() if value > 2},  # noqa: PLR2004 - not "seconds".
}  # fmt: skip
SIGNS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
WHOLES = {"целых", "целая", "целые"}
"""Words of a decimal fraction, and of wonder: «ноль целых пять», but «целых четыре года»."""
POINTS = {"точка", "запятая", "point", "dot"} | WHOLES
TENTHS = {"десятых": 10, "десятая": 10, "десятые": 10, "сотых": 100, "сотая": 100, "тысячных": 1000}
MINUS = {"минус", "minus", "negative"}
HALF_PREFIX = re.compile(r"пол-?(?P<rest>\w+)")


@dataclass(frozen=True, slots=True)
class Style:
    """How a kind of question writes numbers: «к» and "m" scale, «10.000» is ten thousand, 1/2 a half."""

    short: bool = True
    giga: bool = False
    dotted: bool = False
    slashed: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A number read from tokens first..last (exclusive); `scaled` where a word such as «тысяч» was in it."""

    value: float
    first: int
    last: int
    scaled: bool = False
    vague: bool = False


_PLURALS = {"тысяч", "тыщ", "миллионов", "лямов", "косарей"}
PLAIN = Style()
_ENDS = "$€£₽¥₸₴%)"
"""Signs that end an amount: the dash after them is a range's."""


def find_numbers(tokens: Sequence[Token], style: Style = PLAIN) -> list[Number]:
    """Return the numbers of an answer in their order, each as long as it goes."""
    found: list[Number] = []
    at = 0
    while at < len(tokens):
        number = _Reader(tokens, at, style).read()
        if number is None:
            at += 1
        else:
            found.append(_signed(tokens, number))
            at = number.last
    return found


def _signed(tokens: Sequence[Token], number: Number) -> Number:
    first = number.first
    before = tokens[first - 1] if first else None
    if before is None:
        return number
    apart = (
        first == 1
        or not before.tight
        or (tokens[first - 2].kind == "sign" and tokens[first - 2].text not in _ENDS)
    )
    dash = before.text == "-" and apart
    if before.text in MINUS and first > 1 and tokens[first - 2].text in {"плюс", "plus"}:
        return number
    if before.text in MINUS or (dash and (tokens[first].tight or first == 1)):
        return Number(-number.value, first - 1, number.last, number.scaled, number.vague)
    return number


class _Reader:
    """Reads one number that begins at a token."""

    def __init__(self, tokens: Sequence[Token], at: int, style: Style) -> None:
        self.tokens = tokens
        self.first = at
        self.at = at
        self.style = style
        self.total = 0.0
        self.group: float | None = None
        self.scale = 0.0
        self.scaled = False
        self.vague = False
        self.item_words = True
        self.closed = False

    def read(self) -> Number | None:
        steps = (self._half_word, self._digits, self._point, self._word, self._scale, self._fraction)
        while not self.closed and self.at < len(self.tokens):
            before = self.at
            if not any(step() for step in steps) and not self._join():
                self.at = before
                break
        if self.group is None and not self.scale:
            return None
        value = self.total + (self.group or 0)
        if value > LARGEST:
            return None
        return Number(whole_or_float(value), self.first, self.at, self.scaled, self.vague)

    @property
    def _begun(self) -> bool:
        return self.group is not None or self.scale > 0

    def _text(self, ahead: int = 0) -> str:
        place = self.at + ahead
        return self.tokens[place].text if place < len(self.tokens) else ""

    def _add(self, value: float, words: bool) -> bool:  # noqa: FBT001 - digits or words.
        if self.group is not None:
            size = 10 ** len(str(int(value)))
            if not value or not self.group or self.group % size or not (words or self.item_words):
                return False
            if self.item_words and not words and self.group < 100:  # noqa: PLR2004 - «двадцать 5» are two.
                return False
        elif self.scale and value >= self.scale:
            return False
        self.group = (self.group or 0) + value
        self.item_words = words
        return True

    def _digits(self) -> bool:
        token = self.tokens[self.at]
        if token.text in SIGNS:
            return self._sign(SIGNS[token.text])
        if token.kind != "number":
            return False
        value = digits(token.text, self.style.dotted)
        if value is None or (self._begun and not self._may_follow()):
            return False
        if not self._add(value, words=False):
            return False
        self.at += 1
        self._slash()
        return True

    def _may_follow(self) -> bool:
        """Digits go on a number only after a word such as «тысяч» or "hundred": «1 млн 200 тыс»."""
        return self.group is None or (self.item_words and self.scaled)

    def _sign(self, part: float) -> bool:
        if self.group is not None and self.group != int(self.group):
            return False
        self.group = (self.group or 0) + part
        self.at += 1
        return True

    def _slash(self) -> None:
        """Read 1/2, and 2 1/4."""
        if not self.style.slashed or self.group is None:
            return
        if self._text() == "/" and self._text(1).isdecimal() and int(self._text(1)):
            self.group = self.group / int(self._text(1))
            self.at += 2
            self.closed = True
            return
        parts = [self._text(), self._text(2)]
        if (
            self._text(1) != "/"
            or not all(part.isdecimal() for part in parts)
            or int(parts[0]) >= int(parts[1])
        ):
            return
        self.group += int(parts[0]) / int(parts[1])
        self.at += 3
        self.closed = True

    def _half_word(self) -> bool:
        found = HALF_PREFIX.fullmatch(self._text())
        scale = SCALES.get(found["rest"]) if found else None
        if self._begun or scale is None:
            return False
        self.total, self.scale, self.scaled = scale / 2, scale, True
        self.at += 1
        return True

    def _word(self) -> bool:
        word = self._text()
        if word in VAGUE and not self._begun:
            self.vague = True
            self.group = VAGUE[word]
            self.at += 1
            if self._text() == "of":
                self.at += 1
            return True
        if word == "сотни" and not self._begun and self._inverted(100):
            return True
        if word in GROUPS or (word in {"сотни", "сотен"} and self.group is not None):
            return self._dozen(GROUPS.get(word, 100))
        value = WORDS.get(word)
        if value is None or not self._add(value, words=True):
            return False
        self.at += 1
        return True

    def _dozen(self, size: float) -> bool:
        if self.group is not None and self.group >= 10:  # noqa: PLR2004 - «три десятка».
            return False
        self.group = (self.group or 1) * size
        self.item_words = True
        self.at += 1
        return True

    def _scale(self) -> bool:
        word = self._text()
        if word in english.HUNDREDS:
            return self._hundred()
        if word in _PLURALS and not self._begun:
            return self._inverted(SCALES[word])
        scale = SCALES.get(word) or self._short(word)
        if not scale or (self.scale and self.group is None and scale == self.scale):
            return False
        if self.scale and scale > self.scale:
            self.total = (self.total + (self.group or 0)) * scale
        else:
            self.total += (1 if self.group is None else self.group) * scale
        self.group, self.scale, self.scaled, self.item_words = None, scale, True, True
        self.at += 1
        if word in {"тыс", "млн", "т"} and self._text() == "." and self._text(1) not in {"", "\n"}:
            self.at += 1 if self._goes_on() else 0
        return True

    def _goes_on(self) -> bool:
        token = self.tokens[self.at + 1]
        return token.kind != "sign" or token.text in "₽$€"

    def _inverted(self, scale: float) -> bool:
        """Read «тысяч сто»: a scale before its number makes a guess of it."""
        behind = _Reader(self.tokens, self.at + 1, Style(short=False)).read()
        if behind is None or behind.scaled or behind.value >= scale:
            return False
        self.total, self.scale, self.scaled, self.vague = behind.value * scale, scale, True, True
        self.at, self.closed = behind.last, True
        return True

    def _hundred(self) -> bool:
        if self.group is not None and (self.group >= 100 or self.group != int(self.group)):  # noqa: PLR2004 - "nineteen hundred".
            return False
        self.group = (1 if self.group is None else self.group) * 100
        self.item_words, self.scaled = True, True
        self.at += 1
        return True

    def _short(self, word: str) -> float | None:
        """Read «200к», "1.2M": only after digits, a million only when it stands tight."""
        scale = (SHORT if self.style.short else {}).get(word) or (GIGA if self.style.giga else {}).get(word)
        if not scale or self.group is None or (self.item_words and word not in {"k", "grand"}):
            return None
        tight = self.tokens[self.at].tight
        return scale if tight or word in {"к", "k", "т", "grand"} else None

    def _fraction(self) -> bool:
        """Read «с половиной», "and a half", "three quarters", "half a million"."""
        if not self._begun:
            return self._leading_part()
        ahead = 0
        if self._text() in {"с", "и", "and", "&"}:
            ahead = 1
        if self._text(ahead) in {"a", "an", "one"}:
            ahead += 1
        count = 1.0
        word = self._text(ahead)
        if ahead and word in WORDS and self._text(ahead + 1) in PARTS:
            count, ahead = WORDS[word], ahead + 1
            part = PARTS[self._text(ahead)]
            if count * part >= 1 or self._text(ahead + 1) in SCALES:
                return False
        elif ahead and word in FRACTIONS:
            part = FRACTIONS[word]
            scale = SCALES.get(self._text(ahead + 1))
            if scale and self.group is None and scale < self.scale:
                # "One billion and a quarter million".
                self.total += part * scale
                self.at += ahead + 2
                return True
        elif not ahead and word in PARTS and self.group is not None and self.first + 1 == self.at:
            self.group = round(self.group * PARTS[word], 12)
            self.at += 1
            return True
        else:
            return False
        if self.group is None:
            self.total += count * part * self.scale
        else:
            self.group += count * part
        self.at += ahead + 1
        return True

    def _leading_part(self) -> bool:
        ahead = 1 if self._text() in {"a", "an"} else 0
        if self._text(ahead) not in {"half", "quarter", "пол"}:
            return False
        skip = 2 if self._text(ahead + 1) == "of" else 1
        skip += self._text(ahead + skip) in {"a", "an"}
        scale = SCALES.get(self._text(ahead + skip))
        if scale is None:
            return False
        self.total, self.scale, self.scaled = FRACTIONS[self._text(ahead)] * scale, scale, True
        self.at += ahead + skip + 1
        return True

    def _point(self) -> bool:
        """Read «два точка пять», «ноль целых пять десятых», "zero point zero three", "point 77"."""
        if self._text() not in POINTS or (self.group is not None and self.group != int(self.group)):
            return False
        if self.group is None and self._text() in WHOLES:
            return False
        spoken, at = "", self.at + 1
        while at < len(self.tokens):
            word = self.tokens[at].text
            piece = word if word.isdecimal() else str(int(WORDS[word])) if word in WORDS else ""
            if not piece:
                break
            spoken = self._spoken(spoken, piece)
            at += 1
        if not spoken:
            return False
        tenths = TENTHS.get(self.tokens[at].text) if at < len(self.tokens) else None
        part = int(spoken) / tenths if tenths else float(f"0.{spoken}")
        self.group = round((self.group or 0) + part, 12)
        self.item_words = False
        self.at = at + (1 if tenths else 0)
        return True

    @staticmethod
    def _spoken(spoken: str, piece: str) -> str:
        """Join spoken digits; "forty two" after a point is 42."""
        if spoken.endswith("0") and len(piece) == 1 and len(spoken) > 1 and not spoken.startswith("0"):
            return spoken[:-1] + piece
        return spoken + piece

    def _hyphened_scale(self) -> bool:
        """Read "1.5-billion-dollar", «5-тысячный» aside."""
        if not (self.tokens[self.at].tight and self.tokens[self.at + 1].tight and self.group is not None):
            return False
        self.at += 1
        return self._scale()

    def _join(self) -> bool:
        """Step over "and" after a hundred, a hyphen inside "twenty-one", "a" before "hundred"."""
        word, following = self._text(), self._text(1)
        if not self._begun:
            led = following in english.HUNDREDS or following in SCALES or following in GROUPS
            steps = (word in {"a", "an"} and led) or (word == "a" and following in VAGUE)
            self.at += steps
            return steps
        if word == "-" and (following in SCALES or following in english.HUNDREDS):
            return self._hyphened_scale()
        if following not in WORDS and not (following.isdecimal() and word == "and"):
            return False
        hyphen = (
            word == "-"
            and self.item_words
            and self.group is not None
            and self.group % 10 == 0
            and WORDS[following] < 10  # noqa: PLR2004 - a unit after a ten.
        )
        joined = word == "and" and self.scaled and (self.group is None or self.group % 100 == 0)
        if not hyphen and not joined:
            return False
        self.at += 1
        stepped = self._word() if following in WORDS else self._digits()
        if not stepped:
            self.at -= 1
        return stepped
