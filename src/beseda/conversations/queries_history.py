"""Reads of a log's past: the messages before a `seq`, as they stand after edits."""

import uuid
from collections.abc import Sequence

import msgspec
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.conversations.entries import EDIT, MESSAGE, RETENTION, EntryView
from beseda.conversations.models import Entry, Participant
from beseda.conversations.queries import COLUMNS, SEATED, view_of_row, visible_to

EDITED = "edited"


async def messages_before(
    session: AsyncSession, viewer: uuid.UUID, key: int, *, before: int, limit: int
) -> list[EntryView]:
    """Return the last messages before a `seq` that a viewer sees, oldest first, as they were last edited.

    Those that were changed have `edited` in their data. Changes of retention stand among them.
    """
    statement = (
        select(*COLUMNS)
        .outerjoin(Participant, SEATED)
        .where(
            Entry.conversation == key,
            Entry.seq < before,
            or_(Entry.kind == RETENTION, Entry.text.is_not(None)),
            Entry.kind.in_((MESSAGE, RETENTION)),
            visible_to(viewer),
        )
        .order_by(Entry.seq.desc())
        .limit(limit)
    )
    found = [view_of_row(row) for row in (await session.execute(statement)).all()]
    edits = await _last_edits(session, viewer, key, [view.seq for view in found])
    return [_as_edited(view, edits.get(view.seq)) for view in reversed(found)]


async def _last_edits(
    session: AsyncSession, viewer: uuid.UUID, key: int, seqs: Sequence[int]
) -> dict[int, str]:
    statement = (
        select(Entry.of, Entry.text)
        .where(
            Entry.conversation == key,
            Entry.of.in_(seqs),
            Entry.kind == EDIT,
            Entry.text.is_not(None),
            visible_to(viewer),
        )
        .order_by(Entry.seq)
    )
    return {of: text for of, text in await session.execute(statement) if of is not None and text is not None}


def _as_edited(view: EntryView, text: str | None) -> EntryView:
    if text is None:
        return view
    return msgspec.structs.replace(view, text=text, data={**view.data, EDITED: True})
