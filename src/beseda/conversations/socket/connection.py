"""One socket's life in a conversation: a seat, its frames in and out, from ready to close."""

import asyncio
import uuid
from enum import Enum, auto

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

from beseda.conversations.engine import Engine
from beseda.conversations.entries import EntryView
from beseda.conversations.errors import ConversationMissing, HelloMissing, MalformedFrame
from beseda.conversations.frames import Hello, bye_frame, decode, entry_frame, error_frame, heartbeat_frame
from beseda.conversations.live.attendance import Table
from beseda.conversations.live.live import Live, Shown
from beseda.conversations.socket.door import close_code
from beseda.conversations.socket.opening import Opening, read_opening
from beseda.conversations.socket.outbox import SocketGone
from beseda.conversations.socket.reading import read_page
from beseda.conversations.socket.seat import Seat, refusal_now
from beseda.conversations.socket.speaking import Speaking
from beseda.conversations.socket.wire import Wire
from beseda.kit.errors import BesedaError
from beseda.kit.i18n import current_locale

__all__ = ["Seat", "hello", "serve"]

log = structlog.get_logger(__name__)

MALFORMED, NOT_YOURS, MISSING, RESTARTING = 4400, 4403, 4404, 1012
CLOSE_CODES = {"not_yours": NOT_YOURS, "no_such_conversation": MISSING}
MOST_MALFORMED = 3


class State(Enum):
    """Where a connection is in its life; only catching up and live take turns."""

    OPENING = auto()
    CATCHING_UP = auto()
    LIVE = auto()
    CLOSING = auto()


async def serve(websocket: WebSocket, seat: Seat, *, after: int | None, engine: Engine) -> None:
    """Serve an accepted socket until it closes: `ready`, the history after `after`, then what comes.

    What goes wrong becomes an error frame and a close code; nothing is raised but the server's cancellation.
    """
    connection = Connection(websocket, seat, engine)
    try:
        await connection.run(after)
    finally:
        connection.leave()


async def hello(websocket: WebSocket, timeout: float = 10) -> str:
    """Return the token of the hello frame that a page without a cookie sends first; raises HelloMissing.

    `timeout` is in seconds. Raises WebSocketDisconnect if the page has left.
    """
    try:
        message = await asyncio.wait_for(websocket.receive(), timeout)
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1005))
        frame = decode(message.get("text"))
    except (TimeoutError, MalformedFrame):
        raise HelloMissing from None
    if not isinstance(frame, Hello):
        raise HelloMissing
    return frame.token


