"""The circuit breaker: a provider that fails again and again is left alone for a while."""

import time
from collections.abc import Callable

FAILURES = 4
REST = 30.0
LONGEST_REST = 300.0


class Breaker:
    """Counts one provider's failures in a row.

    After `failures` it is open for `rest` seconds, twice as long each time it fails again, five minutes at
    most; then one call may try, and decides.
    """

    def __init__(
        self, failures: int = FAILURES, rest: float = REST, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = failures
        self._rest = rest
        self._clock = clock
        self._failures = 0
        self._opened = 0
        self._until = 0.0
        self._trying = False

    @property
    def is_open(self) -> bool:
        """Whether nobody should call now."""
        return self._clock() < self._until or self._trying

    def admit(self) -> bool:
        """Whether a call may go out; one that goes out after a rest is the only one until it ended."""
        if self.is_open:
            return False
        self._trying = self._opened > 0
        return True

    def succeeded(self) -> None:
        """Note that a call went well: all is forgotten."""
        self._failures = self._opened = 0
        self._until = 0.0
        self._trying = False

    def failed(self, retry_after: float | None = None) -> None:
        """Note that a call failed; `retry_after` (seconds) is how long it wants to be left alone."""
        self._failures += 1
        again, self._trying = self._trying, False
        if again or self._failures >= self._most:
            rest = min(self._rest * 2**self._opened, LONGEST_REST)
            self._opened = min(self._opened + 1, 10)
            self._until = self._clock() + max(rest, min(retry_after or 0.0, LONGEST_REST))

    def left(self) -> None:
        """Note that a call ended without telling anything about the provider."""
        self._trying = False
