"""The daily budget in a real database: reserved before, settled after, shared by all processes."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text
from tests.ai.ledgers import QUICK, asking, provider_of
from tests.ai.model_twin import Fault, Twin, model_twin

from beseda.ai.budget import DailyBudget, Limits
from beseda.ai.configured import configured_model, daily_limits, providers_of
from beseda.ai.errors import AiTooSlow, BudgetSpent
from beseda.ai.jobs import forget_old_calls
from beseda.ai.model import LanguageModel
from beseda.ai.port import Plan, Price, Purpose, Spent, Usage
from beseda.ai.queries import calls_about, used_today
from beseda.kit.db import Database
from beseda.kit.jobs import JobContext
from beseda.settings import Settings

SCOPE, SUBJECT = uuid.uuid4(), uuid.uuid4()
PURPOSE = Purpose("interview", SCOPE, "value", subject=SUBJECT)
FREE = Limits(calls=1000, tokens=1_000_000)


@pytest.fixture
async def twin() -> AsyncIterator[Twin]:
    async with model_twin() as made:
        yield made


def plan(tokens: int, price: int | None = None) -> Plan:
    return Plan(PURPOSE, "openai", "twin-1", Usage(tokens, 0), price)


def metered(
    database: Database, twin: Twin, limits: Limits = FREE, price: Price | None = None
) -> LanguageModel:
    return LanguageModel([provider_of(twin, price=price)], {"interview": DailyBudget(database, limits)})


async def day_of(database: Database) -> tuple[int, int, int]:
    async with database.transaction() as session:
        used = await used_today(session, "interview", SCOPE)
    assert used is not None
    return used.calls, used.tokens, used.price


async def test_a_call_leaves_a_record_without_texts(database: Database, twin: Twin):
    model = metered(database, twin, price=Price(Decimal(2), Decimal(8)))
    reply = await model.complete(asking("a secret question"), PURPOSE, QUICK)
    async with database.transaction() as session:
        (call,) = await calls_about(session, SUBJECT)
        row = (await session.execute(text("SELECT row_to_json(c)::text FROM model_calls c"))).scalar_one()
    assert (call.account, call.scope, call.task, call.subject) == ("interview", SCOPE, "value", SUBJECT)
    assert (call.provider, call.model, call.outcome, call.attempts) == ("openai", "twin-1", "ok", 1)
    assert (call.tokens_in, call.tokens_out, call.estimated) == (reply.usage.tokens_in, 2, False)
    assert call.price == reply.usage.tokens_in * 2 + 16
    assert call.milliseconds is not None
    assert call.milliseconds >= 0
    assert "secret" not in row
    assert await day_of(database) == (1, reply.usage.total, call.price)
    await model.close()


async def test_what_was_reserved_is_given_back(database: Database, twin: Twin):
    model = metered(database, twin)
    twin.plan.append(Fault(status=401))
    with pytest.raises(Exception, match="refused"):
        await model.complete(asking(), PURPOSE, QUICK)
    assert await day_of(database) == (1, 0, 0)
    twin.always = Fault(hang=True)
    with pytest.raises(AiTooSlow):
        await model.complete(asking(), PURPOSE, replace(QUICK, whole=0.3))
    calls, tokens, _ = await day_of(database)
    assert calls == 2
    assert tokens > 500, "what may have been used stays counted"
    await model.close()


@pytest.mark.parametrize(
    ("limits", "tokens", "price", "calls"),
    [
        (Limits(calls=3, tokens=10**6), 10, None, 3),
        (Limits(calls=100, tokens=45), 10, None, 4),
        (Limits(calls=100, tokens=10**6, price=70), 10, 20, 3),
        (Limits(calls=5, tokens=10**6, price=70), 10, None, 5),
        (Limits(calls=0, tokens=10**6), 10, None, 0),
        (Limits(calls=9, tokens=5), 10, None, 0),
        (Limits(calls=9, tokens=100, price=10), 10, 20, 0),
    ],
)
async def test_no_crowd_passes_the_limit_together(
    database: Database, limits: Limits, tokens: int, price: int | None, calls: int
):
    budgets = [DailyBudget(database, limits) for _ in range(3)]
    tries: list[Any] = await asyncio.gather(
        *(budgets[place % 3].reserve(plan(tokens, price)) for place in range(12)), return_exceptions=True
    )
    assert sum(isinstance(one, BudgetSpent) for one in tries) == 12 - calls
    assert sum(not isinstance(one, Exception) for one in tries) == calls


async def test_what_is_settled_makes_room(database: Database):
    budget = DailyBudget(database, Limits(calls=10, tokens=100))
    held = await budget.reserve(plan(90))
    with pytest.raises(BudgetSpent):
        await budget.reserve(plan(20))
    await budget.settle(held, Spent(Usage(5, 5), None, 7, 1, "ok"))
    await budget.reserve(plan(20))
    assert (await day_of(database))[:2] == (2, 30)


async def test_old_records_go(database: Database, settings: Settings):
    budget = DailyBudget(database, FREE)
    for _ in range(2):
        await budget.reserve(plan(1))
    async with database.transaction() as session:
        await session.execute(text("UPDATE model_calls SET at = now() - interval '500 days' WHERE id = 1"))
        await session.execute(text("UPDATE model_days SET day = current_date - 500"))
    await forget_old_calls(JobContext(database, settings))
    async with database.transaction() as session:
        assert len(await calls_about(session, SUBJECT)) == 1
        assert await session.scalar(text("SELECT count(*) FROM model_days")) == 0


def made(**changes: Any) -> Settings:
    return Settings(_env_file=None, **changes)


async def test_the_settings_say_whom_to_ask():
    assert [one.name for one in providers_of(made())] == ["offline"]
    assert not made().has_model
    both = providers_of(made(openai_api_key="k", openai_model="big", openai_fallback_model="small"))
    assert [one.model for one in both] == ["big", "small"]
    assert both[0].price == Price()
    local = made(openai_base_url="http://localhost:11434/v1", openai_price_in="0.15", openai_price_out="0.6")
    assert providers_of(local)[0].price == Price(Decimal("0.15"), Decimal("0.6"))
    assert configured_model(made(), {}).is_offline
    limits = daily_limits(made(model_daily_calls=5, model_daily_cost="1.5"))
    assert (limits.calls, limits.tokens, limits.price) == (5, 1_000_000, 1_500_000)
    for address in ("localhost:11434/v1", "ftp://model/v1", "http://"):
        with pytest.raises(ValueError, match="OPENAI_BASE_URL is"):
            made(openai_base_url=address)
    for wrong in ({"openai_price_in": "-1"}, {"model_daily_tokens": -1}, {"model_daily_cost": "-2"}):
        with pytest.raises(ValueError, match="greater than or equal"):
            made(**wrong)
