"""What can go wrong with accounts, named after what happened."""

from beseda.kit.errors import BesedaError, Kind


class WrongCredentials(BesedaError):
    """The e-mail or username is unknown or the password is wrong; we never say which."""

    kind, code, status = Kind.FORBIDDEN, "wrong_credentials", 401
    message = "The sign-in name or the password is not right."


class BadToken(BesedaError):
    """The token is forged, expired or revoked."""

    kind, code, status = Kind.FORBIDDEN, "bad_token", 401
    message = "You have been signed out. Please sign in again."


class EmailTaken(BesedaError):
    """Somebody has an account with this e-mail already."""

    kind, code = Kind.CONFLICT, "email_taken"
    message = "There is an account with this e-mail already. Sign in instead."


class UsernameTaken(BesedaError):
    """Somebody has this username already, or one that looks like it, or it is the platform's own."""

    kind, code = Kind.CONFLICT, "username_taken"
    message = "This name, or one that looks just like it, is taken. Please choose another."


class WeakPassword(BesedaError):
    """The password is too short or among those tried first; `fields` says which."""

    kind, code = Kind.INVALID, "weak_password"
    message = "This password is too easy to guess."


class WrongPassword(BesedaError):
    """The current password, asked again before a change, is wrong."""

    kind, code, status = Kind.INVALID, "wrong_password", 422
    message = "The current password is not right."


class InvitationGone(BesedaError):
    """The invitation never existed, was used, withdrawn or has expired; we never say which."""

    kind, code = Kind.MISSING, "invitation_gone"
    message = "This invitation is no longer valid. Ask whoever sent it for a new one."


class AlreadyMember(BesedaError):
    """The invited person is in this workspace already."""

    kind, code = Kind.CONFLICT, "already_member"
    message = "You are in this team already."


class LastOwner(BesedaError):
    """A workspace keeps at least one owner."""

    kind, code = Kind.CONFLICT, "last_owner"
    message = "A team needs at least one owner. Make somebody else an owner first."


class AccountSuspended(BesedaError):
    """The platform's staff suspended this account."""

    kind, code = Kind.FORBIDDEN, "account_suspended"
    message = "This account has been suspended. Write to the platform's staff."


class SignUpOrIn(BesedaError):
    """An invitation is accepted by somebody signed in, or with an e-mail and a password for a new account."""

    kind, code, status = Kind.INVALID, "sign_up_or_in", 422
    message = "Sign in first, or give an e-mail and a password for a new account."
