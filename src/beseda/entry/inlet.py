"""The queue and the gate of one socket, in a tenth of the memory of asyncio's: one reader, no limits."""

import asyncio
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Gate:
    """What may be waited for while it is shut, as `asyncio.Event` is; open at first."""

    __slots__ = ("_is_open", "_waiting")

    def __init__(self) -> None:
        self._is_open = True
        self._waiting: list[asyncio.Future[None]] | None = None

    def is_set(self) -> bool:
        """Whether it is open."""
        return self._is_open

    def set(self) -> None:
        """Open it."""
        self._is_open = True
        waiting, self._waiting = self._waiting or (), None
        for one in waiting:
            if not one.done():
                one.set_result(None)

    def clear(self) -> None:
        """Shut it."""
        self._is_open = False

    async def wait(self) -> bool:
        """Return once it has been opened."""
        if not self._is_open:
            one = asyncio.get_running_loop().create_future()
            self._waiting = [*(self._waiting or ()), one]
            await one
        return True


class Inlet(Generic[Item]):
    """What has arrived for one reader, as `asyncio.Queue` has it."""

    __slots__ = ("_items", "_reader")

    def __init__(self) -> None:
        self._items: list[Item] = []
        self._reader: asyncio.Future[None] | None = None

    def qsize(self) -> int:
        """Return how many wait."""
        return len(self._items)

    def empty(self) -> bool:
        """Whether all has been taken."""
        return not self._items

    def put_nowait(self, item: Item) -> None:
        """Add one."""
        self._items.append(item)
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)

    async def get(self) -> Item:
        """Return the first one, once there is one."""
        while not self._items:
            self._reader = asyncio.get_running_loop().create_future()
            try:
                await self._reader
            finally:
                self._reader = None
        return self._items.pop(0)
