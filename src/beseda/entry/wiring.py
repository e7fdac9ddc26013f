"""The whole cross-talk on one page: which doors are open, who answers, who listens."""

import re
from collections.abc import Sequence

from fastapi import APIRouter

from beseda.accounts import api as accounts_api
from beseda.accounts import api_teams
from beseda.accounts.jobs import jobs as accounts_jobs
from beseda.accounts.pages import account, entrance, invitation, team
from beseda.conversations.responder import Responders
from beseda.hiring import api as hiring_api
from beseda.hiring import socket as hiring_socket
from beseda.hiring.actions.responses import INTERVIEW
from beseda.hiring.pages import application, candidate, careers, console, editor, review
from beseda.hiring.talk import Interviewer
from beseda.kit import apidocs, styleguide
from beseda.kit.bodies import MEGABYTE, Room
from beseda.kit.events import Announcer, Listeners
from beseda.kit.jobs import Jobs
from beseda.kit.jobs import announcer as jobs_of
from beseda.kit.jobs_tidy import jobs as tidy_jobs
from beseda.kit.pages import NavItem
from beseda.operations import api as operations_api

API_ROUTERS: Sequence[APIRouter] = (accounts_api.router, api_teams.router, hiring_api.router)
PAGE_ROUTERS: Sequence[APIRouter] = (
    apidocs.router,
    careers.router,
    application.router,
    candidate.router,
    candidate.erased_router,
    console.router,
    editor.router,
    review.router,
    entrance.router,
    account.router,
    invitation.router,
    team.router,
)
SOCKET_ROUTERS: Sequence[APIRouter] = (hiring_socket.router,)
WATCH_ROUTERS: Sequence[APIRouter] = (operations_api.router,)
DEV_ROUTERS: Sequence[APIRouter] = (styleguide.router,)

RESPONDERS: Responders = {INTERVIEW: Interviewer()}

LISTENERS: Listeners = {}

JOBS = Jobs()
JOBS.include(accounts_jobs)
JOBS.include(tidy_jobs)

CONSOLE_NAV = (
    NavItem("/console", "Vacancies", "briefcase", "g v", "/console/vacancies"),
    NavItem("/console/team", "Team", "users", "g t", "/console/team"),
    NavItem("/account", "Account", "settings", "g a"),
)

LARGE_BODIES: Sequence[Room] = (
    Room(re.compile(r"(/api/v1)?/candidates/[^/]+/resume\Z"), 6 * MEGABYTE),
    Room(re.compile(r"/careers/[^/]+/apply\Z"), 6 * MEGABYTE),
)


def announcer() -> Announcer:
    """Return what stores the jobs of an announced event."""
    return jobs_of(LISTENERS)
