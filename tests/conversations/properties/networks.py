"""Brokers between the engines of one test: wake-ups lost, doubled, late, or short as those of NOTIFY are."""

from collections.abc import Callable, Sequence
from enum import Enum
from itertools import cycle

from beseda.kit.broker import Broker
from beseda.kit.broker_port import OnMessage, Subscribers, Unsubscribe


class Fate(Enum):
    """What becomes of a wake-up on its way to another process."""

    ARRIVES = "arrives"
    SHORT = "short"
    LOST = "lost"
    TWICE = "twice"
    LATE = "late"


class Network:
    """What lies between processes; the fates of its messages come round and round."""

    def __init__(self) -> None:
        self.brokers: list[TestBroker] = []
        self.set_fates([Fate.ARRIVES])

    def set_fates(self, fates: Sequence[Fate]) -> None:
        """Start anew: nothing is late, and the first message meets the first fate."""
        self._fates = cycle(fates)
        self._late: list[Callable[[], None]] = []

    def broker(self) -> Broker:
        """Return the end of one more process."""
        made = TestBroker(self)
        self.brokers.append(made)
        return made

    def carry(self, sender: "TestBroker", channel: str, payload: bytes, head: bytes | None) -> None:
        """Bring a message to the others, as its fate is."""
        for other in self.brokers:
            if other is not sender:
                self._meet(next(self._fates), other, channel, payload, head)

    def deliver_late(self) -> None:
        """Let what is late arrive, the latest first."""
        late, self._late = self._late, []
        for arrive in reversed(late):
            arrive()

    def _meet(self, fate: Fate, to: "TestBroker", channel: str, payload: bytes, head: bytes | None) -> None:
        match fate:
            case Fate.ARRIVES:
                to.subscribers.deliver(channel, payload)
            case Fate.SHORT:
                to.subscribers.deliver(channel, head or payload)
            case Fate.TWICE:
                to.subscribers.deliver(channel, payload)
                to.subscribers.deliver(channel, payload)
            case Fate.LATE:
                self._late.append(lambda: to.subscribers.deliver(channel, payload))
            case Fate.LOST:
                pass


class TestBroker:
    """One process's end of a network."""

    __test__ = False
    name = "test"
    patience = 0.01
    healthy = True

    def __init__(self, network: Network) -> None:
        self.on_reconnect: list[Callable[[], None]] = []
        self.subscribers = Subscribers()
        self._network = network

    async def start(self) -> None:
        """Do nothing: there is nothing to connect to."""

    async def stop(self) -> None:
        """Do nothing: nothing was connected."""

    async def settled(self) -> None:
        """Return: a subscription here is in force at once."""

    def wake(self, channel: str, payload: bytes, head: bytes | None = None) -> None:
        """Hand a message to the network."""
        self._network.carry(self, channel, payload, head)

    async def publish(self, channel: str, payload: bytes, head: bytes | None = None) -> None:
        """Hand a message to the network."""
        self._network.carry(self, channel, payload, head)

    def subscribe(self, channel: str, on_message: OnMessage) -> Unsubscribe:
        """Listen to a channel."""
        self.subscribers.add(channel, on_message)

        def unsubscribe() -> None:
            self.subscribers.remove(channel, on_message)

        return unsubscribe
