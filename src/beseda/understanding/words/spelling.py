"""One spelling for many: folding of letters, and Russian in Latin letters there and back."""

import re
import unicodedata

TO_LATIN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z", "и": "i",
    "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t",
    "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "",
    "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip
TO_CYRILLIC = (
    ("shch", "щ"), ("sch", "щ"), ("yo", "е"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("ch", "ч"), ("sh", "ш"),
    ("yu", "ю"), ("ya", "я"), ("ye", "е"), ("iy", "ий"), ("a", "а"), ("b", "б"), ("c", "ц"), ("d", "д"),
    ("e", "е"), ("f", "ф"), ("g", "г"), ("h", "х"), ("i", "и"), ("j", "й"), ("k", "к"), ("l", "л"),
    ("m", "м"), ("n", "н"), ("o", "о"), ("p", "п"), ("q", "к"), ("r", "р"), ("s", "с"), ("t", "т"),
    ("u", "у"), ("v", "в"), ("w", "в"), ("x", "кс"), ("y", "ы"), ("z", "з"),
)  # fmt: skip
_CYRILLIC_OF = dict(TO_CYRILLIC)
_LATIN_PIECE = re.compile("|".join(latin for latin, _ in TO_CYRILLIC))
_PLAIN = re.compile(r"[a-z0-9а-я]+(?: [a-z0-9а-я]+)*")
_NOT_WORD = re.compile(r"[^a-z0-9а-я]+")

# Spellings of one sound in the romanisations people use, each reduced to one.
_SAME_SOUND = (
    (re.compile(r"[iy][iyj]+(?![a-z])"), "y"),
    (re.compile(r"shch|sch"), "sh"),
    (re.compile(r"y[eo]|jo|je"), "e"),
    (re.compile(r"j"), "y"),
    (re.compile(r"i(?=[aeou])"), "y"),
    (re.compile(r"kh|x"), "h"),
    (re.compile(r"ts|tz|c(?!h)"), "c"),
    (re.compile(r"w"), "v"),
    (re.compile(r"(.)\1"), r"\1"),
)

_LAYOUT = dict(zip("qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "йцукенгшщзхъфывапролджэячсмитьбюё", strict=True))


_LATIN_LAYOUT = {russian: latin for latin, russian in _LAYOUT.items()}


_STROKES = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "ı": "i"})
"""Letters that no accent was added to: they do not come apart."""


def plain(name: str) -> str:
    """Fold a name to lower-case letters and single spaces: no accents, no «ё», no hyphens or apostrophes."""
    name = name.lower().replace("ё", "е")
    if _PLAIN.fullmatch(name):
        return name
    name = name.translate(_STROKES).replace("й", "\0").replace("’", "").replace("'", "")
    letters = unicodedata.normalize("NFKD", name)
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter)).replace("\0", "й")
    return _NOT_WORD.sub(" ", letters).strip()


def to_latin(name: str) -> str:
    """Write a folded Russian name in Latin letters, as passports and maps do."""
    return "".join(TO_LATIN.get(letter, letter) for letter in name)


def to_cyrillic(name: str) -> str:
    """Write a Russian word typed in Latin letters («moskve») in Cyrillic, as well as it can be told."""
    return _LATIN_PIECE.sub(lambda found: _CYRILLIC_OF[found[0]], name)


def latin_key(name: str) -> str:
    """Reduce a folded Latin name to the key that its other romanisations share: Nizhniy, Nizhnij, Nizhny."""
    for pattern, one in _SAME_SOUND:
        name = pattern.sub(one, name)
    return name


def other_layout(text: str) -> str:
    """Read text typed with the keyboard in Latin while the fingers wrote Russian: «Vjcrdf» → «москва»."""
    return "".join(_LAYOUT.get(letter, letter) for letter in text.lower())


def latin_layout(text: str) -> str:
    """Read text typed with the keyboard in Russian while the fingers wrote English: «Иукдшт» → "berlin"."""
    return "".join(_LATIN_LAYOUT.get(letter, letter) for letter in text.lower())
