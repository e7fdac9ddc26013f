"""The whole cross-talk on one page: which doors are open, who answers, who listens."""

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.accounts import api as accounts_api
from beseda.accounts import api_teams, api_webhooks
from beseda.accounts.actions.webhooks import publish
from beseda.accounts.events import AccessEnded, MembershipChanged
from beseda.accounts.jobs import jobs as accounts_jobs
from beseda.accounts.jobs_webhooks import jobs as webhook_jobs
from beseda.accounts.pages import account, entrance, invitation, team, webhooks
from beseda.ai.budget import DailyBudget
from beseda.ai.configured import configured_model, daily_limits
from beseda.ai.jobs import jobs as ai_jobs
from beseda.ai.model import LanguageModel
from beseda.ai.port import Meter
from beseda.conversations.jobs import jobs as conversations_jobs
from beseda.conversations.notices import withdraw
from beseda.conversations.turns.responder import Responder, Responders
from beseda.hiring import api as hiring_api
from beseda.hiring import socket as hiring_socket
from beseda.hiring.actions.responses import INTERVIEW
from beseda.hiring.events import (
    CandidateErased,
    CandidateWithdrew,
    ContestOpened,
    DecisionChanged,
    InterviewEnded,
    PersonCalled,
)
from beseda.hiring.jobs.calls import TELL as TELL_OF_CALL
from beseda.hiring.jobs.calls import jobs as call_jobs
from beseda.hiring.jobs.contests import TELL as TELL_OF_CONTEST
from beseda.hiring.jobs.contests import jobs as contest_jobs
from beseda.hiring.jobs.reminders import RECALL as RECALL_REMINDERS
from beseda.hiring.jobs.reminders import jobs as reminder_jobs
from beseda.hiring.jobs.summaries import jobs as summary_jobs
from beseda.hiring.pages import (
    application,
    candidate,
    careers,
    comparison,
    console,
    contest_answers,
    drafting,
    editor,
    foresight,
    identification,
    impact,
    imports,
    insight,
    review,
    rights,
    side_questions,
    slots,
    talks,
    texts,
)
from beseda.hiring.talk import Interviewer
from beseda.hiring.talk_model import Aid
from beseda.hiring.webhooks import KNOWN as HIRING_MESSAGES
from beseda.hiring.webhooks import MESSAGES as HIRING_WEBHOOKS
from beseda.kit import apidocs, styleguide
from beseda.kit.bodies import MEGABYTE, Room
from beseda.kit.db import Database
from beseda.kit.events import Announcer, Event, Listeners
from beseda.kit.jobs import Jobs
from beseda.kit.jobs import announcer as jobs_of
from beseda.kit.jobs_tidy import jobs as tidy_jobs
from beseda.kit.mail import jobs as mail_jobs
from beseda.kit.pages import NavItem
from beseda.kit.webhooks import Message
from beseda.messenger import api as messenger_api
from beseda.messenger import api_chats
from beseda.messenger import socket as messenger_socket
from beseda.messenger.pages import chat, people, profile, staff
from beseda.messenger.pages import entrance as messenger_entrance
from beseda.operations import api as operations_api
from beseda.settings import Settings

API_ROUTERS: Sequence[APIRouter] = (
    accounts_api.router,
    api_teams.router,
    api_webhooks.router,
    hiring_api.router,
)
# At the root, where the seeds' hiring clients look too, the messenger has its pages.
V1_ROUTERS: Sequence[APIRouter] = (messenger_api.router, api_chats.router)
PAGE_ROUTERS: Sequence[APIRouter] = (
    apidocs.router,
    careers.router,
    application.router,
    candidate.router,
    candidate.erased_router,
    rights.router,
    console.router,
    editor.router,
    imports.router,
    drafting.router,
    foresight.router,
    review.router,
    talks.router,
    side_questions.router,
    contest_answers.router,
    slots.router,
    insight.router,
    impact.router,
    comparison.router,
    identification.router,
    texts.router,
    entrance.router,
    account.router,
    invitation.router,
    team.router,
    webhooks.router,
    messenger_entrance.router,
    profile.router,
    people.router,
    chat.router,
    staff.router,
)
SOCKET_ROUTERS: Sequence[APIRouter] = (hiring_socket.router, messenger_socket.router)
WATCH_ROUTERS: Sequence[APIRouter] = (operations_api.router,)
DEV_ROUTERS: Sequence[APIRouter] = (styleguide.router,)

