"""Signed webhooks by the Standard Webhooks specification 1.0: secrets, signatures, messages.

Source: https://www.standardwebhooks.com/
"""

import hashlib
import hmac
import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

PREFIX = "whsec_"
SECRET_BYTES = 32
# The waits between tries: with the first at once, three days and some hours, as the standard advises.
WAITS = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
)
LONGEST_WAIT = timedelta(days=1)


def new_secret() -> str:
    """Return a new secret as its owner sees it: `whsec_` and 32 random bytes in base64."""
    return PREFIX + b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signature(keys: Sequence[str], message_id: str, timestamp: int, body: bytes) -> str:
    """Return the header `webhook-signature`: one `v1,…` for each secret, so that one can replace another.

    `timestamp` is the attempt's, in seconds since 1970.
    """
    signed = f"{message_id}.{timestamp}.".encode() + body
    return " ".join(f"v1,{_digest(key, signed)}" for key in keys)


def _digest(key: str, signed: bytes) -> str:
    raw = b64decode(key.removeprefix(PREFIX))
    return b64encode(hmac.new(raw, signed, hashlib.sha256).digest()).decode()


def headers_of(keys: Sequence[str], message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """Return the headers that carry a message's id, the attempt's time and its signatures."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(keys, message_id, timestamp, body),
    }


def wait_after(tries: int, asked: float | None) -> timedelta | None:
    """Return how long to wait after so many tries in a row; None when that was the last.

    `asked` is what the receiver's Retry-After says, in seconds: it lengthens the wait, to a day at most.
    """
    if tries > len(WAITS):
        return None
    wait = WAITS[tries - 1]
    return wait if asked is None else min(max(wait, timedelta(seconds=asked)), LONGEST_WAIT)


@dataclass(frozen=True, slots=True)
class Message:
    """What leaves: a type such as `response.created`, and its data: ids and our own words, never people's.

    `version` counts changes of the data's shape that old receivers would not understand.
    """

    type: str
    data: Mapping[str, Any]
    version: int = 1

    def body(self, at: datetime) -> str:
        """Return the JSON that is signed and sent; `at` is when it happened."""
        payload = {"type": self.type, "version": self.version, "timestamp": at.isoformat(), "data": self.data}
        return json.dumps(payload, ensure_ascii=False, separators=(",", ":"), default=str)


TEST = "webhook.test"
known_messages: dict[str, str] = {}
"""The types an endpoint can choose and what each tells (English msgids), filled on the roof."""
