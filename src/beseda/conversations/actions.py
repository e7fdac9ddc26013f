"""Writes that belong to somebody's transaction: opening, appending, passing the floor, ending, deleting."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, exists, or_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from beseda.conversations import queries
from beseda.conversations.entries import ENDED, FLOOR, Draft, EntryView, Receipt, view_of
from beseda.conversations.errors import ConversationMissing, refusal
from beseda.conversations.fanout import show_after_commit
from beseda.conversations.journal.statement import call_append
from beseda.conversations.models import Conversation, Entry, Floor, Head, OwedTurn, Participant
from beseda.conversations.notices import reseat
from beseda.kit.db import raw_connection


@dataclass(frozen=True, slots=True)
class NewParticipant:
    """Who takes part from the start: a principal that exists, its role here and the name others see."""

    principal_id: uuid.UUID
    role: str
    name: str


async def open_conversation(
    session: AsyncSession,
    *,
    kind: str,
    natural_key: str | None = None,
    participants: Sequence[NewParticipant] = (),
    floor: Floor = Floor.BOT,
    asked: bool = True,
    workspace_id: uuid.UUID | None = None,
    retention_minutes: int = 0,
) -> Conversation:
    """Open a conversation, or return the one that has this kind and natural key already.

    With `asked` the bot owes the first turn, which runs once the transaction has committed.
    """
    values = {
        "kind": kind,
        "natural_key": natural_key,
        "workspace_id": workspace_id,
        "retention_minutes": retention_minutes,
    }
    statement = insert(Conversation).values(**values).on_conflict_do_nothing().returning(Conversation)
    made = (await session.scalars(statement)).one_or_none()
    if made is None:
        return await queries.conversation_by_key(session, kind, natural_key or "")
    await _furnish(session, made, participants, floor, asked=asked)
    return made


async def _furnish(
    session: AsyncSession,
    made: Conversation,
    participants: Sequence[NewParticipant],
    floor: Floor,
    *,
    asked: bool,
) -> None:
    """Give a new conversation its head, its participants and its first owed turn."""
    # An answer to seq 0, which is asked by opening, is told from no answer by starting below it.
    head = {"conversation": made.key, "floor": floor, "answered_seq": -1 if asked else 0}
    await session.execute(insert(Head).values(**head))
    if participants:
        await _seat(session, made, participants)
    if asked and floor is Floor.BOT:
        turn = {"conversation": made.key, "id": uuid.uuid4(), "owner": None, "until": queries.DATABASE_CLOCK}
        await session.execute(insert(OwedTurn).values(**turn))
        show_after_commit(session, (), (made.key,))


async def add_participants(
    session: AsyncSession, conversation: Conversation, participants: Sequence[NewParticipant]
) -> None:
    """Seat principals; who sits there already keeps the seat."""
    if await _seat(session, conversation, participants):
        await reseat(session, [conversation.key])


async def _seat(
    session: AsyncSession, conversation: Conversation, participants: Sequence[NewParticipant]
) -> bool:
    """Seat principals; returns whether anybody is new."""
    rows = [
        {"conversation": conversation.key, "principal": one.principal_id, "role": one.role, "name": one.name}
        for one in participants
    ]
    statement = insert(Participant).values(rows).on_conflict_do_nothing().returning(Participant.principal)
    return bool((await session.scalars(statement)).all())


async def append_entries(session: AsyncSession, drafts: Sequence[Draft]) -> list[EntryView]:
    """Append drafts as the last statement of the session's transaction; heads are locked in one order.

    Returns the entries in the drafts' order. A refused draft raises its error, and nothing is written.
    """
    if not drafts:
        return []
    for draft in drafts:
        draft.cid = draft.cid or uuid.uuid4()
    await session.flush()
    receipts = await call_append(await raw_connection(session), drafts, owner=None, wait=True)
    for receipt in receipts:
        if not receipt.taken:
            raise refusal(receipt.verdict)
    views = [view_of(draft, receipt) for draft, receipt in zip(drafts, receipts, strict=True)]
    show_after_commit(session, _written(drafts, views), _owed(drafts, receipts))
    return views


def _written(drafts: Sequence[Draft], views: Sequence[EntryView]) -> list[tuple[int, EntryView]]:
    return [(draft.conversation_key, view) for draft, view in zip(drafts, views, strict=True)]


def _owed(drafts: Sequence[Draft], receipts: Sequence[Receipt]) -> list[int]:
    pairs = zip(drafts, receipts, strict=True)
    return list({draft.conversation_key for draft, receipt in pairs if receipt.owed})


async def pass_floor(  # noqa: PLR0913 - what a pass is, in one call; all but four are by name.
    session: AsyncSession,
    conversation: Conversation,
    to: Floor,
    by: uuid.UUID | None,
    why: str | None = None,
    data: Mapping[str, Any] | None = None,
    *,
    name: str = "",
    asks: bool = False,
    epoch: int | None = None,
) -> EntryView:
    """Pass the floor, which starts a new epoch; with `asks` a bot that gets it owes a turn at once.

    `epoch` refuses the pass with FloorMoved if somebody else was quicker; None passes in any case.
    """
    draft = Draft(
        conversation.key,
        FLOOR,
        author=by,
        author_kind="user" if by else "bot",
        name=name,
        data={**(data or {}), **({"why": why} if why else {})},
        floor=to,
        asks=asks,
        epoch=epoch,
    )
    return (await append_entries(session, [draft]))[0]


async def end_conversation(
    session: AsyncSession, conversation: Conversation, data: Mapping[str, Any], by: uuid.UUID | None = None
) -> EntryView:
    """Append the `ended` entry with its data and close the floor, in the session's transaction."""
    draft = Draft(
        conversation.key,
        ENDED,
        author=by,
        author_kind="user" if by else "bot",
        data=dict(data),
        floor=Floor.CLOSED,
    )
    return (await append_entries(session, [draft]))[0]


