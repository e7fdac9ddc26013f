"""Random secrets that people carry (session cookies, invitation links): made here, stored as hashes."""

import hashlib
import secrets


def new_secret() -> tuple[str, bytes]:
    """Make a secret of 256 random bits: its text for the person, its hash for the database."""
    raw = secrets.token_urlsafe(32)
    return raw, secret_hash(raw)


def secret_hash(raw: str) -> bytes:
    """Return what is stored of a secret: SHA-256 is enough for 256 random bits."""
    return hashlib.sha256(raw.encode("utf-8", "surrogatepass")).digest()
