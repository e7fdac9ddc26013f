"""Questions drafted from a vacancy's text, for the editor: each with the sentence it came from."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field, StringConstraints

from beseda.accounts.actor import permit
from beseda.accounts.deps import PageEmployer
from beseda.hiring.drafting_model import model_drafted
from beseda.hiring.requirements.drafting import LONGEST_TEXT, Drafted, draft_questions

router = APIRouter(prefix="/console")
WRITE = "hiring:write"


class DraftWanted(BaseModel):
    """A vacancy's text."""

    text: Annotated[str, StringConstraints(strip_whitespace=True)] = Field(max_length=LONGEST_TEXT)


@router.post("/draft")
async def draft(request: Request, actor: PageEmployer, wanted: DraftWanted) -> dict[str, Any]:
    """Propose questions for a text, and facts for the vacancy's fields. Nothing is stored.

    The rules propose; where a language model is configured it may add to that. A thread applies the rules, as
    a long text takes some tens of milliseconds.
    """
    permit(actor, WRITE)
    drafted = await asyncio.to_thread(draft_questions, wanted.text)
    more = await model_drafted(request.app.state.model, actor.employer.id, wanted.text, drafted)
    return {
        "questions": [_shown(one, by_model=False) for one in drafted.questions]
        + [_shown(one, by_model=True) for one in more],
        "facts": dict(drafted.facts),
        "left_out": list(drafted.left_out),
    }


def _shown(one: Drafted, *, by_model: bool) -> dict[str, Any]:
    return {"question": dict(one.question), "sentence": one.sentence, "by_model": by_model}
