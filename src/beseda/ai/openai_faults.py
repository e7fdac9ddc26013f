"""What OpenAI's library raises, as our errors; their words stay out, for they may repeat what was asked."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from beseda.ai.errors import (
    AiBrokeOff,
    AiError,
    AiMalformed,
    AiRefused,
    AiTooLarge,
    AiTooSlow,
    AiUnavailable,
)
from beseda.ai.retrying import retry_after_in

TOO_MANY = 429
BROKEN = 500
WAITS = frozenset({408, 409, 425, TOO_MANY})
SPENT = frozenset({"insufficient_quota", "billing_hard_limit_reached"})
"""What an account says that has no money left: asking again is of no use."""


@asynccontextmanager
async def as_ai_errors() -> AsyncIterator[None]:
    """Turn what the block raises into an AiError; what is nobody's fault out there goes through."""
    try:
        yield
    except (AiError, GeneratorExit, asyncio.CancelledError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever a library raises is named here.
        raise _named(error) from None


def _named(error: Exception) -> AiError:
    """Name an error by what it is called: the library need not be loaded to know its errors."""
    names = {kind.__name__ for kind in type(error).__mro__}
    found: AiError
    if own := _ours(error):
        found = own
    elif "APIStatusError" in names:
        found = _by_status(error)
    elif "APITimeoutError" in names:
        found = AiUnavailable() if _is_connecting(error) else AiTooSlow()
    elif "APIConnectionError" in names:
        found = AiBrokeOff() if _has_begun(error) else AiUnavailable()
    elif "APIError" in names:
        # An event of a stream that says that the rest will not come.
        found = AiBrokeOff()
    elif isinstance(
        error, json.JSONDecodeError | UnicodeDecodeError | ValueError | TypeError | AttributeError
    ):
        found = AiMalformed()
    else:
        found = AiUnavailable()
    return found


def _ours(error: BaseException | None) -> AiTooLarge | None:
    """Return the refusal of our own that the library wrapped, if it is one."""
    while error is not None:
        if isinstance(error, AiTooLarge):
            return error
        error = error.__cause__
    return None


def _by_status(error: Any) -> AiError:
    status = int(error.status_code)
    if status == TOO_MANY and (error.code in SPENT or error.type in SPENT):
        return AiUnavailable(again=False, retry_after=retry_after_in(error.response.headers))
    if status in WAITS or status >= BROKEN:
        return AiUnavailable(retry_after=retry_after_in(error.response.headers))
    return AiRefused(refused_with=status, parameter=str(error.param or ""))


def _is_connecting(error: BaseException) -> bool:
    return type(error.__cause__).__name__ in {"ConnectTimeout", "PoolTimeout"}


def _has_begun(error: BaseException) -> bool:
    """Whether something of the answer had come before the connection was cut."""
    cause = error.__cause__
    cut = type(cause).__name__ in {"RemoteProtocolError", "ReadError", "EndOfStream"}
    return cut and "without sending a response" not in str(cause)
