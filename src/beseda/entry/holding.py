"""Holding the database for a command: an event loop, and the URL for as long as the command needs it."""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager

import uvloop

from beseda.entry.storage import database_url
from beseda.settings import Settings


@contextmanager
def event_loop() -> Iterator[asyncio.Runner]:
    """Give a fast event loop that runs coroutines one after another."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        yield runner


@contextmanager
def database_held(runner: asyncio.Runner, settings: Settings) -> Iterator[str]:
    """Give the database's URL; the embedded server, if it is that, runs at least as long as the block."""
    stack = AsyncExitStack()
    url = runner.run(stack.enter_async_context(database_url(settings)))
    try:
        yield url
    finally:
        runner.run(stack.aclose())
