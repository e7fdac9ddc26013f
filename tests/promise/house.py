"""The house under test: two real servers over one database, with a network in front that can fail."""

import asyncio
import uuid
from abc import abstractmethod
from collections.abc import Sequence
from pathlib import Path

import asyncpg
from tests.promise.client import Place
from tests.promise.processes import Postgres, Redis, WebServer, answering
from tests.promise.proxy import Proxy

from beseda.accounts.tokens import issue_token
from beseda.entry.embedded.address import url_of
from beseda.entry.embedded.keeper import server_status
from beseda.settings import Settings

SERVERS = 2
SECRET = "of-the-fault-runs-" * 3
TOKEN_MINUTES = 24 * 60


class House:
    """Servers, their network and their database; `name` says which kind of house it is."""

    name = ""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        settings = {
            "DATA": str(folder),
            "SECRET_KEY": SECRET,
            "PROCESSES": str(SERVERS),
            "RATE_LIMITS": "off",
            "LOG_LEVEL": "WARNING",
            "MESSAGE_RETENTION_MINUTES": "0",
            "ACCESS_TOKEN_MINUTES": str(TOKEN_MINUTES),
            **self.settings(),
        }
        self.servers = [WebServer(f"server-{number}", folder, settings) for number in range(SERVERS)]
        self.proxies = [Proxy(server.port) for server in self.servers]
        self.kept = Settings(_env_file=None, data=folder, database_url="", secret_key=SECRET)

    @abstractmethod
    def settings(self) -> dict[str, str]:
        """Return what the servers are told of database and broker; called once, first of all."""

    @property
    @abstractmethod
    def database_url(self) -> str:
        """Where the database is reached."""

    async def open(self) -> None:
        """Start everything."""
        for proxy in self.proxies:
            await proxy.start()
        await self.start_servers()

    async def start_servers(self) -> None:
        """Start the servers that do not run, and wait until all serve."""
        for server in self.servers:
            if not server.alive:
                server.start()
        await asyncio.gather(*(server.ready() for server in self.servers))

    async def close(self) -> None:
        """Stop everything."""
        for proxy in self.proxies:
            await proxy.stop()
        await asyncio.gather(*(server.end() for server in self.servers))

    @property
    def addresses(self) -> Sequence[str]:
        """Where clients may connect: to any server, through the network."""
        return [proxy.address for proxy in self.proxies]

    async def connect(self) -> asyncpg.Connection:
        """Connect to the database itself."""
        await answering(self.database_url)
        return await asyncpg.connect(self.database_url)

    async def make_users(self, count: int) -> list[str]:
        """Store people with accounts; returns their ids."""
        made = [uuid.uuid4() for _ in range(count)]
        connection = await self.connect()
        try:
            await connection.executemany(
                "INSERT INTO principals (id, kind, name) VALUES ($1, 'user', $2)",
                [(one, f"Person {number}") for number, one in enumerate(made)],
            )
            await connection.executemany(
                "INSERT INTO users (id, password_hash, username, username_key) VALUES ($1, '-', $2, $2)",
                [(one, f"p{one.hex[:20]}") for one in made],
            )
        finally:
            await connection.close()
        return [str(one) for one in made]

    def private_place(self, me: str, other: str) -> Place:
        """Return where somebody's private chat with another is reached."""
        token = issue_token(self.kept, uuid.UUID(me), "user", TOKEN_MINUTES)
        path = f"/ws/chat?user_id={me}&other_user={other}"
        return Place(self.addresses, path, {"Authorization": f"Bearer {token}"})

    def interview_place(self, response: str, visitor: str) -> Place:
        """Return where a candidate's browser reaches its interview."""
        return Place(self.addresses, f"/ws/chat/{response}", {"Cookie": f"visitor={visitor}"})


class RedisHouse(House):
    """Servers over a PostgreSQL named by DATABASE_URL, waking each other through Redis."""

    name = "DATABASE_URL and Redis"

    def settings(self) -> dict[str, str]:
        """Return where both are."""
        self.postgres, self.redis = Postgres(self.folder), Redis(self.folder)
        return {"DATABASE_URL": self.postgres.url, "REDIS_URL": self.redis.url}

    @property
    def database_url(self) -> str:
        """Where the database is reached."""
        return self.postgres.url

    async def open(self) -> None:
        """Start everything."""
        self.postgres.make()
        self.postgres.start()
        self.redis.start()
        await self.postgres.ready()
        await super().open()

    async def close(self) -> None:
        """Stop everything."""
        await super().close()
        await asyncio.gather(self.postgres.kill(), self.redis.kill())


class EmbeddedHouse(House):
    """Servers that share their embedded PostgreSQL, and wake each other through it."""

    name = "embedded PostgreSQL and NOTIFY"

    def settings(self) -> dict[str, str]:
        """Return nothing: this is what a server does that is told nothing."""
        return {}

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own folder."""
        return self.folder / "postgresql" / "cluster"

    @property
    def database_url(self) -> str:
        """Where the database is reached."""
        return url_of(self.cluster).replace("+asyncpg", "")

    @property
    def postgres_pid(self) -> int:
        """The number of PostgreSQL's first process; 0 while none runs."""
        return server_status(self.cluster)[0]
