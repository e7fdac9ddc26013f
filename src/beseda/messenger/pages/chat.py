"""The chats: the list beside the one that is open."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from beseda.accounts.deps import AppSettings
from beseda.kit.db import Session
from beseda.kit.forms import form_values, read_form
from beseda.kit.limits import CurrentLimiter
from beseda.kit.pages import render
from beseda.kit.text import SearchText
from beseda.messenger import actions, actions_own
from beseda.messenger.deps import PagePerson
from beseda.messenger.errors import OtherAway, PersonMissing, WithYourself
from beseda.messenger.excerpts import excerpt
from beseda.messenger.pages.people import said
from beseda.messenger.policy import CHANGEABLE
from beseda.messenger.queries_chats import chats_for, companion
from beseda.messenger.queries_search import SHORTEST, messages_with
from beseda.messenger.schemas import RETENTIONS, ArrangementUpdate, RetentionUpdate

router = APIRouter(prefix="/chat")


@router.get("")
async def chat_page(
    request: Request,
    session: Session,
    actor: PagePerson,
    settings: AppSettings,
    limiter: CurrentLimiter,
    user: Annotated[UUID | None, Query()] = None,
    q: Annotated[SearchText, Query()] = "",
    done: Annotated[str, Query(max_length=16)] = "",
) -> Response:
    """Show the list of chats, or one's messages that hold `q`, and the chat with `user`."""
    if user == actor.principal_id:
        raise WithYourself
    chosen = await companion(session, actor.principal_id, user) if user else None
    if user is not None and chosen is None:
        raise PersonMissing
    if q:
        await limiter.hit("search", str(actor.principal_id))
    found = await messages_with(session, actor.principal_id, q)
    return render(
        request,
        "messenger/chat.html",
        chats=[] if q else await chats_for(session, actor.principal_id),
        q=q,
        found=[(one, excerpt(one.text, q)) for one in found],
        shortest=SHORTEST,
        chosen=chosen,
        me=actor.principal_id,
        retention=settings.message_retention_minutes
        if chosen is None or chosen.retention is None
        else chosen.retention,
        retentions=RETENTIONS,
        most=settings.max_message_length,
        page_size=settings.chat_history_limit,
        changeable=CHANGEABLE // timedelta(hours=1),
        message=said(done),
    )


@router.get("/list")
async def chat_list(
    request: Request, session: Session, actor: PagePerson, user: Annotated[UUID | None, Query()] = None
) -> Response:
    """Show the list alone, for the page that keeps it up to date."""
    chats = await chats_for(session, actor.principal_id)
    return render(request, "messenger/list.html", chats=chats, chosen_id=user)


@router.post("/{user_id}/retention")
async def change_retention(request: Request, session: Session, actor: PagePerson, user_id: UUID) -> Response:
    """Let the messages of a chat live so long from now on; both sides see who decided it."""
    wanted, _ = read_form(RetentionUpdate, await form_values(request))
    done = ""
    if wanted is not None:
        try:
            await actions.change_retention(session, actor, user_id, wanted.minutes)
        except OtherAway:
            done = "&done=away"
    return RedirectResponse(f"/chat?user={user_id}{done}", 303)


@router.post("/{user_id}/arrange")
async def arrange(request: Request, session: Session, actor: PagePerson, user_id: UUID) -> Response:
    """Pin or mute one's chat with somebody, for oneself alone."""
    wanted, _ = read_form(ArrangementUpdate, await form_values(request))
    if wanted is not None:
        await actions_own.arrange(session, actor, user_id, wanted)
    return RedirectResponse(f"/chat?user={user_id}", 303)
