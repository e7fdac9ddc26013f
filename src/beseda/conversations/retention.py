"""How long the bodies of a log live: changing it, taking away what has expired, and beginning a log anew."""

import uuid
from typing import NamedTuple

from sqlalchemy import func, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.conversations import queries
from beseda.conversations.actions import append_entries
from beseda.conversations.entries import BOT, RETENTION, Draft, EntryView
from beseda.conversations.errors import BadRetention, ConversationMissing
from beseda.conversations.models import Conversation
from beseda.conversations.notices import reseat

# A transaction of the cleaning touches so many conversations and entries at most: milliseconds of work.
MOST_CONVERSATIONS = 200
MOST_ROWS = 1000
# A tombstone keeps its `cid` for so many days after it was written; clients send again for seven.
KEPT_DAYS = 14
LONGEST_MINUTES = 100 * 366 * 24 * 60

EXPIRE = text(
    "SELECT conversation, oldest, expired, removed "
    "FROM expire_entries(:conversations, :rows, make_interval(days => :kept))"
)
TIDY = (
    text("DELETE FROM notices WHERE at < clock_timestamp() - interval '1 hour'"),
    text("DELETE FROM presence_moves WHERE NOT online AND at < clock_timestamp() - interval '1 hour'"),
)


class Cleaned(NamedTuple):
    """What one batch did: conversations looked at, bodies that expired, rows that are gone."""

    conversations: int
    expired: int
    removed: int

    @property
    def is_all(self) -> bool:
        """Whether nothing more was due."""
        return self.conversations < MOST_CONVERSATIONS and self.expired + self.removed < MOST_ROWS


async def set_retention(
    session: AsyncSession, conversation: Conversation, minutes: int, by: uuid.UUID | None, *, name: str = ""
) -> EntryView:
    """Let bodies live for so many minutes from now on (0: for ever), and say so in the log.

    What is older expires with the next cleaning, within a minute. `by` is who decided it, `name` how others
    see them. Raises BadRetention and ConversationMissing.
    """
    if not 0 <= minutes <= LONGEST_MINUTES:
        raise BadRetention
    if await queries.locked_head(session, conversation.key) is None:
        raise ConversationMissing
    await session.execute(
        update(Conversation).where(Conversation.key == conversation.key).values(retention_minutes=minutes)
    )
    await reseat(session, [conversation.key])
    draft = Draft(
        conversation.key,
        RETENTION,
        author=by,
        author_kind="user" if by else BOT,
        name=name,
        data={"minutes": minutes},
    )
    return (await append_entries(session, [draft]))[0]


async def expire_batch(session: AsyncSession) -> Cleaned:
    """Take away some of what is due, in the session's transaction; heads that are being written wait.

    Bodies go oldest first and leave a tombstone, a row with its `seq` and `cid` and nothing else; `oldest` of
    the head rises past them. Tombstones go 14 days after they were written.
    """
    given = {"conversations": MOST_CONVERSATIONS, "rows": MOST_ROWS, "kept": KEPT_DAYS}
    rows = (await session.execute(EXPIRE, given)).all()
    return Cleaned(len(rows), sum(row.expired for row in rows), sum(row.removed for row in rows))


async def forget_old_notices(session: AsyncSession) -> None:
    """Delete notices that every process has read, and who left long ago."""
    for statement in TIDY:
        await session.execute(statement)


async def replace_log_ids(session: AsyncSession) -> int:
    """Say of every log that it is another now, as it is after a restore; returns how many there are.

    What clients have counted and kept of it means nothing then: each begins afresh, also those connected.
    """
    statement = update(Conversation).values(log=func.gen_random_uuid()).returning(Conversation.key)
    keys = (await session.scalars(statement)).all()
    await reseat(session, keys)
    return len(keys)
