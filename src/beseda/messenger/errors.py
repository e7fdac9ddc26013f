"""What private chats refuse, and why."""

from beseda.kit.errors import BesedaError, Kind


class PersonMissing(BesedaError):
    """There is no such person, or nobody may write to them."""

    kind, code = Kind.MISSING, "no_such_person"
    message = "There is no such person."


class WithYourself(BesedaError):
    """Both ends of a private chat, or of a block, are the same person."""

    kind, code = Kind.INVALID, "yourself"
    message = "This takes two people: you have named yourself."


class Unnamed(BesedaError):
    """Whoever calls has an account, but no username yet: nobody could find or answer them."""

    kind, code = Kind.FORBIDDEN, "no_username"
    message = "Choose a username first: without one nobody can find you."


class OtherAway(BesedaError):
    """How long messages live is changed while both are there; whoever hears nothing is never there."""

    kind, code = Kind.CONFLICT, "other_away"
    message = (
        "How long messages live can be changed while both of you are online. Try again when they are here."
    )


class ChangedTooLate(BesedaError):
    """What was written long ago stands: it is neither changed nor taken back for the other."""

    kind, code = Kind.CONFLICT, "too_late"
    message = (
        "A message can be changed or deleted for both for 48 hours. You can still delete it for yourself."
    )


class ChatMissing(BesedaError):
    """The caller has no chat with this person."""

    kind, code = Kind.MISSING, "no_such_chat"
    message = "You have no chat with this person yet."
