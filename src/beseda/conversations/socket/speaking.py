"""What a client says on its socket: messages, edits, deletes and marks, each checked and passed on."""

import asyncio
import uuid
from typing import Protocol

import structlog

from beseda.conversations.engine import Engine
from beseda.conversations.entries import DELETE, EDIT, MESSAGE, Draft, Receipt
from beseda.conversations.errors import (
    BadText,
    EmptyText,
    JournalAway,
    ReadOnlySeat,
    TextTooLong,
    TooFast,
)
from beseda.conversations.frames import (
    ClientFrame,
    DeleteMessage,
    EditMessage,
    Hello,
    MarkRead,
    SayTyping,
    SendMessage,
    Sync,
    ack_frame,
    encode,
)
from beseda.conversations.pace import Bucket
from beseda.conversations.socket.seat import Seat
from beseda.kit.errors import BesedaError

log = structlog.get_logger(__name__)
TOO_FAST = 4429
MOST_TOO_FAST = 10
MOST_IN_FLIGHT = 64
TYPING_EVERY = 2.0
AWAY_RETRY = 2.0


class Speaker(Protocol):
    """The connection, as far as its writing half needs it."""

    seat: Seat
    engine: Engine
    kind: str
    sent: int

    def send(self, frame: str) -> None:
        """Queue a frame."""

    def refuse(self, error: BesedaError, cid: uuid.UUID | None = None) -> None:
        """Tell the client why something was not done."""

    def close(self, code: int) -> None:
        """Close with a code."""

    def rewind(self, after: int) -> None:
        """Send everything after a `seq` once more."""


