"""Signed tokens of the API: issued at sign-in, read at every door, revoked by version or by id."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import jwt

from beseda.accounts.errors import BadToken
from beseda.kit.time import now
from beseda.settings import Settings

ISSUER = "beseda"
LONGEST_TOKEN = 4096
# How far the clocks of two machines may be apart.
LEEWAY = timedelta(seconds=10)
REQUIRED = ["sub", "kind", "ver", "iat", "exp", "jti", "iss"]


@dataclass(frozen=True, slots=True)
class Claims:
    """What a valid token says; whether it was revoked since is for the database to say."""

    principal_id: UUID
    kind: str
    version: int
    jti: UUID
    expires_at: datetime
    workspace_id: UUID | None = None


def signing_key(settings: Settings) -> bytes:
    """Derive the key of this purpose from SECRET_KEY; 64 bytes are enough for each HS algorithm."""
    return hashlib.sha512(b"beseda:token:" + settings.secret.encode()).digest()


def issue_token(
    settings: Settings,
    principal_id: UUID,
    kind: str,
    minutes: float | None = None,
    *,
    version: int = 1,
    workspace_id: UUID | None = None,
) -> str:
    """Sign a token for a principal.

    `minutes` is its life (ACCESS_TOKEN_MINUTES unless given), `version` the principal's `token_version`,
    `workspace_id` the workspace it acts in when it is not the user's first one.
    """
    issued = now()
    lives = timedelta(minutes=settings.access_token_minutes if minutes is None else minutes)
    claims: dict[str, object] = {
        "iss": ISSUER,
        "sub": str(principal_id),
        "kind": str(kind),
        "ver": version,
        "iat": issued,
        "exp": issued + lives,
        "jti": uuid4().hex,
    }
    if workspace_id is not None:
        claims["wid"] = str(workspace_id)
    return jwt.encode(claims, signing_key(settings), algorithm=settings.algorithm)


def read_token(settings: Settings, token: str) -> Claims:
    """Check a token's signature, algorithm, issuer and expiry; raises BadToken."""
    if len(token) > LONGEST_TOKEN:
        raise BadToken
    try:
        claims = jwt.decode(
            token,
            signing_key(settings),
            algorithms=[settings.algorithm],
            issuer=ISSUER,
            leeway=LEEWAY,
            options={"require": REQUIRED},
        )
        return Claims(
            principal_id=UUID(claims["sub"]),
            kind=str(claims["kind"]),
            version=int(claims["ver"]),
            jti=UUID(claims["jti"]),
            expires_at=datetime.fromtimestamp(claims["exp"], UTC),
            workspace_id=UUID(claims["wid"]) if "wid" in claims else None,
        )
    except (jwt.PyJWTError, ValueError, TypeError, AttributeError) as error:
        raise BadToken from error
