"""The conversation of a response as its recruiters see it: who has the word, and what they can do."""

from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from beseda.accounts.actor import Actor
from beseda.conversations.models import Floor
from beseda.hiring.actions.calls import TALK
from beseda.hiring.models import CandidateResponse
from beseda.hiring.queries.calls import open_call, standing_of
from beseda.hiring.queries.chats import transcript_of
from beseda.kit.db import Session
from beseda.kit.pages import render


async def talk_shown(
    session: Session, actor: Actor, response: CandidateResponse, problem: str = ""
) -> dict[str, Any]:
    """Return what the conversation's template shows: `talk` is None where nobody can speak any more."""
    standing = await standing_of(session, response)
    is_open = standing is not None and not standing.is_over and response.ended_at is None
    call = await open_call(session, response.id)
    return {
        "transcript": [] if is_open else await transcript_of(session, response),
        "called_at": call.called_at if call else None,
        "talk": standing if is_open else None,
        "talk_is_mine": standing is not None and standing.holder == actor.principal_id,
        "talk_is_held": standing is not None and standing.floor is Floor.OPERATOR,
        "may_talk": actor.can(TALK),
        "talk_problem": problem,
    }


async def talk_pane(
    request: Request, session: Session, actor: Actor, response: CandidateResponse, problem: str
) -> HTMLResponse:
    """Show the conversation alone, as a part of the page."""
    shown = await talk_shown(session, actor, response, problem)
    return render(request, "hiring/talk_pane.html", chosen=response, **shown)