class Speaking:
    """The writing half of a connection; it acknowledges what is committed and says what is refused."""

    __slots__ = (
        "_bucket",
        "_connection",
        "_engine",
        "_in_flight",
        "_read",
        "_room",
        "_seat",
        "_too_fast",
        "_typed_at",
    )

    def __init__(self, connection: Speaker) -> None:
        self._connection = connection
        self._seat = connection.seat
        self._engine = connection.engine
        self._bucket: Bucket | None = None
        self._too_fast = 0
        self._in_flight = 0
        self._room: asyncio.Future[None] | None = None
        self._typed_at = 0.0
        self._read = 0

    async def take(self, frame: ClientFrame) -> None:
        """Do what a frame asks for; raises what refuses it."""
        match frame:
            case SendMessage():
                await self._say(MESSAGE, frame.message, frame.cid, frame.reply_to)
            case EditMessage():
                await self._say(EDIT, frame.message, frame.cid, frame.seq)
            case DeleteMessage():
                await self._delete(frame)
            case Sync():
                if not self._is_too_fast(None):
                    self._connection.rewind(frame.after)
            case MarkRead():
                self._mark_read(frame.seq)
            case SayTyping():
                self._say_typing()
            case Hello():
                pass  # A page that has a cookie and a token says it to a seat it already holds.

    async def _say(self, kind: str, text: str, cid: uuid.UUID | None, of: int | None) -> None:
        if not text or text.isspace():
            self._connection.refuse(EmptyText(), cid)
        elif len(text) > self._seat.max_length:
            self._connection.refuse(TextTooLong(limit=self._seat.max_length), cid)
        else:
            await self._write(Draft(self._seat.key, kind, text=text, cid=cid, of=of))

    async def _delete(self, frame: DeleteMessage) -> None:
        draft = Draft(self._seat.key, DELETE, cid=frame.cid, of=frame.seq)
        if frame.scope == "me":
            # The mark tells it from the delete of one whom nobody else hears.
            draft.audience, draft.data = (self._seat.principal_id,), {"for": "me"}
        await self._write(draft)

    async def _write(self, draft: Draft) -> None:
        """Queue an entry of this seat; its acknowledgement or refusal goes out when it is known."""
        cid, seat = draft.cid, self._seat
        if not seat.may_write:
            self._connection.refuse(ReadOnlySeat(), cid)
            return
        if self._is_too_fast(cid) or (draft.kind != MESSAGE and await self._is_refused(draft)):
            return
        draft.cid = cid or uuid.uuid4()
        draft.author, draft.author_kind, draft.name = seat.principal_id, seat.role, seat.name
        draft.claim, draft.trusted = seat.claim, False
        draft.asks = self._engine.asks(self._connection.kind, draft)
        journal = self._engine.journal
        if journal.is_full:
            await journal.room()
        try:
            journal.add(draft, self._settled)
        except BadText as error:
            self._connection.refuse(error, cid)
            return
        except JournalAway:
            self._connection.refuse(JournalAway(retry_after=AWAY_RETRY), cid)
            return
        self._in_flight += 1
        if self._in_flight >= MOST_IN_FLIGHT:
            self._room = asyncio.get_running_loop().create_future()
            await self._room

    async def _is_refused(self, draft: Draft) -> bool:
        """Whether the seat's product refuses this change, which the client is told then."""
        if self._seat.check is None:
            return False
        try:
            # A task of its own: a text that has just arrived is taken outside any, and a query needs one.
            await asyncio.create_task(self._seat.check(draft))
        except BesedaError as error:
            self._connection.refuse(error, draft.cid)
        except Exception as failure:  # noqa: BLE001 - what can't be checked now may be sent again.
            log.warning("change_not_checked", error=type(failure).__name__)
            self._connection.refuse(JournalAway(retry_after=AWAY_RETRY), draft.cid)
        else:
            return False
        return True

    def _settled(self, draft: Draft, receipt: Receipt | None, error: Exception | None) -> None:
        """Acknowledge what is committed, and say what is refused."""
        self._in_flight -= 1
        if self._room is not None and not self._room.done():
            self._room.set_result(None)
        cid = draft.cid
        if receipt is not None and cid is not None:
            frame = ack_frame(cid, receipt.seq, receipt.at, duplicate=receipt.verdict == "repeat")
            self._connection.send(frame)
            if self._seat.on_word is not None and draft.kind == MESSAGE:
                self._seat.on_word()
        elif isinstance(error, JournalAway):
            self._connection.refuse(JournalAway(retry_after=AWAY_RETRY), cid)
        elif isinstance(error, BesedaError):
            self._connection.refuse(error, cid)

    def _is_too_fast(self, cid: uuid.UUID | None) -> bool:
        """Whether this is more than a person writes; who goes on all the same is closed."""
        if not self._engine.settings.rate_limits:
            return False
        if self._bucket is None:
            self._bucket = self._engine.pace.bucket(self._seat.principal_id)
        wait = self._bucket.take()
        if wait == 0.0:
            return False
        self._connection.refuse(TooFast(retry_after=wait), cid)
        self._too_fast += 1
        if self._too_fast >= MOST_TOO_FAST:
            self._connection.close(TOO_FAST)
        return True

    def _mark_read(self, seq: int) -> None:
        # After a `sync` less counts as sent than was read before: a mark never goes back.
        seq = min(seq, self._connection.sent)
        if not self._seat.may_write or seq <= self._read:
            return
        self._read = seq
        self._engine.journal.mark_read(self._seat.key, self._seat.principal_id, self._read)
        self._signal({"type": "read", "who": self._who(), "seq": self._read})

    def _say_typing(self) -> None:
        now = asyncio.get_running_loop().time()
        if self._seat.may_write and now - self._typed_at >= TYPING_EVERY:
            self._typed_at = now
            self._signal({"type": "typing", "who": self._who()})

    def _who(self) -> dict[str, object]:
        return {"id": self._seat.principal_id, "name": self._seat.name, "kind": self._seat.role}

    def _signal(self, frame: dict[str, object]) -> None:
        self._engine.hub.signal(self._seat.key, encode(frame), self._seat.principal_id)
