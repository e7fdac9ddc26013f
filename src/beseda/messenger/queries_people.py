"""Reads of people: whom one may write to, and what somebody tells others about themselves."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from beseda.accounts.models import Principal, User
from beseda.kit.models_files import StoredFile
from beseda.kit.paging import BadCursor, Page, PageRequest, encode_cursor
from beseda.messenger.models import Admits, Block, Contact, Profile

_Own = aliased(Block)
_wish = func.coalesce(Profile.admits, Admits.EVERYONE.value)
_name = func.lower(Principal.name)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as others see them; `blocked`: by whoever looks."""

    id: uuid.UUID
    username: str
    name: str
    about: str
    avatar: uuid.UUID | None
    blocked: bool

    @property
    def avatar_url(self) -> str | None:
        """Where the picture is shown, to people who are signed in."""
        return avatar_url(self.id, self.avatar)


def avatar_url(person: uuid.UUID, avatar: uuid.UUID | None) -> str | None:
    """Return the address of somebody's picture; another picture has another one."""
    return f"/users/{person}/avatar/{avatar}" if avatar else None


_COLUMNS = (User.id, User.username, Principal.name, func.coalesce(Profile.about, ""), Profile.avatar)
_TAKES_PART = and_(User.username.is_not(None), User.suspended_at.is_(None))


def _people(me: uuid.UUID) -> Any:
    blocked = exists().where(_Own.blocker == me, _Own.blocked == User.id)
    return (
        select(*_COLUMNS, blocked)
        .select_from(User)
        .join(Principal, Principal.id == User.id)
        .outerjoin(Profile, Profile.user_id == User.id)
    )


def _admits(me: uuid.UUID) -> ColumnElement[bool]:
    """Return the clause for people who take messages from `me`."""
    wrote = exists().where(Contact.owner == User.id, Contact.other == me)
    return or_(_wish == Admits.EVERYONE.value, and_(_wish == Admits.CONTACTS.value, wrote))


async def people_for(session: AsyncSession, me: uuid.UUID, wanted: PageRequest, q: str = "") -> Page[Person]:
    """Return the people one may write to, by name; `q` is looked for in names and usernames."""
    query = _people(me).where(_TAKES_PART, User.id != me, _admits(me))
    if q:
        query = query.where(or_(Principal.name.icontains(q, autoescape=True), _username_has(q)))
    if wanted.after is not None:
        name, last = _cursor(wanted.after)
        query = query.where(or_(_name > name, and_(_name == name, User.id > last)))
    found = await session.execute(query.order_by(_name, User.id).limit(wanted.limit + 1))
    rows = [Person(*row) for row in found]
    kept = rows[: wanted.limit]
    cursor = None
    if len(rows) > wanted.limit:
        lowered = await session.scalar(select(_name).where(Principal.id == kept[-1].id))
        cursor = encode_cursor([lowered, kept[-1].id])
    return Page(kept, cursor)


def _username_has(q: str) -> ColumnElement[bool]:
    return User.username.icontains(q.removeprefix("@"), autoescape=True)


def _cursor(after: tuple[Any, ...]) -> tuple[str, uuid.UUID]:
    try:
        name, last = after
        return str(name), uuid.UUID(str(last))
    except ValueError as error:
        raise BadCursor from error


async def person_for(session: AsyncSession, me: uuid.UUID, user_id: uuid.UUID) -> Person | None:
    """Return somebody who takes part in the messenger; None for anybody else, and for the suspended."""
    row = (await session.execute(_people(me).where(_TAKES_PART, User.id == user_id))).one_or_none()
    return None if row is None else Person(*row)


async def people_among(
    session: AsyncSession, me: uuid.UUID, ids: Iterable[uuid.UUID]
) -> dict[uuid.UUID, Person]:
    """Return these people by their ids, whatever has become of them since."""
    rows = await session.execute(_people(me).where(User.id.in_(list(ids))))
    return {row[0]: Person(row[0], row[1] or "", *row[2:]) for row in rows}


async def profile_of(session: AsyncSession, user_id: uuid.UUID, *, lock: bool = False) -> Profile | None:
    """Return what somebody tells about themselves; None for whoever has told nothing yet."""
    query = select(Profile).where(Profile.user_id == user_id)
    if lock:
        query = query.with_for_update()
    return (await session.scalars(query)).one_or_none()


async def takes_messages(session: AsyncSession, owner: uuid.UUID, sender: uuid.UUID) -> bool:
    """Whether somebody's wish admits messages from a sender."""
    query = select(User.id).outerjoin(Profile, Profile.user_id == User.id).where(User.id == owner)
    return await session.scalar(query.where(_admits(sender))) is not None


async def has_written(session: AsyncSession, owner: uuid.UUID, other: uuid.UUID) -> bool:
    """Whether somebody has ever written to somebody."""
    found = exists().where(Contact.owner == owner, Contact.other == other)
    return bool(await session.scalar(select(found)))


async def blocked_by(session: AsyncSession, me: uuid.UUID) -> Sequence[Person]:
    """Return whom one has blocked, the latest first."""
    query = _people(me).join(Block, and_(Block.blocker == me, Block.blocked == User.id))
    rows = await session.execute(query.order_by(Block.created_at.desc(), User.id).limit(500))
    return [Person(row[0], row[1] or "", *row[2:]) for row in rows]


async def avatar_of(
    session: AsyncSession, user_id: uuid.UUID, file_id: uuid.UUID
) -> tuple[bytes, str] | None:
    """Return somebody's present picture and its media type, if this file is it."""
    query = (
        select(StoredFile.content, StoredFile.media_type)
        .join(Profile, Profile.avatar == StoredFile.id)
        .join(User, User.id == Profile.user_id)
        .where(Profile.user_id == user_id, StoredFile.id == file_id, User.suspended_at.is_(None))
    )
    row = (await session.execute(query)).one_or_none()
    return (row[0], row[1]) if row else None
