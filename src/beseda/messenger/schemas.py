"""What the JSON doors of the messenger take and give."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AliasChoices, BaseModel, BeforeValidator, Field, StringConstraints

from beseda.accounts.emails import LONGEST_EMAIL, Email
from beseda.accounts.schemas import GivenPassword, NewPassword
from beseda.accounts.usernames import Username
from beseda.kit.text import Line, NoteText, OptionalLine, blank_is_none
from beseda.messenger.models import Admits, Reason

# How long a message may live, in minutes; 0 is for ever. Any other time the chat's page does not offer.
RETENTIONS = (0, 30, 60, 24 * 60, 7 * 24 * 60, 30 * 24 * 60)
LONGEST_ABOUT = 500


def one_of_retentions(minutes: int) -> int:
    """Return a time that a chat's page offers; raises ValueError for another."""
    if minutes not in RETENTIONS:
        raise ValueError("Please choose one of the list.")
    return minutes


DisplayName = Annotated[Line, StringConstraints(max_length=60)]
About = Annotated[NoteText, Field(max_length=LONGEST_ABOUT)]


class PersonCreate(BaseModel):
    """Somebody who begins to use the messenger."""

    username: Username
    email: Annotated[Email | None, BeforeValidator(blank_is_none)] = None
    password: NewPassword = Field(examples=["a few words together"])
    display_name: OptionalLine = Field(
        None, max_length=60, description="The name others see; the username unless given"
    )


class PersonLogin(BaseModel):
    """A username or an e-mail, and a password; whatever they are, a wrong pair has one answer."""

    username: str = Field(
        max_length=LONGEST_EMAIL,
        validation_alias=AliasChoices("username", "email", "login"),
        examples=["anna"],
    )
    password: GivenPassword


class PersonRead(BaseModel):
    """Somebody as others see them; an e-mail address is never in it.

    `online` is told of people with whom one has a chat; `blocked` says whether the caller has blocked them.
    """

    id: UUID
    username: str
    display_name: str
    about: str
    avatar_url: str | None
    online: bool
    blocked: bool


class MeRead(BaseModel):
    """One's own account, as one sees it oneself."""

    id: UUID
    username: str | None
    display_name: str
    email: str | None
    about: str
    avatar_url: str | None
    who_may_write: Admits
    is_staff: bool
    created_at: datetime


class Entered(MeRead):
    """Somebody who has just signed in; the token is for programs, browsers have the cookie."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - a scheme, not a secret.


class MeUpdate(BaseModel):
    """What of oneself to change."""

    username: Username | None = None
    display_name: DisplayName | None = None
    about: About | None = None
    who_may_write: Admits | None = None


class ReportCreate(BaseModel):
    """What the platform's staff should know about somebody."""

    reason: Reason
    note: Annotated[NoteText, Field(max_length=1000)] = ""


class LastMessage(BaseModel):
    """The latest message of a chat that the reader may see, as it was last edited."""

    seq: int
    message: str
    at: datetime
    own: bool


class ChatRead(BaseModel):
    """A private chat, as one side of it sees it; `id` is the conversation's."""

    id: UUID
    user_id: UUID
    username: str
    display_name: str
    avatar_url: str | None
    online: bool
    blocked: bool
    unread: int
    retention_minutes: int
    pinned: bool
    muted: bool
    last: LastMessage | None


class RetentionUpdate(BaseModel):
    """How long messages of a chat live from now on: one of RETENTIONS."""

    minutes: Annotated[int, AfterValidator(one_of_retentions)]


class FoundMessage(LastMessage):
    """A message that holds what was looked for; `user_id` is with whom one has the chat."""

    user_id: UUID
    display_name: str


class ArrangementUpdate(BaseModel):
    """What of how one's own chat is put away to change; what is left out stays."""

    pinned: bool | None = None
    muted: bool | None = None


class ProfileForm(MeUpdate):
    """One's profile as its page sends it: all of it, with the language we write in and light or dark."""

    username: Username
    display_name: DisplayName
    about: About = ""
    who_may_write: Admits
    locale: Literal["ru", "en"]
    theme: Literal["", "light", "dark"] = ""
