"""The checks: each looks at one part of the house, in bounded time, and says what it saw and what to do."""

import asyncio
import resource
import shutil
import time
from pathlib import Path
from typing import Any

import structlog
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from redis.asyncio import Redis
from redis.exceptions import RedisError

from beseda.extraction.bounded import examine
from beseda.kit.db import Database
from beseda.kit.mail_ways import Smtp
from beseda.kit.metrics import JOBS_OLDEST, JOBS_WAITING, TURNS_OWED
from beseda.operations import policy
from beseda.operations.component import Component, degraded, down, fine, say
from beseda.operations.house import House
from beseda.operations.queries import Backlog, Post, ServerFacts, backlog, is_reachable, post, server_facts
from beseda.settings import Settings

PATIENCE = 3.0
KEEP_SECONDS = 2.0
_ABOUT_DATABASE = ("database", "migrations", "durability", "clock", "vectors", "jobs", "mail")

log = structlog.get_logger(__name__)


async def examine_house(house: House) -> list[Component]:
    """Look at every part that `/health` shows, all at once; takes at most a few seconds."""
    lone, about_database = await asyncio.gather(
        asyncio.gather(check_configuration(house), check_broker(house), check_disk(house)),
        check_database(house),
    )
    configuration, broker, disk = lone
    return [configuration, *about_database, broker, disk]


async def check_configuration(house: House) -> Component:
    """Look at the settings."""
    return policy.judge_configuration(house.settings)


async def check_database(house: House) -> list[Component]:
    """Look at the server through one connection; one that is away leaves its other parts unchecked."""
    if house.database is None:
        return _database_away(say("not started"))
    try:
        async with asyncio.timeout(PATIENCE):
            facts, work, letters = await _facts(house.database)
    except TimeoutError:
        return _database_away(say("no answer in {seconds} s", seconds=PATIENCE))
    except Exception as error:  # noqa: BLE001 - a driver raises anything; its words may hold the address.
        log.warning("database_check_failed", error=type(error).__name__)
        return _database_away(say("can't be reached ({reason})", reason=type(error).__name__))
    heads = await asyncio.to_thread(migration_heads, house.migrations)
    return [
        policy.judge_database(facts),
        policy.judge_migrations(facts, heads),
        policy.judge_durability(facts),
        policy.judge_clock(facts),
        policy.judge_vectors(facts),
        policy.judge_backlog(work),
        policy.judge_mail(house.settings, letters),
    ]


async def _facts(database: Database) -> tuple[ServerFacts, Backlog | None, Post | None]:
    async with database.sessions() as session:
        return await server_facts(session), await backlog(session), await post(session)


async def refresh_backlog(database: Database) -> None:
    """Set the figures of work that is due."""
    async with asyncio.timeout(PATIENCE), database.sessions() as session:
        work = await backlog(session)
    if work is not None:
        JOBS_WAITING.set(work.jobs)
        JOBS_OLDEST.set(work.oldest_seconds)
        TURNS_OWED.set(work.turns)


def _database_away(detail: str) -> list[Component]:
    advice = say("Check DATABASE_URL, and that the server runs and takes connections from here.")
    unchecked = say("not checked: the database is away")
    name, *others = _ABOUT_DATABASE
    return [down(name, detail, advice), *(degraded(other, unchecked, advice) for other in others)]


def migration_heads(folder: Path) -> frozenset[str] | None:
    """Return the newest revisions in a folder of migrations, or None where it can't be read."""
    try:
        return frozenset(ScriptDirectory(str(folder)).get_heads())
    except (CommandError, OSError):
        return None


async def check_broker(house: House) -> Component:
    """Look at what carries wake-ups, and ask Redis for an answer where one is named."""
    name = house.broker.name if house.broker else ""
    if not house.settings.redis_url:
        detail = say("no Redis: limits count per process")
        advice = (
            "" if name in {"", "in-process"} else say("Set REDIS_URL so that processes share their limits.")
        )
        return fine("broker", detail, advice)
    reason = await _redis_trouble(house.settings.redis_url)
    if reason or (house.broker is not None and not house.broker.healthy):
        return degraded(
            "broker",
            say("Redis does not answer ({reason})", reason=reason or say("link lost")),
            say("Check REDIS_URL and the server; until then processes hear of each other late."),
        )
    return fine("broker", "Redis")


async def _redis_trouble(url: str) -> str:
    """Return what is wrong with Redis, by its error's name alone; empty when it answers."""
    client: Any = Redis.from_url(url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE)
    try:
        async with asyncio.timeout(PATIENCE):
            await client.ping()
    except (RedisError, OSError, ValueError) as error:
        return type(error).__name__
    finally:
        await client.aclose()
    return ""


async def try_mail_server(settings: Settings) -> Component | None:
    """Connect to the mail server and sign in, which is too dear for `/health`; None where there is none."""
    if not settings.mails_by_smtp:
        return None
    reason = await Smtp(settings).trouble()
    if not reason:
        return fine("mail server", say("it answers"))
    return degraded(
        "mail server",
        say("not usable ({reason})", reason=reason),
        say("Check SMTP_URL, or SMTP_HOST and what goes with it; letters wait for a day."),
    )


async def check_disk(house: House) -> Component:
    """Look at the space where the data folder lies, or will lie."""
    folder = house.settings.data.absolute()
    existing = next((path for path in (folder, *folder.parents) if path.exists()), None)
    if existing is None:
        return down("disk", say("the data folder is not reachable"), say("Check BESEDA_DATA."))
    usage = await asyncio.to_thread(shutil.disk_usage, existing)
    return policy.judge_disk(usage.free, usage.total)


async def check_files() -> Component:
    """Read a small text the way strangers' files are read, and see what the child was confined by."""
    answer = await examine(b"Is the reader confined?")
    return policy.judge_confinement(answer.confined, answer.error)


def check_open_files() -> Component:
    """Look how many files, and so sockets, the system lets one process have open."""
    return policy.judge_open_files(resource.getrlimit(resource.RLIMIT_NOFILE)[1])


async def is_ready(database: Database) -> bool:
    """Say whether the database answers within a second or so: the one thing no request can do without."""
    try:
        async with asyncio.timeout(PATIENCE), database.sessions() as session:
            return await is_reachable(session)
    except Exception as error:  # noqa: BLE001 - whatever the reason, requests can't be served.
        log.warning("not_ready", error=type(error).__name__)
        return False


class Watch:
    """Remembers for two seconds what was seen, so that a crowd asking for `/health` costs one look."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._looking = asyncio.Lock()
        self._seen: dict[str, tuple[float, list[Component]]] = {}

    async def look(self, locale: str) -> list[Component]:
        """Return the components in a language, looked at two seconds ago at most."""
        async with self._looking:
            at, components = self._seen.get(locale, (0.0, []))
            if not components or time.monotonic() - at > KEEP_SECONDS:
                components = await examine_house(self.house)
                self._seen[locale] = (time.monotonic(), components)
            return components
