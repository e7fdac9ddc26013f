"""Ranges against rules: a verdict only where all of the range agrees."""

import pytest

from beseda.hiring.requirements.rules import Place, Rule, judge

NOWHERE = Place(city=None, remote=True)


@pytest.mark.parametrize(
    ("op", "bound", "value", "verdict"),
    [
        (">=", 3, 3, "pass"), (">=", 3, 2.9, "fail"), (">=", 3, {"min": 3, "max": 5}, "pass"),
        (">=", 4, {"min": 3, "max": 5}, "unclear"), (">=", 6, {"min": 3, "max": 5}, "fail"),
        (">=", 3, {"min": 5}, "pass"), (">=", 8, {"min": 5}, "unclear"), (">=", 3, {"max": 2}, "fail"),
        (">=", 3, {"max": 5}, "unclear"), ("<=", 3, {"max": 3}, "pass"), ("<=", 3, {"min": 4}, "fail"),
        ("<=", 3, {"min": 2}, "unclear"), ("between", [2, 6], {"min": 3, "max": 5}, "pass"),
        ("between", [2, 4], {"min": 3, "max": 5}, "unclear"),
        ("between", [6, 9], {"min": 3, "max": 5}, "fail"),
        ("between", [2, 4], 3, "pass"), ("between", [2, 4], 5, "fail"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["years", "number"])
def test_a_range_is_judged_by_both_ends(kind, op, bound, value, verdict):
    assert judge(kind, Rule(op=op, value=bound), value, NOWHERE) == verdict
