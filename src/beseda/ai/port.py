"""The port: what a language model is asked, what it says, what that cost, and who keeps the account."""

import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from typing import Any, Literal, Protocol

Role = Literal["system", "user", "assistant", "tool"]
Vector = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool that the model wants to be called; `arguments` is the JSON text as the model wrote it."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message of what the model is shown; `answers` is the id of the tool call that a tool's answers."""

    role: Role
    text: str
    tool_calls: tuple[ToolCall, ...] = ()
    answers: str = ""


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool the model may ask for; `parameters` is a JSON schema of its arguments."""

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shape:
    """The JSON schema that an answer must have."""

    name: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ask:
    """What a model is asked; `most_tokens` bounds its answer."""

    messages: tuple[Message, ...]
    tools: tuple[Tool, ...] = ()
    shape: Shape | None = None
    most_tokens: int = 500
    temperature: float | None = None


@dataclass(frozen=True, slots=True)
class Patience:
    """How long (seconds) a call may take: to connect, to its first token, between two, and as a whole.

    `attempts` counts the first one; nothing is asked again once a token has come.
    """

    connect: float = 3.0
    first: float = 15.0
    gap: float = 15.0
    whole: float = 60.0
    attempts: int = 3


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens read and written; `estimated` where the provider did not say, or said what can't be."""

    tokens_in: int
    tokens_out: int
    estimated: bool = False

    @property
    def total(self) -> int:
        """All tokens."""
        return self.tokens_in + self.tokens_out


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a streamed answer; the last one has `usage` and says in `finish` why the answer ended."""

    text: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    usage: Usage | None = None
    finish: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer; `model` is the name that the provider gave itself."""

    text: str
    usage: Usage
    tool_calls: tuple[ToolCall, ...] = ()
    finish: str = "stop"
    model: str = ""


@dataclass(frozen=True, slots=True)
class Vectors:
    """Texts as vectors, in the order in which they were given."""

    vectors: tuple[Vector, ...]
    usage: Usage
    model: str = ""


@dataclass(frozen=True, slots=True)
class Price:
    """What a million tokens cost, read and written, in the currency of the provider's bill.

    That is also what one token costs in millionths, in which prices are kept. None and negative figures mean
    that the price is not known, never that there is none.
    """

    tokens_in: Decimal | None = None
    tokens_out: Decimal | None = None

    def of(self, usage: Usage) -> int | None:
        """Return what tokens cost in millionths, rounded up; None where that is not known."""
        if not _is_price(self.tokens_in) or not _is_price(self.tokens_out):
            return None
        cost = (self.tokens_in or 0) * usage.tokens_in + (self.tokens_out or 0) * usage.tokens_out
        return int(Decimal(cost).to_integral_value(ROUND_CEILING))


def _is_price(price: Decimal | None) -> bool:
    return price is not None and price.is_finite() and price >= 0


class Provider(Protocol):
    """Whoever completes and embeds: a server, or nobody. Errors are those of `ai.errors`."""

    @property
    def name(self) -> str:
        """What the provider is called in records."""
        ...

    @property
    def model(self) -> str:
        """The model that is asked."""
        ...

    @property
    def price(self) -> Price:
        """What its tokens cost."""
        ...

    async def complete(self, ask: Ask, patience: Patience) -> Reply:
        """Return the whole answer, in one attempt."""
        ...

    def stream(self, ask: Ask, patience: Patience) -> AsyncIterator[Chunk]:
        """Yield the answer as it comes, in one attempt; closing the iterator ends the call."""
        ...

    async def embed(self, texts: Sequence[str], patience: Patience) -> Vectors:
        """Return a vector for each text, in one attempt."""
        ...

    def count(self, ask: Ask) -> int:
        """Return about how many tokens the model would read."""
        ...

    async def models(self) -> Sequence[str]:
        """Return the names of the models there are; it shows, too, that the server is there."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a call is for: the account it is charged to, whose it is, and what is done with it.

    `account` names the meter ("interview"), `scope` whoever pays (a workspace), `task` what is done
    ("summary"), `subject` what it is about (a response), `who` the person who asked, if one did.
    """

    account: str
    scope: uuid.UUID
    task: str
    subject: uuid.UUID | None = None
    who: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A call about to be made: the most it may use is reserved."""

    purpose: Purpose
    provider: str
    model: str
    most: Usage
    price: int | None


@dataclass(frozen=True, slots=True)
class Spent:
    """What became of a call: `price` in millionths or None, `outcome` "ok" or what went wrong."""

    usage: Usage
    price: int | None
    milliseconds: int
    attempts: int
    outcome: str


@dataclass(frozen=True, slots=True)
class Reservation:
    """What a meter gave for a plan; `key` is the meter's own."""

    plan: Plan
    key: Any = field(default=None)


class Meter(Protocol):
    """Whoever keeps an account: asked before each call, told after it, whatever became of it."""

    async def reserve(self, plan: Plan) -> Reservation:
        """Set the most aside that a call may use; raises BudgetSpent."""
        ...

    async def settle(self, reservation: Reservation, spent: Spent) -> None:
        """Put what was really used in the place of what was set aside, and keep the record."""
        ...
