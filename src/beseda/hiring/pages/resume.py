"""A résumé as recruiters see it: all of its text, with what bears on the vacancy marked in it."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from beseda.hiring.interview.resume_evidence import terms_of
from beseda.hiring.models import CandidateResponse
from beseda.hiring.relevance.resume import Passage, ResumeRead, read_resume
from beseda.hiring.requirements.faults import RequirementsInvalid
from beseda.understanding import describe


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the text; `term` names what a marked one speaks of, None is plain text."""

    text: str
    term: str | None = None


@dataclass(frozen=True, slots=True)
class ShownResume:
    """A résumé in stretches, and what of the wanted terms it holds; `weight` is what it counts for."""

    segments: Sequence[Segment]
    found: Sequence[str]
    missing: Sequence[str]
    years: str
    weight: float


async def shown_resume(response: CandidateResponse, locale: str) -> ShownResume | None:
    """Read a response's résumé against what its vacancy looks for; None where none was attached.

    It is read anew each time, so that the marks fit the text that is shown, which its owner may have changed
    since; what the score counted stands in the decision. A thread reads, as a long one takes some while.
    """
    text = response.candidate.resume_text
    if not text:
        return None
    judged = (response.script or {}).get("resume") or {}
    wanted = tuple(judged.get("wanted") or ()) or _terms(response)
    day = response.created_at.date()
    read = await asyncio.to_thread(read_resume, text, wanted, name=response.candidate.full_name, day=day)
    return ShownResume(
        segments=list(_segments(text, read.passages)),
        found=read.found,
        missing=[term for term in wanted if term not in read.found],
        years=_years(read, locale),
        weight=float(judged.get("weight") or 0),
    )


def _terms(response: CandidateResponse) -> tuple[str, ...]:
    try:
        return terms_of(response.vacancy)
    except RequirementsInvalid:
        return ()


def _years(read: ResumeRead, locale: str) -> str:
    return "" if read.years is None else describe("years", read.years, locale)


def _segments(text: str, passages: Sequence[Passage]) -> Iterator[Segment]:
    """Cut a text at its passages; the pieces joined are the text again."""
    end = 0
    for one in passages:
        if one.start > end:
            yield Segment(text[end : one.start])
        yield Segment(text[one.start : one.end], one.term)
        end = one.end
    if end < len(text):
        yield Segment(text[end:])
