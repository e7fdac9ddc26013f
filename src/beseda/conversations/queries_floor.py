"""Reads of who has the word in a conversation, and through whom it came to that."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.conversations.entries import FLOOR, EntryView
from beseda.conversations.models import Entry, Participant
from beseda.conversations.queries import COLUMNS, SEATED, view_of_row


async def last_pass(session: AsyncSession, key: int) -> EntryView | None:
    """Return the entry that passed the floor last; None where it never passed."""
    statement = (
        select(*COLUMNS)
        .outerjoin(Participant, SEATED)
        .where(Entry.conversation == key, Entry.kind == FLOOR)
        .order_by(Entry.seq.desc())
        .limit(1)
    )
    row = (await session.execute(statement)).one_or_none()
    return None if row is None else view_of_row(row)
