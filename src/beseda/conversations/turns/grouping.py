"""Group calls: what gathers while one call is under way goes out together as the next."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Grouped(Generic[Item, Result]):
    """Makes one call of many; a lone item goes out at once.

    `call` takes items and returns their results in the same order. Where it raises, each of several items is
    tried alone, so that a bad one fails for itself; `is_shared` says which errors are no item's fault.
    """

    def __init__(
        self,
        call: Callable[[Sequence[Item]], Awaitable[Sequence[Result]]],
        *,
        most: int,
        is_shared: Callable[[BaseException], bool],
    ) -> None:
        self._call = call
        self._most = most
        self._is_shared = is_shared
        self._waiting: deque[tuple[Item, asyncio.Future[Result]]] = deque()
        self._task: asyncio.Task[None] | None = None

    async def submit(self, item: Item) -> Result:
        """Let an item go out with the next call; returns its result or raises its error."""
        done: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, done))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="group calls")
        return await done

    async def stop(self) -> None:
        """End the call under way, and forget what waits."""
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while self._waiting:
            size = min(self._most, len(self._waiting))
            taken = [self._waiting.popleft() for _ in range(size)]
            # Whoever has gone does not need an answer.
            await self._go([one for one in taken if not one[1].done()])

    async def _go(self, batch: list[tuple[Item, "asyncio.Future[Result]"]]) -> None:
        if not batch:
            return
        try:
            results = await self._call([item for item, _ in batch])
        except asyncio.CancelledError:
            for _, done in batch:
                done.cancel()
            raise
        except Exception as error:  # noqa: BLE001 - it belongs to whoever submitted the item.
            await self._part(batch, error)
            return
        for (_, done), result in zip(batch, results, strict=True):
            if not done.done():
                done.set_result(result)

    async def _part(self, batch: list[tuple[Item, "asyncio.Future[Result]"]], error: Exception) -> None:
        if len(batch) > 1 and not self._is_shared(error):
            for one in batch:
                await self._go([one])
            return
        for _, done in batch:
            if not done.done():
                done.set_exception(error)
