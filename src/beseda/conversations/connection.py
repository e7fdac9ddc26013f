"""One socket's life: a seat in a conversation, its frames in and out, from ready to close."""

import uuid
from dataclasses import dataclass

from fastapi import WebSocket

from beseda.conversations.engine import Engine


@dataclass(frozen=True, slots=True)
class Seat:
    """A principal's rights in a conversation, given by a product's door."""

    conversation_id: uuid.UUID
    key: int
    principal_id: uuid.UUID
    name: str
    role: str
    may_write: bool = True
    claim: bytes | None = None
    resume: str | None = None
    max_length: int = 4000


async def serve(websocket: WebSocket, seat: Seat, *, after: int | None, engine: Engine) -> None:
    """Serve an accepted socket until it closes."""


async def hello(websocket: WebSocket, timeout: float = 10) -> str:
    """Return the token of the hello frame."""
    raise NotImplementedError
