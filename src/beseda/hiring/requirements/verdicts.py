"""What comes of holding a value against a demand."""

from collections.abc import Sequence
from typing import Literal

Verdict = Literal["pass", "fail", "unclear"]


def verdict_of(holds: bool) -> Verdict:  # noqa: FBT001 - the claim is the point of the call.
    """Return pass where a demand is met, fail where it is not."""
    return "pass" if holds else "fail"


def judge_range(low: float, high: float, least: float, most: float) -> Verdict:
    """Judge a value that lies somewhere from `low` to `high`: a verdict only where all of it agrees."""
    if low >= least and high <= most:
        return "pass"
    return "fail" if high < least or low > most else "unclear"


def all_of(verdicts: Sequence[Verdict]) -> Verdict:
    """Return what several demands that must all be met come to."""
    if "fail" in verdicts:
        return "fail"
    return "unclear" if "unclear" in verdicts else "pass"


def any_of(verdicts: Sequence[Verdict]) -> Verdict:
    """Return what several demands of which one must be met come to."""
    if "pass" in verdicts:
        return "pass"
    return "unclear" if "unclear" in verdicts else "fail"
