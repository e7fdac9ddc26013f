"""A client as the protocol asks for: it applies `last + 1`, resends until acknowledged, and comes back."""

import asyncio
import random
import time
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import msgspec
from picows import WSCloseCode, WSError, WSFrame, WSListener, WSMsgType, WSTransport, ws_connect
from tests.promise.history import Acked, History, Line, Ready, Sent, Synced, Trace, ticks

SEQUENCED = {"message", "bot_message", "chat_ended", "skip", "floor", "edited", "deleted"}
REFUSING = {4400, 4401, 4403, 4404}
FIRST_BACKOFF = 0.1
LONGEST_BACKOFF = 2.0
PATIENCE = (2.0, 6.0)


class Who(msgspec.Struct):
    """Who says something."""

    id: str


class Frame(msgspec.Struct, rename={"sender": "from"}):
    """What a client needs of any frame."""

    type: str
    seq: int = 0
    cid: str | None = None
    message: str | None = None
    sender: Who | None = None
    first: int = 1
    head: int = 0
    code: str = ""
    retry_ms: int | None = None


_decode = msgspec.json.Decoder(Frame).decode
_encode = msgspec.json.encode


@dataclass(slots=True)
class Board:
    """What all clients of a run have seen together.

    Since the last fault: `waiting` are those without an acknowledgement of what they said after it;
    `first_ack` and `all_back` are when the first had one and when the last.
    """

    acked: int = 0
    connects: int = 0
    first_ack: float | None = None
    all_back: float | None = None
    struck: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    unsure: Counter[str] = field(default_factory=Counter)
    waiting: set["Client"] = field(default_factory=set)

    def fault(self, clients: Sequence["Client"]) -> None:
        """Begin to wait for the first acknowledgement, and for one of each client."""
        self.first_ack = self.all_back = None
        self.struck = next(ticks)
        self.waiting = set(clients)

    def ack(self, client: "Client", said: int) -> None:
        """Take note of an acknowledgement; `said` is the tick of its message."""
        self.acked += 1
        if said < self.struck:
            return
        now = time.monotonic()
        self.first_ack = self.first_ack or now
        self.waiting.discard(client)
        if not self.waiting:
            self.all_back = self.all_back or now


@dataclass(frozen=True, slots=True)
class Place:
    """What a client connects to: any of these addresses, with this path and these headers."""

    addresses: Sequence[str]
    path: str
    headers: dict[str, str]


class Link(WSListener):
    """One socket of a client; what an old one still brings is not listened to."""

    def __init__(self, client: "Client") -> None:
        self.client = client
        self.transport: WSTransport | None = None
        self.gone = asyncio.Event()
        self.code = 1006

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Take the transport."""
        self.transport = transport

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Hand a text on, answer a close."""
        if frame.msg_type == WSMsgType.TEXT:
            if self.client.link is self:
                self.client.take(_decode(frame.get_payload_as_bytes()))
        elif frame.msg_type == WSMsgType.CLOSE:
            self.code = frame.get_close_code().value
            transport.send_close(WSCloseCode.OK)
            transport.disconnect()

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """Take note of the end."""
        del transport
        self.transport = None
        self.gone.set()

    def say(self, frame: object) -> None:
        """Send a frame, if there is still somebody to hear it."""
        if self.transport is not None:
            self.transport.send(WSMsgType.TEXT, _encode(frame))

    def abort(self) -> None:
        """Leave without a word."""
        if self.transport is not None:
            self.transport.disconnect(graceful=False)
        self.gone.set()


