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


class ChatMissing(BesedaError):
    """The caller has no chat with this person."""

    kind, code = Kind.MISSING, "no_such_chat"
    message = "You have no chat with this person yet."
