"""The language model as products use it: providers in turn, retried, metered and bounded in time."""

import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing
from functools import partial
from typing import TypeVar

from beseda.ai.attempts import moment, streamed, whole
from beseda.ai.breaker import Breaker
from beseda.ai.calls import Call, Calls
from beseda.ai.errors import AiError, AiMalformed, AiOffline, AiRefused, AiTooLarge, AiUnavailable
from beseda.ai.port import Ask, Chunk, Meter, Patience, Provider, Purpose, Reply, Usage, Vectors
from beseda.ai.tokens import tokens_of

DEFAULT = Patience()
MOST_TEXTS = 128
Answer = TypeVar("Answer", Reply, Vectors)
KEYS_WRONG = frozenset({401, 403, 404})
"""How a server refuses whoever asks, and not what is asked: so it will refuse everything else."""


class LanguageModel:
    """Asks providers one after the other until one answers; `meters` has one for each account.

    Each call is reserved before and settled after, whatever becomes of it. A provider whose breaker is open
    is passed over.
    """

    def __init__(
        self,
        providers: Sequence[Provider],
        meters: Mapping[str, Meter],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._providers = tuple(providers)
        self._calls = Calls(meters)
        self._breakers = {id(one): Breaker(clock=clock) for one in self._providers}
        self.takes_shapes = True
        """Whether the server takes a JSON schema; found out by asking (`ai.structured`)."""

    @property
    def name(self) -> str:
        """The model that is asked first; empty where there is none."""
        return self._providers[0].model

    @property
    def is_offline(self) -> bool:
        """Whether there is no model at all."""
        return all(one.name == "offline" for one in self._providers)

    @property
    def is_resting(self) -> bool:
        """Whether every provider has failed so often that none is asked just now."""
        return all(breaker.is_open for breaker in self._breakers.values())

    async def complete(self, ask: Ask, purpose: Purpose, patience: Patience = DEFAULT) -> Reply:
        """Return the whole answer; raises an AiError, BudgetSpent among them, within `patience.whole`."""

        async def attempt(provider: Provider) -> Reply:
            return await provider.complete(ask, patience)

        return await self._first(
            purpose, patience, lambda one: Usage(one.count(ask), ask.most_tokens), attempt
        )

    async def embed(self, texts: Sequence[str], purpose: Purpose, patience: Patience = DEFAULT) -> Vectors:
        """Return a vector for each of at most 128 texts; raises an AiError, and ValueError for more texts."""
        if not 0 < len(texts) <= MOST_TEXTS:
            raise ValueError(f"between 1 and {MOST_TEXTS} texts are embedded at once")
        most = Usage(sum(tokens_of(text) for text in texts), 0)

        async def attempt(provider: Provider) -> Vectors:
            return await provider.embed(texts, patience)

        return await self._first(purpose, patience, lambda _: most, attempt)

    async def stream(
        self, ask: Ask, purpose: Purpose, patience: Patience = DEFAULT
    ) -> AsyncGenerator[Chunk, None]:
        """Yield the answer as it comes; another provider is asked only while nothing has come.

        Whoever reads closes the iterator (`aclosing`): leaving early ends the call at the server, and what it
        used until then is estimated. Raises an AiError.
        """
        until = moment() + patience.whole
        trouble: AiError | None = None
        for provider in self._admitted():
            most = Usage(provider.count(ask), ask.most_tokens)
            call = await self._open(provider, purpose, most, streams=True)
            try:
                async with aclosing(streamed(ask, call, patience, until)) as chunks:
                    async for chunk in chunks:
                        yield chunk
            except AiError as error:
                await self._failed(call, error)
                if call.has_begun:
                    raise
                trouble = error
            except BaseException:
                await self._left(call)
                raise
            else:
                await self._succeeded(call)
                return
            if moment() >= until:
                break
        raise trouble or self._nobody()

    def count(self, ask: Ask) -> int:
        """Return about how many tokens a model would read."""
        return self._providers[0].count(ask)

    async def models(self) -> Sequence[str]:
        """Return the names of the first provider's models; raises an AiError where it does not answer."""
        return await self._providers[0].models()

    async def close(self) -> None:
        """Settle what is under way, and close all connections."""
        await self._calls.finish()
        for provider in self._providers:
            await provider.close()

    async def _first(
        self,
        purpose: Purpose,
        patience: Patience,
        most: Callable[[Provider], Usage],
        attempt: Callable[[Provider], Awaitable[Answer]],
    ) -> Answer:
        """Return the answer of the first provider that has one."""
        until = moment() + patience.whole
        trouble: AiError | None = None
        for provider in self._admitted():
            call = await self._open(provider, purpose, most(provider), streams=False)
            try:
                answer = await whole(partial(attempt, provider), call, patience, until)
            except AiError as error:
                await self._failed(call, error)
                trouble = error
            except BaseException:
                await self._left(call)
                raise
            else:
                call.usage = answer.usage
                await self._succeeded(call)
                return answer
            if moment() >= until:
                break
        raise trouble or self._nobody()

    def _admitted(self) -> Iterator[Provider]:
        return (one for one in self._providers if self._breakers[id(one)].admit())

    def _nobody(self) -> AiError:
        return AiOffline() if self.is_offline else AiUnavailable(again=False)

    async def _open(self, provider: Provider, purpose: Purpose, most: Usage, *, streams: bool) -> Call:
        try:
            return await self._calls.open(provider, purpose, most, streams=streams)
        except BaseException:
            self._breakers[id(provider)].left()
            raise

    async def _succeeded(self, call: Call) -> None:
        self._breakers[id(call.provider)].succeeded()
        await self._calls.close(call, "ok")

    async def _failed(self, call: Call, error: AiError) -> None:
        breaker = self._breakers[id(call.provider)]
        if isinstance(error, AiRefused) and error.refused_with not in KEYS_WRONG:
            breaker.left()
        elif isinstance(error, AiMalformed | AiTooLarge):
            # Whoever answers is there, and may do better next time.
            breaker.left()
        else:
            breaker.failed(error.retry_after)
        await self._calls.close(call, error.outcome)

    async def _left(self, call: Call) -> None:
        self._breakers[id(call.provider)].left()
        await self._calls.close(call, "left")