class Client:
    """One person's page in one conversation."""

    def __init__(self, name: str, author: str, place: Place, history: History, board: Board) -> None:
        self.name = name
        self.author = author
        self.place = place
        self.history = history
        self.board = board
        self.trace = Trace(name)
        history.traces.append(self.trace)
        self.last = 0
        self.link: Link | None = None
        self.live = False
        self.stopping = False
        self.patience = random.uniform(*PATIENCE)
        self.outbox: dict[str, Sent] = {}
        self.on_line: Callable[[Line], None] = _ignore
        # Another page of the same person, which sends the same messages under the same numbers.
        self.twin: Client | None = None
        self._said: dict[str, int] = {}
        self._carried: dict[str, float] = {}
        self._paused_until = 0.0
        self._attempt = 0
        self._bye: int | None = None
        self._opened = 0.0
        self._address = ""
        self._asked = (-1, 0.0)
        self._task: asyncio.Task[None] | None = None

    def start(self, after: int = 0) -> None:
        """Connect, and come back whenever the connection is lost."""
        self.last = self.trace.start = after
        self._task = asyncio.create_task(self._live())

    async def stop(self) -> None:
        """Leave for good."""
        self.stopping = True
        if self.link is not None:
            self.link.abort()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def say(self, text: str) -> Sent:
        """Write a message; it is sent until it has been acknowledged."""
        sent = Sent(str(uuid.uuid4()), self.author, text, next(ticks))
        self.history.sent.append(sent)
        self.keep(sent)
        return sent

    def keep(self, sent: Sent) -> None:
        """Take a message into the outbox, perhaps one that another page of the same person sends too."""
        self.outbox[sent.cid] = sent
        self._said[sent.cid] = sent.tick
        self._flush()

    def look(self) -> None:
        """Take a socket that says nothing for a dead one, and go on sending after a pause."""
        now = time.monotonic()
        link = self.link
        if link is None or link.gone.is_set():
            return
        since = self._opened if not self.live else min(self._carried.values(), default=now)
        if now - since > self.patience:
            link.abort()
        elif self._paused_until and now >= self._paused_until:
            self._paused_until = 0.0
            self._flush()

    async def _live(self) -> None:
        while not self.stopping:
            link = self.link = Link(self)
            self._carried.clear()
            self._opened, self.live = time.monotonic(), False
            url = f"{self._next_address()}{self.place.path}"
            url += f"{'&' if '?' in url else '?'}after={self.last}"
            try:
                headers = list(self.place.headers.items())
                # A request that nobody answers is given up as a socket that says nothing is.
                await ws_connect(
                    lambda link=link: link,
                    url,
                    extra_headers=headers,
                    websocket_handshake_timeout=self.patience,
                )
                self.board.connects += 1
                await link.gone.wait()
            except (OSError, WSError, TimeoutError):
                pass
            finally:
                self.live = False
                link.abort()
            if link.code in REFUSING:
                self.board.refused[f"close {link.code}"] += 1
            await asyncio.sleep(self._backoff())

    def _next_address(self) -> str:
        """Draw where to connect: anywhere at first, elsewhere after a loss, as behind a balancer."""
        others = [one for one in self.place.addresses if one != self._address]
        self._address = random.choice(others or self.place.addresses)
        return self._address

    def _backoff(self) -> float:
        wait: float = min(LONGEST_BACKOFF, FIRST_BACKOFF * 2**self._attempt) * random.uniform(0.5, 1.0)
        if self._bye is not None:
            wait = self._bye / 1000 * random.uniform(1.0, 1.5)
        self._bye = None
        self._attempt += 1
        return wait

    def take(self, frame: Frame) -> None:
        """Do what a frame asks of a client."""
        if frame.type in SEQUENCED:
            self._take_line(frame)
        elif frame.type == "ack" and frame.cid is not None:
            self._take_ack(frame.cid, frame)
        elif frame.type == "ready":
            self.trace.events.append(Ready(frame.first))
            self.last = max(self.last, frame.first - 1)
            self.live, self._attempt = True, 0
            self._flush()
        elif frame.type == "heartbeat" and frame.head > self.last:
            self._sync()
        elif frame.type == "bye":
            self._bye = frame.retry_ms
        elif frame.type == "error":
            self._take_error(frame)

    def _take_line(self, frame: Frame) -> None:
        author = None if frame.sender is None else frame.sender.id
        line = Line(frame.seq, frame.type, frame.message, author, frame.cid)
        self.trace.events.append(line)
        if line.seq > self.last + 1:
            self._sync()
        elif line.seq == self.last + 1:
            self.last = line.seq
            self.trace.applied.append(line)
            if line.cid is not None:
                self._settle(line.cid)
            self.on_line(line)

    def _take_ack(self, cid: str, frame: Frame) -> None:
        self.history.acked.append(Acked(cid, frame.seq, next(ticks)))
        self._settle(cid)
        self.board.ack(self, self._said.pop(cid, 0))

    def _take_error(self, frame: Frame) -> None:
        """Send again, with all that follows, what could not be stored just now; note what was refused."""
        if frame.retry_ms is None and frame.code != "unavailable":
            self.board.refused[frame.code] += 1
            if frame.cid is not None:
                self._settle(frame.cid)
            return
        self.board.unsure[frame.code if frame.retry_ms else f"{frame.code} without retry_ms"] += 1
        if frame.cid is None:
            return
        after = False
        for cid in self.outbox:
            after = after or cid == frame.cid
            if after:
                self._carried.pop(cid, None)
        self._paused_until = time.monotonic() + (frame.retry_ms or 500) / 1000

    def _settle(self, cid: str) -> None:
        self.outbox.pop(cid, None)
        self._carried.pop(cid, None)

    def _sync(self) -> None:
        now = time.monotonic()
        if self.link is not None and (self._asked[0] != self.last or now - self._asked[1] > 1.0):
            self._asked = (self.last, now)
            self.trace.events.append(Synced(self.last))
            self.link.say({"type": "sync", "after": self.last})

    def _flush(self) -> None:
        if not self.live or self.link is None or self._paused_until:
            return
        for cid, sent in self.outbox.items():
            if cid not in self._carried:
                self._carried[cid] = time.monotonic()
                self.link.say({"message": sent.text, "cid": cid})


def _ignore(_: Line) -> None:
    """Do nothing with a line."""
