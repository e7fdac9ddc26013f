"""A meter that keeps what it is told, for tests of calls whose account is nobody's."""

import uuid
from dataclasses import dataclass, field

from tests.ai.model_twin import Twin

from beseda.ai.errors import BudgetSpent
from beseda.ai.model import LanguageModel
from beseda.ai.openai import OpenAi
from beseda.ai.port import Ask, Message, Patience, Plan, Price, Purpose, Reservation, Spent

PURPOSE = Purpose("tests", uuid.UUID(int=1), "try")
QUICK = Patience(connect=20, first=20, gap=20, whole=60, attempts=3)


@dataclass
class Ledger:
    """An account in memory, with a limit of tokens."""

    most: int = 1_000_000
    open: int = 0
    plans: list[Plan] = field(default_factory=list)
    spent: list[Spent] = field(default_factory=list)

    async def reserve(self, plan: Plan) -> Reservation:
        if plan.most.total > self.most:
            raise BudgetSpent
        self.open += 1
        self.plans.append(plan)
        return Reservation(plan)

    async def settle(self, reservation: Reservation, spent: Spent) -> None:
        assert reservation.plan in self.plans
        self.open -= 1
        self.spent.append(spent)

    @property
    def outcomes(self) -> list[str]:
        return [one.outcome for one in self.spent]


def provider_of(twin: Twin, *, key: str = "sk-test-0123456789", price: Price | None = None) -> OpenAi:
    return OpenAi(key, twin.url, "twin-1", price=price)


def model_of(twin: Twin, ledger: Ledger, *others: OpenAi, price: Price | None = None) -> LanguageModel:
    return LanguageModel([provider_of(twin, price=price), *others], {"tests": ledger})


def asking(text: str = "Hello?", **more: object) -> Ask:
    return Ask((Message("system", "Be brief."), Message("user", text)), **more)  # type: ignore[arg-type]
