"""Wake-ups through PostgreSQL's NOTIFY, for several processes without Redis: heads only, many in one."""

import asyncio
import base64
from typing import Any

from beseda.kit.broker_link import Link, LinkedBroker, Take
from beseda.kit.db import Database, RawConnection

CHANNEL = "beseda"
# PostgreSQL refuses a payload of 8000 bytes or more, and takes text alone: four letters for three bytes.
MOST_BYTES = 7999 // 4 * 3
SAY = "SELECT pg_notify($1, $2)"


class NotifyLink:
    """One connection of its own, outside any transaction, listens and notifies.

    Inside a writing transaction NOTIFY would take a lock that serialises all commits; here it comes after.
    """

    def __init__(self, connection: RawConnection, take: Take) -> None:
        self._connection = connection
        self._take = take
        self._lost = asyncio.Event()

    async def open(self) -> None:
        """Begin to listen."""
        self._connection.add_termination_listener(lambda _: self._lost.set())
        await self._connection.execute("SET application_name = 'beseda broker'")
        await self._connection.add_listener(CHANNEL, self._heard)

    async def listen(self) -> None:
        """Wait until PostgreSQL ends the connection; what is notified meanwhile is handed on."""
        await self._lost.wait()
        raise ConnectionError("PostgreSQL has ended the connection")

    async def send(self, bundle: bytes) -> None:
        """Notify all who listen."""
        await self._connection.execute(SAY, CHANNEL, base64.b64encode(bundle).decode())

    def _heard(self, _: Any, __: int, ___: str, payload: str) -> None:
        self._take(base64.b64decode(payload))

    async def drop(self) -> None:
        """Cut the connection."""
        self._connection.terminate()


class NotifyBroker(LinkedBroker):
    """The broker that needs nothing but the database."""

    name = "notify"
    largest = MOST_BYTES
    heads_only = True
    # A head says that there is something to read, and nothing more will come.
    patience = 0.0

    def __init__(self, database: Database, **times: float) -> None:
        super().__init__(**times)
        self._database = database

    async def _connect(self, take: Take) -> Link:
        connection = await self._database.connect_raw()
        link = NotifyLink(connection, take)
        try:
            await link.open()
        except BaseException:
            await link.drop()
            raise
        return link
