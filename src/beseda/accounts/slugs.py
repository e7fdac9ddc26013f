"""Names for addresses of pages: a company's name in Latin letters, digits and hyphens."""

import re
import secrets
import unicodedata

LONGEST = 60
# Passport transliteration (ICAO Doc 9303, the one Russia uses since 2013).
CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыэюя"
LATIN = "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y e iu ia"
LETTERS = dict(zip(CYRILLIC, LATIN.split(), strict=True))
LETTERS["ь"] = ""


def slug_of(name: str) -> str:
    """Return a short, readable slug; a name without letters we know gets a random one."""
    latin = "".join(LETTERS.get(letter, letter) for letter in name.lower())
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].strip("-")
    return slug or f"team-{secrets.token_hex(3)}"


def another_slug(slug: str) -> str:
    """Return the slug with a random ending, for a name that another company has too."""
    return f"{slug}-{secrets.token_hex(3)}"
