"""How long to wait before a provider is asked again."""

import random
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

from beseda.kit.time import now

FIRST = 0.25
LONGEST = 8.0
LONGEST_TOLD = 86_400.0


def pause_before(attempt: int, retry_after: float | None) -> float:
    """Return the seconds before attempt 2, 3 …: what the server said, else 0.25, 0.5, 1 … with jitter."""
    if retry_after is not None:
        return retry_after * random.uniform(1.0, 1.1)  # noqa: S311 - jitter is no secret.
    wait = min(LONGEST, FIRST * 2.0 ** max(0, attempt - 2))
    return wait * random.uniform(0.5, 1.5)  # noqa: S311 - as above.


def retry_after_in(headers: Mapping[str, str]) -> float | None:
    """Return the seconds a server asks to wait: milliseconds, seconds or a date; None where it does not."""
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        told = headers.get(name, "").strip()
        if not told:
            continue
        try:
            return _bounded(float(told) / unit)
        except ValueError:
            pass
        try:
            moment = parsedate_to_datetime(told)
        except ValueError:
            continue
        return _bounded((moment.replace(tzinfo=moment.tzinfo or UTC) - now()).total_seconds())
    return None


def _bounded(seconds: float) -> float | None:
    # A "nan" is no number of seconds; it is neither more nor less than anything.
    return max(0.0, min(seconds, LONGEST_TOLD)) if seconds == seconds else None  # noqa: PLR0124
