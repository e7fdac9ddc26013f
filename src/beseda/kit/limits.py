"""How often something may be done: named limits in one table, counted in memory or in Redis."""

import time
from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address
from typing import Annotated

import structlog
from fastapi import Depends
from fastapi.requests import HTTPConnection
from limits import RateLimitItem, parse_many
from limits.aio.storage import MemoryStorage, RedisStorage, Storage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from redis.exceptions import RedisError

from beseda.kit.errors import TooMany
from beseda.settings import Settings

log = structlog.get_logger(__name__)

# Each name's limits hold together; the key is an address, an account, a participant or another id.
LIMITS: Mapping[str, str] = {
    "sign_in_address": "20/minute; 200/hour",
    "sign_in_account": "10/15minute; 50/day",
    "password_change": "10/15minute",
    "registration": "10/hour; 40/day",
    "invitation": "60/hour",
    "invitation_guess": "30/minute",
    "candidate": "30/hour; 200/day",
    "application": "30/hour; 200/day",
    "contest": "10/hour",
    "webhook": "60/hour",
    "upload": "30/hour",
    "message": "30/10second; 600/hour",
    "socket": "120/minute",
    "search": "120/minute",
    "report": "20/hour",
    "export": "30/hour",
}
PREFIX = "beseda"
PATIENCE = 0.5
RETRY_REDIS = 10.0
NETWORK_BITS = 64


class Limiter:
    """Counts what is done under a name by a key, over a sliding window.

    Counts are shared between processes through Redis where there is one. While Redis does not answer they
    are kept in this process, so nobody is locked out and nobody is let loose; Redis is tried again every
    ten seconds.
    """

    def __init__(self, settings: Settings, limits: Mapping[str, str] = LIMITS) -> None:
        self.enabled = settings.rate_limits
        self.items: dict[str, list[RateLimitItem]] = {name: parse_many(text) for name, text in limits.items()}
        self.redis_url = settings.redis_url
        self._shared: SlidingWindowCounterRateLimiter | None = None
        self._own = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._redis_away_until = 0.0
        self._told = False

    async def hit(self, name: str, key: str) -> None:
        """Count one attempt of `key` under `name`; raises TooMany, with its `retry_after`, past a limit."""
        if not self.enabled:
            return
        for item in self.items[name]:
            waits = await self._hit(item, name, key)
            if waits is not None:
                raise TooMany(retry_after=waits)

    async def forget(self, name: str, key: str) -> None:
        """Forget the attempts of `key` under `name`, after one that went well."""
        if not self.enabled:
            return
        for item in self.items[name]:
            await self._own.clear(item, name, key)
            if self._redis_wanted():
                try:
                    await self._redis().clear(item, name, key)
                except (RedisError, OSError) as error:
                    self._lose_redis(error)

    async def _hit(self, item: RateLimitItem, name: str, key: str) -> float | None:
        if self._redis_wanted():
            try:
                waits = await _try(self._redis(), item, name, key)
            except (RedisError, OSError) as error:
                self._lose_redis(error)
            else:
                self._told = False
                return waits
        return await _try(self._own, item, name, key)

    def _redis_wanted(self) -> bool:
        return bool(self.redis_url) and time.monotonic() >= self._redis_away_until

    def _redis(self) -> SlidingWindowCounterRateLimiter:
        if self._shared is None:
            storage: Storage = RedisStorage(
                f"async+{self.redis_url}",
                implementation="redispy",
                key_prefix=PREFIX,
                socket_timeout=PATIENCE,
                socket_connect_timeout=PATIENCE,
            )
            self._shared = SlidingWindowCounterRateLimiter(storage)
        return self._shared

    def _lose_redis(self, error: Exception) -> None:
        self._redis_away_until = time.monotonic() + RETRY_REDIS
        if not self._told:
            self._told = True
            log.warning("limits_without_redis", error=type(error).__name__)

    async def close(self) -> None:
        """Close the connections to Redis."""
        if self._shared is not None:
            await self._shared.storage.bridge.storage.aclose()  # type: ignore[attr-defined]
            self._shared = None


async def _try(
    counter: SlidingWindowCounterRateLimiter, item: RateLimitItem, name: str, key: str
) -> float | None:
    """Count one attempt; the seconds to wait if it was one too many."""
    if await counter.hit(item, name, key):
        return None
    stats = await counter.get_window_stats(item, name, key)
    return max(1.0, stats.reset_time - time.time())


def address_key(address: str) -> str:
    """Return what an address is counted as: one household has a whole /64 of IPv6, so that is one key."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address or "unknown"
    if not isinstance(parsed, IPv6Address):
        return address
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return f"{IPv6Address(int(parsed) >> NETWORK_BITS << NETWORK_BITS)}/{NETWORK_BITS}"


def get_limiter(connection: HTTPConnection) -> Limiter:
    """Return the limiter of the application that serves this request or socket."""
    limiter: Limiter = connection.app.state.limiter
    return limiter


CurrentLimiter = Annotated[Limiter, Depends(get_limiter)]
