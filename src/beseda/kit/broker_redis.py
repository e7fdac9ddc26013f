"""Wake-ups through Redis: one channel for all processes of a database, one publish for all that is due."""

import math
from contextlib import suppress
from typing import Any

import asyncpg
from redis.asyncio import ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from beseda.kit.broker_link import CONNECT_WITHIN, Link, LinkedBroker, Take
from beseda.kit.db import Database

PREFIX = "beseda:"
# Databases of one server have its identifier in common, copies of a server their numbers; both make one.
IDENTITY = """
SELECT format('%s:%s', (SELECT system_identifier FROM pg_control_system()), oid)
FROM pg_database WHERE datname = current_database()
"""
NAME = "SELECT current_database()::text"


class RedisLink:
    """Two connections: one listens, the other publishes."""

    def __init__(self, listening: Any, publishing: Any, channel: str, take: Take) -> None:
        self._listening = listening
        self._publishing = publishing
        self._channel = channel
        self._take = take

    async def open(self) -> None:
        """Connect and subscribe."""
        for connection in (self._listening, self._publishing):
            await connection.connect()
        await self._listening.send_command("SUBSCRIBE", self._channel)
        await self._listening.read_response()

    async def listen(self) -> None:
        """Hand on what is published until Redis ends the connection."""
        while True:
            kind, _, data = await self._listening.read_response(timeout=math.inf, disconnect_on_error=False)
            if kind == b"message":
                self._take(data)

    async def send(self, bundle: bytes) -> None:
        """Publish, and wait for Redis to have taken it: what comes meanwhile goes together."""
        await self._publishing.send_command("PUBLISH", self._channel, bundle)
        await self._publishing.read_response(timeout=math.inf)

    async def drop(self) -> None:
        """Close both connections without waiting."""
        for connection in (self._listening, self._publishing):
            with suppress(Exception):
                await connection.disconnect(nowait=True)


class RedisBroker(LinkedBroker):
    """The broker for several processes, here or on several machines.

    redis-py's own pub/sub is not used: after a network cut it can wait for ever without an error
    (redis-py issue 2417), and it would connect again by itself without saying that something was missed.
    Who shares a Redis server does not share a channel: it is named after the database, whose keys the
    wake-ups carry.
    """

    name = "redis"

    def __init__(self, url: str, database: Database, **times: float) -> None:
        super().__init__(**times)
        self._url = url
        self._database = database
        self._channel = ""

    async def _connect(self, take: Take) -> Link:
        self._channel = self._channel or PREFIX + await _identity(self._database)
        pool: Any = ConnectionPool.from_url(
            self._url,
            protocol=2,
            socket_connect_timeout=CONNECT_WITHIN,
            socket_keepalive=True,
            retry=Retry(NoBackoff(), 0),
        )
        link = RedisLink(pool.make_connection(), pool.make_connection(), self._channel, take)
        try:
            await link.open()
        except BaseException:
            await link.drop()
            raise
        return link


async def _identity(database: Database) -> str:
    """Return what names this database and no other, for whoever may ask; else its name."""
    connection = await database.connect_raw()
    try:
        return str(await connection.fetchval(IDENTITY))
    except asyncpg.InsufficientPrivilegeError:
        return str(await connection.fetchval(NAME))
    finally:
        connection.terminate()
