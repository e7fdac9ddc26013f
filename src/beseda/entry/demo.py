"""The demo: an employer, five vacancies, and forty candidates whose interviews the interviewer really led."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts.actions import Signup, register_employer
from beseda.accounts.actor import Actor
from beseda.accounts.models import PrincipalKind, Role
from beseda.accounts.queries import place_of, user_by_email
from beseda.conversations.actions import append_entries
from beseda.conversations.queries import conversation_by_key
from beseda.entry.demo_people import Person, read_people
from beseda.entry.demo_play import Played, backdate, backdate_vacancies, drafts_of, played
from beseda.entry.demo_vacancies import COMPANY, EMAIL, OWNER, PASSWORD, VACANCIES
from beseda.hiring.actions.candidates import create_candidate
from beseda.hiring.actions.decisions import conclude_interview, override
from beseda.hiring.actions.responses import INTERVIEW, enter_chat, respond, withdraw_response
from beseda.hiring.actions.vacancies import create_vacancy
from beseda.hiring.interview.script import Script
from beseda.hiring.models import CandidateResponse, ResponseStatus, Vacancy
from beseda.hiring.queries.responses import ResponseFilter, responses
from beseda.hiring.schemas.candidates import CandidateCreate
from beseda.kit.db import Database
from beseda.kit.paging import PageRequest
from beseda.kit.time import now
from beseda.settings import Settings

Progress = Callable[[int, int], None]
"""Told how many of how many interviews are in place."""
PUBLISHED = timedelta(days=15)


@dataclass(frozen=True, slots=True)
class DemoFacts:
    """Where to click: the employer's sign-in, and addresses below the site's own."""

    email: str
    password: str
    careers_url: str
    interview_url: str
    is_new: bool


async def load_demo(
    database: Database, settings: Settings, progress: Progress = lambda _done, _of: None
) -> DemoFacts:
    """Load the demo in one transaction, all or nothing; where it stands already, only say where to click."""
    async with database.transaction() as session:
        actor = await _known_employer(session)
        is_new = actor is None
        if actor is None:
            actor = await _register(session, settings)
            await _fill(session, settings, actor, progress)
        interview = await _open_interview(session, actor)
    return DemoFacts(EMAIL, PASSWORD, "/careers", interview, is_new)


async def _known_employer(session: AsyncSession) -> Actor | None:
    user = await user_by_email(session, EMAIL)
    place = await place_of(session, user.id, None) if user else None
    if user is None or place is None:
        return None
    return Actor(user.id, PrincipalKind.USER, OWNER, user=user, workspace=place.workspace, role=place.role)


async def _register(session: AsyncSession, settings: Settings) -> Actor:
    signup = Signup(EMAIL, PASSWORD, OWNER, "ru")
    made = await register_employer(session, settings, company_name=COMPANY, signup=signup)
    return Actor(
        made.user.id, PrincipalKind.USER, OWNER, user=made.user, workspace=made.workspace, role=Role.OWNER
    )


async def _open_interview(session: AsyncSession, actor: Actor) -> str:
    """Return the address of an interview that nobody has begun; the careers page where there is none."""
    wanted = ResponseFilter(status=ResponseStatus.NEW, sort="created")
    page = await responses(session, actor, wanted, PageRequest(limit=1))
    return f"/interview/{page.rows[0].id}" if page.rows else "/careers"


async def _fill(session: AsyncSession, settings: Settings, actor: Actor, progress: Progress) -> None:
    moment = now().replace(microsecond=0)
    vacancies = {name: await create_vacancy(session, actor, data) for name, data in VACANCIES.items()}
    people = read_people()
    for done, person in enumerate(people, 1):
        applied = moment - timedelta(hours=person.hours)
        response = await _apply(session, settings, vacancies[person.vacancy], person)
        key, interview = await _interview(session, response, person, applied)
        await _afterwards(session, actor, response, person)
        await backdate(session, response, key, interview, applied)
        progress(done, len(people))
    await backdate_vacancies(session, [one.id for one in vacancies.values()], moment - PUBLISHED)


async def _apply(
    session: AsyncSession, settings: Settings, vacancy: Vacancy, person: Person
) -> CandidateResponse:
    data = CandidateCreate(
        full_name=person.name,
        email=person.email,
        city=person.city,
        locale=person.locale,
        resume_text=person.resume,
        consent=True,
    )
    candidate = (await create_candidate(session, settings, data, company=COMPANY)).candidate
    return (await respond(session, None, vacancy.id, candidate.id, source="demo")).response


async def _interview(
    session: AsyncSession, response: CandidateResponse, person: Person, applied: datetime
) -> tuple[int, Played]:
    """Let the interviewer talk with a person, as far as it has something to say, and log it."""
    if person.says:
        await enter_chat(session, response.id)
    interview = played(Script.from_dict(response.script), person.says, applied)
    if interview.decision is not None:
        await conclude_interview(session, response.id, interview.decision)
    conversation = await conversation_by_key(session, INTERVIEW, str(response.id))
    await append_entries(session, drafts_of(conversation.key, interview.log, response.candidate_id))
    return conversation.key, interview


async def _afterwards(
    session: AsyncSession, actor: Actor, response: CandidateResponse, person: Person
) -> None:
    """Let the candidate change its mind, or the recruiter decide."""
    if person.withdrew:
        await withdraw_response(session, response)
    if person.override is not None:
        wanted = person.override
        await override(session, actor, response.id, status=wanted.status, note=wanted.note)
