"""The demo's forty candidates and what they say: typos, hedges, slang and small talk as people write them."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter


class Override(BaseModel):
    """What the demo's recruiter made of a response afterwards, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    status: Literal["approved", "rejected", "needs_review"]
    note: str


class Person(BaseModel):
    """One candidate: `hours` is how long ago it applied, `says` its messages in order.

    With too few messages the interview stays under way; with none it was not begun.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    email: str
    city: str
    locale: Literal["ru", "en"]
    vacancy: str
    hours: int
    says: tuple[str, ...]
    resume: str | None = None
    withdrew: bool = False
    override: Override | None = None


def read_people() -> tuple[Person, ...]:
    """Read the demo's candidates."""
    path = Path(__file__).with_name("demo_people.json")
    return TypeAdapter(tuple[Person, ...]).validate_json(path.read_bytes())
