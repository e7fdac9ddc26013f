"""Reads for what-if: the understood answers of past interviews, in slices, and who would fare otherwise."""

import asyncio
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.actor import Actor
from beseda.hiring.interview.decision import Part, decide
from beseda.hiring.interview.foresight import Foreseen, Foresight, PastPart
from beseda.hiring.interview.judging import Status
from beseda.hiring.interview.script import ResumeEvidence, Script
from beseda.hiring.models import Candidate, CandidateResponse
from beseda.hiring.queries.vacancies import own_vacancy

SLICE = 200
"""How many interviews are judged before the loop gets to its sockets again: some milliseconds."""
MOST_SHOWN = 50

# Of each criterion only what judging needs; the whole evidence of 10,000 interviews is 60 MB.
_PARTS: ColumnElement[Any] = literal_column(
    "(SELECT jsonb_agg(jsonb_build_array(p->'question', p->'kind', p->'understood'->'value', p->'confidence',"
    " p->'outcome', p->'early', CASE WHEN p->>'kind' = 'city' THEN p->'said' END))"
    " FROM jsonb_array_elements(candidate_responses.decision->'parts') AS p)"
)
_VERDICT = func.coalesce(
    CandidateResponse.decision["recommended"]["status"].astext, CandidateResponse.decision["status"].astext
)

Outcomes = Mapping[tuple[str, str], int]
"""How many interviews went from one outcome to another."""


@dataclass(frozen=True, slots=True)
class Flip:
    """Somebody who would fare otherwise, and the criteria that make it so, with their evidence.

    `status` is where the response stands now, which a person may have decided.
    """

    response_id: uuid.UUID
    name: str
    status: str
    was: str
    would: str
    measured: float
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What changed requirements would make of the past: all counts, and the first of those who flip.

    `unasked` counts interviews in which some question was not put, `erased` those nothing is known of.
    """

    judged: int
    outcomes: Outcomes
    flips: Sequence[Flip]
    unasked: int
    erased: int

    @property
    def flipping(self) -> int:
        """How many would fare otherwise."""
        return sum(count for (was, would), count in self.outcomes.items() if was != would)

    def total(self, status: str, *, would: bool) -> int:
        """How many came, or would come, to an outcome."""
        return sum(count for ways, count in self.outcomes.items() if ways[would] == status)


async def what_if(session: AsyncSession, actor: Actor, vacancy_id: uuid.UUID, script: Script) -> WhatIf:
    """Judge all decided interviews of an own vacancy by a script; nothing is changed. Raises VacancyNotFound.

    It works in slices, so that the process goes on serving its sockets meanwhile.
    """
    await own_vacancy(session, actor, vacancy_id)
    foresight = Foresight(script)
    outcomes: Counter[tuple[str, str]] = Counter()
    flipped: list[tuple[uuid.UUID, Foreseen]] = []
    unasked, after = 0, None
    while rows := await _slice(session, vacancy_id, after):
        for row in rows:
            seen = foresight.of(row.verdict, _past(row.parts), _resume(row.resume))
            outcomes[seen.was, seen.would] += 1
            unasked += bool(seen.unasked)
            if seen.flips:
                flipped.append((row.id, seen))
        after = rows[-1].id
        await asyncio.sleep(0)
    flipped.sort(key=lambda one: ORDER.index((one[1].was, one[1].would)))
    return WhatIf(
        judged=sum(outcomes.values()),
        outcomes=outcomes,
        flips=await _flips(session, foresight, flipped[:MOST_SHOWN]),
        unasked=unasked,
        erased=await _erased(session, vacancy_id),
    )


ORDER: tuple[tuple[Status, Status], ...] = (
    ("approved", "rejected"),
    ("rejected", "approved"),
    ("approved", "needs_review"),
    ("needs_review", "rejected"),
    ("rejected", "needs_review"),
    ("needs_review", "approved"),
)
"""What weighs most for those concerned comes first."""


async def _slice(session: AsyncSession, vacancy_id: uuid.UUID, after: uuid.UUID | None) -> Sequence[Row[Any]]:
    row = CandidateResponse
    query = (
        select(row.id, _VERDICT.label("verdict"), row.script["resume"].label("resume"), _PARTS.label("parts"))
        .join(Candidate, Candidate.id == row.candidate_id)
        .where(row.vacancy_id == vacancy_id, row.decision.is_not(None), Candidate.erased_at.is_(None))
        .order_by(row.id)
        .limit(SLICE)
    )
    if after is not None:
        query = query.where(row.id > after)
    return (await session.execute(query)).all()


def _past(parts: Sequence[Sequence[Any]] | None) -> list[PastPart]:
    return [
        PastPart(question, kind, value, confidence or 0.0, outcome, bool(early), said or "")
        for question, kind, value, confidence, outcome, early, said in parts or ()
    ]


def _resume(stored: Mapping[str, Any] | None) -> ResumeEvidence | None:
    return ResumeEvidence.model_validate(dict(stored)) if stored else None


async def _flips(
    session: AsyncSession, foresight: Foresight, flipped: Sequence[tuple[uuid.UUID, Foreseen]]
) -> list[Flip]:
    """Return those who flip with the words and reasons; read by their ids, as few are shown."""
    row = CandidateResponse
    query = (
        select(
            row.id,
            Candidate.full_name,
            row.status,
            row.language,
            row.decision,
            row.script["resume"].label("resume"),
        )
        .join(Candidate, Candidate.id == row.candidate_id)
        .where(row.id.in_([response_id for response_id, _ in flipped]))
    )
    found = {one.id: one for one in await session.execute(query)}
    flips = []
    for response_id, seen in flipped:
        if response_id in found:
            flips.append(_flip(foresight, found[response_id], seen))
            await asyncio.sleep(0)
    return flips


def _flip(foresight: Foresight, row: Row[Any], seen: Foreseen) -> Flip:
    past = [_whole(part) for part in row.decision["parts"]]
    state = foresight.state_of(past, row.language)
    decision = decide(foresight.script_with(_resume(row.resume)), state)
    telling = set(seen.changed) | set(seen.finding.by)
    return Flip(
        response_id=row.id,
        name=row.full_name,
        status=row.status,
        was=seen.was,
        would=seen.would,
        measured=decision.measured,
        parts=[part for part in decision.parts if part.question in telling],
    )


def _whole(part: Mapping[str, Any]) -> PastPart:
    understood = part.get("understood") or {}
    return PastPart(
        question=part["question"],
        kind=part["kind"],
        value=understood.get("value"),
        confidence=float(part.get("confidence") or 0.0),
        outcome=part["outcome"],
        early=bool(part.get("early")),
        said=str(part.get("said") or ""),
    )


async def _erased(session: AsyncSession, vacancy_id: uuid.UUID) -> int:
    query = (
        select(func.count())
        .select_from(CandidateResponse)
        .join(Candidate, Candidate.id == CandidateResponse.candidate_id)
        .where(
            CandidateResponse.vacancy_id == vacancy_id,
            CandidateResponse.decision.is_not(None),
            Candidate.erased_at.is_not(None),
        )
    )
    return int(await session.scalar(query) or 0)
