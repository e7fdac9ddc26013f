"""About how many tokens a text is: where the provider does not say, and before it is asked."""

from collections.abc import Iterable
from typing import Any

from beseda.ai.port import Ask, ToolCall, Usage

BYTES_A_TOKEN = 4
"""English has about four letters a token and Russian two, of two bytes each."""
A_MESSAGE = 4
LARGEST = 10_000_000


def tokens_of(text: str) -> int:
    """Return about how many tokens a text is; at least one where there is any text."""
    return -(-len(text.encode("utf-8", "replace")) // BYTES_A_TOKEN)


def tokens_asked(ask: Ask) -> int:
    """Return about how many tokens a model would read."""
    told = sum(A_MESSAGE + tokens_of(one.text) + tokens_called(one.tool_calls) for one in ask.messages)
    tools = sum(tokens_of(f"{one.name}{one.description}{one.parameters}") for one in ask.tools)
    return told + tools + (tokens_of(str(ask.shape.schema)) if ask.shape else 0)


def tokens_called(calls: Iterable[ToolCall]) -> int:
    """Return about how many tokens tool calls are."""
    return sum(tokens_of(f"{one.name}{one.arguments}") for one in calls)


def usage_of(told: Any, estimate: Usage) -> Usage:
    """Return the provider's usage where it is one, and the estimate for what it did not say or can't be.

    A provider that read nothing, or wrote something for nothing, did not say.
    """
    read = _count(getattr(told, "prompt_tokens", None))
    written = _count(getattr(told, "completion_tokens", 0))
    if not read or written is None:
        return estimate
    if written == 0 and estimate.tokens_out > 0:
        return Usage(read, estimate.tokens_out, estimated=True)
    return Usage(read, written)


def _count(figure: Any) -> int | None:
    if isinstance(figure, bool) or not isinstance(figure, int) or not 0 <= figure <= LARGEST:
        return None
    return figure
