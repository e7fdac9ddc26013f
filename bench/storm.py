"""A reconnect storm: 2,000 private sockets lose their server and come back, each with its resume complete."""

import asyncio
import contextlib
import os
import random
import signal
import sys
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from picows import WSError

from bench.database import own_database
from bench.furnish import Guest, couples
from bench.load import Socket, connect
from bench.machine import cores, cpu_us, pin
from bench.serving import free_port, quantile, resident_kb, until_served

SOCKETS = 2000
TALKING = 20
EVERY = 0.1
FIRST_WAIT = 1.0
LONGEST_WAIT = 30.0
WITHIN = 90.0
STEADY = 10.0
MS = 1000
LEFT = (WSError, OSError, TimeoutError)


class Heard(msgspec.Struct):
    """What a client needs of a frame."""

    type: str
    seq: int = 0
    head: int = 0
    first: int = 0
    cid: str | None = None
    retry_ms: int = 0
    code: str | None = None


_read = msgspec.json.Decoder(Heard).decode


@dataclass
class Tally:
    """What all clients saw."""

    errors: list[str] = field(default_factory=list)
    deliveries: list[float] = field(default_factory=list)
    attempts: int = 0


class Tab:
    """One page, which behaves as ours does: full jitter, `bye` honoured, resuming after what it has."""

    def __init__(self, base: str, guest: Guest, other: Guest, tally: Tally) -> None:
        self.url = base + guest.chat_with(other)
        self.headers = {"Cookie": guest.cookie}
        self.tally = tally
        self.last = 0
        self.resumed_at = 0.0
        self.resumed = asyncio.Event()
        self.said: dict[str, float] = {}
        self._head = 0
        self._bye: float | None = None
        self._socket: Socket | None = None

    async def live(self) -> None:
        """Connect, and again whenever the connection is lost."""
        attempt = 0
        while True:
            began = time.monotonic()
            try:
                self.tally.attempts += 1
                self._socket = await connect(f"{self.url}&after={self.last}", self._take, self.headers)
                if self._socket.transport is not None:
                    await self._socket.transport.wait_disconnected()
            except LEFT:
                pass
            self.resumed.clear()
            self.said.clear()
            attempt = 0 if time.monotonic() - began > STEADY else attempt
            wait = random.random() * min(LONGEST_WAIT, FIRST_WAIT * 2**attempt)
            if self._bye is not None:
                wait, self._bye = self._bye * random.uniform(1, 1.5), None
            attempt += 1
            await asyncio.sleep(wait)

    def say(self) -> None:
        """Say something, if the connection stands."""
        if self.resumed.is_set() and self._socket is not None and self._socket.transport is not None:
            cid = str(uuid.uuid4())
            self.said[cid] = time.monotonic()
            self._socket.send(f'{{"type":"message","message":"Как дела?","cid":"{cid}"}}'.encode())

    def _take(self, payload: bytes) -> None:
        frame = _read(payload)
        if frame.type == "ready":
            if frame.first > self.last + 1 and self.last:
                self.tally.errors.append(f"resumed at {frame.first} after {self.last}")
            self.last, self._head = frame.first - 1, frame.head
        elif frame.seq and frame.type not in {"ack", "read"}:
            if frame.seq != self.last + 1:
                self.tally.errors.append(f"{frame.seq} came after {self.last}")
            self.last = frame.seq
            if frame.cid in self.said:
                self.tally.deliveries.append(time.monotonic() - self.said.pop(frame.cid))
        elif frame.type == "bye":
            self._bye = frame.retry_ms / MS
        elif frame.type == "error":
            self.tally.errors.append(str(frame.code))
        if self.last >= self._head and not self.resumed.is_set():
            self.resumed_at = time.monotonic()
            self.resumed.set()


