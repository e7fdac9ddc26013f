"""Text as the grammars read it: folded, cut into tokens that remember where they stood."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass


def listed(words: str, mark: str | None = None) -> frozenset[str]:
    """Return the set of the words of a list, told apart by spaces or by a mark."""
    return frozenset(words.split(mark))


LONGEST = 1500
"""Code points of an answer that a typed question reads; a longer text is a story, not an answer."""

_SAME = {
    **dict.fromkeys("‐‑‒–—―−➖", "-"),
    **dict.fromkeys("’‘ʼ`´", "'"),
    **dict.fromkeys("«»“”„″", '"'),
    "ё": "е",
    "ł": "l",
    "ø": "o",
    "đ": "d",
    "ı": "i",
    "…": ".",
    "➕": "+",
}
_SIMPLE = re.compile(r"[\t\n\x20-\x7eА-Яа-яЁё№«»–—’“”…₽€£$]*")
_TOKEN = re.compile(
    r"""(?P<number>\d{1,3}(?:(?P<gap>[ ])\d{3})(?:(?P=gap)\d{3})*(?:[.,]\d+)?(?!\d)
        |\d{1,3}(?:'\d{3})+(?!\d)
        |(?<![\d.,][ ])(?<![.,])\d+(?:,\d{3})*[ ]\.[ ]\d+(?![ ]?[.,/:-]?[ ]?\d)
        |\d+(?:[.,]\d+)*
        |(?<![\w.,])[.,]\d+)
    |(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)
    |(?P<sign>[^\s\w]|_)""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A folded word, number or sign, and its place in the original; `tight` where no space stood before."""

    text: str
    start: int
    end: int
    kind: str
    tight: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """An answer, or a part of one: the whole as it was written, and the tokens to read."""

    original: str
    tokens: tuple[Token, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The tokens that are words or numbers, as text."""
        return tuple(token.text for token in self.tokens if token.kind != "sign")

    @property
    def flat(self) -> str:
        """Words and numbers joined by single spaces: what phrase patterns look into."""
        return " ".join(self.words)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Return where the tokens first..last (exclusive) stood in the original."""
        return self.tokens[first].start, self.tokens[last - 1].end

    def whole(self) -> tuple[int, int]:
        """Return where the text stood, without what surrounds it."""
        return (self.tokens[0].start, self.tokens[-1].end) if self.tokens else (0, 0)


def read_text(original: str) -> Text:
    """Fold a text and cut it into tokens."""
    folded, places = _fold(original)
    tokens: list[Token] = []
    end = -1
    for found in _TOKEN.finditer(folded):
        kind = str(found.lastgroup) if found.lastgroup != "gap" else "number"
        start = found.start()
        tokens.append(
            Token(_one_script(found[0]), places[start], places[found.end() - 1] + 1, kind, tight=start == end)
        )
        end = found.end()
    return Text(original, tuple(tokens))


_LOOKALIKES = str.maketrans("aceopxyktmhb", "асеорхуктмнв")
_MIXED = re.compile(r"(?=.*[a-z])(?=.*[а-я])[a-zа-я]+")


def _one_script(word: str) -> str:
    """Put a word of both alphabets into Cyrillic where its Latin letters only look alike: «гoтов»."""
    if not _MIXED.fullmatch(word):
        return word
    turned = word.translate(_LOOKALIKES)
    return word if _MIXED.fullmatch(turned) else turned


def _fold(original: str) -> tuple[str, Sequence[int]]:
    if _SIMPLE.fullmatch(original):
        return "".join(_SAME.get(letter, letter) for letter in original.lower()), range(len(original))
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(original):
        one = _folded_letter(letter)
        if unicodedata.combining(letter):
            # «й» may come as «и» and a breve: put the two together, drop any other mark.
            if letters:
                both = unicodedata.normalize("NFC", letters[-1] + letter)
                letters[-1] = _SAME.get(both, both) if len(both) == 1 else letters[-1]
        elif one:
            letters.append(one)
            places.append(place)
    return "".join(letters), places


def _folded_letter(letter: str) -> str:
    category = unicodedata.category(letter)
    if category in {"Cc", "Zs", "Zl", "Zp", "Cs"}:
        return " "
    if category in {"Cf", "Me"} or letter in "\ufe0f\ufe0e":
        return ""
    wide = letter if letter in "½¼¾⅓⅔" else unicodedata.normalize("NFKC", letter)
    letter = (wide if len(wide) == 1 else letter).lower()
    letter = letter if len(letter) == 1 else letter[:1]
    bare = unicodedata.normalize("NFD", letter)[:1]
    letter = bare if bare.isascii() and bare.isalpha() else letter  # "ü" is typed as "u", «й» is a letter.
    return _SAME.get(letter, letter)
