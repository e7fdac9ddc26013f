"""How far the responses of a vacancy, or of the whole workspace, have come: counted in one statement.

50,000 responses take about 0.2 s: what is counted stands in narrow columns (decision 0175), and interviews
that ended alike are counted together before anything is unpacked.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.actor import Actor
from beseda.hiring.models import CandidateResponse, Vacancy

SILENT_AFTER = timedelta(days=3)
"""An interview in which nobody has spoken for so long counts as left at its question."""
WAITS = ("start", "interview", "decision", "slot")

STATEMENT = """
WITH chosen AS MATERIALIZED (
    SELECT id, vacancy_id, status, conversation_id, created_at, started_at, ended_at,
        script_ids, judged_ids, judged_outcomes
    FROM candidate_responses
    WHERE workspace_id = :workspace {narrowed}
), record AS (
    SELECT lines.response_id AS id,
        max(lines.status) FILTER (WHERE lines.data ? 'version') AS concluded,
        min(lines.at) FILTER (WHERE lines.data ? 'was') AS decided_at,
        min(lines.at) FILTER (WHERE lines.status = 'approved') AS approved_at
    FROM decisions AS lines JOIN chosen ON chosen.id = lines.response_id
    GROUP BY 1
), whole AS (
    SELECT chosen.*, record.concluded, record.decided_at, record.approved_at, meeting.created_at AS picked_at
    FROM chosen
        LEFT JOIN record USING (id)
        LEFT JOIN interview_meetings AS meeting ON meeting.response_id = chosen.id
), stages AS (
    SELECT vacancy_id,
        count(*) AS applied,
        count(started_at) AS started,
        count(judged_ids) AS finished,
        count(*) FILTER (WHERE judged_ids IS NOT NULL AND concluded = 'approved') AS passed,
        count(*) FILTER (WHERE judged_ids IS NOT NULL AND concluded = 'rejected') AS failed,
        count(decided_at) AS decided,
        count(*) FILTER (WHERE status = 'approved') AS approved,
        count(*) FILTER (WHERE status = 'rejected') AS rejected,
        count(*) FILTER (WHERE status = 'needs_review') AS in_review,
        count(*) FILTER (WHERE status = 'withdrawn') AS withdrawn,
        count(picked_at) FILTER (WHERE status = 'approved') AS picked
    FROM whole GROUP BY 1
), waits AS (
    SELECT {waits} FROM whole
), shapes AS (
    SELECT vacancy_id, script_ids, judged_ids, judged_outcomes, count(*) AS n, max(id::text) AS sample
    FROM chosen WHERE judged_ids IS NOT NULL GROUP BY 1, 2, 3, 4
), broken_off AS (
    SELECT chosen.id, chosen.vacancy_id, chosen.script_ids, told.asked,
        chosen.status <> 'in_chat' OR told.at < :silent_since AS is_silent
    FROM chosen
        LEFT JOIN conversations ON conversations.id = chosen.conversation_id
        LEFT JOIN LATERAL (
            SELECT array_agg(data ->> 'question' ORDER BY seq) AS asked, max(at) AS at
            FROM entries
            WHERE conversation = conversations.key AND author_kind = 'bot'
                AND data ->> 'question' IS NOT NULL
        ) AS told ON true
    WHERE chosen.started_at IS NOT NULL AND chosen.judged_ids IS NULL
), breaks AS (
    SELECT vacancy_id, script_ids, asked, is_silent, count(*) AS n, max(id::text) AS sample
    FROM broken_off GROUP BY 1, 2, 3, 4
)
SELECT (SELECT coalesce(json_agg(stages), '[]') FROM stages) AS stages,
    (SELECT row_to_json(waits) FROM waits) AS waits,
    (SELECT coalesce(json_agg(shapes), '[]') FROM shapes) AS shapes,
    (SELECT coalesce(json_agg(breaks), '[]') FROM breaks) AS breaks
