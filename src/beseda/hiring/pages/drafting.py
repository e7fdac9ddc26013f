"""Questions drafted from a vacancy's text, for the editor: each with the sentence it came from."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints

from beseda.accounts.actor import permit
from beseda.accounts.deps import PageEmployer
from beseda.hiring.requirements.drafting import LONGEST_TEXT, draft_questions

router = APIRouter(prefix="/console")
WRITE = "hiring:write"


class DraftWanted(BaseModel):
    """A vacancy's text."""

    text: Annotated[str, StringConstraints(strip_whitespace=True)] = Field(max_length=LONGEST_TEXT)


@router.post("/draft")
def draft(actor: PageEmployer, wanted: DraftWanted) -> dict[str, Any]:
    """Propose questions for a text, and facts for the vacancy's fields. Nothing is stored.

    Not a coroutine: a long text takes some tens of milliseconds, which a thread has.
    """
    permit(actor, WRITE)
    drafted = draft_questions(wanted.text)
    questions = [{"question": dict(one.question), "sentence": one.sentence} for one in drafted.questions]
    return {
        "questions": questions,
        "facts": dict(drafted.facts),
        "left_out": list(drafted.left_out),
    }
