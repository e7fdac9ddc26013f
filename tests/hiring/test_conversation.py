"""Interviews over the socket in which people talk as people do."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from tests.hiring.calls import Scene, candidate, respond, scene, vacancy
from tests.hiring.talking import talk

COURIER: dict[str, Any] = {
    "title": "Курьер",
    "description": "Возим лекарства. График два через два, оплата каждую неделю.",
    "location": "Москва",
    "salary_min": 70_000,
    "salary_max": 120_000,
    "requirements": {
        "questions": [
            {
                "id": "city",
                "kind": "city",
                "prompt": "В каком городе вы живёте?",
                "rule": {"op": "same_city"},
            },
            {"id": "car", "kind": "yes_no", "prompt": "У вас есть машина?"},
            {
                "id": "years",
                "kind": "years",
                "prompt": "Сколько лет вы за рулём?",
                "rule": {"op": ">=", "value": 2},
                "when": {"question": "car", "op": "is", "value": "yes"},
            },
        ]
    },
}


@pytest.fixture
async def api(server) -> AsyncIterator[httpx.AsyncClient]:
    async with server.client() as made:
        yield made


@pytest.fixture
async def played(api, database, settings) -> Scene:
    return await scene(api, database, settings)


async def opened(api: httpx.AsyncClient, played: Scene, **fields: Any) -> str:
    """Respond to a courier's vacancy as somebody new; returns the response's id."""
    job = await vacancy(api, played.employer, **(COURIER | fields))
    person = await candidate(api, email="anna@example.com")
    return str((await respond(api, job["id"], person))["id"])


async def test_an_echo_a_correction_a_side_question_and_a_branch(server, api, played):
    async with talk(server, f"/ws/chat/{await opened(api, played)}") as chat:
        await chat.until("bot_message")
        told = await chat.answer("Масква")
        assert told["message"].startswith("Понял: Москва. Верно?")
        assert [one["id"] for one in told["choices"]] == ["right", "wrong"]
        assert (await chat.answer("Да, верно"))["progress"] == {"n": 2, "of": 3}
        asked = await chat.answer("а какая зарплата?")
        assert "120" in asked["message"]
        assert asked["message"].endswith("У вас есть машина?")
        assert "Сколько лет" in (await chat.answer("да"))["message"]
        corrected = await chat.answer("исправлюсь: я из Казани")
        assert "Исправляю ответ" in corrected["message"]
        assert "Сколько лет" in (await chat.answer("нет"))["message"]
        ended = await chat.answer("3 года")
        ended = ended if ended["type"] == "chat_ended" else await chat.until("chat_ended")
        assert (ended["approved"], ended["relevance_score"]) == (True, 1.0)


async def test_a_question_under_a_condition_is_not_asked_and_weighs_nothing(server, api, played):
    async with talk(server, f"/ws/chat/{await opened(api, played)}") as chat:
        await chat.until("bot_message")
        await chat.answer("Москва")
        assert "подходите" in (await chat.answer("нет"))["message"]
        ended = await chat.until("chat_ended")
        assert (ended["approved"], ended["relevance_score"]) == (True, 1.0)


async def test_conditions_are_checked_when_a_vacancy_is_saved(api, played):
    questions = COURIER["requirements"]["questions"]
    body = COURIER | {"requirements": {"questions": [*reversed(questions)]}}
    answer = await api.post("/api/v1/vacancies", headers=played.employer.headers, json=body)
    assert answer.status_code == 422
    assert "requirements.questions[0].when.question" in answer.text
