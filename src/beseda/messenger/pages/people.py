"""Pages of people: whom one may write to, whom one has blocked, somebody's picture, reporting somebody."""

from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from beseda.accounts.deps import CurrentUser, CurrentVisit
from beseda.kit.db import Session
from beseda.kit.errors import NotFound
from beseda.kit.files import picture_answer
from beseda.kit.forms import form_values, read_form
from beseda.kit.i18n import current_locale, translate
from beseda.kit.limits import CurrentLimiter
from beseda.kit.pages import render
from beseda.kit.paging import WantedPage
from beseda.kit.security import local_path
from beseda.kit.text import SearchText
from beseda.messenger import actions, actions_people, queries_people
from beseda.messenger.deps import PagePerson
from beseda.messenger.errors import OtherAway
from beseda.messenger.queries_chats import knows_presence
from beseda.messenger.schemas import ReportCreate

router = APIRouter(prefix="/users")
DONE = {
    "blocked": "You will hear nothing more from this person, and they are not told.",
    "unblocked": "You hear this person again, from now on.",
    "reported": "Thank you. Our staff will look at this; the person is not told.",
    "unreported": "Please choose a reason.",
    "away": OtherAway.message,
}
Onward = Annotated[str, Form(alias="next", max_length=2000)]


@router.get("/")
async def people_page(
    request: Request,
    session: Session,
    actor: PagePerson,
    limiter: CurrentLimiter,
    wanted: WantedPage,
    q: Annotated[SearchText, Query()] = "",
    done: Annotated[str, Query(max_length=16)] = "",
) -> Response:
    """List the people one may write to."""
    await limiter.hit("search", str(actor.principal_id))
    page = await queries_people.people_for(session, actor.principal_id, wanted, q)
    present = await knows_presence(session, actor.principal_id, [one.id for one in page.rows])
    onward = f"/users/?{urlencode({'q': q, 'cursor': page.next_cursor})}" if page.next_cursor else ""
    return render(
        request,
        "messenger/people.html",
        people=page.rows,
        present=present,
        q=q,
        following=onward,
        is_first=wanted.after is None,
        message=said(done),
    )


@router.get("/blocked")
async def blocked_page(
    request: Request, session: Session, actor: PagePerson, done: Annotated[str, Query(max_length=16)] = ""
) -> Response:
    """List whom one has blocked."""
    people = await queries_people.blocked_by(session, actor.principal_id)
    return render(request, "messenger/blocked.html", people=people, message=said(done))


def said(done: str) -> str:
    """Return what a page says of what was just done."""
    return translate(current_locale(), DONE[done]) if done in DONE else ""


@router.post("/{user_id}/block")
async def block(session: Session, actor: PagePerson, user_id: UUID, onward: Onward = "") -> Response:
    """Hear nothing more from somebody, who can't tell."""
    await actions.block(session, actor, user_id)
    return _back(onward, "blocked")


@router.post("/{user_id}/unblock")
async def unblock(session: Session, actor: PagePerson, user_id: UUID, onward: Onward = "") -> Response:
    """Hear somebody again, from now on."""
    await actions.unblock(session, actor, user_id)
    return _back(onward, "unblocked")


@router.post("/{user_id}/report")
async def report(
    request: Request,
    session: Session,
    actor: PagePerson,
    visit: CurrentVisit,
    limiter: CurrentLimiter,
    user_id: UUID,
) -> Response:
    """Tell the platform's staff about somebody, and block them if wished."""
    values = await form_values(request)
    wanted, _ = read_form(ReportCreate, values)
    if wanted is None:
        return _back(values["next"], "unreported")
    await limiter.hit("report", str(actor.principal_id))
    await actions_people.report(session, actor, user_id, wanted, visit)
    if values["block"]:
        await actions.block(session, actor, user_id)
    return _back(values["next"], "reported")


def _back(onward: Any, done: str) -> Response:
    """Go back to the page where it was done, which says so."""
    page = local_path(str(onward), "/users/")
    return RedirectResponse(f"{page}{'&' if '?' in page else '?'}done={done}", 303)


@router.get("/{user_id}/avatar/{file_id}")
async def avatar(session: Session, actor: CurrentUser, user_id: UUID, file_id: UUID) -> Response:  # noqa: ARG001 - somebody.
    """Show somebody's picture to people who are signed in."""
    found = await queries_people.avatar_of(session, user_id, file_id)
    if found is None:
        raise NotFound
    return picture_answer(*found)
