"""E-mail addresses, brought into the one form in which they are stored and compared."""

from typing import Annotated

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email
from pydantic import AfterValidator, Field

LONGEST_EMAIL = 254
# The program may serve an intranet, where mail goes to such names; the library's list is meant to be edited.
INTRANET = ("local", "test")
for _name in INTRANET:
    if _name in SPECIAL_USE_DOMAIN_NAMES:
        SPECIAL_USE_DOMAIN_NAMES.remove(_name)
NOT_AN_EMAIL = "This does not look like an e-mail address."


def normal_email(text: str) -> str:
    """Return the address as it is stored: trimmed, NFC, its domain in Unicode, in lower case.

    Letter case never tells two mailboxes apart in practice, so it does not here. Raises ValueError.
    """
    try:
        found = validate_email(text.strip(), check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError as error:
        raise ValueError(NOT_AN_EMAIL) from error
    normal = found.normalized.lower()
    if len(normal) > LONGEST_EMAIL or "." not in found.domain:
        raise ValueError(NOT_AN_EMAIL)
    return normal


def email_or_nothing(text: str) -> str:
    """Return the address as it would be stored; nothing for what is none, so that sign-in goes on as ever."""
    try:
        return normal_email(text)
    except ValueError:
        return ""


Email = Annotated[
    str,
    Field(max_length=LONGEST_EMAIL, json_schema_extra={"format": "email"}),
    AfterValidator(normal_email),
]
