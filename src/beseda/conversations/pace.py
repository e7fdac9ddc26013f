"""How fast somebody may write: a bucket per principal and process that fills again with time."""

import asyncio
import uuid
from weakref import WeakValueDictionary

BURST = 20.0
PER_SECOND = 5.0


class Bucket:
    """Holds up to 20 messages and gains 5 a second."""

    __slots__ = ("__weakref__", "_at", "_left")

    def __init__(self) -> None:
        self._left = BURST
        self._at = asyncio.get_running_loop().time()

    def take(self) -> float:
        """Take one message out; returns 0, or after how many seconds there is room for it."""
        now = asyncio.get_running_loop().time()
        self._left = min(BURST, self._left + (now - self._at) * PER_SECOND)
        self._at = now
        if self._left < 1:
            return (1 - self._left) / PER_SECOND
        self._left -= 1
        return 0.0


class Pace:
    """The buckets of all principals that are connected; several tabs share one."""

    def __init__(self) -> None:
        self._buckets: WeakValueDictionary[uuid.UUID, Bucket] = WeakValueDictionary()

    def bucket(self, principal: uuid.UUID) -> Bucket:
        """Return a principal's bucket; it lives as long as somebody holds it."""
        bucket = self._buckets.get(principal)
        if bucket is None:
            bucket = self._buckets[principal] = Bucket()
        return bucket
