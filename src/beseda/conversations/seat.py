"""A seat: a principal's rights in a conversation, as a product's door gives them."""

import uuid
from dataclasses import dataclass

MOST_CHARACTERS = 4000


@dataclass(frozen=True, slots=True)
class Seat:
    """Who sits where.

    `claim` is the SHA-256 of the visitor's cookie for a seat nobody signed in to, None for an authenticated
    principal. `resume` is a token that reopens this seat where a cookie can't. `max_length` is in characters.
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
