"""The broker: wake-ups between processes, which may be lost; the port and its twin inside one process."""

from collections import defaultdict
from collections.abc import Callable
from typing import Protocol

import structlog

log = structlog.get_logger(__name__)

OnMessage = Callable[[bytes], None]
Unsubscribe = Callable[[], None]


class Broker(Protocol):
    """Carries wake-ups. A lost one is mended by whoever reads the truth, so nothing here ever raises for it.

    `on_reconnect` holds callbacks that run once the link is there again and may have missed something.
    `patience` says how many seconds what is missing may still be on its way: who reads the truth sooner does
    so for nothing.
    """

    name: str
    patience: float
    on_reconnect: list[Callable[[], None]]

    async def start(self) -> None:
        """Connect; returns once messages can arrive, or after a short wait when the server is away."""

    async def stop(self) -> None:
        """Send what is queued, for a moment at most, and disconnect."""

    def wake(self, channel: str, payload: bytes, head: bytes | None = None) -> None:
        """Wake a channel's subscribers everywhere; call it after commit. It never waits.

        `head` is a short form for a broker that carries little; it must say enough to read the rest, and all
        that earlier heads of the channel said.
        """
        ...

    def subscribe(self, channel: str, on_message: OnMessage) -> Unsubscribe:
        """Call back for each message of a channel, on the loop, without blocking; returns what ends it."""
        ...

    @property
    def healthy(self) -> bool:
        """Whether the link to other processes is up right now."""
        ...


class Subscribers:
    """Who listens to which channel in this process; one broken callback does not silence the others."""

    def __init__(self) -> None:
        self._of: dict[str, list[OnMessage]] = defaultdict(list)

    def __contains__(self, channel: str) -> bool:
        return channel in self._of

    def channels(self) -> list[str]:
        """Return all channels that somebody listens to."""
        return list(self._of)

    def add(self, channel: str, on_message: OnMessage) -> bool:
        """Add a listener; returns whether the channel is new here."""
        fresh = channel not in self._of
        self._of[channel].append(on_message)
        return fresh

    def remove(self, channel: str, on_message: OnMessage) -> bool:
        """Remove a listener if it is there; returns whether nobody listens any more."""
        listeners = self._of.get(channel)
        if listeners is None:
            return False
        listeners[:] = [one for one in listeners if one is not on_message]
        if not listeners:
            del self._of[channel]
        return not listeners

    def deliver(self, channel: str, payload: bytes) -> None:
        """Hand a message to all who listen."""
        for on_message in tuple(self._of.get(channel, ())):
            try:
                on_message(payload)
            except Exception:
                log.exception("broker_listener_failed", channel=channel)


class InProcessBroker:
    """The twin for one process: everything published is heard at once, by this process alone."""

    name = "in-process"
    patience = 0.01
    healthy = True

    def __init__(self) -> None:
        self.on_reconnect: list[Callable[[], None]] = []
        self._subscribers = Subscribers()

    async def start(self) -> None:
        """Do nothing: there is nothing to connect to."""

    async def stop(self) -> None:
        """Do nothing: nothing was connected."""

    def wake(self, channel: str, payload: bytes, head: bytes | None = None) -> None:  # noqa: ARG002
        """Hand the wake-up to this process's listeners."""
        self._subscribers.deliver(channel, payload)

    def subscribe(self, channel: str, on_message: OnMessage) -> Unsubscribe:
        """Listen to a channel."""
        self._subscribers.add(channel, on_message)
        return lambda: void(self._subscribers.remove(channel, on_message))


def void(_: object) -> None:
    """Drop a result where only the deed counts."""
