"""What an interview's socket may be sent that it can't take: clear errors, nothing changed, nothing told."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from tests.conftest import Serving
from tests.hiring.calls import Scene, scene
from tests.hiring.talking import Talk, close_code, talk
from tests.serving import Server

from beseda.accounts.tokens import issue_token
from beseda.kit.db import Database
from beseda.settings import Settings

SECRET = "слово-которого-нет-в-журнале"
LONGEST = 4000


@pytest.fixture
async def api(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    async with server.client() as made:
        yield made


@pytest.fixture
async def played(api: httpx.AsyncClient, database: Database, settings: Settings) -> Scene:
    return await scene(api, database, settings)


def path(played: Scene) -> str:
    return f"/ws/chat/{played.response['id']}"


async def said(api: httpx.AsyncClient, played: Scene) -> list[str]:
    """Return what the log holds of the candidate."""
    answer = await api.get(f"/api/v1/responses/{played.response['id']}/chat", headers=played.employer.headers)
    return [line["message_text"] for line in answer.json()["messages"] if line["sender_type"] == "candidate"]


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (f"{SECRET}: this is no JSON", "malformed"),
        (SECRET.encode(), "malformed"),
        ("[]", "malformed"),
        ("null", "malformed"),
        ('{"message": 5}', "malformed"),
        ('{"message": {"text": "Moscow"}}', "malformed"),
        (json.dumps({"type": "no-such-type", "message": SECRET}), "malformed"),
        ('{"message": "Moscow", "cid": "no-uuid"}', "malformed"),
        ('{"type": "sync", "after": -1}', "malformed"),
        ('{"type": "sync", "after": "x"}', "malformed"),
        (json.dumps({"message": f"{SECRET}\x00"}), "bad_text"),
        ('{"message": "' + SECRET + ' \\ud800"}', None),
        (json.dumps({"message": ""}), "empty"),
        (json.dumps({"message": " \n\t "}), "empty"),
        (json.dumps({"message": "я" * (LONGEST + 1)}), "too_long"),
    ],
)
async def test_a_frame_that_is_none_is_refused_and_the_talk_goes_on(
    server: Server,
    api: httpx.AsyncClient,
    played: Scene,
    capfd: pytest.CaptureFixture[str],
    frame: str | bytes,
    code: str | None,
) -> None:
    async with talk(server, path(played)) as opened:
        await opened.until("bot_message")
        await opened.socket.send(frame)
        refused = await opened.until("error")
        assert refused["code"] in ({code} if code else {"bad_text", "malformed"})
        assert refused["message"]
        assert SECRET not in refused["message"]
        assert await said(api, played) == []
        assert (await opened.answer("Moscow"))["type"] == "bot_message"
    assert await said(api, played) == ["Moscow"]
    logged = capfd.readouterr()
    assert SECRET not in logged.out + logged.err


async def test_a_megabyte_closes_the_socket_and_nothing_else(
    server: Server, api: httpx.AsyncClient, played: Scene
) -> None:
    async with talk(server, path(played)) as opened, talk(server, path(played)) as other:
        await opened.until("bot_message")
        await other.until("bot_message")
        await opened.say("x" * 1_000_000)
        assert await opened.closed() == 1009
        assert (await other.answer("Moscow"))["type"] == "bot_message"
    assert await said(api, played) == ["Moscow"]


@pytest.mark.parametrize(
    "words", ["Москва 👩‍👩‍👧‍👦🏳️‍🌈", "موسكو", "\u202eавксоМ\u202c", "я" * LONGEST, "Z̷͇̈́a̶l̴g̵o̶"]
)
async def test_any_words_people_write_are_kept_as_they_are(
    server: Server, api: httpx.AsyncClient, played: Scene, words: str
) -> None:
    async with talk(server, path(played)) as opened:
        await opened.until("bot_message")
        assert (await opened.answer(words))["type"] == "bot_message"
    assert await said(api, played) == [words]


async def test_what_is_said_before_the_greeting_breaks_nothing(
    server: Server, api: httpx.AsyncClient, played: Scene
) -> None:
    async with talk(server, path(played)) as opened:
        await opened.say("Здравствуйте")
        await opened.until("ack")
        await opened.until("bot_message")
        for answer in ("Москва", "5 лет", "да"):
            last = await opened.answer(answer)
            if last["type"] == "chat_ended":
                break
        if last["type"] != "chat_ended":
            last = await opened.until("chat_ended")
    assert (last["status"], last["approved"]) == ("approved", True)
    assert await said(api, played) == ["Здравствуйте", "Москва", "5 лет", "да"]


async def test_tokens_that_are_old_or_forged_open_nothing(
    server: Server, settings: Settings, played: Scene, capfd: pytest.CaptureFixture[str]
) -> None:
    person = uuid.UUID(played.person.id)
    expired = issue_token(settings, person, "candidate", minutes=-1)
    other = settings.model_copy(update={"secret_key": type(settings.secret_key)("another-" * 8)})
    forged = issue_token(other, person, "candidate")
    for token in (expired, forged, played.person.token[:-2], "a.b.c"):
        assert await close_code(server, path(played), token=token) == 4401
    logged = "".join(capfd.readouterr())
    assert expired not in logged
    assert forged not in logged


async def test_the_seat_of_another_is_refused_by_every_way_in(server: Server, played: Scene) -> None:
    async with talk(server, path(played)) as opened:
        await opened.until("bot_message")
        await opened.answer("Moscow")
        for token in (played.stranger.token, "no-such-token", ""):
            async with talk(server, path(played)) as thief:
                await thief.socket.send(json.dumps({"type": "hello", "token": token}))
                assert await thief.closed() in {4401, 4403}
        assert (await opened.answer("5 years"))["type"] == "bot_message"


async def test_who_writes_too_fast_is_told_when_to_go_on(
    serving: Serving, database: Database, settings: Settings
) -> None:
    async with serving() as server, server.client() as api:
        played = await scene(api, database, settings)
        async with talk(server, path(played)) as opened:
            await opened.until("bot_message")
            flood = asyncio.gather(*(opened.say(f"{number}") for number in range(60)), return_exceptions=True)
            error = await until_refused(opened)
            await flood
            assert error["code"] == "too_fast"
            assert error["retry_ms"] > 0
        assert len(await said(api, played)) < 60


async def until_refused(opened: Talk) -> dict[str, Any]:
    return await opened.until("error")
