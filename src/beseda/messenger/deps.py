"""Who reads a page of the messenger: an account, with a username wherever others must see one."""

from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Request

from beseda.accounts.actor import Actor
from beseda.accounts.deps import MaybeActor
from beseda.kit.security import SeeOther, local_path


def page_account(request: Request, actor: MaybeActor) -> Actor:
    """Return whoever reads, with or without a username; without an account the browser goes to sign in."""
    if actor is None or actor.user is None:
        raise SeeOther(f"/users/login?next={quote(_page_of(request), safe='')}")
    return actor


def _page_of(request: Request) -> str:
    """Return the page to come back to; what was posted is not posted again by coming back."""
    if request.method != "GET":
        return "/chat"
    return local_path(request.url.path + (f"?{request.url.query}" if request.url.query else ""))


PageAccount = Annotated[Actor, Depends(page_account)]


def page_person(actor: PageAccount) -> Actor:
    """Return somebody who takes part; an account without a username goes and chooses one first."""
    if actor.person.username is None:
        raise SeeOther("/users/profile?welcome=1")
    return actor


PagePerson = Annotated[Actor, Depends(page_person)]
