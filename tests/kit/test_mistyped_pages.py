"""A mistyped address of a page is a page that is not there; a program is told what was wrong."""

import httpx
import pytest


@pytest.mark.parametrize("path", ["/careers/nothing", "/careers/nothing/apply", "/interview/1"])
async def test_a_mistyped_page_is_missing(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path, headers={"Accept": "text/html"})).status_code == 404


async def test_a_program_is_told_which_part_is_wrong(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/vacancies/nothing")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "vacancy_id"
