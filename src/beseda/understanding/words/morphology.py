"""Russian words by the dictionary: their first forms, and whether a word is a word at all."""

import logging
from functools import cache, lru_cache
from typing import Any


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
    parses = load_morphology().parse(word)
    return any(one.is_known for one in parses) and not any("Geox" in one.tag for one in parses)
