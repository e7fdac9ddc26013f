"""Usernames: what may be one, and the key under which two that look alike are the same.

The rules follow Unicode's UTS 39 as far as two alphabets need it: one script in a name, nothing that NFKC
would change, and a skeleton of confusable letters that is unique. Decision 0190 says what was left out.
"""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field

SHORTEST, LONGEST = 3, 32
SHAPE = re.compile(r"[^\W\d_](?:[._-]?(?:[^\W\d_]|[0-9]))*\Z")
# The letters of Russian and its neighbours; others of the script are mostly variants of these.
CYRILLIC = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґўәғқңөұүһ")
# A letter → the Latin letter or digit it can be taken for, in small or in capital letters; those that stand
# for themselves are left out. What looks alike in capitals counts as well: names are shown as typed.
LOOKALIKES = str.maketrans("авеёкмнорстухіїјһүзбґўйөңқ0iӏ15", "abeekmhopctyxiijhy36ryиohkollls")
RESERVED = (
    "about admin administrator api beseda block bot chat everyone help info login logout me moderator "
    "nobody owner profile register root security staff support system user username users "
    "админ администратор беседа бот модератор помощь поддержка система"
)

BAD_SHAPE = (
    "A username has 3 to 32 letters and digits, with single . _ or - between them, and begins with a letter."
)
MIXED = "Please use letters of one alphabet, Latin or Cyrillic: mixed names are used to pass for others."


def normal_username(text: str) -> str:
    """Return a username as it is kept: trimmed, NFKC, in the case it was typed in; raises ValueError."""
    name = unicodedata.normalize("NFKC", text).strip()
    if not SHORTEST <= len(name) <= LONGEST or not SHAPE.match(name):
        raise ValueError(BAD_SHAPE)
    letters = [letter for letter in name.casefold() if letter.isalpha()]
    if all(letter in CYRILLIC for letter in letters):
        return name
    if not all(_is_latin(letter) for letter in letters):
        raise ValueError(MIXED)
    return name


def _is_latin(letter: str) -> bool:
    """Whether a letter is a to z, perhaps with marks; look-alikes such as ı and ɑ are not."""
    parts = unicodedata.normalize("NFD", letter)
    return "a" <= parts[0] <= "z" and all(unicodedata.combining(mark) for mark in parts[1:])


def username_key(name: str) -> str:
    """Return what two usernames share that differ only in case, marks or letters that look alike.

    It is compared and stored, never shown.
    """
    plain = unicodedata.normalize("NFKC", name).strip().casefold()
    swapped = plain.translate(LOOKALIKES)
    bare = "".join(
        letter for letter in unicodedata.normalize("NFD", swapped) if not unicodedata.combining(letter)
    )
    return bare.translate(LOOKALIKES).replace("rn", "m").replace("vv", "w")


def key_or_nothing(name: str) -> str:
    """Return a username's key; nothing for what is no username, so that sign-in goes on as ever."""
    try:
        return username_key(normal_username(name))
    except ValueError:
        return ""


RESERVED_KEYS = frozenset(username_key(word) for word in RESERVED.split())


def is_reserved(name: str) -> bool:
    """Whether a name could be taken for the platform's own."""
    return username_key(name) in RESERVED_KEYS


Username = Annotated[
    str,
    Field(min_length=1, max_length=64, examples=["anna"], json_schema_extra={"minLength": SHORTEST}),
    AfterValidator(normal_username),
]
