"""What the JSON doors of accounts take and give."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

from beseda.accounts.emails import LONGEST_EMAIL, Email
from beseda.accounts.models import Role
from beseda.accounts.passwords import LONGEST, SHORTEST_DEV
from beseda.kit.text import JsonObject, Line, NoteText, OptionalLine


def known_timezone(name: str) -> str:
    """Return the name of a time zone of the tz database; raises ValueError for another."""
    if name not in available_timezones():
        raise ValueError("There is no such time zone.")
    return name


# The length is checked with the other rules (`check_password`), which say it in words.
NewPassword = Annotated[SecretStr, Field(max_length=LONGEST, json_schema_extra={"minLength": SHORTEST_DEV})]
GivenPassword = Annotated[SecretStr, Field(max_length=LONGEST)]
Timezone = Annotated[str, Field(max_length=64, examples=["Europe/Moscow"]), AfterValidator(known_timezone)]


class EmployerCreate(BaseModel):
    """A company that begins to use the program, and the person who begins."""

    company_name: Line = Field(examples=["Tech Corp"])
    email: Email = Field(examples=["hr@techcorp.com"])
    password: NewPassword = Field(examples=["securepass123"])
    name: OptionalLine = Field(None, description="The person's name; the company's unless given")


class Login(BaseModel):
    """An e-mail and a password; whatever they are, a wrong pair has one answer."""

    email: str = Field(max_length=LONGEST_EMAIL, examples=["hr@techcorp.com"])
    password: GivenPassword = Field(examples=["securepass123"])
    workspace_id: UUID | None = Field(None, description="The workspace to act in; the first one unless given")


class Token(BaseModel):
    """A token for the Authorization header."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - a scheme, not a secret.


class EmployerRead(BaseModel):
    """The caller's workspace, as the caller sees it."""

    id: UUID
    company_name: str
    email: str | None
    created_at: datetime
    updated_at: datetime


class PasswordChange(BaseModel):
    """A new password, and the current one once more."""

    current_password: GivenPassword
    new_password: NewPassword


class SessionRead(BaseModel):
    """A browser that is signed in."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    address: str
    user_agent: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    current: bool = False


class CsrfRead(BaseModel):
    """The token that a page's own script sends as X-CSRF-Token."""

    csrf_token: str


class WorkspaceRead(BaseModel):
    """A workspace and the caller's role in it."""

    id: UUID
    name: str
    slug: str
    timezone: str
    role: Role
    created_at: datetime
    updated_at: datetime


class WorkspaceUpdate(BaseModel):
    """What of a workspace to change."""

    name: Line | None = None
    timezone: Timezone | None = None


class MemberRead(BaseModel):
    """A member of a workspace."""

    user_id: UUID
    name: str
    email: str | None
    role: Role
    since: datetime


class MemberUpdate(BaseModel):
    """A member's new role."""

    role: Role


class InvitationCreate(BaseModel):
    """An invitation to make: the role it gives, a note on whom it is for, and where to send the link."""

    role: Role = Role.RECRUITER
    note: Annotated[NoteText, Field(max_length=200)] = ""
    email: Annotated[Email | None, BeforeValidator(lambda given: given or None)] = Field(
        None, description="The link is sent there too"
    )

    @property
    def remark(self) -> str:
        """What tells this invitation from others: the note, else the mailbox."""
        return self.note or (self.email or "")[:200]


class InvitationRead(BaseModel):
    """An invitation that can still be accepted."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    role: Role
    note: str
    created_at: datetime
    expires_at: datetime


class InvitationMade(InvitationRead):
    """A new invitation; its token and link are shown this once."""

    token: str
    url: str


class InvitationAccept(BaseModel):
    """An invitation's token; with e-mail, password and name, an account is made for it."""

    token: Annotated[str, Field(max_length=200)]
    email: Email | None = None
    password: NewPassword | None = None
    name: OptionalLine = None


class AuditRead(BaseModel):
    """One deed: who, what, on what, from where, when."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    at: datetime
    actor_id: UUID | None
    action: str
    subject_kind: str
    subject_id: str
    address: str
    data: JsonObject


class NewMember(BaseModel):
    """Somebody invited who has no account yet."""

    name: Line
    email: Email
    password: NewPassword


class Preferences(BaseModel):
    """The name others see, the language we write in, and light or dark (neither: as the device)."""

    name: Line
    locale: Literal["ru", "en"]
    theme: Literal["", "light", "dark"] = ""
