"""People who write to each other in these tests, their sockets, and what they block."""

import uuid
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

import httpx
from tests.conversations.making import Client, client
from tests.serving import Server

from beseda.accounts.actions import create_principal
from beseda.accounts.carried import new_secret
from beseda.accounts.models import AuthSession, User
from beseda.accounts.tokens import issue_token
from beseda.accounts.usernames import username_key
from beseda.kit.db import Database
from beseda.kit.time import now
from beseda.settings import Settings

BLOCK = "/api/v1/users/block"


@dataclass(frozen=True)
class Person:
    """Somebody with an account, signed in by a token and by a browser."""

    id: uuid.UUID
    name: str
    token: str
    cookie: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def chat(self, server: Server, other: Any, **query: Any) -> AbstractAsyncContextManager[Client]:
        """Open this person's socket beside another's."""
        wanted = httpx.QueryParams(
            {"user_id": str(self.id), "other_user": getattr(other, "id", other), **query}
        )
        return client(f"{server.ws_url}/ws/chat?{wanted}", additional_headers=self.headers)


async def person(
    database: Database, settings: Settings, name: str = "Анна", username: str | None = ""
) -> Person:
    """Make somebody with an account and a signed-in browser; their username is any, unless one is given."""
    raw, token_hash = new_secret()
    username = f"user{uuid.uuid4().hex[:16]}" if username == "" else username
    key = username_key(username) if username else None
    async with database.transaction() as session:
        principal = await create_principal(session, "user", name)
        user = User(id=principal.id, password_hash="-", username=username, username_key=key)
        user.email = f"{uuid.uuid4().hex}@example.com"
        session.add(user)
        await session.flush()
        session.add(
            AuthSession(
                user_id=principal.id,
                token_hash=token_hash,
                address="",
                user_agent="",
                seen_at=now(),
                expires_at=now().replace(year=now().year + 1),
            )
        )
    token = issue_token(settings, principal.id, "user")
    return Person(principal.id, name, token, f"session={raw}")
