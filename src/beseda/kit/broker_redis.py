"""Wake-ups through Redis: publish in pipelines, a subscriber that notices silence and starts again."""

import asyncio
import contextlib
from typing import Any

from redis.asyncio import Redis

from beseda.kit.broker_link import SENDER_BYTES, SETTLE_WAIT, LinkedBroker, Outgoing

PREFIX = "beseda:"
PING_EVERY = 3.0
SILENT_AFTER = 10.0
CONNECT_TIMEOUT = 3.0


class RedisBroker(LinkedBroker):
    """One pub/sub connection listens, another publishes; each is made anew after a cut.

    redis-py's pub/sub can go silent for ever after a network cut, so the link is pinged and given up for dead
    when nothing, not even the answer, has come for 10 s.
    """

    name = "redis"

    def __init__(
        self, url: str, *, silent_after: float = SILENT_AFTER, ping_every: float = PING_EVERY
    ) -> None:
        super().__init__()
        self._url = url
        self._silent_after = silent_after
        self._ping_every = ping_every
        self._changes: asyncio.Queue[tuple[str, bool]] = asyncio.Queue()
        self._confirmed: dict[str, asyncio.Event] = {}
        self._publisher: Any = None

    async def stop(self) -> None:
        """Send what is queued and close both connections."""
        await super().stop()
        await self._close_publisher()

    async def settled(self) -> None:
        """Wait until Redis has confirmed each subscription, a second at most."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SETTLE_WAIT):
                for event in [one for one in self._confirmed.values() if self.healthy and not one.is_set()]:
                    await event.wait()

    def _follow(self, channel: str, *, wanted: bool) -> None:
        if wanted:
            self._confirmed[channel] = asyncio.Event()
        else:
            self._confirmed.pop(channel, None)
        self._changes.put_nowait((channel, wanted))

    def _connect(self) -> Any:
        return Redis.from_url(self._url, socket_connect_timeout=CONNECT_TIMEOUT, socket_keepalive=True)

    async def _listen(self) -> None:
        client = self._connect()
        pubsub = client.pubsub()
        follower: asyncio.Task[None] | None = None
        try:
            # redis-py reads only while something is subscribed, so there is always a channel of our own.
            own = f"{PREFIX}own:{self.sender.hex()}"
            self._changes = asyncio.Queue()
            channels = self._subscribers.channels()
            await pubsub.subscribe(own, *(PREFIX + channel for channel in channels))
            follower = asyncio.create_task(self._follow_changes(pubsub))
            await self._read(pubsub, follower)
        finally:
            if follower is not None:
                follower.cancel()
                await asyncio.gather(follower, return_exceptions=True)
            with contextlib.suppress(Exception):
                await pubsub.aclose()
            with contextlib.suppress(Exception):
                await client.aclose()

    async def _read(self, pubsub: Any, follower: "asyncio.Task[None]") -> None:
        clock = asyncio.get_running_loop().time
        heard = clock()
        linked = False
        while clock() - heard < self._silent_after:
            if follower.done():
                follower.result()
            message = await pubsub.get_message(timeout=1.0)
            if message is None:
                continue
            heard = clock()
            if not linked:
                linked = True
                self._linked()
            self._take(message)
        raise ConnectionError("Redis has gone silent")

    def _take(self, message: dict[str, Any]) -> None:
        if message["type"] == "pong":
            return
        channel = message["channel"].decode().removeprefix(PREFIX)
        if message["type"] == "subscribe":
            event = self._confirmed.get(channel)
            if event is not None:
                event.set()
        elif message["type"] == "message":
            data: bytes = message["data"]
            self._heard(channel, data[:SENDER_BYTES], data[SENDER_BYTES:])

    async def _follow_changes(self, pubsub: Any) -> None:
        """Pass on subscriptions as they change, and ping between them."""
        while True:
            try:
                channel, wanted = await asyncio.wait_for(self._changes.get(), self._ping_every)
            except TimeoutError:
                await pubsub.ping()
                continue
            if wanted:
                await pubsub.subscribe(PREFIX + channel)
            elif channel not in self._subscribers:
                await pubsub.unsubscribe(PREFIX + channel)

    async def _send(self, batch: list[Outgoing]) -> None:
        if self._publisher is None:
            self._publisher = self._connect()
        try:
            async with self._publisher.pipeline(transaction=False) as pipeline:
                for channel, payload, _ in batch:
                    pipeline.publish(PREFIX + channel, self.sender + payload)
                await pipeline.execute()
        except Exception:
            await self._close_publisher()
            raise

    async def _close_publisher(self) -> None:
        publisher, self._publisher = self._publisher, None
        if publisher is not None:
            with contextlib.suppress(Exception):
                await publisher.aclose()
