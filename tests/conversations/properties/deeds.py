"""Everything the engine can be made to do in a conversation, as values that hypothesis draws and shrinks."""

import asyncio
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from tests.conversations.properties.world import Place

from beseda.conversations.actions import (
    NewParticipant,
    add_participants,
    end_conversation,
    pass_floor,
    restrict_participant,
)
from beseda.conversations.entries import DELETE, EDIT, MESSAGE, Draft
from beseda.conversations.models import Floor
from beseda.conversations.queries import locked_head
from beseda.conversations.retention import expire_batch, set_retention

BURST = 70
AGE = text(
    "UPDATE entries SET at = at - interval '3 days' WHERE conversation = :key AND seq <= :upto "
    "AND EXISTS (SELECT FROM conversations WHERE key = :key AND retention_minutes > 0)"
)
DUE = text("UPDATE retention SET due_at = now() - interval '1 second' WHERE conversation = :key")


@dataclass(frozen=True)
class Deed:
    """Something one of the two processes does: for whom, and on which of the messages there are."""

    name: str
    engine: int = 0
    who: int = 0
    which: int = 0


WRITTEN = ("say", "reply", "edit", "delete", "for_me", "ask", "ask_much")
PRODUCTS = (
    "note",
    "hide",
    "bot",
    "burst",
    "pass",
    "edit_as_product",
    "remove",
    "join",
    "end",
    "ask_end",
    "ask_hand",
)
RIGHTS = ("block", "bar", "unblock")
KEEPING = ("keep", "expire")


def deeds(*names: str) -> st.SearchStrategy[Deed]:
    """Draw one deed of these names (all, if none is named)."""
    return st.builds(
        Deed,
        st.sampled_from(names or (*WRITTEN, *PRODUCTS, *RIGHTS, *KEEPING)),
        st.integers(0, 1),
        st.integers(0, 2),
        st.integers(0, 5),
    )


async def do(place: Place, deed: Deed) -> None:
    """Do it; what is refused (a foreign message, an ended conversation) changes nothing and is no fault."""
    if deed.name in WRITTEN or deed.name in {"ask_end", "ask_hand"}:
        await _write(place, deed)
    elif deed.name in RIGHTS:
        await _restrict(place, deed)
    else:
        await _append(place, deed)


async def do_all(place: Place, deeds: Sequence[Deed]) -> None:
    """Do several at once."""
    await asyncio.gather(*(do(place, deed) for deed in deeds))


async def _messages(place: Place, author: uuid.UUID | None = None) -> list[int]:
    log = await place.log()
    return [one.seq for one in log if one.kind == MESSAGE and (author is None or one.author == author)]


def _pick(seqs: Sequence[int], which: int) -> int | None:
    return seqs[-1 - which % len(seqs)] if seqs else None


async def _write(place: Place, deed: Deed) -> None:
    author = place.people[deed.who]
    draft = Draft(place.key, MESSAGE, author=author, name=f"P{deed.who}", trusted=False, cid=uuid.uuid4())
    match deed.name:
        case "say":
            draft.text = f"said {deed.which}"
        case "ask":
            draft.text = "?1"
        case "ask_much":
            draft.text = "?3"
        case "ask_end":
            draft.text = "?end"
        case "ask_hand":
            draft.text = "?hand"
        case "reply":
            draft.text, draft.of = "reply", _pick(await _messages(place), deed.which)
        case "for_me":
            draft.kind, draft.of = DELETE, _pick(await _messages(place), deed.which)
            draft.data, draft.audience = {"for": "me"}, (author,)
        case "edit" | "delete":
            # Now and then somebody else's message, which is refused.
            mine = await _messages(place, None if deed.which == 5 else author)
            draft.kind, draft.of = deed.name, _pick(mine, deed.which)
            draft.text = f"edited {deed.which}" if deed.name == EDIT else None
    if draft.of is not None or draft.kind == MESSAGE:
        await place.write(deed.engine, draft)


async def _restrict(place: Place, deed: Deed) -> None:
    person = place.people[deed.who % 2]
    audience = (person,) if deed.name == "block" else None
    refusal = "you_blocked" if deed.name == "bar" else None
    async with place.world.databases[deed.engine].transaction() as session:
        await restrict_participant(session, place.conversation, person, audience=audience, refusal=refusal)


async def _append(place: Place, deed: Deed) -> None:
    author = place.people[deed.who]
    of = _pick(await _messages(place), deed.which)
    drafts = {
        "note": [
            Draft(
                place.key,
                MESSAGE,
                author=author,
                text="note",
                audience=tuple(place.people[: deed.which % 3]),
                name=f"P{deed.who}",
            )
        ],
        "bot": [Draft(place.key, MESSAGE, text=f"b{number}") for number in range(3)],
        "burst": [Draft(place.key, MESSAGE, text=f"b{number}") for number in range(BURST)],
        "edit_as_product": [Draft(place.key, EDIT, text="corrected", of=of)] if of else [],
        # "Deleted for me": it is appended for one reader alone.
        "hide": [Draft(place.key, DELETE, author=author, of=of, audience=(author,))] if of else [],
        "remove": [Draft(place.key, DELETE, of=of)] if of else [],
    }
    if deed.name in drafts:
        await place.append(deed.engine, drafts[deed.name])
        return
    async with place.world.databases[deed.engine].transaction() as session:
        await _change(session, place, deed)


async def _change(session: AsyncSession, place: Place, deed: Deed) -> None:
    match deed.name:
        case "pass":
            floor = (Floor.BOT, Floor.OPERATOR, Floor.PEOPLE, Floor.WAITING)[deed.which % 4]
            by = place.people[deed.who]
            await pass_floor(session, place.conversation, floor, by, name=f"P{deed.who}", asks=deed.which > 3)
        case "join":
            await add_participants(
                session, place.conversation, [NewParticipant(place.people[2], "user", "P2")]
            )
        case "end":
            await end_conversation(session, place.conversation, {"approved": False, "score": 1.5})
        case "keep":
            minutes = (0, 60, 1440)[deed.which % 3]
            await set_retention(session, place.conversation, minutes, None)
        case "expire":
            await _expire(session, place, deed.which)


async def _expire(session: AsyncSession, place: Place, which: int) -> None:
    """Let the oldest part of the log be too old, and clean up as the job does."""
    head = await locked_head(session, place.key)
    assert head is not None
    given = {"key": place.key, "upto": head.oldest + (head.last_seq - head.oldest) * which // 6}
    await session.execute(AGE, given)
    await session.execute(DUE, given)
    await expire_batch(session)
