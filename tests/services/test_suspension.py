"""Whoever the staff suspends is cut off in every process, not only in the one the staff works with."""

import re
from contextlib import aclosing

import asyncpg
import httpx
import pytest
from tests.hiring.talking import PATIENCE, talk
from tests.services.conftest import Process

pytestmark = pytest.mark.services

PASSWORD = "three green chairs"


async def enter(process: Process, name: str) -> tuple[str, str, httpx.AsyncClient]:
    """Register somebody who writes; returns their id, their token and their browser."""
    browser = httpx.AsyncClient(base_url=process.url, timeout=PATIENCE, headers={"Origin": process.url})
    made = await browser.post("/api/v1/users/register", json={"username": name, "password": PASSWORD})
    assert made.status_code == 201, made.text
    return made.json()["id"], made.json()["access_token"], browser


async def test_a_suspension_closes_the_sockets_of_another_process(
    pair: tuple[Process, Process], database_url: str
) -> None:
    here, there = pair
    anna, _, her_browser = await enter(there, "anna")
    boris, token, his_browser = await enter(there, "boris")
    vera, _, staff = await enter(here, "vera")
    database = await asyncpg.connect(database_url.replace("+asyncpg", ""))
    await database.execute("UPDATE users SET is_staff = true WHERE id = $1", vera)
    await database.close()
    async with aclosing(her_browser), aclosing(his_browser), aclosing(staff):
        path = f"/ws/chat?user_id={boris}&other_user={anna}"
        async with talk(there, path, token=token) as chat, talk(there, "/ws/chats", token=token) as chats:
            await chat.until("ready")
            await chats.until("ready")
            page = await staff.get("/staff/reports")
            secret = re.search(r'name="csrf-token" content="([0-9a-f]*)"', page.text)
            assert secret is not None
            told = await staff.post(f"/staff/reports/{boris}/suspend", data={"csrf_token": secret.group(1)})
            assert told.headers["location"] == "/staff/reports?done=suspended"
            for socket in (chat, chats):
                assert await socket.closed() == 4401
        assert (await his_browser.get("/api/v1/users/me")).status_code == 401
        assert (await her_browser.get("/api/v1/users/me")).status_code == 200
