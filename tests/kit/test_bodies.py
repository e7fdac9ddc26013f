from collections.abc import AsyncIterator

import httpx
import pytest
from tests.kit.guarded import client_of, guarded_app

from beseda.settings import Settings

MEGABYTE = 1024 * 1024


@pytest.fixture
async def guarded(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(guarded_app(settings)) as client:
        yield client


async def pieces(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b"x" * 65_536


async def test_a_body_announced_too_large_is_refused_at_once(guarded):
    answer = await guarded.post("/json", json={"text": "x" * MEGABYTE})
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "too_large"


@pytest.mark.parametrize(
    ("path", "kind"), [("/json", "application/json"), ("/form", "application/x-www-form-urlencoded")]
)
async def test_a_body_that_grows_too_large_is_refused_on_the_way(guarded, path, kind):
    answer = await guarded.post(path, content=pieces(20), headers={"content-type": kind})
    assert answer.status_code == 413


async def test_just_under_the_limit_passes(guarded):
    answer = await guarded.post("/json", json={"text": "x" * (MEGABYTE - 100)})
    assert answer.status_code == 200


async def test_a_room_takes_more_and_has_an_end_too(guarded):
    fits = await guarded.post("/big", files={"file": ("a", b"x" * 5 * MEGABYTE)})
    assert (fits.status_code, fits.json()["length"]) == (200, 5 * MEGABYTE)
    assert (await guarded.post("/big", files={"file": ("a", b"x" * 6 * MEGABYTE)})).status_code == 413


@pytest.mark.parametrize("length", ["nonsense", "-1", "99999999999999999999"])
async def test_a_lying_length_harms_nobody(guarded, length):
    answer = await guarded.request(
        "POST",
        "/json",
        content=b'{"text":"x"}',
        headers={"content-length": length, "content-type": "application/json"},
    )
    assert answer.status_code in {200, 413}
