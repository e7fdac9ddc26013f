"""How mail leaves: by a mail server, or into a folder of files where none is named."""

import asyncio
import os
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit
from uuid import UUID

import aiosmtplib

from beseda.kit.mail_letter import Letter, compose, mailbox, sender_of
from beseda.settings import Settings

TLS_PORT = 465
SMTP_PORT = 587
PATIENCE = 20.0
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
# These speak of us and not of the letter: who repairs the settings wants it sent after all.
ABOUT_US = frozenset({530, 534, 535, 538})
LASTING = 500


class MailRefused(Exception):
    """The server will never take this letter; `str()` is its reply code, or a word of ours."""


class MailDelayed(Exception):
    """The letter could not be sent now; `str()` is the server's reply code or the error's name."""


class Way(Protocol):
    """A way for mail to leave."""

    async def send(self, letter: Letter, number: UUID, at: datetime) -> None:
        """Send a letter, once more if it was tried before; raises MailRefused and MailDelayed."""
        ...


class Folder:
    """Writes each letter into a file of its own, named by time and number, whole or not at all."""

    def __init__(self, settings: Settings) -> None:
        self.path = settings.data / "mail"
        self._sender = sender_of(settings)

    async def send(self, letter: Letter, number: UUID, at: datetime) -> None:
        """Write `DATA/mail/<time>-<number>.eml`; a second try writes the same file."""
        content = message_of(letter, number, at, self._sender, readable=True).as_bytes()
        name = f"{at:%Y%m%d-%H%M%S}-{number}.eml"
        try:
            await asyncio.to_thread(write_whole, self.path / name, content)
        except OSError as error:
            raise MailDelayed(type(error).__name__) from None


def message_of(
    letter: Letter, number: UUID, at: datetime, sender: Address, *, readable: bool
) -> EmailMessage:
    """Write a letter's message; one that can't be written will never be: raises MailRefused."""
    try:
        return compose(letter, number, at, sender, readable=readable)
    except (ValueError, MessageError) as error:
        raise MailRefused(type(error).__name__) from None


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that no reader ever sees half of; its owner alone may read it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


class Smtp:
    """Hands each letter to the mail server that the settings name, over a connection of its own."""

    def __init__(self, settings: Settings) -> None:
        url = urlsplit(settings.smtp_url.get_secret_value())
        self._sender = sender_of(settings)
        if url.hostname:
            self.host, self._tls = url.hostname, url.scheme == "smtps"
            self.port = url.port or (TLS_PORT if self._tls else SMTP_PORT)
            self._user, self._password = unquote(url.username or ""), unquote(url.password or "")
        else:
            self.host, self.port = settings.smtp_host, settings.smtp_port
            self._tls = self.port == TLS_PORT
            self._user, self._password = settings.smtp_user, settings.smtp_password.get_secret_value()
        self._starttls = settings.smtp_starttls

    def client(self) -> aiosmtplib.SMTP:
        """Return a client that is not connected yet.

        A password never goes over a line that is not encrypted, unless the line ends on this machine or the
        settings say so. Where nothing secret is said, any certificate is better than no encryption.
        """
        start = self._starttls
        if start is None and self._user and self.host not in LOOPBACK:
            start = True
        return aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            username=self._user or None,
            password=self._password or None,
            use_tls=self._tls,
            start_tls=False if self._tls else start,
            validate_certs=self._tls or start is True,
            local_hostname=self._sender.domain,
            timeout=PATIENCE,
        )

    async def send(self, letter: Letter, number: UUID, at: datetime) -> None:
        """Hand the letter over; the server has it when this returns."""
        message = message_of(letter, number, at, self._sender, readable=False)
        to = mailbox("", letter.to).addr_spec
        try:
            async with self.client() as client:
                await client.send_message(message, sender=self._sender.addr_spec, recipients=[to])
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            # A server's words may hold the address; only its code goes further.
            raise verdict(error) from None

    async def trouble(self) -> str:
        """Connect and sign in, sending nothing; returns what is wrong, empty when all is well."""
        try:
            async with self.client():
                return ""
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            return str(verdict(error))


def verdict(error: Exception) -> MailRefused | MailDelayed:
    """Say what a failure means: the server's lasting no to this letter, or something to wait for."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused) and error.recipients:
        error = error.recipients[0]
    if isinstance(error, aiosmtplib.SMTPNotSupported):
        return MailDelayed("no STARTTLS") if "STARTTLS" in str(error) else MailRefused("no SMTPUTF8")
    if not isinstance(error, aiosmtplib.SMTPResponseException):
        return MailDelayed(type(error).__name__)
    about_letter = isinstance(
        error, aiosmtplib.SMTPSenderRefused | aiosmtplib.SMTPRecipientRefused | aiosmtplib.SMTPDataError
    )
    lasting = error.code >= LASTING and error.code not in ABOUT_US and about_letter
    return MailRefused(str(error.code)) if lasting else MailDelayed(str(error.code))


def way_of(settings: Settings) -> Way:
    """Return how mail leaves under these settings."""
    return Smtp(settings) if settings.mails_by_smtp else Folder(settings)
