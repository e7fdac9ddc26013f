"""Passwords: Argon2id off the event loop, old bcrypt hashes upgraded, rules, answers in constant time."""

import asyncio
import gzip
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher

from beseda.accounts.errors import WeakPassword
from beseda.settings import Settings

COMMON = Path(__file__).parent / "data" / "common-passwords.txt.gz"
SHORTEST_DEV = 6
SHORTEST_PROD = 8
LONGEST = 200
# bcrypt reads no further, and its present library refuses what older ones cut off.
BCRYPT_READS = 72

# OWASP's Password Storage Cheat Sheet: Argon2id with 19 MiB, two passes, one lane.
HASHER = PasswordHash([Argon2Hasher(time_cost=2, memory_cost=19 * 1024, parallelism=1), BcryptHasher()])
# Two at a time: a flood of sign-ins may take neither all cores nor all memory.
_POOL = ThreadPoolExecutor(max_workers=2, thread_name_prefix="passwords")


async def hash_password(password: str) -> str:
    """Hash a password with Argon2id, in a thread."""
    return await asyncio.get_running_loop().run_in_executor(_POOL, HASHER.hash, _encoded(password))


async def verify_password(password: str, stored: str | None) -> tuple[bool, str | None]:
    """Say whether the password fits the stored hash, and a new hash where the stored one is out of date.

    With None, for an account that is not there, as much work is done, and the answer is no.
    """
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_POOL, _verify, password, stored)


def _verify(password: str, stored: str | None) -> tuple[bool, str | None]:
    given = _encoded(password)
    if stored is None:
        HASHER.verify(given, nobodys_hash())
        return False, None
    if BcryptHasher.identify(stored):
        return _verify_bcrypt(given, stored)
    try:
        return HASHER.verify_and_update(given, stored)
    except UnknownHashError:
        HASHER.verify(given, nobodys_hash())
        return False, None


def _verify_bcrypt(given: bytes, stored: str) -> tuple[bool, str | None]:
    if b"\x00" in given:
        return False, None
    fits = HASHER.verify(given[:BCRYPT_READS], stored)
    return fits, HASHER.hash(given) if fits else None


def _encoded(password: str) -> bytes:
    # A lone surrogate has no bytes; such a password is kept from the database by the schemas, not from here.
    return password.encode("utf-8", "surrogatepass")


@lru_cache(maxsize=1)
def nobodys_hash() -> str:
    """Return a hash that no password fits, made with the parameters in use."""
    return HASHER.hash("nobody's password is checked against this")


@lru_cache(maxsize=1)
def common_passwords() -> frozenset[str]:
    """Return the passwords tried first; their origin and licence stand beside the file."""
    return frozenset(gzip.decompress(COMMON.read_bytes()).decode().split())


def check_password(settings: Settings, password: str, *, email: str = "", field: str = "password") -> None:
    """Raise WeakPassword, naming `field`, for a password that is too short or too easy to guess."""
    shortest = SHORTEST_PROD if settings.is_prod else SHORTEST_DEV
    if len(password) < shortest:
        raise WeakPassword(fields={field: "At least {shortest} characters, please."}, shortest=shortest)
    lowered = password.casefold()
    own = {email.casefold(), email.partition("@")[0].casefold()} if email else set()
    if settings.is_prod and (lowered in common_passwords() or lowered in own or len(set(lowered)) == 1):
        raise WeakPassword(
            fields={field: "Too many people use this password. Please choose another."}, shortest=shortest
        )
