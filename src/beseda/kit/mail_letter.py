"""Letters: what is to be said to one mailbox, and the e-mail message that says it."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from urllib.parse import urlsplit
from uuid import UUID

import idna
import msgspec

from beseda.settings import Settings

LONGEST_LINE = 200
NOBODY = "localhost"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a letter; `kind` is its media type, such as `application/pdf`."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """An iCalendar object and its method (REQUEST or CANCEL): calendars offer buttons for it."""

    method: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail to one mailbox. Names and subject are anybody's words: they cannot become headers.

    `sender_name` stands before the address of MAIL_FROM; `unsubscribe` is a link that stops such mail.
    """

    to: str
    subject: str
    text: str
    html: str = ""
    to_name: str = ""
    sender_name: str = ""
    reply_to: str = ""
    unsubscribe: str = ""
    calendar: CalendarPart | None = None
    attachments: tuple[Attachment, ...] = ()


def pack(letter: Letter) -> bytes:
    """Return a letter as it is stored."""
    return msgspec.msgpack.encode(letter)


def unpack(content: bytes) -> Letter:
    """Return a letter that was stored."""
    return msgspec.msgpack.decode(content, type=Letter)


def sender_of(settings: Settings) -> Address:
    """Return who sends: MAIL_FROM, else a mailbox named after PUBLIC_URL."""
    name, address = parseaddr(settings.mail_from)
    if not address:
        name, address = "Beseda", f"beseda@{urlsplit(settings.public_url).hostname or NOBODY}"
    return mailbox(name, address)


def mailbox(name: str, address: str) -> Address:
    """Return a mailbox for a header: the name on one line, the domain in the letters that DNS knows."""
    user, _, domain = address.rpartition("@")
    return Address(one_line(name), username=user, domain=ascii_domain(domain))


def ascii_domain(domain: str) -> str:
    """Return a domain in the form that DNS knows; one that has none is left for the server to refuse."""
    try:
        return idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        return domain


def one_line(text: str) -> str:
    """Return anybody's words as they may stand in a header: no control characters, no encoded words."""
    plain = "".join(" " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else sign for sign in text)
    return " ".join(plain.replace("=?", "= ?").split())[:LONGEST_LINE]


def compose(letter: Letter, number: UUID, at: datetime, sender: Address, *, readable: bool) -> EmailMessage:
    """Write the message; `number` makes its Message-ID, so that a second try is the same message.

    `readable` leaves the texts in UTF-8, as a file may have them and not every server takes them.
    """
    message = EmailMessage(policy=SMTP)
    _add_headers(message, letter, sender)
    message["Date"] = at
    message["Message-ID"] = f"<{number}@{sender.domain}>"
    coding = "8bit" if readable else None
    message.set_content(letter.text, cte=coding)
    if letter.html:
        message.add_alternative(letter.html, subtype="html", cte=coding)
    if letter.calendar:
        method, content = letter.calendar.method, letter.calendar.content
        message.add_alternative(
            content.decode(), subtype="calendar", params={"method": method}, cte=coding or "base64"
        )
        # Mail programs without a calendar show nothing of that part; this one can be opened.
        message.add_attachment(content, maintype="application", subtype="ics", filename="invite.ics")
    for attachment in letter.attachments:
        main, _, sub = attachment.kind.partition("/")
        message.add_attachment(
            attachment.content, maintype=main, subtype=sub, filename=one_line(attachment.name)
        )
    return message


def _add_headers(message: EmailMessage, letter: Letter, sender: Address) -> None:
    name = one_line(letter.sender_name) or sender.display_name
    message["From"] = Address(name, username=sender.username, domain=sender.domain)
    message["To"] = mailbox(letter.to_name, letter.to)
    if letter.reply_to:
        message["Reply-To"] = mailbox("", letter.reply_to)
    message["Subject"] = one_line(letter.subject)
    # So that no holiday notice answers, and no list takes it for a person's (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe:
        message["List-Unsubscribe"] = f"<{one_line(letter.unsubscribe)}>"
        if letter.unsubscribe.startswith("https://"):
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
