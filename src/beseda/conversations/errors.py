"""What a conversation refuses, and why."""

from beseda.kit.errors import BesedaError, Kind


class ConversationMissing(BesedaError):
    """There is no such conversation, or the caller may not see it."""

    kind, code = Kind.MISSING, "no_such_conversation"
    message = "There is no such conversation."


class SeatTaken(BesedaError):
    """The seat belongs to somebody else."""

    kind, code = Kind.FORBIDDEN, "not_yours"
    message = "This conversation belongs to somebody else."


class ReadOnlySeat(BesedaError):
    """The seat may watch and not write."""

    kind, code = Kind.FORBIDDEN, "read_only"
    message = "You can read this conversation, not write in it."


class ConversationEnded(BesedaError):
    """The floor is closed; nothing more is taken."""

    kind, code = Kind.CONFLICT, "ended"
    message = "This conversation is over."


class FloorMoved(BesedaError):
    """What was to be written was prepared under an epoch that has passed."""

    kind, code = Kind.CONFLICT, "floor_moved"
    message = "Somebody else has taken over this conversation."


class EntryMissing(BesedaError):
    """The message that is edited, deleted or replied to is not there or not the caller's."""

    kind, code = Kind.MISSING, "no_such_message"
    message = "There is no such message, or it isn't yours."


class CidTaken(BesedaError):
    """Another author has used this `cid` in this conversation."""

    kind, code = Kind.CONFLICT, "cid_taken"
    message = "This message's number is taken. Please send it again."


class EntryRefused(BesedaError):
    """A participant is barred from writing for a reason its product named."""

    kind, code = Kind.FORBIDDEN, "refused"
    message = "You can't write in this conversation now."


class YouBlocked(EntryRefused):
    """Whoever has blocked somebody can't write to them."""

    code = "you_blocked"
    message = "You have blocked this person. Unblock them to write."


class NotAdmitted(EntryRefused):
    """The other has said who may write to them, and it is not this one."""

    code = "not_admitted"
    message = "This person takes no messages from you. They can write to you first."


class BadText(BesedaError):
    """The text holds what no database stores."""

    kind, code = Kind.INVALID, "bad_text"
    message = "This message holds characters that can't be stored."


class EmptyText(BesedaError):
    """There is nothing in the message."""

    kind, code = Kind.INVALID, "empty"
    message = "This message is empty."


class TextTooLong(BesedaError):
    """The message is longer than this conversation takes."""

    kind, code = Kind.INVALID, "too_long"
    message = "This message is too long: {limit} characters at most."


class JournalAway(BesedaError):
    """The database can't be reached; nothing is known to be stored. Sending the same `cid` again is safe."""

    kind, code = Kind.UNAVAILABLE, "unavailable"
    message = "We can't store messages just now. Please try again in a moment."


class MalformedFrame(BesedaError):
    """The frame is not what the protocol describes."""

    kind, code = Kind.INVALID, "malformed"
    message = "This can't be understood."


class BadAfter(MalformedFrame):
    """`?after=` is not the number of a message."""


class TooFast(BesedaError):
    """More messages in a short time than a person writes."""

    kind, code = Kind.UNAVAILABLE, "too_fast"
    message = "You are writing too fast. Please wait a moment."


class HelloMissing(BesedaError):
    """The first frame of a page without a cookie was not its hello."""

    kind, code, status = Kind.FORBIDDEN, "not_signed_in", 401
    message = "Please sign in first."


class BadRetention(BesedaError):
    """Bodies can't live for such a time."""

    kind, code = Kind.INVALID, "bad_retention"
    message = "This is not a time that messages can be kept for."


# The verdicts of the SQL function that refuse an entry; a refusal a product named falls back to EntryRefused.
REFUSALS: dict[str, type[BesedaError]] = {
    "missing": ConversationMissing,
    "not_yours": SeatTaken,
    "ended": ConversationEnded,
    "stale": FloorMoved,
    "no_such_message": EntryMissing,
    "taken": CidTaken,
    "you_blocked": YouBlocked,
    "not_admitted": NotAdmitted,
}


def refusal(verdict: str) -> BesedaError:
    """Return the error for a verdict that refuses an entry."""
    return REFUSALS.get(verdict, EntryRefused)()
