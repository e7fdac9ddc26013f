"""The load: people who talk in pairs and candidates who are interviewed, until all can be read in silence."""

import asyncio
import itertools
import random
import secrets
import time
from collections.abc import Sequence
from contextlib import suppress

import httpx
from tests.conversations.making import until
from tests.hiring.calls import candidate, register, respond, vacancy
from tests.promise.client import Board, Client
from tests.promise.history import History, Line
from tests.promise.house import House

WINDOW = 4
TICK = 0.005
LOOK_EVERY = 0.2
THINKS = (0.3, 3.0)
QUIET_WITHIN = 120.0
AT_ONCE = 8
ANSWERS = ("Москва", "три с половиной года", "да")
PADDING = "Здравствуйте! Да, я могу приехать на собеседование завтра утром. " * 3


class Crowd:
    """All clients of a run in one house; `histories` names each conversation by its natural key."""

    def __init__(self, house: House, board: Board, *, per_second: float, lanes: int) -> None:
        self.house = house
        self.board = board
        self.histories: dict[str, History] = {}
        self.people: list[Client] = []
        self.candidates: list[Client] = []
        self._per_second = per_second
        self._lanes = lanes
        self._responses: list[tuple[str, str]] = []
        self._numbers = itertools.count(1)
        self._talking = True
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def clients(self) -> Sequence[Client]:
        """Everybody."""
        return [*self.people, *self.candidates]

    async def gather(self, pairs: int, interviews: int) -> None:
        """Make the people and the interviews to be led."""
        users = await self.house.make_users(2 * pairs)
        for me, other in zip(users[::2], users[1::2], strict=True):
            self._seat(me, other)
        server = self.house.servers[0]
        async with httpx.AsyncClient(base_url=server.url, timeout=60) as api:
            employer = await register(api)
            offered = await vacancy(api, employer)
            gate = asyncio.Semaphore(AT_ONCE)

            async def apply(number: int) -> None:
                async with gate:
                    person = await candidate(api, email=f"c{number}@example.com")
                    self._responses.append(((await respond(api, offered["id"], person))["id"], person.id))

            await asyncio.gather(*(apply(number) for number in range(interviews)))

    def _seat(self, me: str, other: str) -> None:
        first, second = sorted((me, other))
        history = self.histories[f"{first}:{second}"] = History(f"{first}:{second}")
        for number, (here, there) in enumerate(((me, other), (other, me))):
            place = self.house.private_place(here, there)
            self.people.append(Client(f"page {number} of {here}", here, place, history, self.board))

    def start(self) -> None:
        """Connect everybody, and let them talk."""
        for client in self.people:
            client.start()
        self._tasks = [asyncio.create_task(self._talk()), asyncio.create_task(self._look())]
        self._tasks += [asyncio.create_task(self._lead()) for _ in range(self._lanes)]

    async def _talk(self) -> None:
        """Say so many messages a second, each by somebody drawn whose window has room."""
        owed, before = 0.0, time.monotonic()
        while self._talking:
            await asyncio.sleep(TICK)
            now = time.monotonic()
            owed = min(owed + (now - before) * self._per_second, self._per_second)
            before = now
            free = [client for client in self.people if len(client.outbox) < WINDOW]
            random.shuffle(free)
            for client in free[: int(owed)]:
                self.say(client)
                owed -= 1

    def say(self, client: Client) -> None:
        """Let somebody say something nobody has said before."""
        words = f"{next(self._numbers)} {PADDING[: random.randint(0, len(PADDING))]}"
        sent = client.say(words.strip())
        if client.twin is not None:
            client.twin.keep(sent)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            for client in self.clients:
                client.look()
                if client.twin is not None:
                    client.twin.look()

    async def _lead(self) -> None:
        """Lead one interview after the other to its end, thinking before each answer."""
        while self._talking and self._responses:
            response, author = self._responses.pop()
            place = self.house.interview_place(response, secrets.token_urlsafe(32))
            history = self.histories[response] = History(response, turns=True)
            client = Client(f"candidate of {response}", author, place, history, self.board)
            self.candidates.append(client)
            ended = asyncio.Event()
            heard: asyncio.Queue[Line] = asyncio.Queue()
            client.on_line = heard.put_nowait
            client.start()
            await self._answer(client, heard, ended)
            if ended.is_set():
                await client.stop()

    async def _answer(self, client: Client, heard: "asyncio.Queue[Line]", ended: asyncio.Event) -> None:
        for number in itertools.count():
            line = await heard.get()
            while line.kind not in {"bot_message", "chat_ended"}:
                line = await heard.get()
            if line.kind == "chat_ended":
                ended.set()
                return
            await asyncio.sleep(random.uniform(*THINKS))
            if not heard.empty():
                continue
            if not self._talking:
                return
            client.say(ANSWERS[number] if number < len(ANSWERS) else f"да, {number}")

    async def fall_silent(self) -> None:
        """Say nothing new, and wait until all that was said is acknowledged and everybody has everything.

        Whoever has not got there in two minutes is left to the checker.
        """
        self._talking = False
        with suppress(TimeoutError):
            async with asyncio.timeout(QUIET_WITHIN):
                while not await self._is_quiet():  # noqa: ASYNC110 - the database, too, is asked.
                    await asyncio.sleep(0.3)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(
            *self._tasks, *(client.stop() for client in self.clients), return_exceptions=True
        )

    async def _is_quiet(self) -> bool:
        """Whether nothing is on its way: no message, no bot's turn, and nothing that somebody lacks."""
        if any(client.outbox for client in self.clients):
            return False
        connection = await self.house.connect()
        try:
            if await connection.fetchval("SELECT EXISTS (SELECT FROM turns)"):
                return False
            heads = {name: last for name, last, _ in await connection.fetch(HEADS)}
        finally:
            await connection.close()
        return all(client.last >= heads.get(client.history.conversation, 0) for client in self.clients)

    async def read_logs(self) -> None:
        """Read every log from the database into its history."""
        connection = await self.house.connect()
        try:
            heads = {name: (last, oldest) for name, last, oldest in await connection.fetch(HEADS)}
            rows = await connection.fetch(ENTRIES)
        finally:
            await connection.close()
        logs: dict[str, list[Line]] = {name: [] for name in self.histories}
        for name, seq, kind, author, text, cid in rows:
            if name in logs:
                logs[name].append(as_shown(seq, kind, author, text, cid))
        for name, history in self.histories.items():
            history.log = logs[name]
            history.head, history.oldest = heads.get(name, (0, 1))

    async def read_afresh(self) -> None:
        """Open every conversation anew and read it from its first entry to its head."""
        gate = asyncio.Semaphore(AT_ONCE)
        owners = {client.history.conversation: client for client in self.clients}

        async def read(client: Client) -> None:
            async with gate:
                reader = Client("fresh", client.author, client.place, History("fresh"), Board())
                reader.start()
                with suppress(TimeoutError):
                    await until(lambda: reader.last >= client.history.head, within=60.0)
                await reader.stop()
                client.history.fresh = [one for one in reader.trace.events if isinstance(one, Line)]

        await asyncio.gather(*(read(client) for client in owners.values()))


HEADS = """
SELECT c.natural_key, h.last_seq, h.oldest FROM conversations c JOIN heads h ON h.conversation = c.key
"""
ENTRIES = """
SELECT c.natural_key, e.seq, e.kind, e.author, e.text, e.cid
FROM entries e JOIN conversations c ON c.key = e.conversation ORDER BY e.conversation, e.seq
"""


def as_shown(seq: int, kind: str, author: object, text: str | None, cid: object) -> Line:
    """Return a row of the log as a socket would name it."""
    if kind == "message" and author is None:
        return Line(seq, "bot_message", text)
    if kind == "ended":
        return Line(seq, "chat_ended")
    return Line(seq, kind, text, None if author is None else str(author), str(cid))
