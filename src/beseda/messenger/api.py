"""JSON doors of private chats: whom one does not want to hear."""

from uuid import UUID

from fastapi import APIRouter

from beseda.accounts.deps import CurrentUser
from beseda.kit.db import Session
from beseda.kit.problems import problems
from beseda.messenger import actions

router = APIRouter(prefix="/users", tags=["messenger"])


@router.post("/block/{user_id}", status_code=204, responses=problems(401, 403, 404, 422))
async def block_person(user_id: UUID, actor: CurrentUser, session: Session) -> None:
    """Hear nothing more from somebody, who can't tell; blocking twice is the same as once."""
    await actions.block(session, actor, user_id)


@router.delete("/block/{user_id}", status_code=204, responses=problems(401, 403, 422))
async def unblock_person(user_id: UUID, actor: CurrentUser, session: Session) -> None:
    """Hear somebody again, from now on; whoever is not blocked stays so."""
    await actions.unblock(session, actor, user_id)
