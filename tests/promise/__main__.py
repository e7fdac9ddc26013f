"""`python -m tests.promise`: the long fault run, its table, and its summary in docs/promise.md."""

import argparse
import asyncio
import random
import sys
import tempfile
import time
import traceback
from dataclasses import replace
from pathlib import Path

import uvloop
from tests.promise.checker import NOT_BACK, Violation
from tests.promise.contending import Contention, contend, faults_of
from tests.promise.plan import chapters
from tests.promise.processes import Redis
from tests.promise.report import Report, table, write
from tests.promise.run import Load, Outcome, chapter

from beseda.entry.embedded import embedded_postgres
from beseda.entry.migrate import upgrade
from beseda.kit.db import Database


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.promise", description=__doc__)
    parser.add_argument("--each", type=int, default=30, help="faults of each kind (30)")
    parser.add_argument("--chapters", type=int, default=6, help="parts, each checked by itself; even (6)")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="what chance begins with")
    parser.add_argument(
        "--contention", type=float, default=10.0, help="seconds of each contention run; 0: none"
    )
    parser.add_argument("--json", type=Path, help="keep everything in this file")
    parser.add_argument("--document", type=Path, help="put the summary into this document")
    return parser.parse_args()


async def contention(seed: int, seconds: float) -> Contention:
    """Measure contention on an embedded PostgreSQL of its own."""
    with tempfile.TemporaryDirectory(prefix="beseda-contention-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        async with embedded_postgres(Path(folder)) as url:
            await asyncio.to_thread(upgrade, url)
            found, arena = await contend(url, seed, seconds)
            database = Database(url, pool_size=1)
            broken = await faults_of(database, arena)
            await database.close()
            return replace(found, broken=len(broken))


async def run(given: argparse.Namespace) -> Report:
    """Run all chapters; what one of them breaks does not keep the others from running."""
    began = time.monotonic()
    found = await contention(given.seed, given.contention) if given.contention else None
    if found is not None:
        tell(found.sentence())
    outcome = Outcome()
    for part in chapters(given.each, given.chapters, given.seed):
        try:
            made = await chapter(part.house, part.kinds, part.seed, Load(), tell)
        except Exception as error:  # noqa: BLE001 - a chapter that breaks off is a finding; the others go on.
            traceback.print_exc()
            made = Outcome(violations=[Violation(NOT_BACK, part.house.name, repr(error))])
        for violation in made.violations[:20]:
            tell(f"  {violation.name} in {violation.conversation}: {violation.seen}")
        outcome.add(made)
    return Report(given.seed, time.monotonic() - began, outcome, found)


def tell(text: str) -> None:
    """Say how it goes."""
    print(f"{time.strftime('%H:%M:%S')}  {text}", flush=True)


def main() -> None:
    """Run, print, keep, and fail when the promise was broken."""
    given = arguments()
    if not Redis.is_installed():
        sys.exit("The long run kills a Redis of its own: install redis-server first.")
    tell(f"seed {given.seed}")
    report = uvloop.run(run(given))
    print(f"\n{table(report)}\n")
    write(report, given.json, given.document)
    sys.exit(0 if report.kept else 1)


if __name__ == "__main__":
    main()
