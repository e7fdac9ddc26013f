"""Tries of one provider: bounded in time, repeated with a pause while nothing has come."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import TypeVar

from beseda.ai.calls import Call
from beseda.ai.errors import AiError, AiTooSlow
from beseda.ai.port import Ask, Chunk, Patience
from beseda.ai.retrying import pause_before

Answer = TypeVar("Answer")


def moment() -> float:
    """Return this moment by the loop's clock, in seconds."""
    return asyncio.get_running_loop().time()


async def whole(
    attempt: Callable[[], Awaitable[Answer]], call: Call, patience: Patience, until: float
) -> Answer:
    """Return what an attempt gives, before the moment `until`; raises the last attempt's AiError."""
    while True:
        call.attempts += 1
        try:
            async with asyncio.timeout(max(0.0, until - moment())):
                return await attempt()
        except TimeoutError:
            raise AiTooSlow from None
        except AiError as error:
            await _pause(error, call, patience, until)


async def streamed(ask: Ask, call: Call, patience: Patience, until: float) -> AsyncGenerator[Chunk, None]:
    """Yield a provider's answer as it comes; it is asked again only while nothing has come."""
    while True:
        call.attempts += 1
        try:
            async with aclosing(_once(ask, call, patience, until)) as chunks:
                async for chunk in chunks:
                    call.take(chunk)
                    yield chunk
        except AiError as error:
            if call.has_begun:
                raise
            await _pause(error, call, patience, until)
        else:
            return


async def _once(ask: Ask, call: Call, patience: Patience, until: float) -> AsyncGenerator[Chunk, None]:
    """Yield one attempt's chunks, each in time."""
    wait = patience.first
    chunks = aiter(call.provider.stream(ask, patience))
    try:
        while True:
            try:
                async with asyncio.timeout(max(0.0, min(wait, until - moment()))):
                    chunk = await anext(chunks)
            except StopAsyncIteration:
                return
            except TimeoutError:
                raise AiTooSlow from None
            yield chunk
            wait = patience.gap
    finally:
        close = getattr(chunks, "aclose", None)
        if close is not None:
            await close()


async def _pause(error: AiError, call: Call, patience: Patience, until: float) -> None:
    """Wait before the next attempt; raises the error where there is none, or no time for it."""
    wait = pause_before(call.attempts + 1, error.retry_after)
    if not error.again or call.attempts >= patience.attempts or moment() + wait >= until:
        raise error
    await asyncio.sleep(wait)
