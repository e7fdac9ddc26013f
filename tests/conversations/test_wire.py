"""The wire and the wheel: bounded queues, closes that end, and signs of life."""

import asyncio
import time
import uuid

import pytest
from starlette.websockets import WebSocket
from tests.conversations.making import until

from beseda.conversations.live.wheel import Wheel
from beseda.conversations.pace import BURST, PER_SECOND, Pace
from beseda.conversations.socket import wire as wire_module
from beseda.conversations.socket.outbox import MOST_BYTES, MOST_EVENTS
from beseda.conversations.socket.wire import Wire


class Peer:
    """The server's end of a socket whose client reads only when it is let."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.codes: list[int] = []
        self.reads = asyncio.Event()
        self.reads.set()
        self.says: asyncio.Queue[dict[str, object]] = asyncio.Queue()
        self.gone = False

    async def receive(self) -> dict[str, object]:
        return await self.says.get()

    async def send(self, message: dict[str, object]) -> None:
        await self.reads.wait()
        if self.gone:
            raise OSError
        if message["type"] == "websocket.send":
            self.sent.append(str(message["text"]))
        elif message["type"] == "websocket.close":
            self.codes.append(int(str(message["code"])))

    def leave(self) -> None:
        self.says.put_nowait({"type": "websocket.disconnect", "code": 1001})


async def opened(peer: Peer) -> tuple[Wire, "asyncio.Task[None]", list[str]]:
    peer.says.put_nowait({"type": "websocket.connect"})
    socket = WebSocket({"type": "websocket"}, peer.receive, peer.send)  # type: ignore[arg-type]
    await socket.accept()
    ended: list[str] = []
    wire = Wire(socket, lambda: ended.append("closing"))

    async def ignore(_: str | None) -> None: ...

    task = asyncio.create_task(wire.run(ignore))
    await asyncio.sleep(0)
    return wire, task, ended


async def test_what_is_sent_goes_out_in_order_before_the_close() -> None:
    peer = Peer()
    wire, task, ended = await opened(peer)
    for number in range(100):
        wire.send(str(number))
    wire.close(4400)
    wire.close(1012)
    await asyncio.wait_for(task, 20)
    assert peer.sent == [str(number) for number in range(100)]
    assert (peer.codes, ended) == ([4400], ["closing"])
    wire.send("too late")
    assert len(peer.sent) == 100


@pytest.mark.parametrize(
    ("frame", "count"), [("x", MOST_EVENTS + 2), ("x" * 10_000, MOST_BYTES // 10_000 + 2)]
)
async def test_a_full_queue_closes_and_ends_whatever_the_client_does(
    frame: str, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire_module, "CLOSE_WAIT", 0.1)
    peer = Peer()
    wire, task, ended = await opened(peer)
    peer.reads.clear()
    for _ in range(count - 2):
        wire.send(frame)
        await asyncio.sleep(0)
    assert not wire.closing
    for _ in range(3):
        wire.send(frame)
    await asyncio.wait_for(task, 20)
    assert ended == ["closing"]


async def test_who_reads_again_is_told_that_it_was_too_slow() -> None:
    peer = Peer()
    wire, task, _ = await opened(peer)
    peer.reads.clear()
    for _ in range(MOST_EVENTS + 2):
        wire.send("x")
        await asyncio.sleep(0)
    await asyncio.sleep(0.02)
    peer.reads.set()
    await asyncio.wait_for(task, 20)
    assert peer.codes == [4408]


async def test_ephemeral_frames_are_dropped_at_half() -> None:
    peer = Peer()
    wire, task, _ = await opened(peer)
    peer.reads.clear()
    for _ in range(MOST_EVENTS * 2):
        wire.send_ephemeral("e")
        await asyncio.sleep(0)
    assert not wire.closing
    wire.send("real")
    peer.reads.set()
    await until(lambda: peer.sent[-1:] == ["real"])
    assert len(peer.sent) == MOST_EVENTS // 2 + 2
    peer.leave()
    await asyncio.wait_for(task, 20)


async def test_a_socket_that_takes_nothing_for_a_beat_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire_module, "CLOSE_WAIT", 0.1)
    monkeypatch.setattr(wire_module, "STUCK_AFTER", 0.05)
    peer = Peer()
    wire, task, _ = await opened(peer)
    wire.beat("alive")
    await until(lambda: peer.sent == ["alive"])
    peer.reads.clear()
    wire.send("x")

    def has_closed() -> bool:
        wire.beat("alive")
        return wire.closing

    await until(has_closed)
    await asyncio.wait_for(task, 20)


async def test_a_client_that_left_ends_the_reader() -> None:
    peer = Peer()
    wire, task, ended = await opened(peer)
    peer.gone = True
    wire.send("x")
    await asyncio.wait_for(task, 20)
    assert ended == ["closing"]


async def test_a_close_while_the_client_leaves_raises_nothing() -> None:
    for _ in range(20):
        peer = Peer()
        wire, task, _ = await opened(peer)
        wire.send("x")
        wire.close(1012)
        peer.leave()
        await asyncio.wait_for(task, 20)


async def test_the_servers_own_cancellation_is_not_swallowed() -> None:
    peer = Peer()
    _, task, ended = await opened(peer)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended == ["closing"]


async def test_every_item_is_due_once_a_turn_and_a_failed_beat_is_not_the_last() -> None:
    beats: dict[str, list[float]] = {"a": [], "b": []}

    async def due(items: list[str]) -> None:
        for item in items:
            beats[item].append(time.monotonic())
        if len(beats["a"]) == 1:
            raise RuntimeError("the database is away")

    wheel: Wheel[str] = Wheel(due, every=0.2, tick=0.02)
    wheel.add("a")
    wheel.add("b")
    await wheel.start()
    await until(lambda: beats["b"])
    wheel.remove("b")
    left = len(beats["b"])
    seen = len(beats["a"])
    await until(lambda: len(beats["a"]) >= seen + 2)
    await wheel.stop()
    assert len(beats["b"]) == left


async def test_tabs_of_one_person_share_a_bucket_that_fills_again() -> None:
    pace, anna = Pace(), uuid.uuid4()
    first, second = pace.bucket(anna), pace.bucket(anna)
    assert first is second
    assert pace.bucket(uuid.uuid4()) is not first
    waits = [first.take() for _ in range(int(BURST) + 1)]
    assert waits[:-1] == [0.0] * int(BURST)
    assert 0 < waits[-1] <= 1 / PER_SECOND
    await asyncio.sleep(waits[-1] + 0.01)
    assert second.take() == 0.0


async def test_a_queue_that_overflows_while_closing_still_closes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire_module, "CLOSE_WAIT", 0.2)
    peer = Peer()
    wire, task, ended = await opened(peer)
    peer.reads.clear()
    wire.send("x")
    await asyncio.sleep(0)
    wire.close(1012)
    await asyncio.sleep(0)
    for _ in range(MOST_EVENTS + 2):
        wire.send("x")
    peer.reads.set()
    await asyncio.wait_for(task, 20)
    assert (peer.codes, ended) == ([1012], ["closing"])
