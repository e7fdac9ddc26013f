"""The same messages as one ordinarily writes them: an ORM session and a transaction for each."""

import uuid
from datetime import UTC, datetime

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from bench.echo import Pair, heard
from beseda.conversations.entries import EntryView
from beseda.conversations.frames import SendMessage, ack_frame, decode, entry_frame
from beseda.conversations.models import Entry, Head, Participant

router = APIRouter()
POOL = 20


class Ordinary:
    """The pool of sessions, and who is connected."""

    def __init__(self, url: str) -> None:
        self.engine = create_async_engine(url, pool_size=POOL, max_overflow=0)
        self.sessions = async_sessionmaker(self.engine, expire_on_commit=False)
        self.pairs: dict[int, Pair] = {}

    async def close(self) -> None:
        """Close all connections."""
        await self.engine.dispose()


@router.websocket("/ordinary/{key}/{principal}")
async def ordinary(websocket: WebSocket, key: int, principal: uuid.UUID) -> None:
    """Write each message and send it to both sides."""
    await websocket.accept()
    state: Ordinary = websocket.app.state.ordinary
    pair = state.pairs.setdefault(key, Pair())
    pair.sides[principal] = websocket
    try:
        while True:
            frame = decode(await websocket.receive_text())
            if isinstance(frame, SendMessage) and frame.cid is not None:
                async with state.sessions() as session:
                    entry = await write(session, key, principal, frame)
                    await session.commit()
                await websocket.send_text(ack_frame(frame.cid, entry.seq, entry.at, duplicate=False))
                for side, socket in pair.sides.items():
                    await socket.send_text(entry_frame(entry, side))
    except WebSocketDisconnect:
        del pair.sides[principal]


async def write(session: AsyncSession, key: int, principal: uuid.UUID, frame: SendMessage) -> EntryView:
    """Lock the head, check the sender and for a repeat, and add the entry."""
    head = (await session.scalars(select(Head).where(Head.conversation == key).with_for_update())).one()
    seated = select(Participant).where(Participant.conversation == key, Participant.principal == principal)
    participant = (await session.scalars(seated)).one()
    sent = select(Entry).where(Entry.conversation == key, Entry.cid == frame.cid)
    entry = (await session.scalars(sent)).one_or_none()
    if entry is None:
        head.last_seq += 1
        entry = Entry(
            conversation=key,
            seq=head.last_seq,
            kind="message",
            author=principal,
            author_kind=participant.role,
            text=frame.message,
            data={},
            cid=frame.cid,
            of=frame.reply_to,
            at=datetime.now(UTC),
        )
        session.add(entry)
    return heard(frame, principal, entry.seq)
