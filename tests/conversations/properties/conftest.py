"""One world for all examples of a property: starting engines costs more than a conversation."""

from collections.abc import AsyncIterator

import pytest
from tests.conversations.properties.world import World, run_world

from beseda.kit.db import Database
from beseda.settings import Settings


@pytest.fixture
async def world(database: Database, settings: Settings) -> AsyncIterator[World]:
    """Two engines on a database of this test's own."""
    async with run_world(database, settings) as made:
        yield made
