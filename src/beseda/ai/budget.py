"""The meter of a daily budget: calls, tokens and money, kept in PostgreSQL so that all processes share it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from beseda.ai.errors import BudgetSpent
from beseda.ai.port import Plan, Reservation, Spent
from beseda.kit.db import Database
from beseda.kit.time import now

# One statement, so that calls of several processes can't pass the limit together. A call that has no price
# counts as one call and by its tokens, which are bounded too: unknown is never free.
RESERVE = text("""
    INSERT INTO model_days AS d (account, scope, day, calls, tokens, price)
    SELECT :account, :scope, :day, 1, CAST(:tokens AS bigint), CAST(:price AS bigint)
    WHERE :most_calls >= 1 AND :tokens <= :most_tokens AND (:most_price < 0 OR :price <= :most_price)
    ON CONFLICT (account, scope, day) DO UPDATE SET
        calls = d.calls + 1, tokens = d.tokens + excluded.tokens, price = d.price + excluded.price
    WHERE d.calls < :most_calls AND d.tokens + excluded.tokens <= :most_tokens
        AND (:most_price < 0 OR d.price + excluded.price <= :most_price)
    RETURNING d.calls
""")
OPEN = text("""
    INSERT INTO model_calls (account, scope, task, subject, who, provider, model, reserved)
    VALUES (:account, :scope, :task, :subject, :who, :provider, :model, :tokens)
    RETURNING id
""")
CLOSE = text("""
    UPDATE model_calls SET tokens_in = :tokens_in, tokens_out = :tokens_out, estimated = :estimated,
        price = :price, milliseconds = :milliseconds, attempts = :attempts, outcome = :outcome
    WHERE id = :id
""")
SETTLE = text("""
    UPDATE model_days SET tokens = greatest(0, tokens + :tokens), price = greatest(0, price + :price)
    WHERE account = :account AND scope = :scope AND day = :day
""")


@dataclass(frozen=True, slots=True)
class Limits:
    """The most of a day (UTC): calls, tokens, and millionths of the bill's currency (None: no such limit)."""

    calls: int
    tokens: int
    price: int | None = None


class DailyBudget:
    """Reserves a call's most in one short transaction and settles it in another; none is open between.

    A process that dies in between leaves what it reserved counted until midnight, and a call that is open.
    """

    def __init__(self, database: Database, limits: Limits) -> None:
        self._database = database
        self._limits = limits

    async def reserve(self, plan: Plan) -> Reservation:
        """Set the most aside that a call may use; raises BudgetSpent, and then nothing was set aside."""
        day = now().date()
        values = _of(plan) | {"day": day, "tokens": plan.most.total, "price": plan.price or 0}
        limits = {
            "most_calls": self._limits.calls,
            "most_tokens": self._limits.tokens,
            "most_price": -1 if self._limits.price is None else self._limits.price,
        }
        async with self._database.transaction() as session:
            if (await session.execute(RESERVE, values | limits)).first() is None:
                raise BudgetSpent
            opened = {
                "task": plan.purpose.task,
                "subject": plan.purpose.subject,
                "who": plan.purpose.who,
                "provider": plan.provider,
                "model": plan.model[:200],
                "tokens": plan.most.total,
            }
            number = await session.scalar(OPEN, _of(plan) | opened)
        return Reservation(plan, (number, day))

    async def settle(self, reservation: Reservation, spent: Spent) -> None:
        """Put what was used in the place of what was reserved, and close the record."""
        plan, (number, day) = reservation.plan, reservation.key
        closed = {
            "id": number,
            "tokens_in": spent.usage.tokens_in,
            "tokens_out": spent.usage.tokens_out,
            "estimated": spent.usage.estimated,
            "price": spent.price,
            "milliseconds": spent.milliseconds,
            "attempts": spent.attempts,
            "outcome": spent.outcome,
        }
        moved = {
            "day": day,
            "tokens": spent.usage.total - plan.most.total,
            "price": (spent.price or 0) - (plan.price or 0),
        }
        async with self._database.transaction() as session:
            await session.execute(CLOSE, closed)
            await session.execute(SETTLE, _of(plan) | moved)


def _of(plan: Plan) -> dict[str, Any]:
    return {"account": plan.purpose.account, "scope": plan.purpose.scope}
