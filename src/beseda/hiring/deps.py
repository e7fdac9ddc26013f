"""Who calls hiring's doors: a caller whose candidate's token, once used, is remembered as used."""

from typing import Annotated

from fastapi import Depends

from beseda.accounts.actor import Actor
from beseda.accounts.deps import MaybeActor
from beseda.hiring.actions.candidates import note_token_use
from beseda.hiring.queries.candidates import is_candidate
from beseda.kit.db import Database, Db
from beseda.kit.errors import NotSignedIn


async def remember_use(database: Database, actor: Actor | None) -> None:
    """Remember at once that a candidate's token is in use, whatever becomes of the call."""
    if actor is not None and is_candidate(actor):
        async with database.transaction() as session:
            await note_token_use(session, actor.principal_id)


async def maybe_caller(database: Db, actor: MaybeActor) -> Actor | None:
    """Return the caller, or None where nobody is signed in; raises BadToken for a token that is not valid."""
    await remember_use(database, actor)
    return actor


MaybeCaller = Annotated[Actor | None, Depends(maybe_caller)]


def current_caller(caller: MaybeCaller) -> Actor:
    """Return the caller; raises NotSignedIn without one."""
    if caller is None:
        raise NotSignedIn
    return caller


CurrentCaller = Annotated[Actor, Depends(current_caller)]
