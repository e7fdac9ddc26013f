"""JSON doors of one's chats: the list, older messages, how long messages live."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Query
from fastapi.responses import Response

from beseda.accounts.deps import AppSettings, CurrentUser
from beseda.conversations.entries import EntryView
from beseda.conversations.frames import entry_frame
from beseda.conversations.queries_history import EDITED
from beseda.kit.db import Session
from beseda.kit.limits import CurrentLimiter
from beseda.kit.problems import problems
from beseda.kit.text import SearchText
from beseda.messenger import actions, actions_own
from beseda.messenger.errors import ChatMissing
from beseda.messenger.queries_chats import Chat, chat_before, chats_for
from beseda.messenger.queries_search import SHORTEST, messages_with
from beseda.messenger.schemas import ArrangementUpdate, ChatRead, FoundMessage, LastMessage, RetentionUpdate

router = APIRouter(prefix="/chats", tags=["messenger"])
LARGEST_SEQ = 2**31 - 1
LARGEST_PAGE = 200


@router.get("", responses=problems(401, 403))
async def list_chats(actor: CurrentUser, session: Session) -> list[ChatRead]:
    """List one's private chats, the pinned first, then the latest, with what was said last and is unread."""
    return [_as_read(chat) for chat in await chats_for(session, actor.principal_id)]


@router.get("/search", responses=problems(401, 403, 422, 429))
async def search_messages(
    actor: CurrentUser,
    session: Session,
    limiter: CurrentLimiter,
    q: Annotated[SearchText, Query(min_length=SHORTEST, description="Part of a message, in any case")],
    user_id: Annotated[UUID | None, Query(description="Only in the chat with this person")] = None,
) -> list[FoundMessage]:
    """Find messages in one's chats by a part of what they say now, the latest first, 50 at most.

    Looked through are the latest 2,000 entries of each chat. What has vanished or was deleted is not found.
    """
    await limiter.hit("search", str(actor.principal_id))
    found = await messages_with(session, actor.principal_id, q, beside=user_id)
    return [
        FoundMessage(
            seq=one.seq,
            message=one.text,
            at=one.at,
            own=one.own,
            user_id=one.person.id,
            display_name=one.person.name,
        )
        for one in found
    ]


@router.get("/{user_id}/messages", responses=problems(401, 403, 404, 422))
async def read_messages(
    user_id: UUID,
    actor: CurrentUser,
    session: Session,
    settings: AppSettings,
    before: Annotated[
        int, Query(ge=1, le=LARGEST_SEQ, description="A seq; the latest unless given")
    ] = LARGEST_SEQ,
    limit: Annotated[int | None, Query(ge=1, le=LARGEST_PAGE)] = None,
) -> Response:
    """Return older messages of a chat as the socket's frames, oldest first, as they stand after edits.

    Those that were changed say `edited`. There is nothing older than a page that is shorter than `limit`.
    """
    size = limit or min(settings.chat_history_limit, LARGEST_PAGE)
    found = await chat_before(session, actor.principal_id, user_id, before=before, limit=size)
    if found is None:
        raise ChatMissing
    frames = [_frame(view, actor.principal_id) for view in found]
    return Response(msgspec.json.encode(frames), media_type="application/json")


@router.put("/{user_id}/retention", status_code=204, responses=problems(400, 401, 403, 404, 409, 413, 422))
async def change_retention(
    user_id: UUID, wanted: RetentionUpdate, actor: CurrentUser, session: Session
) -> None:
    """Let messages of a chat live so long from now on, while both are online; both see it in the log."""
    await actions.change_retention(session, actor, user_id, wanted.minutes)


@router.patch("/{user_id}", status_code=204, responses=problems(400, 401, 403, 404, 413, 422))
async def arrange(user_id: UUID, wanted: ArrangementUpdate, actor: CurrentUser, session: Session) -> None:
    """Pin or mute one's chat with somebody, for oneself alone; what is left out stays."""
    await actions_own.arrange(session, actor, user_id, wanted)


def _frame(view: EntryView, viewer: UUID) -> dict[str, Any]:
    frame: dict[str, Any] = msgspec.json.decode(entry_frame(view, viewer))
    return {**frame, "edited": True} if view.data.get(EDITED) else frame


def _as_read(chat: Chat) -> ChatRead:
    last = None
    if chat.last is not None:
        last = LastMessage(
            seq=chat.last.seq, message=chat.last.text or "", at=chat.last.at, own=chat.last_is_own
        )
    return ChatRead(
        id=chat.id,
        user_id=chat.person.id,
        username=chat.person.username,
        display_name=chat.person.name,
        avatar_url=chat.person.avatar_url,
        online=chat.online,
        blocked=chat.person.blocked,
        unread=chat.unread,
        retention_minutes=chat.retention_minutes,
        pinned=chat.pinned is not None,
        muted=chat.muted,
        last=last,
    )
