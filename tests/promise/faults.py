"""What can go wrong: each fault strikes once, and puts back what it broke before it returns."""

import asyncio
import os
import random
import signal
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from tests.promise.client import Board, Client
from tests.promise.crowd import Crowd
from tests.promise.house import EmbeddedHouse, House, RedisHouse
from tests.promise.processes import answering

PAUSES = (1.0, 8.0)
STALLS = (0.2, 3.0)
HALF_OPEN = 10.0
TWINS = 12
TWINS_TALK = 1.5


class Scene:
    """Where a fault happens; `strike` is called at the moment itself."""

    def __init__(self, house: House, crowd: Crowd, board: Board, dice: random.Random) -> None:
        self.house = house
        self.crowd = crowd
        self.board = board
        self.dice = dice
        self.struck = 0.0
        self.acked = 0

    def strike(self) -> None:
        """Begin to count: from now on everybody has to come back."""
        self.struck, self.acked = time.monotonic(), self.board.acked
        self.board.fault(self.crowd.people)


async def kill_one(scene: Scene) -> None:
    """Kill a server process, and start it again a moment later."""
    server = scene.dice.choice(scene.house.servers)
    scene.strike()
    await server.kill()
    await asyncio.sleep(scene.dice.uniform(0, 1))
    await scene.house.start_servers()


async def kill_all(scene: Scene) -> None:
    """Kill all server processes at once, and start them again."""
    scene.strike()
    await asyncio.gather(*(server.kill() for server in scene.house.servers))
    await asyncio.sleep(scene.dice.uniform(0, 0.5))
    await scene.house.start_servers()


async def restart_one(scene: Scene) -> None:
    """Stop a server process in good order, and start it again, as an upgrade does."""
    server = scene.dice.choice(scene.house.servers)
    scene.strike()
    await server.end(signal.SIGTERM)
    await scene.house.start_servers()


async def kill_embedded(scene: Scene) -> None:
    """Kill the embedded PostgreSQL; whoever keeps it has to start it again."""
    house = scene.house
    assert isinstance(house, EmbeddedHouse)
    scene.strike()
    with suppress(ProcessLookupError):
        os.kill(house.postgres_pid, signal.SIGKILL)
    await answering(house.database_url)


async def restart_postgres(scene: Scene) -> None:
    """Restart PostgreSQL in immediate mode: all its processes leave without writing anything down."""
    house = scene.house
    assert isinstance(house, RedisHouse)
    scene.strike()
    await house.postgres.end(signal.SIGQUIT)
    await asyncio.sleep(scene.dice.uniform(0, 1))
    house.postgres.start()
    await house.postgres.ready()


async def kill_redis(scene: Scene) -> None:
    """Kill Redis, and start it again a moment later."""
    house = scene.house
    assert isinstance(house, RedisHouse)
    scene.strike()
    await house.redis.kill()
    await asyncio.sleep(scene.dice.uniform(0, 2))
    house.redis.start()


async def pause_one(scene: Scene) -> None:
    """Stop a server process where it stands, and let it go on later."""
    server = scene.dice.choice(scene.house.servers)
    scene.strike()
    server.tell(signal.SIGSTOP)
    await asyncio.sleep(scene.dice.uniform(*PAUSES))
    server.tell(signal.SIGCONT)


async def cut(scene: Scene) -> None:
    """Reset connections, or one end of them alone: the other end then believes that all is well."""
    scene.strike()
    proxy = scene.dice.choice(scene.house.proxies)
    for pair in proxy.some(scene.dice.uniform(0.2, 1.0)):
        kind = scene.dice.choice(("both", "near", "far"))
        if kind == "both":
            pair.cut()
        else:
            pair.halve(pair.near if kind == "near" else pair.far, HALF_OPEN)


async def delay(scene: Scene) -> None:
    """Let connections hang for a while and then bring everything at once."""
    scene.strike()
    for proxy in scene.house.proxies:
        for pair in proxy.some(scene.dice.uniform(0.2, 1.0)):
            pair.stall(scene.dice.uniform(*STALLS))
    await asyncio.sleep(STALLS[1])


async def send_twice(scene: Scene) -> None:
    """Let people send each message from two pages at once, through whichever processes they are on."""
    scene.strike()
    chosen = scene.dice.sample(scene.crowd.people, min(TWINS, len(scene.crowd.people)))
    for client in chosen:
        twin = client.twin = Client(
            f"second {client.name}", client.author, client.place, client.history, Board()
        )
        twin.start(after=client.last)
        for sent in client.outbox.values():
            twin.keep(sent)
    await asyncio.sleep(TWINS_TALK)
    for client in chosen:
        left, client.twin = client.twin, None
        if left is not None:
            left.trace.complete = False
            await left.stop()


Fault = Callable[[Scene], Awaitable[None]]

EVERYWHERE: dict[str, Fault] = {
    "kill -9 of one server process": kill_one,
    "kill -9 of all server processes": kill_all,
    "a server process stopped in good order": restart_one,
    "a server process paused for 1 to 8 s": pause_one,
    "client connections cut or half open": cut,
    "client connections delayed": delay,
    "the same message through two processes at once": send_twice,
}
WITH_REDIS: dict[str, Fault] = {
    "PostgreSQL restarted in immediate mode": restart_postgres,
    "kill -9 of Redis": kill_redis,
}
EMBEDDED: dict[str, Fault] = {"kill -9 of the embedded PostgreSQL": kill_embedded}
KINDS: dict[str, Fault] = {**EVERYWHERE, **WITH_REDIS, **EMBEDDED}
