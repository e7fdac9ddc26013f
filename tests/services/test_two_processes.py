"""Two processes share one interview: whoever watches misses nothing, and one of them may die."""

import asyncio
import json
import uuid

import httpx
import pytest
from tests.hiring.calls import candidate, register, respond, vacancy
from tests.hiring.talking import Talk, talk
from tests.services.conftest import Process

pytestmark = pytest.mark.services

Pair = tuple[Process, Process]


async def opened_interview(process: Process) -> tuple[str, str]:
    """Return a response's id and its employer's token."""
    async with httpx.AsyncClient(base_url=process.url, timeout=20) as api:
        employer = await register(api)
        offered = await vacancy(api, employer)
        response = await respond(api, offered["id"], await candidate(api))
        return response["id"], employer.token


async def collected(watching: Talk) -> list[tuple[int, str, str]]:
    """Return all that a watcher sees up to the end: number, kind and words."""
    seen: list[tuple[int, str, str]] = []
    while not seen or seen[-1][1] != "chat_ended":
        frame = await watching.frame()
        if "seq" in frame and frame["type"] != "ack":
            seen.append((frame["seq"], frame["type"], frame.get("message", "")))
    return seen


async def test_an_employer_watches_from_another_process(pair: Pair) -> None:
    here, there = pair
    response_id, token = await opened_interview(here)
    async with talk(there, f"/ws/chat/{response_id}?watch=1", token=token) as watching:
        seen = asyncio.create_task(collected(watching))
        async with talk(here, f"/ws/chat/{response_id}") as person:
            await person.until("bot_message")
            for answer in ("Москва", "5 лет"):
                assert (await person.answer(answer))["type"] == "bot_message"
            await person.say("да")
            ended = await person.until("chat_ended")
        async with asyncio.timeout(20):
            entries = await seen
    assert [seq for seq, _, _ in entries] == list(range(1, len(entries) + 1))
    assert [words for _, kind, words in entries if kind == "message"] == ["Москва", "5 лет", "да"]
    assert entries[-1][:2] == (ended["seq"], "chat_ended")


async def test_the_inbox_of_another_process_hears_of_a_response(pair: Pair) -> None:
    here, there = pair
    async with httpx.AsyncClient(base_url=here.url, timeout=20) as api:
        employer = await register(api)
        offered = await vacancy(api, employer)
        async with talk(there, "/ws/inbox", token=employer.token) as inbox:
            await inbox.until("ready")
            made = await respond(api, offered["id"], await candidate(api))
            assert (await inbox.until("changed"))["response_id"] == made["id"]


async def test_a_killed_process_loses_and_doubles_nothing(pair: Pair) -> None:
    here, there = pair
    response_id, _ = await opened_interview(here)
    path, cid = f"/ws/chat/{response_id}", str(uuid.uuid4())
    async with talk(here, path) as person:
        await person.until("bot_message")
        asked = await person.answer("Москва")
        cookie, last = person.cookie, asked["seq"]
        # Said, and nobody knows whether it was heard: the process dies before it can answer.
        await person.socket.send(json.dumps({"message": "5 лет", "cid": cid}))
        await here.kill()
    async with talk(there, f"{path}?after={last}", cookie=cookie) as person:
        assert (await person.until("ready"))["first"] == last + 1
        await person.socket.send(json.dumps({"message": "5 лет", "cid": cid}))
        assert (await person.until("ack"))["seq"] == last + 1
        answered = [frame for frame in person.frames if frame["type"] == "bot_message"]
        if not answered:
            await person.until("bot_message")
        assert (await person.answer("да"))["type"] in {"bot_message", "chat_ended"}
        if person.frames[-1]["type"] != "chat_ended":
            await person.until("chat_ended")
    async with talk(there, f"{path}?after=0", cookie=cookie) as again:
        entries = await collected(again)
    assert [seq for seq, _, _ in entries] == list(range(1, len(entries) + 1))
    assert [words for _, kind, words in entries if kind == "message"] == ["Москва", "5 лет", "да"]
    spoken = [words for _, kind, words in entries if kind == "bot_message"]
    assert len(spoken) == len(set(spoken))
