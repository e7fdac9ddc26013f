"""Wake-ups through PostgreSQL's NOTIFY, for several processes without Redis: ids only, many in one."""

import asyncio
import base64
import contextlib
from typing import Any

from beseda.kit.broker_link import LinkedBroker, Outgoing
from beseda.kit.db import Database, RawConnection

CHANNEL = "beseda"
# PostgreSQL refuses a payload of 8000 bytes or more.
MOST_BYTES = 7900
CHECK_EVERY = 5.0
SEPARATOR = "\n"


class NotifyBroker(LinkedBroker):
    """One connection of its own, outside any transaction, listens and notifies.

    Inside a writing transaction NOTIFY would take a lock that serialises all commits; here it comes after.
    """

    name = "notify"

    def __init__(self, database: Database, *, check_every: float = CHECK_EVERY) -> None:
        super().__init__()
        self._database = database
        self._check_every = check_every
        self._connection: RawConnection | None = None
        self._lost = asyncio.Event()
        self._turn = asyncio.Lock()

    async def _listen(self) -> None:
        connection = await self._database.connect_raw()
        try:
            self._lost.clear()
            await connection.execute("SET application_name = 'beseda broker'")
            connection.add_termination_listener(lambda _: self._lost.set())
            await connection.add_listener(CHANNEL, self._on_notification)
            self._connection = connection
            self._linked()
            while not self._lost.is_set():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._lost.wait(), self._check_every)
                if not self._lost.is_set():
                    # A cut that no packet announced is found by asking.
                    async with self._turn:
                        await connection.fetchval("SELECT 1", timeout=self._check_every)
        finally:
            self._connection = None
            connection.terminate()

    def _on_notification(self, _: Any, __: int, ___: str, payload: str) -> None:
        sender, *lines = payload.split(SEPARATOR)
        for line in lines:
            channel, _, body = line.partition(" ")
            self._heard(channel, bytes.fromhex(sender), base64.b64decode(body))

    async def _send(self, batch: list[Outgoing]) -> None:
        connection = self._connection
        if connection is None:
            return
        for payload in pack(self.sender, batch):
            async with self._turn:
                await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, payload)


def pack(sender: bytes, batch: list[Outgoing]) -> list[str]:
    """Write a batch as few payloads, each below PostgreSQL's limit; repeats of one line are sent once."""
    lines = dict.fromkeys(
        f"{channel} {base64.b64encode(head or payload).decode()}" for channel, payload, head in batch
    )
    packed: list[str] = []
    current = sender.hex()
    empty = len(current)
    for line in lines:
        if empty + 1 + len(line) > MOST_BYTES:
            continue
        if len(current) + 1 + len(line) > MOST_BYTES:
            packed.append(current)
            current = sender.hex()
        current += SEPARATOR + line
    if len(current) > empty:
        packed.append(current)
    return packed
