"""The provider that says honestly that there is no model."""

# ruff: noqa: ARG002 - the port says what a provider is given.

from collections.abc import AsyncIterator, Sequence

from beseda.ai.errors import AiOffline
from beseda.ai.port import Ask, Chunk, Patience, Price, Reply, Vectors
from beseda.ai.tokens import tokens_asked


class Offline:
    """Stands where no language model is configured: whatever it is asked, it raises AiOffline."""

    name = "offline"
    model = ""
    price = Price()

    async def complete(self, ask: Ask, patience: Patience) -> Reply:
        """Raise AiOffline."""
        raise AiOffline

    def stream(self, ask: Ask, patience: Patience) -> AsyncIterator[Chunk]:
        """Raise AiOffline."""
        raise AiOffline

    async def embed(self, texts: Sequence[str], patience: Patience) -> Vectors:
        """Raise AiOffline."""
        raise AiOffline

    def count(self, ask: Ask) -> int:
        """Return about how many tokens a model would read."""
        return tokens_asked(ask)

    async def models(self) -> Sequence[str]:
        """Return no names."""
        return ()

    async def close(self) -> None:
        """Do nothing: nothing was opened."""
