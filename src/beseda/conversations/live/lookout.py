"""The one task of a process that says who is here, hears who is elsewhere, and follows notices."""

import asyncio
import contextlib
import random

import structlog

from beseda.conversations.live.attendance import Attendance
from beseda.conversations.live.presence import TICK
from beseda.conversations.notices import NoticeReader
from beseda.kit.broker_port import Broker, Unsubscribe
from beseda.kit.db import Database, RawConnection

log = structlog.get_logger(__name__)

CHANNEL = "tidings"
LOOK_NOW = b"!"
# Looks that wake-ups ask for are at least this far apart, so that a thousand arrivals are a few statements.
PAUSE = 0.05
# Notices are read with every wake-up, and every second look without one.
NOTICES_EVERY = 2
ANSWER_WITHIN = 3.0
STOP_WITHIN = 1.0


class Lookout:
    """Looks each TICK, and at once when woken, on a connection of its own: no full pool keeps it waiting."""

    def __init__(self, database: Database, broker: Broker, attendance: Attendance) -> None:
        self._database = database
        self._broker = broker
        self._attendance = attendance
        self._notices = NoticeReader()
        self._connection: RawConnection | None = None
        self._news = asyncio.Event()
        self._woken = True
        self._unsubscribe: Unsubscribe | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Look once, before there is anybody to be told of, and go on looking; a database may be away."""
        self._unsubscribe = self._broker.subscribe(CHANNEL, lambda _: self._hear())
        try:
            await self._look(with_notices=True)
        except Exception as error:  # noqa: BLE001 - whoever comes before the first look is asked again then.
            log.warning("lookout_blind", error=type(error).__name__)
            self._lost()
        self._task = asyncio.create_task(self._run(), name="lookout")

    async def stop(self) -> None:
        """Stop; those who were here have some seconds to come back elsewhere before they count as gone."""
        if self._task is None:
            return
        if self._unsubscribe is not None:
            self._unsubscribe()
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await self._attendance.stop()
        if self._connection is not None:
            with contextlib.suppress(Exception):
                async with asyncio.timeout(STOP_WITHIN):
                    await self._attendance.presence.bequeath(self._connection)
                    await self._connection.close()
            self._connection.terminate()

    def look(self) -> None:
        """Look soon: somebody new is here."""
        self._news.set()

    def tell(self) -> None:
        """Have every process look at once, this one too: there are notices."""
        self._broker.wake(CHANNEL, LOOK_NOW)
        self._hear()

    def _hear(self) -> None:
        self._woken = True
        self._news.set()

    async def _run(self) -> None:
        looks = 0
        while True:
            looks += 1
            try:
                await self._look(with_notices=looks % NOTICES_EVERY == 0)
            except Exception as error:  # noqa: BLE001 - the next look begins with a new connection.
                log.warning("lookout_blind", error=type(error).__name__)
                self._lost()
                await asyncio.sleep(TICK * random.uniform(0.5, 1.5))  # noqa: S311 - jitter is no secret.
            else:
                await asyncio.sleep(PAUSE)
                with contextlib.suppress(TimeoutError):
                    # Not wait_for: before Python 3.12 it can swallow a cancellation that comes with news.
                    async with asyncio.timeout(TICK - PAUSE):
                        await self._news.wait()

    async def _look(self, *, with_notices: bool) -> None:
        self._news.clear()
        with_notices, self._woken = with_notices or self._woken, False
        async with asyncio.timeout(ANSWER_WITHIN):
            if self._connection is None:
                self._connection = await self._connect()
            moves, ours = await self._attendance.presence.follow(self._connection)
            if with_notices:
                found = await self._notices.read(self._connection)
                if found.everything:
                    self._attendance.notice_all()
                else:
                    self._attendance.notice(found.principals, found.conversations)
        self._attendance.moved(moves)
        self._attendance.refresh()
        if ours:
            self._broker.wake(CHANNEL, LOOK_NOW)

    async def _connect(self) -> RawConnection:
        connection = await self._database.connect_raw()
        await connection.execute("SET application_name = 'beseda lookout'")
        return connection

    def _lost(self) -> None:
        self._woken = True
        self._attendance.presence.unsettle()
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None