# Private chats have no responder: people alone speak in them.
RESPONDERS: Mapping[str, Callable[[LanguageModel, Settings], Responder]] = {
    INTERVIEW: lambda model, settings: Interviewer(Aid(model, settings.interview_model_seconds)),
}

# Who keeps account of what language models use, by the account a call is charged to.
METERS: Mapping[str, Callable[[Database, Settings], Meter]] = {
    INTERVIEW: lambda database, settings: DailyBudget(database, daily_limits(settings)),
}

LISTENERS: Listeners = {
    PersonCalled: [TELL_OF_CALL],
    ContestOpened: [TELL_OF_CONTEST],
    InterviewEnded: [RECALL_REMINDERS],
    DecisionChanged: [RECALL_REMINDERS],
    CandidateWithdrew: [RECALL_REMINDERS],
}

# What leaves by webhook, and what an owner can choose of it.
WEBHOOKS: Mapping[type[Event], Callable[[Any], tuple[uuid.UUID, Message]]] = {**HIRING_WEBHOOKS}
WEBHOOK_MESSAGES: Mapping[str, str] = {**HIRING_MESSAGES}

# Whose open sockets are asked anew for their right to stay, at once and in every process (decision 0112).
WITHDRAWALS: Mapping[type[Event], Callable[[Any], uuid.UUID]] = {
    AccessEnded: lambda event: event.principal_id,
    MembershipChanged: lambda event: event.user_id,
    CandidateErased: lambda event: event.candidate_id,
}

JOBS = Jobs()
JOBS.include(accounts_jobs)
JOBS.include(conversations_jobs)
JOBS.include(contest_jobs)
JOBS.include(webhook_jobs)
JOBS.include(call_jobs)
JOBS.include(reminder_jobs)
JOBS.include(summary_jobs)
JOBS.include(ai_jobs)
JOBS.include(tidy_jobs)
JOBS.include(mail_jobs)

CONSOLE_NAV = (
    NavItem("/console", "Vacancies", "briefcase", "g v", "/console/vacancies"),
    NavItem("/console/insight/funnel", "Insight", "chart-column", "g i", "/console/insight"),
    NavItem("/console/texts", "Rejection texts", "mail", "g r", "/console/texts"),
    NavItem("/console/questions", "Questions", "circle-help", "g q"),
    NavItem("/console/team", "Team", "users", "g t", "/console/team"),
    NavItem("/account", "Account", "settings", "g a"),
)

LARGE_BODIES: Sequence[Room] = (
    Room(re.compile(r"(/api/v1)?/vacancies/imports\Z|/console/import(/make)?\Z"), 5 * MEGABYTE),
    Room(re.compile(r"(/api/v1)?/candidates/[^/]+/resume\Z"), 6 * MEGABYTE),
    Room(re.compile(r"/careers/[^/]+/apply\Z"), 6 * MEGABYTE),
    Room(re.compile(r"/users/profile/picture\Z"), 11 * MEGABYTE),
)


def language_model(database: Database, settings: Settings) -> LanguageModel:
    """Return the language model that the settings name, its calls charged to the accounts' meters."""
    return configured_model(settings, {name: make(database, settings) for name, make in METERS.items()})


def responders(model: LanguageModel, settings: Settings) -> Responders:
    """Return who answers in conversations of each kind."""
    return {kind: make(model, settings) for kind, make in RESPONDERS.items()}


def announcer() -> Announcer:
    """Return what an announced event causes, in its own transaction: jobs, webhooks and withdrawn seats."""
    store_jobs = jobs_of(LISTENERS)

    async def store(session: AsyncSession, event: Event) -> None:
        await store_jobs(session, event)
        message_of = WEBHOOKS.get(type(event))
        if message_of is not None:
            await publish(session, *message_of(event))
        whose = WITHDRAWALS.get(type(event))
        if whose is not None:
            await withdraw(session, whose(event))

    return store
