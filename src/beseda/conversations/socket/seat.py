"""A seat: a principal's rights in a conversation, as a product's door gives them."""

import uuid
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from beseda.conversations.entries import Draft
from beseda.kit.errors import BesedaError, NotSignedIn

MOST_CHARACTERS = 4000

Recheck = Callable[[], Awaitable[object]]
Check = Callable[[Draft], Coroutine[Any, Any, object]]


@dataclass(frozen=True, slots=True)
class Seat:
    """Who sits where.

    `claim` is the SHA-256 of the visitor's cookie for a seat nobody signed in to, None for an authenticated
    principal. `resume` is a token that reopens this seat where a cookie can't. `max_length` is in characters.
    `recheck` asks the door once more, when an access of this principal has ended: it raises the error that
    now refuses the seat. Without one the seat ends with the access. `on_word` is called on the loop after
    each message of this seat was committed. `check` is asked before an edit or a delete is queued; it raises
    what its product refuses it with.
    """

    conversation_id: uuid.UUID
    key: int
    principal_id: uuid.UUID
    name: str
    role: str
    may_write: bool = True
    claim: bytes | None = None
    resume: str | None = None
    max_length: int = MOST_CHARACTERS
    recheck: Recheck | None = None
    on_word: Callable[[], None] | None = None
    check: Check | None = None


async def refusal_now(recheck: Recheck | None) -> BesedaError | None:
    """Return what now refuses a socket that was let in, or None; raises what kept the door from looking."""
    if recheck is None:
        return NotSignedIn()
    try:
        await recheck()
    except BesedaError as error:
        return error
    return None
