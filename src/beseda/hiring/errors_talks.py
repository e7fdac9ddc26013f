"""What is refused to people in interviews, and why."""

from beseda.kit.errors import BesedaError, Kind


class InterviewOver(BesedaError):
    """The interview has ended; there is nothing to take over."""

    kind, code = Kind.CONFLICT, "interview_over"
    message = "This interview has ended. Write to the candidate by e-mail or telephone."


class WordHeld(BesedaError):
    """A colleague talks to the candidate."""

    kind, code = Kind.CONFLICT, "word_held"
    message = "{name} is talking to the candidate now."


class NotYourWord(BesedaError):
    """The caller does not talk to the candidate, so it has nothing to give back."""

    kind, code = Kind.CONFLICT, "not_your_word"
    message = "You are not talking to the candidate now."


class SideQuestionMissing(BesedaError):
    """There is no such question, or it is another workspace's."""

    kind, code = Kind.MISSING, "no_such_question"
    message = "There is no such question."
