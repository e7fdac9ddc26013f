"""The worker: runs the jobs that others have stored, in a process of its own or beside the web server."""

import asyncio
import signal

from beseda.entry import wiring
from beseda.entry.storage import database_url
from beseda.hiring.jobs.summaries import LENT as MODEL
from beseda.kit.db import Database
from beseda.kit.worker import Worker
from beseda.settings import Settings

GRACE = 3.0


async def run_worker(settings: Settings, stopping: asyncio.Event) -> None:
    """Run jobs until `stopping` is set; those under way get a few seconds, then go back to the queue."""
    async with database_url(settings) as url:
        database = Database(url, pool_size=settings.database_pool_size, announcer=wiring.announcer())
        model = wiring.language_model(database, settings)
        worker = Worker(database, wiring.JOBS, settings, {MODEL: model})
        working = asyncio.create_task(worker.run())
        waiting = asyncio.create_task(stopping.wait())
        try:
            await asyncio.wait({working, waiting}, return_when=asyncio.FIRST_COMPLETED)
            await worker.stop(GRACE)
            await working
        finally:
            waiting.cancel()
            await model.close()
            await database.close()


async def work_until_signal(settings: Settings) -> None:
    """Run jobs until Ctrl-C or SIGTERM."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    await run_worker(settings, stopping)