class Place:
    """Where the server is: on one port, whichever process it is at the moment."""

    def __init__(self, database_url: str) -> None:
        self.database_url = database_url
        self.port = free_port()
        self.core, self.load_core = cores()
        self.process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        """The number of the process that serves now."""
        if self.process is None:
            raise RuntimeError("no server has been started")
        return self.process.pid

    async def start(self) -> None:
        """Start the server, and return while it still begins: its clients wait for it anyway."""
        self.process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bench.product", "serve", "--no-migrate", "--port", str(self.port)),
            env={
                **os.environ,  # noqa: TID251 - the measured program gets ours, and three settings more.
                "DATABASE_URL": self.database_url,
                "RATE_LIMITS": "off",
                "LOG_LEVEL": "ERROR",
            },
            stdout=asyncio.subprocess.DEVNULL,
        )
        pin(self.process.pid, self.core)

    async def end(self, number: int) -> float:
        """Send the server a signal; returns the seconds until it is gone."""
        began = time.monotonic()
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(number)
            await self.process.wait()
        return time.monotonic() - began


async def measure(count: int = SOCKETS) -> dict[str, Any]:
    """Kill a server that 2,000 sockets hold on to, and then stop one in good order; one row for each."""
    async with own_database() as database:
        pairs = await couples(database.url, count // 2)
        place = Place(database.url)
        pin(0, place.load_core)
        await place.start()
        await until_served(f"http://127.0.0.1:{place.port}")
        tally = Tally()
        base = f"ws://127.0.0.1:{place.port}"
        tabs = [
            Tab(base, *who, tally) for one in pairs for who in ((one.left, one.right), (one.right, one.left))
        ]
        living = [asyncio.create_task(tab.live()) for tab in tabs]
        talking = asyncio.create_task(_talk(tabs[: 2 * TALKING]))
        try:
            await _all_back(tabs)
            await asyncio.sleep(STEADY)
            killed = await _storm(place, tabs, tally, signal.SIGKILL)
            await asyncio.sleep(STEADY)
            stopped = await _storm(place, tabs, tally, signal.SIGTERM)
        finally:
            for task in (talking, *living):
                task.cancel()
            await asyncio.gather(talking, *living, return_exceptions=True)
            await place.end(signal.SIGKILL)
        return {"kill -9": killed, "SIGTERM": stopped}


async def _storm(place: Place, tabs: Sequence[Tab], tally: Tally, number: int) -> dict[str, Any]:
    """End the server, start another at once, and wait until everybody is back."""
    tally.deliveries, tally.attempts = [], 0
    began = time.monotonic()
    gone = await place.end(number)
    await place.start()
    peak = _Peak(place.pid)
    await _all_back(tabs, peak)
    back = [tab.resumed_at - began for tab in tabs]
    return {
        "gone_s": round(gone, 1),
        "first_back_s": round(min(back), 1),
        **{f"back_{share}_percent_s": round(quantile(back, share / 100), 1) for share in (50, 95, 100)},
        "attempts": tally.attempts,
        "server_cpu_s": round(cpu_us([place.pid]) / 1e6, 2),
        "busiest_second": round(peak.cpu, 2),
        "rss_mb": round(peak.rss_kb / 1024),
        "messages": len(tally.deliveries),
        "message_p50_ms": round(quantile(tally.deliveries or [0.0], 0.5) * MS, 1),
        "message_p99_ms": round(quantile(tally.deliveries or [0.0], 0.99) * MS, 1),
        "errors": len(tally.errors),
    }


class _Peak:
    """The most memory and the most CPU in a second that a process has used."""

    def __init__(self, pid: int) -> None:
        self.pid, self.rss_kb, self.cpu = pid, 0, 0.0
        self._at, self._used = time.monotonic(), cpu_us([pid])

    def look(self) -> None:
        """Look once more."""
        self.rss_kb = max(self.rss_kb, resident_kb(self.pid))
        now = time.monotonic()
        if now - self._at >= 1:
            used = cpu_us([self.pid])
            self.cpu = max(self.cpu, (used - self._used) / 1e6 / (now - self._at))
            self._at, self._used = now, used


async def _all_back(tabs: Sequence[Tab], peak: _Peak | None = None) -> None:
    async with asyncio.timeout(WITHIN):
        while not all(tab.resumed.is_set() for tab in tabs):
            if peak is not None:
                peak.look()
            await asyncio.sleep(0.1)


async def _talk(tabs: Sequence[Tab]) -> None:
    """Let some say something now and then, as far as they are connected."""
    while True:
        for tab in tabs:
            with contextlib.suppress(ConnectionError):
                tab.say()
            await asyncio.sleep(EVERY / len(tabs))
