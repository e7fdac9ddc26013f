"""One call's account: reserved before it, settled after it on every path, however it ended."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

import structlog

from beseda.ai.port import Chunk, Meter, Plan, Provider, Purpose, Reservation, Spent, Usage
from beseda.ai.tokens import tokens_called, tokens_of
from beseda.kit.metrics import model_called

log = structlog.get_logger(__name__)

FREE = frozenset({"unavailable", "refused", "offline"})
"""How calls end that no provider charges for: nothing was read."""


@dataclass
class Call:
    """A call under way: what was reserved, how often it was tried, and what has come so far."""

    provider: Provider
    meter: Meter
    reservation: Reservation
    started: float
    attempts: int = 0
    streams: bool = False
    usage: Usage | None = None
    written: int = 0

    @property
    def has_begun(self) -> bool:
        """Whether anything of a streamed answer has come."""
        return self.written > 0

    def take(self, chunk: Chunk) -> None:
        """Note a piece of a streamed answer."""
        self.written += tokens_of(chunk.text) + tokens_called(chunk.tool_calls)
        self.usage = chunk.usage or self.usage

    def used(self, outcome: str) -> Usage:
        """Return what the call used: what the provider said, or as much as it may have been."""
        if self.usage is not None:
            return self.usage
        if outcome in FREE and not self.has_begun:
            return Usage(0, 0)
        most = self.reservation.plan.most
        written = self.written if self.streams else most.tokens_out
        return Usage(most.tokens_in, written, estimated=True)


class Calls:
    """Opens and closes calls; `meters` has one for each account, and a call without one is a mistake."""

    def __init__(self, meters: Mapping[str, Meter]) -> None:
        self._meters = meters
        self._settling: set[asyncio.Task[None]] = set()

    async def open(self, provider: Provider, purpose: Purpose, most: Usage, *, streams: bool) -> Call:
        """Reserve the most that a call may use; raises BudgetSpent."""
        meter = self._meters.get(purpose.account)
        if meter is None:
            raise ValueError(f"nobody keeps an account named {purpose.account}")
        plan = Plan(purpose, provider.name, provider.model, most, provider.price.of(most))
        reservation = await meter.reserve(plan)
        return Call(provider, meter, reservation, asyncio.get_running_loop().time(), streams=streams)

    async def close(self, call: Call, outcome: str) -> None:
        """Settle a call, also while its caller is being cancelled; what can't be settled stays reserved."""
        usage = call.used(outcome)
        took = asyncio.get_running_loop().time() - call.started
        price = call.provider.price.of(usage)
        spent = Spent(usage, price, round(took * 1000), call.attempts, outcome)
        task = asyncio.create_task(_settle(call, spent), name="settle a model's call")
        self._settling.add(task)
        task.add_done_callback(self._settling.discard)
        await asyncio.shield(task)

    async def finish(self) -> None:
        """Wait for what is still being settled."""
        await asyncio.gather(*self._settling, return_exceptions=True)


async def _settle(call: Call, spent: Spent) -> None:
    plan = call.reservation.plan
    log.info(
        "model_called",
        task=plan.purpose.task,
        provider=plan.provider,
        model=plan.model,
        outcome=spent.outcome,
        read=spent.usage.tokens_in,
        written=spent.usage.tokens_out,
        ms=spent.milliseconds,
    )
    model_called(plan.purpose.task, spent.outcome, spent.usage.tokens_in, spent.usage.tokens_out)
    try:
        await call.meter.settle(call.reservation, spent)
    except Exception as error:  # noqa: BLE001 - the answer is there; its account must not take it away.
        log.warning("model_call_unsettled", error=type(error).__name__)
