"""Two people on a running server."""

from collections.abc import AsyncIterator

import httpx
import pytest
from tests.messenger.people import Person, person
from tests.serving import Server

from beseda.kit.db import Database
from beseda.settings import Settings


@pytest.fixture
async def anna(database: Database, settings: Settings) -> Person:
    return await person(database, settings, "Анна")


@pytest.fixture
async def boris(database: Database, settings: Settings) -> Person:
    return await person(database, settings, "Boris")


@pytest.fixture
async def api(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    async with server.client() as made:
        yield made
