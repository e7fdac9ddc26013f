"""Somebody rejected over a real interview, and the ways in which it objects."""

from dataclasses import dataclass
from typing import Any

import httpx
from tests.hiring.calls import Caller, candidate, respond, vacancy
from tests.hiring.talking import Reachable, talk

QUESTIONS = [
    {"id": "city", "kind": "city", "prompt": "Где вы живёте?", "rule": {"op": "same_city"}},
    {
        "id": "years",
        "kind": "years",
        "prompt": "Сколько лет вы за рулём?",
        "rule": {"op": ">=", "value": 3},
    },
]
JOB: dict[str, Any] = {
    "title": "Курьер",
    "description": "Возим лекарства.",
    "location": "Москва",
    "requirements": {"questions": QUESTIONS},
}


@dataclass
class Rejected:
    """A candidate and its response, which the interview rejected for its years."""

    person: Caller
    response_id: str

    @property
    def path(self) -> str:
        return f"/api/v1/responses/{self.response_id}"


async def interview(server: Reachable, response_id: str, *answers: str) -> dict[str, Any]:
    """Answer until the interview ends, and yes to whatever is told back; returns the last frame."""
    async with talk(server, f"/ws/chat/{response_id}") as chat:
        asked = await chat.until("bot_message")
        left = list(answers)
        while asked["type"] != "chat_ended":
            echoed = [one["id"] for one in asked.get("choices", [])] == ["right", "wrong"]
            said = "да, верно" if echoed else left.pop(0) if left else None
            asked = await (chat.answer(said) if said else chat.until("chat_ended"))
        return asked


async def rejected(
    server: Reachable, api: httpx.AsyncClient, employer: Caller, years: str = "1 год", **person: Any
) -> Rejected:
    job = await vacancy(api, employer, **JOB)
    who = await candidate(api, **({"full_name": "Анна Кузнецова", "email": "anna@example.com"} | person))
    response = await respond(api, job["id"], who)
    ended = await interview(server, response["id"], "Москва", years)
    assert ended["status"] == "rejected", ended
    return Rejected(who, response["id"])


async def objects(api: httpx.AsyncClient, who: Rejected, **body: Any) -> httpx.Response:
    return await api.post(f"{who.path}/contests", json=body, headers=who.person.headers)
