"""What of hiring leaves by webhook: which events, and in what words.

Messages hold ids and statuses alone (decision 0183): whoever gets one reads the rest by the API, with a right
that can be taken back.
"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from beseda.hiring.events import DecisionChanged, InterviewEnded, ResponseCreated
from beseda.kit.events import Event
from beseda.kit.webhooks import Message

KNOWN: Mapping[str, str] = {
    "response.created": "Somebody applied; the interview is open",
    "interview.ended": "An interview came to its end and was judged",
    "decision.changed": "A person decided, or a candidate objected to a decision",
}


def _ids(event: ResponseCreated | InterviewEnded | DecisionChanged) -> dict[str, Any]:
    return {
        "response_id": str(event.response_id),
        "vacancy_id": str(event.vacancy_id),
        "employer_id": str(event.workspace_id),
    }


def response_created(event: ResponseCreated) -> tuple[UUID, Message]:
    """Tell a workspace that somebody responded."""
    return event.workspace_id, Message("response.created", _ids(event))


def interview_ended(event: InterviewEnded) -> tuple[UUID, Message]:
    """Tell a workspace what an interview came to."""
    return event.workspace_id, Message("interview.ended", {**_ids(event), "status": str(event.status)})


def decision_changed(event: DecisionChanged) -> tuple[UUID, Message]:
    """Tell a workspace that a response stands elsewhere now, and where it stood."""
    more = {"decision_id": str(event.decision_id), "status": str(event.status), "was": str(event.was)}
    return event.workspace_id, Message("decision.changed", {**_ids(event), **more})


MESSAGES: Mapping[type[Event], Callable[[Any], tuple[UUID, Message]]] = {
    ResponseCreated: response_created,
    InterviewEnded: interview_ended,
    DecisionChanged: decision_changed,
}