class Connection:
    """A socket between its seat and the log. All but `run` is called on the loop and never blocks."""

    def __init__(self, websocket: WebSocket, seat: Seat, engine: Engine) -> None:
        self.seat = seat
        self.engine = engine
        self.state = State.OPENING
        self.sent = 0
        self.kind = ""
        self._locale = current_locale()
        self._wire = Wire(websocket, self._on_closing)
        self._speaking = Speaking(self)
        self._live: Live | None = None
        self._table: Table | None = None
        self._greeted = False
        self._malformed = 0
        self._catching: asyncio.Task[None] | None = None
        self._paging = False

    @property
    def key(self) -> int:
        """The conversation it listens to."""
        return self.seat.key

    @property
    def principal_id(self) -> uuid.UUID:
        """Whose socket it is."""
        return self.seat.principal_id

    @property
    def may_write(self) -> bool:
        """Whether the seat is a participant's, and not an onlooker's."""
        return self.seat.may_write

    async def run(self, after: int | None) -> None:
        """Open, then read frames until either side closes."""
        if self.engine.stopping:
            self.say_bye(self.engine.come_back_ms())
        else:
            await self._open_safely(after)
        await self._wire.run(self._take)

    def leave(self) -> None:
        """Take this connection out of everything that knows it."""
        self.state = State.CLOSING
        self.engine.hub.leave(self.seat.key, self)
        self.engine.wheel.remove(self)
        self.engine.attendance.rise(self)
        self.engine.attendance.depart(self)
        if self._catching is not None and self._paging:
            # Only a wait for the socket is cut short: a read that is cancelled costs the pool its connection.
            self._catching.cancel()

    def send(self, frame: str) -> None:
        """Queue a frame that must not be lost."""
        self._wire.send(frame)

    def refuse(self, error: BesedaError, cid: uuid.UUID | None = None) -> None:
        """Tell the client why something was not done, and close where nothing more could be."""
        retry = None if error.retry_after is None else int(error.retry_after * 1000)
        self.send(error_frame(error.code, error.text(self._locale), cid, retry))
        code = CLOSE_CODES.get(error.code)
        if code is not None:
            self.close(code)

    def close(self, code: int) -> None:
        """Close with a code, once."""
        self._wire.close(code)

    def entry_shown(self, shown: Shown) -> None:
        """Send the next entry, if this is the next for this socket."""
        if self.state is not State.LIVE:
            return
        if shown.entry.seq == self.sent + 1:
            self.sent += 1
            self.send(shown.text_for(self.seat.principal_id))
        elif shown.entry.seq > self.sent:
            self._catch_up()

    def log_jumped(self) -> None:
        """Read the log at one's own pace."""
        if self.state is State.LIVE:
            self._catch_up()

    def signal_heard(self, frame: str, by: uuid.UUID) -> None:
        """Send a frame that may be lost, but not to whom it comes from, nor to whom may not know of it."""
        me = self.seat.principal_id
        if self.state is State.LIVE and by != me and self._table is not None and self._table.meet(me, by):
            self._wire.send_ephemeral(frame)

    def presence_seen(self, frame: str) -> None:
        """Say that somebody came or left; what happened before `ready` stands in it."""
        if self._greeted and self.state is not State.CLOSING:
            self._wire.send_ephemeral(frame)

    async def check_seat(self) -> None:
        """Ask the door again whether this seat stands; if that can't be found out, the client asks itself."""
        try:
            error = await refusal_now(self.seat.recheck)
        except Exception as failure:  # noqa: BLE001 - whoever can't be checked is sent to another process.
            log.warning("seat_not_checked", error=type(failure).__name__)
            self.start_afresh()
        else:
            if error is not None:
                self.turned_away(error)

    def turned_away(self, error: BesedaError) -> None:
        """Say why nothing more comes, and close."""
        self.send(error_frame(error.code, error.text(self._locale)))
        self.close(close_code(error))

    def start_afresh(self) -> None:
        """Leave and come back: what this connection began with holds no longer."""
        self.say_bye(self.engine.come_back_ms())

    def seat_claimed(self, principal: uuid.UUID, claim: bytes) -> None:
        """Leave the seat if another browser has taken it."""
        if principal == self.seat.principal_id and self.seat.claim not in {None, claim}:
            self.close(NOT_YOURS)

    def beat(self, head: int) -> None:
        """Send a sign of life with the head of the log."""
        self._wire.beat(heartbeat_frame(head))

    def say_bye(self, retry_ms: int) -> None:
        """Say when to come back, and close for a restart."""
        self.send(bye_frame(retry_ms))
        self.close(RESTARTING)

    def rewind(self, after: int) -> None:
        """Send everything after a `seq` once more."""
        if self.state is not State.CLOSING:
            self.sent = min(after, self.sent)
            self._catch_up()

    async def _open_safely(self, after: int | None) -> None:
        try:
            await self._open(after)
        except SocketGone:
            self._wire.gone()
        except Exception as error:  # noqa: BLE001 - the client comes back; another process may do better.
            log.warning("conversation_not_opened", error=type(error).__name__)
            self.say_bye(self.engine.come_back_ms())

    async def _open(self, after: int | None) -> None:
        """Listen first and read then, so that nothing falls between; say `ready`."""
        live = self._live = self.engine.hub.join(self.seat.key, self)
        table = self._table = self.engine.sit(self)
        turn = table.turn
        opening = await read_opening(self.engine.database, self.seat)
        if opening is None:
            self.refuse(ConversationMissing())
            return
        self.engine.attendance.settle(table, opening.standing.cast, turn)
        live.settle(opening.head)
        self.engine.hub.known({self.seat.key: opening.head})
        self.kind = opening.kind
        self.sent = opening.start(after, self.engine.settings.chat_history_limit)
        await self._send_ready(opening)
        self.engine.wheel.add(self)
        self._catch_up()

    async def _send_ready(self, opening: Opening) -> None:
        cast = opening.standing.cast
        if self._table is not None and self._table.cast is not None:
            cast = self._table.cast
        is_online = self.engine.attendance.presence.is_online
        frame = opening.frame(self.seat, cast, is_online, first=self.sent + 1)
        self._greeted = True
        await self._wire.send_page([frame])

    def _catch_up(self) -> None:
        if self.state is State.CLOSING:
            return
        self.state = State.CATCHING_UP
        if self._catching is None or self._catching.done():
            self._catching = asyncio.create_task(self._catch_up_now())

    async def _catch_up_now(self) -> None:
        """Send pages that wait for the socket until nothing is left, then go live in the same breath."""
        live = self._live
        assert live is not None  # noqa: S101 - set before anything can call this.
        try:
            while self.state is State.CATCHING_UP:
                if self.sent >= live.head:
                    self.state = State.LIVE
                    return
                await self._send_next_page(live)
        except SocketGone:
            self._wire.gone()
        except Exception as error:  # noqa: BLE001 - the client comes back and resumes from the log.
            log.warning("history_not_read", error=type(error).__name__)
            self.say_bye(self.engine.come_back_ms())

    async def _send_next_page(self, live: Live) -> None:
        before = self.sent
        page = await read_page(self.engine, live, before, self._retention_minutes)
        if self.sent != before:
            return
        if not page or page[0].seq != before + 1:
            await self._skip_gone(page[0].seq if page else live.head + 1)
            return
        for entry in page:
            if self.sent != entry.seq - 1 or self.state is not State.CATCHING_UP:
                return
            self.sent = entry.seq
            await self._send_entry(entry)

    @property
    def _retention_minutes(self) -> int:
        cast = None if self._table is None else self._table.cast
        return 0 if cast is None else cast.retention_minutes

    async def _send_entry(self, entry: EntryView) -> None:
        self._paging = True
        try:
            await self._wire.send_page([entry_frame(entry, self.seat.principal_id)])
        finally:
            self._paging = False

    async def _skip_gone(self, next_seq: int) -> None:
        """Start anew at the first entry that still lives; what is gone is said by `ready`'s `oldest`."""
        opening = await read_opening(self.engine.database, self.seat)
        if opening is None:
            self.refuse(ConversationMissing())
            return
        self.sent = next_seq - 1
        await self._send_ready(opening)

    async def _take(self, text: str | None) -> None:
        try:
            await self._speaking.take(decode(text))
        except MalformedFrame as error:
            self.refuse(error)
            self._malformed += 1
            if self._malformed >= MOST_MALFORMED:
                self.close(MALFORMED)

    def _on_closing(self) -> None:
        self.state = State.CLOSING
