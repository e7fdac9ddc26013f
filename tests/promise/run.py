"""A fault run: chapters of faults under load, each in a house of its own, each checked to the last entry."""

import asyncio
import random
import shutil
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.conversations.making import until
from tests.promise.checker import NOT_BACK, Violation, check
from tests.promise.client import Board
from tests.promise.crowd import Crowd
from tests.promise.faults import EMBEDDED, KINDS, Scene
from tests.promise.house import House

# Whoever is not back after this long has a fault of its own (seconds).
BACK_WITHIN = 90.0
# The embedded server's keeper gives up a server that died six times in a minute.
MOST_KILLS, SPAN = 4, 62.0


@dataclass(frozen=True, slots=True)
class Load:
    """How much is going on meanwhile."""

    pairs: int = 40
    interviews: int = 300
    lanes: int = 8
    per_second: float = 700.0
    acks_between: int = 1000


@dataclass(frozen=True, slots=True)
class Happened:
    """A fault as it went: seconds to the first acknowledgement, and until each person had one again."""

    kind: str
    first_ack: float
    all_back: float
    acks: int


@dataclass(slots=True)
class Outcome:
    """What a chapter, or a whole run, came to."""

    faults: list[Happened] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    unsure: Counter[str] = field(default_factory=Counter)
    figures: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Outcome") -> None:
        """Take another outcome in."""
        self.faults += other.faults
        self.violations += other.violations
        self.refused += other.refused
        self.unsure += other.unsure
        self.figures += other.figures

    @property
    def kept(self) -> bool:
        """Whether the promise was kept."""
        return not self.violations and not self.refused


Tell = Callable[[str], None]


async def chapter(
    make: Callable[[Path], House], kinds: Sequence[str], seed: int, load: Load, tell: Tell = print
) -> Outcome:
    """Run these faults, in an order drawn by the seed, in a new house; then check every history."""
    random.seed(seed)
    folder = Path(tempfile.mkdtemp(prefix="beseda-promise-"))
    folder.chmod(0o711)
    house, board = make(folder), Board()
    tell(f"{house.name}, seed {seed}, state in {folder}")
    kept = False
    try:
        await house.open()
        outcome = await _told(house, board, kinds, random.Random(seed), load, tell)
        kept = outcome.kept
        return outcome
    finally:
        await house.close()
        if kept:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


async def _told(
    house: House, board: Board, kinds: Sequence[str], dice: random.Random, load: Load, tell: Tell
) -> Outcome:
    crowd = Crowd(house, board, per_second=load.per_second, lanes=load.lanes)
    await crowd.gather(load.pairs, load.interviews)
    scene, outcome = Scene(house, crowd, board, dice), Outcome()
    crowd.start()
    await acknowledged(board, load.acks_between)
    for kind in planned(kinds, dice):
        try:
            happened = await one_fault(scene, kind, load.acks_between)
        except TimeoutError:
            names = sorted(client.name for client in board.waiting)
            outcome.violations.append(
                Violation(NOT_BACK, kind, f"{len(names)} people, the first {names[:3]}")
            )
            break
        outcome.faults.append(happened)
        tell(
            f"{len(outcome.faults):4} of {len(kinds)}  {kind}: first ack {happened.first_ack:.2f} s,"
            f" all back {happened.all_back:.2f} s"
        )
    tell("silence, and the reading of all logs")
    await crowd.fall_silent()
    await crowd.read_logs()
    await crowd.read_afresh()
    for history in crowd.histories.values():
        outcome.violations += check(history)
    outcome.figures = figures(crowd, board)
    outcome.refused, outcome.unsure = refusals(board), board.unsure
    return outcome


def refusals(board: Board) -> Counter[str]:
    """Return what was refused and should not have been; a candidate may be late for the interview's end."""
    return Counter({code: times for code, times in board.refused.items() if code != "ended"})


def figures(crowd: Crowd, board: Board) -> Counter[str]:
    """Count what a chapter was made of."""
    histories = crowd.histories.values()
    return Counter(
        conversations=len(crowd.histories),
        interviews=sum(history.turns for history in histories),
        sent=sum(len(history.sent) for history in histories),
        acknowledged=sum(len({ack.cid for ack in history.acked}) for history in histories),
        acknowledgements=sum(len(history.acked) for history in histories),
        entries=sum(len(history.log) for history in histories),
        received=sum(len(trace.events) for history in histories for trace in history.traces),
        connections=board.connects,
    )


def planned(kinds: Sequence[str], dice: random.Random) -> Sequence[str]:
    """Return the faults in an order drawn by chance."""
    return dice.sample(kinds, len(kinds))


_kills: deque[float] = deque(maxlen=MOST_KILLS)


async def one_fault(scene: Scene, kind: str, acks_between: int) -> Happened:
    """Let one fault strike and be mended, then wait until everybody is back and has gone on for a while."""
    if kind in EMBEDDED:
        await _spare_keeper()
    await KINDS[kind](scene)
    board = scene.board
    await until(lambda: board.all_back is not None, BACK_WITHIN)
    await acknowledged(board, scene.acked + acks_between)
    return Happened(
        kind,
        (board.first_ack or scene.struck) - scene.struck,
        (board.all_back or scene.struck) - scene.struck,
        board.acked - scene.acked,
    )


async def _spare_keeper() -> None:
    """Wait where one more kill would make the embedded server's keeper give it up."""
    if len(_kills) == MOST_KILLS:
        await asyncio.sleep(max(0.0, _kills[0] + SPAN - time.monotonic()))
    _kills.append(time.monotonic())


async def acknowledged(board: Board, count: int) -> None:
    """Wait until so many messages have been acknowledged altogether."""
    await until(lambda: board.acked >= count, BACK_WITHIN)
