"""What can go wrong with an objection, named after what happened."""

from beseda.kit.errors import BesedaError, Kind


class ContestNotFound(BesedaError):
    """There is no such objection, or it is another response's."""

    kind, code = Kind.MISSING, "contest_not_found"
    message = "There is no such objection."


class InterviewGoesOn(BesedaError):
    """Nothing was decided yet, so there is nothing to object to."""

    kind, code = Kind.CONFLICT, "interview_goes_on"
    message = "The interview has not ended yet. You can correct any answer right there in the chat."


class NothingToContest(BesedaError):
    """The response was not rejected."""

    kind, code = Kind.CONFLICT, "nothing_to_contest"
    message = "There is no rejection here to object to."


class ContestOpen(BesedaError):
    """An objection waits for its answer."""

    kind, code = Kind.CONFLICT, "contest_open"
    message = "Your objection is with the employer already. Please wait for the answer."


class PersonLooks(BesedaError):
    """The response is with a person already."""

    kind, code = Kind.CONFLICT, "person_looks"
    message = "A person is looking at this application already."


class ContestsUsedUp(BesedaError):
    """The same decision was objected to as often as is allowed."""

    kind, code = Kind.CONFLICT, "contests_used_up"
    message = "You have objected {most} times, and people have answered. Please write to the employer now."


class NotAReason(BesedaError):
    """What is said to be wrong is none of the reasons."""

    kind, code = Kind.INVALID, "not_a_reason"
    message = "This is none of the reasons of the decision."


class ContestAnswered(BesedaError):
    """The objection has its answer."""

    kind, code = Kind.CONFLICT, "contest_answered"
    message = "This objection has been answered already."
