"""When two words are one: by spelling, by English plural, by their Russian dictionary form."""

from functools import lru_cache

from beseda.understanding.words.morphology import first_forms

ALIKE = 4
"""Words that differ within so many first letters are not looked up: that is what makes this quick."""


@lru_cache(maxsize=16384)
def same_word(one: str, other: str) -> bool:
    """Whether two folded words are forms of one: «продаж» and «продажи», "report" and "reports"."""
    one, other = one.partition("'")[0], other.partition("'")[0]
    if one == other:
        return True
    if one[:ALIKE] != other[:ALIKE] or min(len(one), len(other)) < ALIKE:
        return False
    if one.isascii() or other.isascii():
        return one.removesuffix("s") == other.removesuffix("s")
    return bool(set(first_forms(one)) & set(first_forms(other)))
