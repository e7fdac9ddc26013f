import asyncio
import json
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text
from tests.mail_sink import certificate, sink

from beseda.kit import mail
from beseda.kit.db import Database
from beseda.kit.jobs import JobContext
from beseda.kit.mail import Attachment, CalendarPart, Letter, forget_letters, send_later
from beseda.kit.mail_letter import compose, mailbox, one_line, pack, sender_of, unpack
from beseda.kit.mail_ways import Folder, MailDelayed, MailRefused, Smtp, way_of
from beseda.kit.worker import Worker
from beseda.settings import Settings

AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
LETTER = Letter(
    "ira@пример.рф",
    "Собеседование в «Ромашке»",
    "Здравствуйте, Ира!\n\nЖдём вас.\n",
    html="<p>Здравствуйте, <b>Ира</b>!</p>",
    to_name="Ира Ёлкина",
    sender_name='ООО "Ромашка", отдел',
)


def parsed(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def composed(letter: Letter, *, readable: bool = False) -> EmailMessage:
    sender = mailbox("Beseda", "hr@example.com")
    return parsed(compose(letter, uuid4(), AT, sender, readable=readable).as_bytes())


def by_smtp(settings: Settings, port: int, **changes: object) -> Settings:
    wanted = {"smtp_host": "127.0.0.1", "smtp_port": port, "mail_from": "Beseda <hr@example.com>"}
    return Settings.model_validate(settings.model_dump() | wanted | changes)


@pytest.mark.parametrize("readable", [True, False])
def test_a_letter_says_it_in_text_and_html_under_names_of_any_script(readable):
    message = composed(LETTER, readable=readable)
    assert message["subject"] == LETTER.subject
    (to,) = message["to"].addresses
    assert (to.display_name, to.addr_spec) == ("Ира Ёлкина", "ira@xn--e1afmkfd.xn--p1ai")
    (sender,) = message["from"].addresses
    assert (sender.display_name, sender.addr_spec) == (LETTER.sender_name, "hr@example.com")
    assert message["date"].datetime == AT
    assert message["message-id"].endswith("@example.com>")
    assert message["auto-submitted"] == "auto-generated"
    plain, rich = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert rich is not None
    assert plain.get_content().replace("\r\n", "\n") == LETTER.text
    assert "<b>Ира</b>" in rich.get_content()


def test_a_letter_over_the_wire_is_ascii_and_its_lines_are_short():
    letter = Letter("a@b.example", "ы" * 150, "слово " * 1000, html="<p>" + "x" * 5000 + "</p>")
    content = compose(letter, uuid4(), AT, mailbox("Б", "hr@example.com"), readable=False).as_bytes()
    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert parsed(content)["subject"] == "ы" * 150


@pytest.mark.parametrize(
    "words",
    [
        "a\r\nBcc: all@example.com",
        "a\nBcc: all@example.com",
        "a\u2028Bcc: all@example.com",
        "a\x0bb\x00c",
        "=?utf-8?q?a=0D=0ABcc:_all@example.com?=",
        'x" <evil@example.com>, "y',
        "x" * 5000,
    ],
)
def test_nobodys_words_become_headers(words):
    letter = Letter("a@b.example", words, "t", to_name=words, sender_name=words, unsubscribe=words)
    message = composed(letter)
    assert message["bcc"] is None
    assert [address.addr_spec for address in message["to"].addresses] == ["a@b.example"]
    assert [address.addr_spec for address in message["from"].addresses] == ["hr@example.com"]
    assert set(message) <= {
        *("From", "To", "Subject", "Auto-Submitted", "Date", "Message-ID", "MIME-Version"),
        *("List-Unsubscribe", "Content-Type", "Content-Transfer-Encoding"),
    }


def test_an_address_with_a_line_break_is_refused():
    with pytest.raises(ValueError, match="CR or LF"):
        composed(Letter("a\r\nBcc: x@y.example, a@b.example", "s", "t"))


@pytest.mark.parametrize("port", [0, 1])
async def test_a_letter_that_cannot_be_written_is_refused_for_good(settings, port):
    way = way_of(by_smtp(settings, port) if port else settings)
    with pytest.raises(MailRefused):
        await way.send(Letter("a\r\nBcc: x@y.example, a@b.example", "s", "t"), uuid4(), AT)


def test_a_calendar_part_and_files_go_along():
    calendar = CalendarPart("REQUEST", "BEGIN:VCALENDAR\r\nSUMMARY:Встреча\r\nEND:VCALENDAR\r\n".encode())
    files = (Attachment("Условия.pdf", "application/pdf", b"%PDF-1"),)
    letter = Letter("a@b.example", "s", "t", html="<p>t</p>", calendar=calendar, attachments=files)
    message = composed(unpack(pack(letter)))
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == [
        *("multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar"),
        *("application/ics", "application/pdf"),
    ]
    part = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert part["content-type"].params["method"] == "REQUEST"
    assert "Встреча" in part.get_content()
    ics, pdf = message.iter_attachments()
    assert (ics.get_filename(), ics.get_content()) == ("invite.ics", calendar.content)
    assert (pdf.get_filename(), pdf.get_content()) == ("Условия.pdf", b"%PDF-1")


def test_mail_that_may_be_stopped_says_how():
    message = composed(Letter("a@b.example", "s", "t", unsubscribe="https://x.example/stop/1"))
    assert message["list-unsubscribe"] == "<https://x.example/stop/1>"
    assert message["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    assert composed(Letter("a@b.example", "s", "t"))["list-unsubscribe"] is None


def test_one_line_is_one_line():
    assert one_line(" a\t\r\n b\u2029c\x85d ") == "a b c d"


def test_the_sender_is_named_after_the_public_address(settings):
    named = settings.model_copy(update={"public_url": "https://hr.example.com:8443/x"})
    assert sender_of(named).addr_spec == "beseda@hr.example.com"
    assert sender_of(settings).addr_spec == "beseda@localhost"


async def test_a_folder_gets_whole_readable_files_once(settings):
    way, number = way_of(settings), uuid4()
    assert isinstance(way, Folder)
    for _ in range(2):
        await way.send(LETTER, number, AT)
    (path,) = (settings.data / "mail").iterdir()
    assert path.name == f"20261121-093000-{number}.eml"
    assert path.stat().st_mode & 0o077 == 0
    assert "Здравствуйте, <b>Ира</b>!" in path.read_text(encoding="utf-8")
    assert parsed(path.read_bytes())["subject"] == LETTER.subject


async def test_a_folder_that_cannot_be_written_is_tried_again(settings):
    (settings.data / "mail").write_text("a file stands where the folder should be")
    with pytest.raises(MailDelayed):
        await way_of(settings).send(LETTER, uuid4(), AT)


async def test_a_mail_server_gets_the_letter(settings):
    async with sink() as server:
        await way_of(by_smtp(settings, server.port)).send(LETTER, uuid4(), AT)
    (letter,), (envelope,) = server.letters, server.envelopes
    assert letter["subject"] == LETTER.subject
    assert (envelope.mail_from, envelope.rcpt_tos) == ("hr@example.com", ["ira@xn--e1afmkfd.xn--p1ai"])


@pytest.mark.parametrize(
    ("switch", "error", "code"),
    [
        ({"refuse_mailbox": "550 no such user"}, MailRefused, "550"),
        ({"refuse_sender": "553 not yours"}, MailRefused, "553"),
        ({"refuse_content": "554 spam"}, MailRefused, "554"),
        ({"refuse_sender": "530 sign in first"}, MailDelayed, "530"),
        ({"refuse_mailbox": "451 greylisted"}, MailDelayed, "451"),
        ({"refuse_content": "452 full"}, MailDelayed, "452"),
        ({"cut": True}, MailDelayed, "SMTPServerDisconnected"),
    ],
)
async def test_what_a_server_says_is_for_good_or_for_now(settings, switch, error, code):
    async with sink() as server:
        for name, value in switch.items():
            setattr(server, name, value)
        with pytest.raises(error) as caught:
            await way_of(by_smtp(settings, server.port)).send(LETTER, uuid4(), AT)
    assert str(caught.value) == code
    assert caught.value.__suppress_context__
    assert not server.letters


async def test_a_server_that_is_away_is_waited_for(settings):
    async with sink() as server:
        pass
    with pytest.raises(MailDelayed):
        await way_of(by_smtp(settings, server.port)).send(LETTER, uuid4(), AT)


async def test_a_password_goes_over_tls_alone(settings, tmp_path, monkeypatch):
    tls = certificate(tmp_path)
    async with sink(tls, "hr", "пароль:1") as server:
        url = f"smtp://hr:%D0%BF%D0%B0%D1%80%D0%BE%D0%BB%D1%8C%3A1@127.0.0.1:{server.port}"
        strict = by_smtp(settings, 1, smtp_host="", smtp_url=url, smtp_starttls=True)
        with pytest.raises(MailDelayed):
            await way_of(strict).send(LETTER, uuid4(), AT)
        assert not server.letters
        monkeypatch.setenv("SSL_CERT_FILE", str(tls[0]))
        await way_of(strict).send(LETTER, uuid4(), AT)
        assert server.encrypted == [True]
        assert await Smtp(strict).trouble() == ""
        wrong = by_smtp(settings, 1, smtp_host="", smtp_url=url.replace("hr:", "it:"), smtp_starttls=True)
        assert await Smtp(wrong).trouble() == "535"


async def test_a_server_without_tls_never_hears_a_password(settings):
    async with sink() as server:
        strict = by_smtp(settings, server.port, smtp_user="hr", smtp_password="x", smtp_starttls=True)
        with pytest.raises(MailDelayed):
            await way_of(strict).send(LETTER, uuid4(), AT)
        assert server.tries == 0
    elsewhere = by_smtp(settings, 587, smtp_host="mail.example.com", smtp_user="hr", smtp_password="x")
    assert Smtp(elsewhere).client()._start_tls_on_connect is True


async def test_encryption_that_is_offered_is_taken(settings, tmp_path):
    async with sink(certificate(tmp_path)) as server:
        await way_of(by_smtp(settings, server.port)).send(LETTER, uuid4(), AT)
        await way_of(by_smtp(settings, server.port, smtp_starttls=False)).send(LETTER, uuid4(), AT)
    assert server.encrypted == [True, False]


@pytest.mark.parametrize("url", ["http://x", "smtp://", "mail.example.com"])
def test_an_address_of_no_mail_server_is_refused(url):
    with pytest.raises(ValueError, match="SMTP_URL"):
        Settings(_env_file=None, smtp_url=url)


def test_a_sender_without_a_mailbox_is_refused():
    with pytest.raises(ValueError, match="MAIL_FROM"):
        Settings(_env_file=None, mail_from="Beseda")


async def store(database: Database, letter: Letter = LETTER) -> str:
    async with database.transaction() as session:
        return str(await send_later(session, letter))


async def rows(database: Database) -> list[tuple[object, ...]]:
    async with database.transaction() as session:
        found = await session.execute(text("SELECT state, reason, mailbox, content FROM letters"))
        return [tuple(row) for row in found]


async def ended(database: Database) -> list[tuple[object, ...]]:
    async with asyncio.timeout(15):
        while (found := await rows(database)) and found[0][0] == "waiting":  # noqa: ASYNC110 - the row is watched.
            await asyncio.sleep(0.05)
    return found


async def test_a_letter_leaves_with_the_transaction_that_caused_it(database, settings):
    async with database.sessions() as session:
        await send_later(session, LETTER)
    assert await rows(database) == []
    number = await store(database)
    async with database.transaction() as session:
        payload = (await session.execute(text("SELECT payload FROM jobs"))).scalar_one()
    assert json.loads(payload) == {"letter_id": number}
    worker = Worker(database, mail.jobs, settings)
    working = asyncio.create_task(worker.run())
    assert await ended(database) == [("sent", "", None, None)]
    await worker.stop()
    await working
    assert [path.suffix for path in (settings.data / "mail").iterdir()] == [".eml"]


async def test_a_worker_tries_again_what_was_refused_for_now(database, settings):
    async with sink() as server:
        server.refuse_mailbox = "451 later"
        number = await store(database)
        context = JobContext(database, by_smtp(settings, server.port))
        for _ in range(2):
            with pytest.raises(MailDelayed):
                await mail.jobs.known[mail.JOB].run(context, letter_id=number)
        server.refuse_mailbox = ""
        for _ in range(2):
            await mail.jobs.known[mail.JOB].run(context, letter_id=number)
    assert server.tries == 3
    assert server.letters[0]["message-id"] == f"<{number}@example.com>"
    assert await rows(database) == [("sent", "", None, None)]


async def test_a_lasting_no_is_noted_and_not_tried_again(database, settings, capsys):
    async with sink() as server:
        server.refuse_mailbox = "550 ira@пример.рф unknown"
        number = await store(database)
        context = JobContext(database, by_smtp(settings, server.port))
        for _ in range(2):
            await mail.jobs.known[mail.JOB].run(context, letter_id=number)
        assert server.tries == 1
    assert await rows(database) == [("refused", "550", LETTER.to, None)]
    assert "ira@" not in "".join(capsys.readouterr())


async def test_the_last_try_gives_up(database, settings):
    async with sink() as server:
        server.cut = True
        number = await store(database)
        context = JobContext(database, by_smtp(settings, server.port), attempt=mail.TRIES)
        await mail.jobs.known[mail.JOB].run(context, letter_id=number)
    assert await rows(database) == [("given_up", "SMTPServerDisconnected", LETTER.to, None)]


async def test_letters_to_somebody_are_forgotten(database, settings):
    number = await store(database)
    async with database.transaction() as session:
        await forget_letters(session, LETTER.to.upper())
    assert await rows(database) == []
    await mail.jobs.known[mail.JOB].run(JobContext(database, settings), letter_id=number)
    assert not Path(settings.data / "mail").exists()


async def test_ended_letters_are_forgotten_after_a_month(database, settings):
    await store(database)
    context = JobContext(database, settings)
    statement = "UPDATE letters SET state = 'sent', ended_at = now() - CAST(:ago AS interval)"
    async with database.transaction() as session:
        await session.execute(text(statement), {"ago": mail.KEPT})
    await mail.forget_ended(context)
    assert await rows(database) == []
