"""What happened in hiring, for whoever listens: webhooks, mail, statistics."""

import uuid
from dataclasses import dataclass

from beseda.kit.events import Event


@dataclass(frozen=True, slots=True)
class ResponseCreated(Event):
    """A candidate responded to a vacancy; its interview is open."""

    response_id: uuid.UUID
    vacancy_id: uuid.UUID
    workspace_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class InterviewEnded(Event):
    """An interview came to its end and was judged."""

    response_id: uuid.UUID
    vacancy_id: uuid.UUID
    workspace_id: uuid.UUID
    status: str


@dataclass(frozen=True, slots=True)
class DecisionChanged(Event):
    """A person changed where a response stands: an employer decided, or the candidate objected."""

    response_id: uuid.UUID
    vacancy_id: uuid.UUID
    workspace_id: uuid.UUID
    decision_id: uuid.UUID
    status: str
    was: str


@dataclass(frozen=True, slots=True)
class ContestOpened(Event):
    """A candidate objected to a decision; a person has to answer."""

    response_id: uuid.UUID
    vacancy_id: uuid.UUID
    workspace_id: uuid.UUID
    contest_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class PersonCalled(Event):
    """A candidate called for a person in its interview; nobody has come yet."""

    response_id: uuid.UUID
    vacancy_id: uuid.UUID
    workspace_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class CandidateWithdrew(Event):
    """A candidate withdrew a response."""

    response_id: uuid.UUID
    vacancy_id: uuid.UUID
    workspace_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class CandidateErased(Event):
    """A candidate erased itself everywhere."""

    candidate_id: uuid.UUID
