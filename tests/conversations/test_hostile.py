"""Slow and hostile clients: each ends in bounded time at bounded cost, and nobody else is hurt."""

import asyncio
import gc
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from packaging.version import Version
from tests.conversations.making import (
    Client,
    Room,
    client,
    make_conversation,
    make_principal,
    room,
    until,
)
from tests.conversations.rude import (
    BINARY,
    CONT,
    MADE,
    PING,
    PONG,
    TEXT,
    Rude,
    close_code,
    frame,
    random_bytes,
)

from beseda.conversations.actions import append_entries
from beseda.conversations.entries import Draft
from beseda.conversations.models import Conversation
from beseda.conversations.socket import wire
from beseda.conversations.socket.outbox import MOST_BYTES
from beseda.entry import bounded_http, bounded_socket, unread
from beseda.kit.db import Database
from beseda.settings import Settings

# uvicorn's high-water mark, one frame above it, and what stands in our own queue.
MOST_KEPT = 64 * 1024 + 64 * 1024 + MOST_BYTES


@pytest.fixture(autouse=True)
def _sooner(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What takes seconds there takes a tenth here."""
    monkeypatch.setattr(wire, "CLOSE_WAIT", 0.4)
    monkeypatch.setattr(unread, "STUCK_AFTER", 1.0)
    monkeypatch.setattr(bounded_socket, "LINGER", 0.8)
    monkeypatch.setattr(bounded_socket, "CLOSE_ANSWER", 0.5)
    monkeypatch.setattr(bounded_http, "HEADERS_WITHIN", 1.0)
    yield
    while MADE:
        MADE.pop().close()


class Place:
    """A room with a conversation that rude clients join, and a pair elsewhere that just talks."""

    def __init__(self, made: Room, database: Database, conversation: Conversation, anna: Any) -> None:
        self.room, self.database, self.conversation, self.anna = made, database, conversation, anna
        self.here: Client
        self.there: Client
        self.said = 0

    def url(self) -> str:
        return self.room.seat(self.conversation, self.anna)

    async def rude(self) -> Rude:
        return await Rude(self.url()).connect()

    async def fill(self, count: int, words: str) -> None:
        drafts = [Draft(self.conversation.key, "message", text=words) for _ in range(count)]
        async with self.database.transaction() as session:
            await append_entries(session, drafts)

    async def pair_talks(self, times: int = 5) -> None:
        """Let the well-behaved pair talk; what one says the other hears, in order."""
        for _ in range(times):
            for one, other in ((self.here, self.there), (self.there, self.here)):
                self.said += 1
                await one.say(f"m{self.said}")
                heard = await other.next("message", within=20)
                while heard["message"] != f"m{self.said}":
                    heard = await other.next("message", within=20)

    def kept(self) -> int:
        """Return the most bytes that one connection keeps for its client in this process."""
        connections: Any = self.room.server.server_state.connections
        return max((one.transport.get_write_buffer_size() for one in connections), default=0)

    async def gone(self, left: int = 2) -> None:
        """Wait until no connection but the pair's is left, neither in the engine nor in the server."""
        await until(lambda: len(self.room.engine.hub.listeners) <= left, 40)
        await until(lambda: len(self.room.server.server_state.connections) <= left, 40)


@asynccontextmanager
async def a_place(database: Database, settings: Settings) -> AsyncIterator[Place]:
    anna, boris = await make_principal(database), await make_principal(database, "Boris")
    joined = await make_conversation(database, anna)
    talk = await make_conversation(database, anna, boris)
    quiet = settings.model_copy(update={"rate_limits": False})
    async with room(database, quiet) as made:
        place = Place(made, database, joined, anna)
        async with client(made.seat(talk, anna)) as here, client(made.seat(talk, boris)) as there:
            place.here, place.there = here, there
            await place.pair_talks(1)
            yield place
            await place.pair_talks()


@pytest.fixture
async def place(database: Database, settings: Settings) -> AsyncIterator[Place]:
    async with a_place(database, settings) as made:
        yield made


def test_the_server_is_one_that_waits_for_full_buffers() -> None:
    """Before 0.52.1 uvicorn's sansio protocol did not, and a client that never read filled the memory."""
    assert Version(uvicorn.__version__) >= Version("0.52.1")


async def test_clients_that_never_read_cost_little_and_are_gone(place: Place) -> None:
    for _ in range(10):
        await place.rude()
    most = 0
    for _ in range(60):
        await place.fill(20, "x" * 3000)
        most = max(most, place.kept())
        await place.pair_talks(1)
    assert most <= 64 * 1024 + 64 * 1024
    await place.gone()
    gc.collect()
    assert place.kept() == 0


async def test_a_client_that_never_reads_its_history_is_gone(place: Place) -> None:
    await place.fill(1500, "x" * 3000)
    await Rude(place.url() + "?after=0").connect()
    await until(lambda: place.kept() > 0)
    await place.pair_talks()
    assert place.kept() <= 128 * 1024
    await place.gone()


async def test_a_slow_reader_is_waited_for_while_it_reads(place: Place) -> None:
    await place.fill(100, "x" * 3000)
    slow = await Rude(place.url() + "?after=0").connect()
    loop = asyncio.get_running_loop()
    while slow.heard.count(b'"bot_message"') < 100:
        slow.heard += await loop.sock_recv(slow.socket, 8192)
        await asyncio.sleep(0.02)
    assert len(place.room.engine.hub.listeners) == 3
    slow.close()
    await place.gone()


async def test_a_slow_reader_of_a_busy_conversation_is_sent_away(place: Place) -> None:
    slow = await place.rude()
    loop = asyncio.get_running_loop()
    for _ in range(40):
        await place.fill(50, "x" * 3000)
        slow.heard += await loop.sock_recv(slow.socket, 1024) if len(slow.heard) < 50_000 else b""
        if len(place.room.engine.hub.listeners) == 2:
            break
    await place.gone()


@pytest.mark.parametrize("opcode", [TEXT, BINARY])
async def test_garbage_is_answered_thrice_and_then_refused(place: Place, opcode: int) -> None:
    rude = await place.rude()
    for payload in (b"{", b"[]", b"\xd0\x9f" * 100 if opcode == TEXT else random_bytes(100)):
        await rude.send(frame(payload, opcode))
    heard = await rude.ended()
    assert (heard.count(b'"error"'), close_code(heard)) == (3, 4400)
    await place.gone()


async def test_bytes_that_are_no_frames_end_the_connection(place: Place) -> None:
    for nonsense in (b"\xff" * 200, b"\x83\x80\0\0\0\0", frame(b"\xff\xfe"), random_bytes(5000)):
        rude = await place.rude()
        await rude.send(nonsense)
        rude.socket.shutdown(1)
        await rude.ended()
    await place.gone()


async def test_a_frame_of_64_kilobytes_is_the_largest(place: Place) -> None:
    rude = await place.rude()
    await rude.send(frame(b"x" * 65536))
    await rude.send(frame(b"x" * 65537))
    heard = await rude.ended()
    assert heard.count(b'"malformed"') <= 1
    assert close_code(heard) == 1009
    await place.gone()


async def test_a_message_in_fragments_is_one_and_may_not_go_on_for_ever(place: Place) -> None:
    rude = await place.rude()
    await rude.send(
        frame(b'{"mess', fin=False) + frame(b'age": "in ', CONT, fin=False) + frame(b'two"}', CONT)
    )
    await rude.hears(b'"message":"in two"')
    await rude.send(frame(b"", fin=False))
    for _ in range(3):
        await rude.flood(frame(b"", CONT, fin=False) * 100, 1)
    heard = await rude.ended()
    assert close_code(heard) == 1009
    endless = await place.rude()
    await endless.send(frame(b"x" * 1000, fin=False))
    await endless.flood(frame(b"x" * 1000, CONT, fin=False), 70)
    assert close_code(await endless.ended()) == 1009
    await place.gone()


async def test_who_floods_without_reading_answers_is_not_read_from(place: Place) -> None:
    rude = [await place.rude() for _ in range(3)]
    say = b"".join(frame(b'{"message":"%d","cid":"%032d"}' % (n, n)) for n in range(2000))
    results = await asyncio.gather(*(one.flood(say, 200) for one in rude))
    assert results == [False] * 3
    await place.pair_talks()
    assert place.kept() <= 128 * 1024
    await place.gone()


async def test_a_flood_of_tiny_frames_is_queued_in_slices(place: Place) -> None:
    rude = await place.rude()
    connections: Any = place.room.server.server_state.connections
    longest = 0
    flooding = asyncio.create_task(rude.flood(frame(b"{}") * 5000, 20))
    while not flooding.done():
        longest = max(longest, *(one.queue.qsize() for one in connections))
        await asyncio.sleep(0)
    assert longest <= bounded_socket.SLICE // len(frame(b"{}")) + 1
    await place.pair_talks()
    await rude.ended()
    await place.gone()


@pytest.mark.parametrize("opcode", [PING, PONG])
async def test_a_flood_of_pings_is_ended(place: Place, opcode: int) -> None:
    rude = await place.rude()
    await rude.send(frame(b"once", opcode))
    await rude.flood(frame(b"x" * 100, opcode) * 50, 50)
    heard = await rude.ended()
    assert heard.count(b"\x8a\x64") <= bounded_socket.MOST_CONTROLS
    await place.gone()


async def test_a_client_that_answers_no_close_is_gone_all_the_same(place: Place) -> None:
    rude = await place.rude()
    for _ in range(3):
        await rude.send(frame(b"{"))
    await place.gone()


async def test_who_vanishes_without_a_word_is_missed(
    database: Database, settings: Settings, place: Place
) -> None:
    """A phone in a tunnel: the connection stands, and no ping is answered."""
    anna = await make_principal(database)
    conversation = await make_conversation(database, anna)
    async with room(database, settings, ws_ping_interval=0.3, ws_ping_timeout=0.3) as made:
        rude = await Rude(made.seat(conversation, anna)).connect()
        await until(lambda: len(made.engine.hub.listeners) == 1)
        await until(lambda: not made.engine.hub.listeners)
        await until(lambda: not made.server.server_state.connections)
        rude.close()


async def test_handshakes_that_never_end_are_ended(place: Place) -> None:
    slow = [await Rude(place.room.url).connect(upgrade=False) for _ in range(300)]
    for number, one in enumerate(slow):
        await one.send((b"", b"G", b"\r\n", b"GET / HTTP/1.1\r\nHost: x\r\nX: ")[number % 4])
    await place.pair_talks()

    async def drips(one: Rude) -> None:
        await one.flood(b"y", 1)
        while await one.flood(b"x", 1):  # noqa: ASYNC110 - dripping is the point.
            await asyncio.sleep(0.3)

    dripping = [asyncio.create_task(drips(one)) for one in slow[3::4]]
    await place.gone()
    await asyncio.wait_for(asyncio.gather(*dripping), 40)


async def test_headers_without_end_are_refused(place: Place) -> None:
    rude = await Rude(place.room.url).connect(upgrade=False)
    await rude.send(b"GET / HTTP/1.1\r\nHost: x\r\n")
    await rude.flood(b"X-Header: " + b"x" * 1000 + b"\r\n", 100)
    assert (await rude.ended()).startswith(b"HTTP/1.1 400 ")
    await place.gone()


async def test_many_sockets_of_one_client_come_and_go(place: Place) -> None:
    for _ in range(3):
        many = await asyncio.gather(*(Rude(place.url()).connect() for _ in range(100)))
        await until(lambda: len(place.room.engine.hub.listeners) == 102, 30)
        await place.fill(2, "to all")
        for one in many:
            one.close()
        await place.gone()
    assert set(place.room.engine.hub._lives) == {live.key for live in place.room.engine.hub._lives.values()}
    assert len(place.room.engine.hub._lives) == 1
