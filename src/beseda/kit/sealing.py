"""Secrets at rest: what must be read back, such as another system's key, encrypted under SECRET_KEY."""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from beseda.settings import Settings

NONCE = 12
KEY = 32


class SealBroken(Exception):
    """What was sealed can't be read: SECRET_KEY is another one now, or the row was tampered with."""


def seal(settings: Settings, purpose: str, whose: bytes, plain: bytes) -> bytes:
    """Encrypt bytes for storage; they can be read only for the same purpose and the same owner.

    `whose` is the id of the row that holds them, so that one row's secret is worthless in another.
    """
    nonce = secrets.token_bytes(NONCE)
    return nonce + _cipher(settings, purpose).encrypt(nonce, plain, whose)


def unseal(settings: Settings, purpose: str, whose: bytes, sealed: bytes) -> bytes:
    """Decrypt what `seal` returned; raises SealBroken."""
    try:
        return _cipher(settings, purpose).decrypt(sealed[:NONCE], sealed[NONCE:], whose)
    except (InvalidTag, ValueError) as error:
        raise SealBroken from error


def _cipher(settings: Settings, purpose: str) -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=KEY, salt=None, info=f"beseda:seal:{purpose}".encode())
    return AESGCM(derived.derive(settings.secret.encode()))
