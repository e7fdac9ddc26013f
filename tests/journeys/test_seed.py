"""The seeds' own examples, played as they are written, against a real server."""

import json
import shlex
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from tests.serving import Server
from websockets.asyncio.client import connect

SEEDS_HOST = "http://localhost:8000"

REGISTER = r"""
curl -X POST http://localhost:8000/employers/register \
  -H "Content-Type: application/json" \
  -d '{"company_name": "Test Corp", "email": "test@test.com", "password": "test123"}'
"""
VACANCY = r"""
curl -X POST http://localhost:8000/vacancies \
  -H "Authorization: Bearer YOUR_TOKEN" \
  -H "Content-Type: application/json" \
  -d '{
    "title": "Backend Developer",
    "description": "Python/FastAPI developer needed",
    "location": "Moscow",
    "salary_min": 150000,
    "salary_max": 250000
  }'
"""
CANDIDATE = r"""
curl -X POST http://localhost:8000/candidates \
  -H "Content-Type: application/json" \
  -d '{
    "full_name": "Ivan Ivanov",
    "email": "ivan@example.com",
    "phone": "+79991234567",
    "city": "Moscow",
    "resume_text": "Experienced Python developer..."
  }'
"""
RESPONSE = r"""
curl -X POST http://localhost:8000/responses \
  -H "Content-Type: application/json" \
  -d '{
    "vacancy_id": "VACANCY_UUID",
    "candidate_id": "CANDIDATE_UUID"
  }'
"""


class Shell:
    """Understands the curl lines of the seeds' documents, with their placeholders filled in."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def curl(self, line: str, **placeholders: str) -> Any:
        for name, value in placeholders.items():
            line = line.replace(name, value)
        words = iter(shlex.split(line.replace("\\\n", " "))[1:])
        method, address, body = "GET", "", None
        headers: dict[str, str] = {}
        for word in words:
            if word == "-X":
                method = next(words)
            elif word == "-H":
                name, _, value = next(words).partition(": ")
                headers[name] = value
            elif word == "-d":
                body = next(words)
            else:
                address = word.removeprefix(SEEDS_HOST)
        answer = await self.client.request(method, address, headers=headers, content=body)
        assert answer.is_success, answer.text
        return answer.json()


@pytest.fixture
async def shell(server: Server) -> AsyncIterator[Shell]:
    async with server.client() as client:
        yield Shell(client)


async def chat_as_the_seed(server: Server, response_id: str, answers: list[str]) -> dict[str, Any]:
    """Talk as the seed's JavaScript does: it knows `bot_message` and `chat_ended`, and nothing else."""
    left = iter(answers)
    async with connect(f"{server.ws_url}/ws/chat/{response_id}") as ws:
        async for event in ws:
            data: dict[str, Any] = json.loads(event)
            if data["type"] == "bot_message":
                assert data["message"]
                answer = next(left, None)
                if answer is not None:
                    await ws.send(json.dumps({"message": answer}))
            elif data["type"] == "chat_ended":
                return data
    raise AssertionError("the interview never ended")


async def up_to_the_chat(shell: Shell) -> tuple[str, str, str]:
    """Play the curl lines; returns the employer's token and the ids of the vacancy and the response."""
    token = (await shell.curl(REGISTER))["access_token"]
    vacancy = await shell.curl(VACANCY, YOUR_TOKEN=token)
    candidate = await shell.curl(CANDIDATE)
    response = await shell.curl(RESPONSE, VACANCY_UUID=vacancy["id"], CANDIDATE_UUID=candidate["id"])
    assert response["status"] == "new"
    return token, vacancy["id"], response["id"]


async def listed(shell: Shell, token: str, vacancy_id: str) -> dict[str, Any]:
    """Read the responses as the employer does."""
    address = f"/responses?vacancy_id={vacancy_id}"
    answer = await shell.client.get(address, headers={"Authorization": f"Bearer {token}"})
    (row,) = answer.json()
    result: dict[str, Any] = row
    return result


async def test_the_seeds_example_ends_in_approval(server, shell):
    token, vacancy_id, response_id = await up_to_the_chat(shell)
    ended = await chat_as_the_seed(server, response_id, ["Москва", "5 лет", "да"])
    assert (ended["approved"], ended["relevance_score"], ended["rejection_reasons"]) == (True, 1.0, [])
    row = await listed(shell, token, vacancy_id)
    assert (row["status"], row["relevance_score"], row["rejection_reasons"]) == ("approved", 1.0, [])
    assert row["candidate"]["full_name"] == "Ivan Ivanov"


async def test_the_seeds_example_ends_in_rejection(server, shell):
    token, vacancy_id, response_id = await up_to_the_chat(shell)
    ended = await chat_as_the_seed(server, response_id, ["Новосибирск", "5 лет", "да"])
    assert (ended["approved"], ended["relevance_score"]) == (False, 0.0)
    row = await listed(shell, token, vacancy_id)
    assert (row["status"], row["relevance_score"]) == ("rejected", 0.0)
    (reason,) = row["rejection_reasons"]
    assert reason["said"] == "Новосибирск"
    assert reason["text"]["ru"]


async def test_the_interview_is_read_back_as_a_chat_session(server, shell):
    token, _, response_id = await up_to_the_chat(shell)
    await chat_as_the_seed(server, response_id, ["Москва", "5 лет", "да"])
    address = f"/responses/{response_id}/chat"
    headers = {"Authorization": f"Bearer {token}"}
    session = (await shell.client.get(address, headers=headers)).json()
    assert session["response_id"] == response_id
    assert session["started_at"] < session["ended_at"]
    said = [line["message_text"] for line in session["messages"] if line["sender_type"] == "candidate"]
    assert said == ["Москва", "5 лет", "да"]
    assert {line["session_id"] for line in session["messages"]} == {session["id"]}
    again = (await shell.client.get(address, headers=headers)).json()
    assert again == session


async def test_the_same_employer_signs_in_again(shell):
    await shell.curl(REGISTER)
    body = json.dumps({"email": "test@test.com", "password": "test123"})
    line = f"curl -X POST {SEEDS_HOST}/auth/login -H 'Content-Type: application/json' -d '{body}'"
    answer = await shell.curl(line)
    assert answer["token_type"] == "bearer"


async def test_health_answers(server):
    async with server.client() as client:
        assert (await client.get("/health")).status_code == 200
