"""What can go wrong in hiring, named after what happened."""

from beseda.kit.errors import BesedaError, Kind


class VacancyNotFound(BesedaError):
    """There is no such vacancy, or the caller may not see it."""

    kind, code = Kind.MISSING, "vacancy_not_found"
    message = "There is no such vacancy."


class VersionNotFound(BesedaError):
    """There is no such version of the vacancy's requirements, or it was not kept."""

    kind, code = Kind.MISSING, "version_not_found"
    message = "There is no such version of the requirements."


class VacancyClosed(BesedaError):
    """The vacancy takes no more responses."""

    kind, code = Kind.CONFLICT, "vacancy_closed"
    message = "This vacancy is closed and takes no more applications."


class SalaryReversed(BesedaError):
    """The lower end of the salary is above the upper one."""

    kind, code = Kind.INVALID, "salary_reversed"
    message = "The lower end of the salary must not be above the upper end."


class CandidateNotFound(BesedaError):
    """There is no such candidate, or the caller may not see it."""

    kind, code = Kind.MISSING, "candidate_not_found"
    message = "There is no such candidate."


class CandidateTokenNeeded(BesedaError):
    """Ids alone do not act for this candidate any more."""

    kind, code, status = Kind.FORBIDDEN, "candidate_token_needed", 401
    message = "Acting for this candidate needs the candidate's access token."


class NotThisCandidate(BesedaError):
    """Only a candidate may do this, and only to itself."""

    kind, code = Kind.FORBIDDEN, "not_this_candidate"
    message = "Only the candidate may do this."


class ResponseNotFound(BesedaError):
    """There is no such response, or the caller may not see it."""

    kind, code = Kind.MISSING, "response_not_found"
    message = "There is no such application."


class ResponseWithdrawn(BesedaError):
    """The candidate has withdrawn; nothing is decided about the response any more."""

    kind, code = Kind.CONFLICT, "response_withdrawn"
    message = "The candidate has withdrawn this application."


class StatusLinkInvalid(BesedaError):
    """The private link names no response any more."""

    kind, code = Kind.MISSING, "status_link_invalid"
    message = "This link is not valid any more."


class InterviewTaken(BesedaError):
    """The interview's seat belongs to another browser, and the caller has no token of it."""

    kind, code = Kind.FORBIDDEN, "not_yours"
    message = "This interview belongs to somebody else. If it is yours, open it by your private link."


class SlotNotFound(BesedaError):
    """There is no such time, or the caller may not see it."""

    kind, code = Kind.MISSING, "slot_not_found"
    message = "There is no such time any more."


class SlotTaken(BesedaError):
    """Somebody else was quicker."""

    kind, code = Kind.CONFLICT, "slot_taken"
    message = "Somebody else has just taken this time. Please choose another."


class SlotPast(BesedaError):
    """The time lies in the past."""

    kind, code = Kind.INVALID, "slot_past"
    message = "This time has passed already."


class NotApproved(BesedaError):
    """Only who has passed the interview chooses a time."""

    kind, code = Kind.CONFLICT, "not_approved"
    message = "A time can be chosen once the employer has approved this application."
