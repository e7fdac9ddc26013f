"""What a whole run consists of: how many faults of each kind, in how many chapters, in which houses."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.promise.faults import EMBEDDED, EVERYWHERE, WITH_REDIS, restart_one
from tests.promise.house import EmbeddedHouse, House, RedisHouse


@dataclass(frozen=True, slots=True)
class Chapter:
    """A house, the faults that strike it, and the seed that orders them."""

    house: type[House]
    kinds: tuple[str, ...]
    seed: int


def chapters(each: int, count: int, seed: int) -> list[Chapter]:
    """Spread `each` faults of every kind over so many chapters (an even number), houses in turn."""
    dice = random.Random(seed)
    made = []
    for number in range(count):
        house: type[House] = (RedisHouse, EmbeddedHouse)[number % 2]
        kinds: list[str] = []
        for kind, times in _shares(house, each, number, count):
            kinds += [kind] * times
        made.append(Chapter(house, tuple(kinds), dice.randrange(10**9)))
    return made


def _shares(house: type[House], each: int, number: int, count: int) -> Iterator[tuple[str, int]]:
    """Say how many faults of each kind fall to a chapter."""
    own: Mapping[str, object] = WITH_REDIS if house is RedisHouse else EMBEDDED
    for kind, fault in EVERYWHERE.items():
        # An orderly stop is no fault, only its company: a third will do.
        yield kind, share(each // 3 if fault is restart_one else each, number, count)
    for kind in own:
        yield kind, share(each, number // 2, count // 2)


def share(whole: int, number: int, count: int) -> int:
    """Return the part of a whole that falls to one of so many, as even as can be."""
    return whole * (number + 1) // count - whole * number // count
