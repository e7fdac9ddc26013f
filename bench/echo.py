"""What the server can do at most: the frames of a private message, decoded and encoded, and nothing else."""

import uuid
from datetime import UTC, datetime

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from beseda.conversations.entries import EntryView
from beseda.conversations.frames import SendMessage, ack_frame, decode, entry_frame
from beseda.conversations.socket.outbox import EXTENSION

router = APIRouter()


class Pair:
    """Two sockets that hear each other, and how many messages they have sent."""

    def __init__(self) -> None:
        self.seq = 0
        self.sides: dict[uuid.UUID, WebSocket] = {}


_pairs: dict[str, Pair] = {}


def heard(frame: SendMessage, author: uuid.UUID, seq: int) -> EntryView:
    """Return the entry that a message would have become."""
    return EntryView(
        seq, "message", author, "user", frame.message, {}, datetime.now(UTC), frame.reply_to, frame.cid, "x"
    )


@router.websocket("/echo/{pair_id}/{principal}")
async def echo(websocket: WebSocket, pair_id: str, principal: uuid.UUID) -> None:
    """Send the receipt and the message to its sender, and the message to the other side."""
    await websocket.accept()
    pair = _pairs.setdefault(pair_id, Pair())
    pair.sides[principal] = websocket
    try:
        while True:
            frame = decode(await websocket.receive_text())
            if isinstance(frame, SendMessage) and frame.cid is not None:
                pair.seq += 1
                entry = heard(frame, principal, pair.seq)
                await websocket.send_text(ack_frame(frame.cid, entry.seq, entry.at, duplicate=False))
                for side, socket in pair.sides.items():
                    await socket.send_text(entry_frame(entry, side))
    except WebSocketDisconnect:
        del pair.sides[principal]


@router.websocket("/echo_direct/{pair_id}/{principal}")
async def echo_direct(websocket: WebSocket, pair_id: str, principal: uuid.UUID) -> None:
    """Do as `echo` does by our own server's shorter way: one write to each side, around ASGI."""
    await websocket.accept()
    pair = _pairs.setdefault(pair_id, Pair())
    pair.sides[principal] = websocket
    try:
        while True:
            frame = decode(await websocket.receive_text())
            if isinstance(frame, SendMessage) and frame.cid is not None:
                pair.seq += 1
                entry = heard(frame, principal, pair.seq)
                ack = ack_frame(frame.cid, entry.seq, entry.at, duplicate=False)
                for side, socket in pair.sides.items():
                    frames = [entry_frame(entry, side)]
                    if socket is websocket:
                        frames.append(ack)
                    socket.scope["extensions"][EXTENSION].send_texts(frames)
    except WebSocketDisconnect:
        del pair.sides[principal]


@router.websocket("/plain/{_pair}/{_principal}")
async def plain(websocket: WebSocket, _pair: str, _principal: str) -> None:
    """Send the receipt alone."""
    await websocket.accept()
    seq = 0
    try:
        while True:
            frame = decode(await websocket.receive_text())
            if isinstance(frame, SendMessage) and frame.cid is not None:
                seq += 1
                await websocket.send_text(ack_frame(frame.cid, seq, datetime.now(UTC), duplicate=False))
    except WebSocketDisconnect:
        return