async def restrict_participant(
    session: AsyncSession,
    conversation: Conversation,
    principal: uuid.UUID,
    *,
    audience: Sequence[uuid.UUID] | None,
    refusal: str | None,
) -> None:
    """Say who hears a participant from now on, and whether its entries are refused, under the head's lock.

    The lock is the one every append takes, so no entry slips between the decision and its effect. From the
    first restriction on, participants are told each other's read marks as they stood, unless they meet again.
    """
    if await queries.locked_head(session, conversation.key) is None:
        raise ConversationMissing
    heard_by = list(audience) if audience is not None else None
    if heard_by is not None:
        await _hold_marks(session, conversation)
    statement = (
        update(Participant)
        .where(
            Participant.conversation == conversation.key,
            Participant.principal == principal,
            or_(
                Participant.audience.is_distinct_from(heard_by), Participant.refusal.is_distinct_from(refusal)
            ),
        )
        .values(audience=heard_by, refusal=refusal)
        .returning(Participant.principal)
    )
    if (await session.scalars(statement)).all():
        await reseat(session, [conversation.key])


async def _hold_marks(session: AsyncSession, conversation: Conversation) -> None:
    here = Participant.conversation == conversation.key
    other = aliased(Participant)
    restricted = exists().where(other.conversation == conversation.key, other.audience.is_not(None))
    await session.execute(update(Participant).where(here, ~restricted).values(read_held=Participant.read_seq))


async def rename_participant(session: AsyncSession, kind: str, principal: uuid.UUID, name: str) -> None:
    """Show a principal under another name in all its conversations of a kind, from now on."""
    seats = exists().where(Conversation.key == Participant.conversation, Conversation.kind == kind)
    mine = update(Participant).where(Participant.principal == principal, seats)
    statement = mine.values(name=name).returning(Participant.conversation)
    await reseat(session, (await session.scalars(statement)).all())


async def delete_conversations(session: AsyncSession, ids: Sequence[uuid.UUID]) -> int:
    """Delete conversations with all that is in them; returns how many there were.

    Their heads are locked first, in order, so that no entry can be written into what is going away.
    """
    keys = await queries.lock_conversations(session, ids)
    if keys:
        await session.execute(delete(OwedTurn).where(OwedTurn.conversation.in_(keys)))
        await session.execute(delete(Entry).where(Entry.conversation.in_(keys)))
        await session.execute(delete(Conversation).where(Conversation.key.in_(keys)))
        await reseat(session, keys)
    return len(keys)
