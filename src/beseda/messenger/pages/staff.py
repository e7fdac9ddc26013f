"""The staff's page: reports that wait, and who is suspended. For everybody else it is not there."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from beseda.accounts.deps import CurrentVisit
from beseda.kit.db import Session
from beseda.kit.i18n import current_locale, translate
from beseda.kit.pages import render
from beseda.messenger import actions_staff, queries_staff
from beseda.messenger.deps import PageAccount

router = APIRouter(prefix="/staff/reports")
DONE = {
    "suspended": "The person is signed out everywhere and can't sign in.",
    "dismissed": "The reports are settled; nothing was done to the person.",
    "reinstated": "The person can sign in again.",
}


@router.get("")
async def reports_page(
    request: Request, session: Session, actor: PageAccount, done: Annotated[str, Query(max_length=16)] = ""
) -> Response:
    """Show what people reported, and who is suspended."""
    return render(
        request,
        "messenger/staff.html",
        reports=await queries_staff.open_reports(session, actor),
        suspended=await queries_staff.suspended(session, actor),
        message=translate(current_locale(), DONE[done]) if done in DONE else "",
    )


@router.post("/{user_id}/suspend")
async def suspend(session: Session, actor: PageAccount, visit: CurrentVisit, user_id: UUID) -> Response:
    """Keep somebody out, which settles the reports about them."""
    await actions_staff.decide(session, actor, user_id, suspends=True, visit=visit)
    return RedirectResponse("/staff/reports?done=suspended", 303)


@router.post("/{user_id}/dismiss")
async def dismiss(session: Session, actor: PageAccount, visit: CurrentVisit, user_id: UUID) -> Response:
    """Settle the reports about somebody without doing anything."""
    await actions_staff.decide(session, actor, user_id, suspends=False, visit=visit)
    return RedirectResponse("/staff/reports?done=dismissed", 303)


@router.post("/{user_id}/reinstate")
async def reinstate(session: Session, actor: PageAccount, visit: CurrentVisit, user_id: UUID) -> Response:
    """Let somebody in again."""
    await actions_staff.reinstate(session, actor, user_id, visit)
    return RedirectResponse("/staff/reports?done=reinstated", 303)
