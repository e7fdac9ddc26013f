"""Errors named after what happened, of five kinds, that any door can render in the reader's language."""

from enum import StrEnum
from typing import Any, ClassVar

from beseda.kit.i18n import translate


class Kind(StrEnum):
    """What an error means to the caller; each door has one status or close code per kind."""

    MISSING = "missing"
    FORBIDDEN = "forbidden"
    CONFLICT = "conflict"
    INVALID = "invalid"
    UNAVAILABLE = "unavailable"


class BesedaError(Exception):
    """A refusal a person can understand.

    Subclasses set `kind`, `code` (stable, snake_case) and `message` (an English msgid, may hold
    {placeholders}, which keyword arguments fill). `fields` maps a field's name to a msgid of its own, for
    forms; `retry_after` is in seconds.
    """

    kind: ClassVar[Kind] = Kind.INVALID
    code: ClassVar[str] = "invalid"
    message: ClassVar[str] = "This request can't be carried out."
    status: ClassVar[int | None] = None

    def __init__(
        self, *, fields: dict[str, str] | None = None, retry_after: float | None = None, **params: Any
    ) -> None:
        super().__init__(self.message)
        self.params = params
        self.fields = fields or {}
        self.retry_after = retry_after

    def text(self, locale: str) -> str:
        """Say what happened in the given language ("ru" or "en")."""
        return translate(locale, self.message, **self.params)

    def field_texts(self, locale: str) -> dict[str, str]:
        """Say what is wrong with each field, in the given language."""
        return {name: translate(locale, message, **self.params) for name, message in self.fields.items()}

    @property
    def http_status(self) -> int:
        """The HTTP status of this error: its own, or its kind's."""
        return self.status or STATUS[self.kind]


STATUS: dict[Kind, int] = {
    Kind.MISSING: 404,
    Kind.FORBIDDEN: 403,
    Kind.CONFLICT: 409,
    Kind.INVALID: 422,
    Kind.UNAVAILABLE: 503,
}


class NotSignedIn(BesedaError):
    """The door needs somebody signed in."""

    kind, code, status = Kind.FORBIDDEN, "not_signed_in", 401
    message = "Please sign in first."


class NotAllowed(BesedaError):
    """The caller is known and may not do this."""

    kind, code = Kind.FORBIDDEN, "not_allowed"
    message = "You don't have the rights for this."


class NotFound(BesedaError):
    """There is nothing here that the caller may see."""

    kind, code = Kind.MISSING, "not_found"
    message = "There is nothing at this address, or you may not see it."


class TooMany(BesedaError):
    """A limit was reached; `retry_after` says when to come back."""

    kind, code, status = Kind.UNAVAILABLE, "too_many_requests", 429
    message = "Too many attempts. Please try again in a little while."


class TooLarge(BesedaError):
    """The request's body is larger than this door takes."""

    kind, code, status = Kind.INVALID, "too_large", 413
    message = "This is too large."
