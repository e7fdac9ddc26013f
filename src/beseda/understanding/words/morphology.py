"""Russian words by the dictionary: their first forms, and whether a word is a word at all."""

import logging
import re
from functools import cache, lru_cache
from typing import Any

_RUSSIAN = re.compile("[а-яё'-]+")


@cache
def load_morphology() -> Any:
    """Load the Russian dictionary: half a second and 30 MB, only once a word resembles a misspelt city."""
    import pymorphy3  # noqa: PLC0415 - slow to load and seldom needed.

    # It says at level INFO which files it reads; that is nobody's news.
    logging.getLogger("pymorphy3.opencorpora_dict.wrapper").setLevel(logging.WARNING)
    return pymorphy3.MorphAnalyzer()


@lru_cache(maxsize=4096)
def first_forms(word: str) -> tuple[str, ...]:
    """Return the dictionary forms a word may come from, likeliest first."""
    return tuple(dict.fromkeys(str(one.normal_form) for one in load_morphology().parse(word)))


@lru_cache(maxsize=4096)
def is_word(word: str) -> bool:
    """Whether the dictionary knows the word, and not as a place."""
    if not _RUSSIAN.fullmatch(word):
        return False
    parses = load_morphology().parse(word)
    return any(one.is_known for one in parses) and not any("Geox" in one.tag for one in parses)


@lru_cache(maxsize=1024)
def is_first_name(word: str) -> bool:
    """Whether the dictionary knows the word as somebody's name, patronymic or surname."""
    if not _RUSSIAN.fullmatch(word.lower()):
        return False
    tags = [one.tag for one in load_morphology().parse(word.lower()) if one.is_known]
    return any(kind in tag for tag in tags for kind in ("Name", "Patr", "Surn"))
