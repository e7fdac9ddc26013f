"""The API answers as its schema says: no 5xx, no undocumented status, type or shape, whatever is asked."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.conftest import Serving
from tests.hiring.calls import PASSWORD, candidate, register, respond, vacancy
from tests.serving import Server

Operation = APIOperation[Any, Any, Any, Any]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 6
# What ends things is asked last, so that what stands before it finds something to read.
ENDING = ("DELETE", "logout")


@dataclass
class World:
    """A running server with something of everything, and whoever calls it."""

    server: Server
    schema: schemathesis.BaseSchema
    ids: Mapping[str, str]
    email: str
    candidate_token: str

    def token(self, who: str) -> str:
        """Return a token of its own for each operation: one of them signs out."""
        if who == "employer":
            body = {"email": self.email, "password": PASSWORD}
            signed = httpx.post(f"{self.server.url}/auth/login", json=body, timeout=20)
            return str(signed.json()["access_token"])
        return self.candidate_token

    def operations(self) -> list[Operation]:
        found = [one.ok() for one in self.schema.get_all_operations() if isinstance(one, Ok)]
        return sorted(found, key=lambda one: any(word in one.label for word in ENDING))


@pytest.fixture
async def world(serving: Serving) -> AsyncIterator[World]:
    async with serving(rate_limits=False) as server, server.client() as api:
        employer = await register(api)
        offered = await vacancy(api, employer)
        person = await candidate(api)
        response = await respond(api, offered["id"], person)
        document = (await api.get("/openapi.json")).json()
        ids = {
            "vacancy_id": offered["id"],
            "candidate_id": person.id,
            "response_id": response["id"],
            "workspace_id": employer.id,
        }
        schema = await asyncio.to_thread(schemathesis.openapi.from_dict, document)
        yield World(server, schema, ids, employer.data["email"], person.token)


def ask(world: World, operation: Operation, mode: GenerationMode, token: str) -> list[str]:
    """Put generated requests to one operation; returns what was wrong with the answers."""
    faults: list[str] = []
    session = requests.Session()
    headers = {"Authorization": f"Bearer {token}"}

    @hypothesis_settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), known=st.booleans())
    def asked(case: Case[Any], *, known: bool) -> None:
        if known and case.path_parameters:
            case.path_parameters.update({k: v for k, v in world.ids.items() if k in case.path_parameters})
        answer = case.call(base_url=f"{world.server.url}", session=session, headers=headers, timeout=20)
        try:
            case.validate_response(answer, checks=CHECKS)
        except FailureGroup as group:
            curl = case.as_curl_command()
            faults.extend(
                f"{operation.label}: {one}\n{answer.text[:300]}\n{curl}" for one in group.exceptions
            )

    with session, suppress(Unsatisfiable):  # What takes no input can't be asked wrongly.
        asked()
    return faults


# The server runs in the same process and shakes its own dice while a request is being made up.
@pytest.mark.filterwarnings("ignore:Do not use the .random. module")
@pytest.mark.parametrize("who", ["employer", "candidate"])
async def test_every_answer_is_documented(world: World, who: str) -> None:
    faults: list[str] = []
    for operation in world.operations():
        token = await asyncio.to_thread(world.token, who)
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            faults += await asyncio.to_thread(ask, world, operation, mode, token)
    assert len(world.operations()) > len(ENDING)
    assert faults == [], "\n\n".join(faults[:20])
