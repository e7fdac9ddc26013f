"""Whether groups of people are selected at different rates, and what is too little to tell, or to show.

The rule is that of the Uniform Guidelines on Employee Selection Procedures, 29 CFR 1607.4 D: a rate below
four fifths of the highest group's is generally regarded as evidence of adverse impact; smaller differences
may be it too where they are significant, and greater ones may not be where the numbers are small and the
differences not statistically significant.

The test is R. A. Fisher's (Statistical Methods for Research Workers, 5th edition, 1934, section 21.02): the
chance of a table at most as probable as the one found, were selection blind to the group, margins fixed.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import comb

FOUR_FIFTHS = Fraction(4, 5)
SIGNIFICANT = Fraction(5, 100)
"""A difference that chance alone makes in one of twenty cases is not called one."""
SMALLEST_GROUP = 10
"""Fewer people than this are not shown as a group: whoever knows some of them could tell the others."""
SMALLEST_CELL = 3
"""One or two people with the same outcome in a group are a person one can point at."""


class Finding(StrEnum):
    """What can be said about a group beside the one that is selected most."""

    HIDDEN = "hidden"
    REFERENCE = "reference"
    TOO_FEW = "too_few"
    ALIKE = "alike"
    LOWER_BY_CHANCE = "lower_by_chance"
    IMPACT = "impact"
    SIGNIFICANT_ABOVE = "significant_above"


@dataclass(frozen=True, slots=True)
class Cell:
    """How many people of a group were selected, and how many were not."""

    selected: int
    rejected: int

    @property
    def people(self) -> int:
        """All of them."""
        return self.selected + self.rejected

    @property
    def rate(self) -> Fraction:
        """The selection rate; 0 of nobody."""
        return Fraction(self.selected, self.people) if self.people else Fraction(0)

    def __add__(self, other: "Cell") -> "Cell":
        """Add the people of both."""
        return Cell(self.selected + other.selected, self.rejected + other.rejected)


@dataclass(frozen=True, slots=True)
class Judged:
    """One group: its figures where they may be shown, beside the group that is selected most."""

    group: str
    finding: Finding
    cell: Cell | None = None
    ratio: Fraction | None = None
    p: Fraction | None = None


def fisher_exact(one: Cell, other: Cell) -> Fraction:
    """Return the two-sided p of Fisher's exact test, as an exact fraction in (0, 1]."""
    selected, total = one.selected + other.selected, one.people + other.people
    lowest, highest = max(0, selected - other.people), min(one.people, selected)
    ways = {
        number: comb(one.people, number) * comb(other.people, selected - number)
        for number in range(lowest, highest + 1)
    }
    seen = ways[one.selected]
    return Fraction(sum(count for count in ways.values() if count <= seen), comb(total, selected))


def smallest_p(one: Cell, other: Cell) -> Fraction:
    """Return the p of the most uneven table with the same margins: what these numbers could show at best."""
    selected = one.selected + other.selected
    lowest, highest = max(0, selected - other.people), min(one.people, selected)
    tables = (
        (Cell(number, one.people - number), Cell(selected - number, other.people - selected + number))
        for number in (lowest, highest)
    )
    return min(fisher_exact(*table) for table in tables)


def may_show(cell: Cell) -> bool:
    """Whether a group's figures point at nobody: enough people, and no outcome of just one or two."""
    if cell.people < SMALLEST_GROUP:
        return False
    return all(count == 0 or count >= SMALLEST_CELL for count in (cell.selected, cell.rejected))


def judge_groups(cells: Mapping[str, Cell], shown: Container[str] | None = None) -> list[Judged]:
    """Judge each group against the one with the highest rate among those that may be shown.

    Where exactly one group would be hidden, the smallest shown one is hidden with it: a total may be known,
    and what is missing would be the difference. `shown` are the groups that other sums leave to be seen.
    """
    allowed = _showable(cells, cells if shown is None else shown)
    best = max(allowed, key=lambda group: (cells[group].rate, cells[group].people), default=None)
    return [
        _judged(group, cells[group], cells[best])
        if best is not None and group in allowed and group != best
        else Judged(group, Finding.REFERENCE, cells[group])
        if group == best
        else Judged(group, Finding.HIDDEN)
        for group in cells
    ]


def _showable(cells: Mapping[str, Cell], shown: Container[str]) -> list[str]:
    allowed = [group for group, cell in cells.items() if may_show(cell) and group in shown]
    hidden = [group for group, cell in cells.items() if cell.people and group not in allowed]
    if len(hidden) == 1 and allowed:
        allowed.remove(min(allowed, key=lambda group: cells[group].people))
    return allowed if len(allowed) > 1 else []


def _judged(group: str, cell: Cell, best: Cell) -> Judged:
    ratio = cell.rate / best.rate if best.rate else Fraction(1)
    if smallest_p(cell, best) > SIGNIFICANT:
        return Judged(group, Finding.TOO_FEW, cell, ratio)
    p = fisher_exact(cell, best)
    if p <= SIGNIFICANT:
        finding = Finding.IMPACT if ratio < FOUR_FIFTHS else Finding.SIGNIFICANT_ABOVE
    else:
        finding = Finding.LOWER_BY_CHANCE if ratio < FOUR_FIFTHS else Finding.ALIKE
    return Judged(group, finding, cell, ratio, p)


def showable_parts(parts: Mapping[str, Cell]) -> list[str]:
    """Return which parts of a total may show a group, so that nothing of the rest follows by subtraction.

    `parts` are the group's cells by vacancy. What all parts that are not shown have together must point at
    nobody either; while it does, the smallest part that is shown is hidden too.
    """
    allowed = [name for name, cell in parts.items() if may_show(cell)]
    while allowed:
        rest = sum((cell for name, cell in parts.items() if name not in allowed), Cell(0, 0))
        if rest.people == 0 or may_show(rest):
            break
        allowed.remove(min(allowed, key=lambda name: parts[name].people))
    return allowed
