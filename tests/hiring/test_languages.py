"""The language candidate and bot go over to: the response's, the letters' and the chat's."""

from collections.abc import AsyncIterator

import httpx
import pytest
from tests.hiring.calls import Scene, scene
from tests.hiring.talking import talk


@pytest.fixture
async def api(server) -> AsyncIterator[httpx.AsyncClient]:
    async with server.client() as made:
        yield made


@pytest.fixture
async def played(api, database, settings) -> Scene:
    return await scene(api, database, settings)


async def test_the_response_follows_the_candidate_into_another_language(server, api, played):
    async def language() -> str:
        row = await api.get(f"/api/v1/responses/{played.response['id']}", headers=played.employer.headers)
        spoken: str = row.json()["language"]
        return spoken

    first = await language()
    other = {"en": "давайте по-русски", "ru": "in English please"}[first]
    async with talk(server, f"/ws/chat/{played.response['id']}") as opened:
        greeting = await opened.until("bot_message")
        assert greeting["lang"] == first
        changed = await opened.answer(other)
        assert changed["lang"] != first
        assert await language() == changed["lang"]
        again = await opened.answer("Moscow")
        assert again["lang"] == changed["lang"]
    page = await api.get(f"/interview/{played.response['id']}", headers={"accept": "text/html"})
    assert f'lang="{changed["lang"]}" me="candidate"' in page.text


async def test_a_first_answer_in_another_language_is_enough(server, api, played):
    async with talk(server, f"/ws/chat/{played.response['id']}") as opened:
        greeting = await opened.until("bot_message")
        answer = {"en": "Я живу в Москве", "ru": "I live in Moscow"}[greeting["lang"]]
        assert (await opened.answer(answer))["lang"] != greeting["lang"]
    row = await api.get(f"/api/v1/responses/{played.response['id']}", headers=played.employer.headers)
    assert row.json()["language"] != greeting["lang"]
