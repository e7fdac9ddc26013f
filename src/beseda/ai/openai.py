"""The provider of any server that speaks OpenAI's API, through OpenAI's own library."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from types import ModuleType
from typing import Any

from beseda.ai.errors import AiMalformed, AiRefused
from beseda.ai.openai_faults import as_ai_errors
from beseda.ai.openai_forms import OPTIONAL, Gathering, chunk_of, parameters_of, reply_of, without
from beseda.ai.port import Ask, Chunk, Patience, Price, Reply, Usage, Vectors
from beseda.ai.tokens import tokens_asked, tokens_of, usage_of

NO_KEY = "none"
"""What is sent where no key is set: local servers want a header, and read nothing in it."""
MOST_CONNECTIONS = 100
SOON = 5.0
"""How long (seconds) a server may take to say which models it has."""


def load_library() -> ModuleType:
    """Return the module that makes the library's clients; it takes a second and 45 MB, once."""
    from beseda.ai import openai_client  # noqa: PLC0415 - most houses have no model, and all want to start fast.

    return openai_client


class OpenAi:
    """One model of one server; connections are opened with the first call."""

    def __init__(
        self, key: str, base_url: str, model: str, *, embedding_model: str = "", price: Price | None = None
    ) -> None:
        self.name = "openai"
        self.model = model
        self.price = price or Price()
        self._key = key.strip() or NO_KEY
        self._base_url = base_url
        self._embedding_model = embedding_model
        self._client: Any = None
        self._unwanted: set[str] = set()
        self._loading = asyncio.Lock()

    async def complete(self, ask: Ask, patience: Patience) -> Reply:
        """Return the whole answer, in one attempt; raises the errors of `ai.errors`."""
        client = await self._ready()
        asked = parameters_of(self.model, ask, stream=False)
        answer = await self._create(client, asked, _limits(patience, patience.whole))
        return reply_of(answer, ask)

    async def stream(self, ask: Ask, patience: Patience) -> AsyncIterator[Chunk]:
        """Yield the answer as it comes, in one attempt; the last chunk has the usage.

        Raises AiBrokeOff where the answer has no end, and AiMalformed where there is nothing in it.
        """
        client = await self._ready()
        gathering = Gathering(ask)
        asked = parameters_of(self.model, ask, stream=True)
        limits = _limits(patience, max(patience.first, patience.gap))
        stream = await self._create(client, asked, limits)
        async with as_ai_errors():
            try:
                async with aclosing(aiter(stream)) as parts:
                    async for part in parts:
                        chunk = chunk_of(gathering.take(part))
                        if chunk is not None:
                            yield chunk
            finally:
                await stream.close()
            yield gathering.end()

    async def embed(self, texts: Sequence[str], patience: Patience) -> Vectors:
        """Return a vector for each text; raises AiMalformed where the server sent other than that."""
        client = await self._ready()
        model = self._embedding_model or self.model
        limits = _limits(patience, patience.whole)
        async with as_ai_errors():
            answer = await client.embeddings.create(
                model=model, input=list(texts), encoding_format="float", timeout=limits
            )
        return _vectors(answer, texts)

    def count(self, ask: Ask) -> int:
        """Return about how many tokens the model would read."""
        return tokens_asked(ask)

    async def models(self) -> Sequence[str]:
        """Return the names of the server's models."""
        client = await self._ready()
        async with as_ai_errors():
            page = await client.models.list(timeout=_limits(Patience(), SOON))
            return [str(one.id) for one in page.data or ()]

    async def close(self) -> None:
        """Close the connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def _create(self, client: Any, asked: dict[str, Any], limits: Any) -> Any:
        """Ask, and once more without each parameter that this model turns out not to take."""
        while True:
            suited = without(asked, self._unwanted)
            try:
                async with as_ai_errors():
                    return await client.chat.completions.create(**suited, timeout=limits)
            except AiRefused as refused:
                if refused.parameter not in OPTIONAL - self._unwanted or refused.parameter not in suited:
                    raise
                self._unwanted.add(refused.parameter)

    async def _ready(self) -> Any:
        """Return the client; the first call loads the library, in a thread."""
        async with self._loading:
            if self._client is None:
                library = await asyncio.to_thread(load_library)
                self._client = library.client(self._key, self._base_url, MOST_CONNECTIONS)
        return self._client


def _limits(patience: Patience, silence: float) -> Any:
    """Return a call's time limits as the library takes them; `silence` is how long nothing may come."""
    return load_library().limits(patience.connect, silence)


def _vectors(answer: Any, texts: Sequence[str]) -> Vectors:
    found = sorted(getattr(answer, "data", None) or (), key=lambda one: one.index or 0)
    vectors = tuple(tuple(float(figure) for figure in one.embedding or ()) for one in found)
    if len(vectors) != len(texts) or not all(vectors) or len({len(one) for one in vectors}) > 1:
        raise AiMalformed
    estimate = Usage(sum(tokens_of(text) for text in texts), 0, estimated=True)
    return Vectors(vectors, usage_of(answer.usage, estimate), str(answer.model or ""))
