"""A real mail server on this machine that keeps what it gets, and fails when it is told to."""

# ruff: noqa: ARG002 - the library says what its handlers are given.

import asyncio
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass
class Sink:
    """What came in, and how the server behaves: reply codes by step, or a cut line."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    refuse_sender: str = ""
    refuse_mailbox: str = ""
    refuse_content: str = ""
    cut: bool = False
    tries: int = 0
    encrypted: list[bool] = field(default_factory=list)

    async def handle_MAIL(  # noqa: N802 - the library's signature.
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.tries += 1
        if self.cut:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.refuse_sender or "250 OK"

    async def handle_RCPT(  # noqa: N802 - as above.
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refuse_mailbox:
            return self.refuse_mailbox
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above.
        if self.refuse_content:
            return self.refuse_content
        self.encrypted.append(session.ssl is not None)
        self.envelopes.append(envelope)
        content = envelope.original_content
        assert content is not None
        letter = message_from_bytes(content, policy=default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 OK"


def certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate for 127.0.0.1 that nobody knows; returns it and its key."""
    crt, key = folder / "sink.crt", folder / "sink.key"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
            *("-nodes", "-keyout", str(key), "-out", str(crt), "-days", "2", "-subj", "/CN=sink"),
            *("-addext", "subjectAltName=IP:127.0.0.1"),
        ],
        check=True,
        capture_output=True,
    )
    return crt, key


@asynccontextmanager
async def sink(
    tls: tuple[Path, Path] | None = None, user: str = "", password: str = ""
) -> AsyncIterator[Sink]:
    """Run a mail server until the block ends; `tls` offers STARTTLS, `user` and `password` ask to sign in."""
    made = Sink()
    context = None
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*tls)

    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        assert isinstance(data, LoginPassword)
        right = (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=right, handled=False)

    def serve() -> SMTP:
        return SMTP(
            made,
            hostname="sink",
            enable_SMTPUTF8=True,
            tls_context=context,
            authenticator=check if user else None,
            auth_required=bool(user),
            auth_require_tls=bool(tls),
            loop=asyncio.get_running_loop(),
        )

    server = await asyncio.get_running_loop().create_server(serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
