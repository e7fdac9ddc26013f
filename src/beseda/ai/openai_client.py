"""The library's client, bounded: what it may read, how long it may wait, and what it may log (nothing)."""

import logging
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import openai
from openai import AsyncOpenAI

from beseda.ai.errors import AiTooLarge

LARGEST_LINE = 1024 * 1024
"""The most bytes that one event of a stream may have."""
LARGEST_ANSWER = 8 * 1024 * 1024
"""The most bytes of a whole answer; a thousand vectors of 1,536 figures are less in batches of 128."""
# They tell requests with their texts and addresses, at levels that an administrator may ask for.
for _name in ("openai", "httpx2", "httpcore2"):
    logging.getLogger(_name).setLevel(logging.WARNING)


def client(key: str, base_url: str, connections: int) -> AsyncOpenAI:
    """Make a client that tries once and reads no more than it should; an empty address is OpenAI's own."""
    http = openai.DefaultAsyncHttpxClient(
        limits=httpx2.Limits(max_connections=connections, max_keepalive_connections=10),
        event_hooks={"response": [_bound]},
        # What is compressed could be a thousand times as large as what was counted.
        headers={"Accept-Encoding": "identity"},
        follow_redirects=False,
    )
    return AsyncOpenAI(
        api_key=key,
        base_url=base_url or "https://api.openai.com/v1",
        max_retries=0,
        http_client=http,
    )


def limits(connect: float, silence: float) -> httpx2.Timeout:
    """Return time limits, in seconds: to connect, and for how long nothing may come."""
    return httpx2.Timeout(silence, connect=connect, pool=connect)


class _Bounded(httpx2.AsyncByteStream):
    """An answer's bytes, counted; raises AiTooLarge before too many are kept."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        whole = line = 0
        async for piece in self._stream:
            whole += len(piece)
            end = piece.rfind(b"\n")
            line = len(piece) - end - 1 if end >= 0 else line + len(piece)
            if whole > LARGEST_ANSWER or line > LARGEST_LINE:
                raise AiTooLarge
            yield piece

    async def aclose(self) -> None:
        """Close the connection."""
        await self._stream.aclose()


async def _bound(response: httpx2.Response) -> None:
    encoding = response.headers.get("content-encoding", "identity")
    if encoding != "identity" or int(response.headers.get("content-length") or 0) > LARGEST_ANSWER:
        await response.aclose()
        raise AiTooLarge
    response.stream = _Bounded(response.stream)
