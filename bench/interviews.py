"""Interview turns a second: whole interviews over real sockets, many at once, against one server process."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx
import msgspec

from bench.database import OwnDatabase, own_database
from bench.load import Socket, connect
from bench.machine import cores, cpu_us, family, pin
from bench.people import employer, responses, vacancy
from bench.serving import Process, process, quantile, until_served

ANSWERS = ("Москва", "три с половиной года", "да")
CROWD = 50
SETTLES = 1.0
MS = 1000


class Heard(msgspec.Struct):
    """What a candidate needs of a frame."""

    type: str


_read = msgspec.json.Decoder(Heard).decode


class Candidate:
    """One candidate, who answers at once; a turn is from sending an answer to what the bot says next."""

    def __init__(self, address: str, waits: list[float]) -> None:
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._address = address
        self._waits = waits
        self._answers = iter(ANSWERS)
        self._socket: Socket | None = None
        self._greeted = asyncio.Event()
        self._asked = 0.0

    async def enter(self) -> None:
        """Open the socket and wait for the first question."""
        self._socket = await connect(self._address, self._take)
        await self._greeted.wait()

    async def speak(self) -> None:
        """Answer all questions, until the interview has ended."""
        self._say()
        await self.ended
        if self._socket is not None:
            self._socket.abort()

    def _say(self) -> None:
        answer = next(self._answers, None)
        if answer is not None and self._socket is not None:
            self._asked = time.perf_counter()
            self._socket.send(msgspec.json.encode({"message": answer}))

    def _take(self, payload: bytes) -> None:
        kind = _read(payload).type
        if kind == "bot_message" and not self._asked:
            self._greeted.set()
        elif kind == "bot_message":
            self._waits.append(time.perf_counter() - self._asked)
            self._say()
        elif kind == "chat_ended":
            self.ended.set_result(None)
        elif kind in {"error", "bye"}:
            raise RuntimeError(f"the server says {payload!r}")


async def measure(count: int = 600, alone: int = 60) -> dict[str, Any]:
    """Lead interviews in a crowd, one at a time, and in a crowd that opens its sockets meanwhile."""
    async with own_database() as database, _product(database) as server:
        async with httpx.AsyncClient(base_url=server.url, timeout=60) as client:
            offered = await vacancy(client, await employer(client))
            ids = await responses(client, offered, 2 * count + alone)
        # Greetings are turns too: these have been run when the measurement begins.
        await asyncio.sleep(SETTLES)
        addresses = iter([f"{server.ws_url}/ws/chat/{one}" for one in ids])
        bench = Bench(server.pid, database.pid, addresses)
        return {
            f"at_once_{CROWD}": await bench.lead(count, CROWD, opened=True),
            "alone": await bench.lead(alone, 1, opened=True),
            f"opening_{CROWD}": await bench.lead(count, CROWD, opened=False),
        }


@asynccontextmanager
async def _product(database: OwnDatabase) -> AsyncIterator[Process]:
    core, load_core = cores()
    pin(0, load_core)
    environment = {"DATABASE_URL": database.url, "ENV": "dev"}
    async with process("bench.product", "serve", core=core, environment=environment) as server:
        await until_served(server.url)
        yield server


class Bench:
    """A running server with interviews that nobody has entered yet."""

    def __init__(self, server_pid: int, database_pid: int, addresses: Iterator[str]) -> None:
        self._server = server_pid
        self._database = database_pid
        self._addresses = addresses

    async def lead(self, count: int, at_once: int, *, opened: bool) -> dict[str, Any]:
        """Lead interviews, so many at once; with `opened` their sockets are open before the clock starts."""
        waits: list[float] = []
        candidates = [Candidate(next(self._addresses), waits) for _ in range(count)]
        gate = asyncio.Semaphore(at_once)

        async def enter(candidate: Candidate) -> None:
            async with gate:
                await candidate.enter()

        async def live(candidate: Candidate) -> None:
            async with gate:
                if not opened:
                    await candidate.enter()
                await candidate.speak()

        if opened:
            await asyncio.gather(*map(enter, candidates))
        before, began = self._cpu(), time.perf_counter()
        await asyncio.gather(*map(live, candidates))
        return self._figures(waits, before, time.perf_counter() - began)

    def _cpu(self) -> Sequence[float]:
        return cpu_us([self._server]), cpu_us(family(self._database)), cpu_us([0])

    def _figures(self, waits: list[float], before: Sequence[float], lasted: float) -> dict[str, Any]:
        spent = [(new - old) / len(waits) for new, old in zip(self._cpu(), before, strict=True)]
        return {
            "turns_per_second": round(len(waits) / lasted),
            "p50_ms": round(quantile(waits, 0.5) * MS, 1),
            "p99_ms": round(quantile(waits, 0.99) * MS, 1),
            "server_us": round(spent[0]),
            "database_us": round(spent[1]),
            "client_us": round(spent[2]),
        }