"""
SPANS: Mapping[str, str] = {
    "start": "started_at - created_at",
    "interview": "CASE WHEN judged_ids IS NOT NULL THEN ended_at - started_at END",
    "decision": "decided_at - ended_at",
    "slot": "picked_at - approved_at",
}
PERCENTILES = ", ".join(
    "percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP"
    f" (ORDER BY greatest(extract(epoch FROM {span})::float8, 0)) FILTER (WHERE {span} IS NOT NULL) AS {name}"
    for name, span in SPANS.items()
)


@dataclass(frozen=True, slots=True)
class Period:
    """Which responses are counted, by when they were made: from `since` up to `until`; None is no bound."""

    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stages:
    """How many responses of a vacancy came how far; a later stage is not always a part of the one before.

    `passed` and `failed` are the interview's own conclusions, `decided` those a person has decided about, and
    from `approved` on it is how they stand now.
    """

    vacancy_id: uuid.UUID
    applied: int
    started: int
    finished: int
    passed: int
    failed: int
    decided: int
    approved: int
    rejected: int
    in_review: int
    withdrawn: int
    picked: int


@dataclass(frozen=True, slots=True)
class Wait:
    """How long a stage takes, in seconds: half of the responses at most `half`, nine of ten `most`."""

    half: float
    most: float


@dataclass(frozen=True, slots=True)
class Interviews:
    """`count` interviews that went the same way; `sample` is the response of one of them.

    `script` are the ids of the questions there were. Of a finished interview `outcomes` has each question
    that was asked; of another `asked` has those that were put, in the order of the log, repeats included.
    """

    vacancy_id: uuid.UUID
    count: int
    sample: uuid.UUID
    script: Sequence[str]
    outcomes: Mapping[str, str] | None = None
    asked: Sequence[str] = ()
    is_silent: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """Everything a funnel is drawn from."""

    stages: Sequence[Stages]
    waits: Mapping[str, Wait]
    interviews: Sequence[Interviews]


async def counted(
    session: AsyncSession, actor: Actor, vacancy_id: uuid.UUID | None, period: Period, moment: datetime
) -> Counted:
    """Count the workspace's responses, or those of one vacancy, that were made within the period.

    `moment` is now. Another workspace's vacancy has no responses here.
    """
    values = {
        "workspace": actor.employer.id,
        "vacancy": vacancy_id,
        "since": period.since,
        "until": period.until,
    }
    bounds = {
        "vacancy": "AND vacancy_id = :vacancy",
        "since": "AND created_at >= :since",
        "until": "AND created_at < :until",
    }
    used = {name: value for name, value in values.items() if value is not None}
    narrowed = " ".join(bound for name, bound in bounds.items() if name in used)
    statement = text(STATEMENT.format(narrowed=narrowed, waits=PERCENTILES))
    # Compiling this statement took PostgreSQL four times as long as running it.
    await session.execute(text("SET LOCAL jit = off"))
    # What it counts of 50,000 responses are 9 MB, which the usual 4 MB would send through files.
    await session.execute(text("SET LOCAL work_mem = '32MB'"))
    row = (await session.execute(statement, used | {"silent_since": moment - SILENT_AFTER})).one()
    finished = [_finished(shape) for shape in row.shapes]
    return Counted(
        stages=[Stages(**one | {"vacancy_id": uuid.UUID(one["vacancy_id"])}) for one in row.stages],
        waits={name: Wait(*row.waits[name]) for name in WAITS if row.waits[name] is not None},
        interviews=[*finished, *(_broken_off(one) for one in row.breaks)],
    )


def _finished(shape: Mapping[str, Any]) -> Interviews:
    return Interviews(
        uuid.UUID(shape["vacancy_id"]),
        shape["n"],
        uuid.UUID(shape["sample"]),
        shape["script_ids"] or (),
        outcomes=dict(zip(shape["judged_ids"], shape["judged_outcomes"], strict=False)),
    )


def _broken_off(one: Mapping[str, Any]) -> Interviews:
    return Interviews(
        uuid.UUID(one["vacancy_id"]),
        one["n"],
        uuid.UUID(one["sample"]),
        one["script_ids"] or (),
        asked=one["asked"] or (),
        is_silent=bool(one["is_silent"]),
    )


async def scripts_of(
    session: AsyncSession, actor: Actor, response_ids: Sequence[uuid.UUID]
) -> dict[uuid.UUID, dict[str, Any]]:
    """Return the frozen scripts of some of the workspace's responses, for the words of their questions."""
    row = CandidateResponse
    query = select(row.id, row.script).where(row.id.in_(response_ids), row.workspace_id == actor.employer.id)
    return {found.id: found.script for found in await session.execute(query)}


async def titles_of(session: AsyncSession, actor: Actor) -> dict[uuid.UUID, str]:
    """Return the titles of the workspace's vacancies by id, newest first."""
    query = (
        select(Vacancy.id, Vacancy.title)
        .where(Vacancy.workspace_id == actor.employer.id)
        .order_by(Vacancy.listed_at.desc(), Vacancy.id)
        .limit(1000)
    )
    return {found.id: found.title for found in await session.execute(query)}
