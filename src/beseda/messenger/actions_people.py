"""Writes of people: registering, what one tells about oneself, who may write, reporting somebody."""

import uuid

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.actions import Signup, create_user, take_username
from beseda.accounts.actor import Actor
from beseda.accounts.audit import Visit, record
from beseda.accounts.models import Principal, User
from beseda.conversations.actions import rename_participant
from beseda.kit.files import drop_file, keep_file
from beseda.messenger import queries_people
from beseda.messenger.actions import apply_everywhere
from beseda.messenger.errors import PersonMissing, WithYourself
from beseda.messenger.models import Profile, Report
from beseda.messenger.queries import PRIVATE
from beseda.messenger.schemas import MeUpdate, ReportCreate
from beseda.settings import Settings


async def register_person(session: AsyncSession, settings: Settings, signup: Signup, visit: Visit) -> User:
    """Create the account of somebody who writes; raises WeakPassword, UsernameTaken and EmailTaken."""
    user = await create_user(session, settings, signup)
    record(session, "messenger:user:registered", ("user", user.id), by=user.id, visit=visit)
    return user


async def change_profile(session: AsyncSession, actor: Actor, wanted: MeUpdate, visit: Visit) -> None:
    """Change what others see of the caller, and who may write to it; raises UsernameTaken."""
    if wanted.username is not None and wanted.username != actor.person.username:
        await take_username(session, actor, wanted.username, visit)
    if wanted.display_name is not None:
        principal = await session.get_one(Principal, actor.principal_id)
        principal.name = wanted.display_name
        await rename_participant(session, PRIVATE, principal.id, wanted.display_name)
    profile = await _profile(session, actor)
    if wanted.about is not None:
        profile.about = wanted.about
    if wanted.who_may_write is not None and wanted.who_may_write != profile.admits:
        profile.admits = wanted.who_may_write.value
        await session.flush()
        await apply_everywhere(session, actor.principal_id)


async def change_language(session: AsyncSession, actor: Actor, locale: str) -> None:
    """Write to the caller in this language."""
    user = await session.get_one(User, actor.principal_id)
    user.locale = locale


async def _profile(session: AsyncSession, actor: Actor) -> Profile:
    me = actor.principal_id
    await session.execute(insert(Profile).values(user_id=me).on_conflict_do_nothing())
    found = await queries_people.profile_of(session, me, lock=True)
    assert found is not None  # noqa: S101 - it was inserted a line ago, unless it stood there already.
    return found


async def show_picture(session: AsyncSession, actor: Actor, content: bytes, media_type: str) -> None:
    """Show others this picture of the caller, which was made here; the one before is gone."""
    await _swap_picture(session, actor, await keep_file(session, content, media_type))


async def remove_picture(session: AsyncSession, actor: Actor) -> None:
    """Show others no picture of the caller any more; it is gone."""
    await _swap_picture(session, actor, None)


async def _swap_picture(session: AsyncSession, actor: Actor, kept: uuid.UUID | None) -> None:
    profile = await _profile(session, actor)
    before, profile.avatar = profile.avatar, kept
    await session.flush()
    if before is not None:
        await drop_file(session, before)


async def report(
    session: AsyncSession, actor: Actor, other: uuid.UUID, wanted: ReportCreate, visit: Visit
) -> None:
    """Tell the platform's staff about somebody, who is not told; raises WithYourself and PersonMissing."""
    me = actor.principal_id
    if me == other:
        raise WithYourself
    if await queries_people.person_for(session, me, other) is None:
        raise PersonMissing
    made = Report(id=uuid.uuid4(), reporter=me, reported=other, reason=wanted.reason.value, note=wanted.note)
    session.add(made)
    record(session, "messenger:person:reported", ("user", other), by=me, visit=visit)
