"""Employers, vacancies and candidates for a measurement, made through the API as a client would."""

import asyncio

import httpx


async def employer(client: httpx.AsyncClient) -> dict[str, str]:
    """Register an employer; returns the headers that act for it."""
    answer = await client.post(
        "/employers/register",
        json={"company_name": "Bench", "email": "bench@example.com", "password": "bench-password"},
    )
    answer.raise_for_status()
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


async def vacancy(client: httpx.AsyncClient, headers: dict[str, str]) -> str:
    """Publish a vacancy with the three default questions; returns its id."""
    answer = await client.post(
        "/vacancies",
        headers=headers,
        json={"title": "Backend Developer", "description": "Python", "location": "Moscow"},
    )
    answer.raise_for_status()
    return str(answer.json()["id"])


async def responses(client: httpx.AsyncClient, vacancy_id: str, count: int) -> list[str]:
    """Let `count` candidates respond; returns the responses' ids."""
    gate = asyncio.Semaphore(16)

    async def one(number: int) -> str:
        async with gate:
            person = {"full_name": f"Candidate {number}", "email": f"c{number}@example.com"}
            candidate = (await client.post("/candidates", json=person)).json()
            answer = await client.post(
                "/responses",
                headers={"Authorization": f"Bearer {candidate['access_token']}"},
                json={"vacancy_id": vacancy_id, "candidate_id": candidate["id"]},
            )
            return str(answer.raise_for_status().json()["id"])

    return list(await asyncio.gather(*(one(number) for number in range(count))))
