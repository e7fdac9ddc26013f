import json
import logging
from collections.abc import Callable, Iterator
from io import StringIO
from uuid import uuid4

import pytest
import structlog
from tests.kit.guarded import client_of, guarded_app

from beseda.kit.logs import HIDDEN, configure_logs
from beseda.settings import Env, Settings

TOKEN = "f" * 43
Lines = Callable[[], list[dict[str, object]]]


@pytest.fixture
def stream() -> Iterator[StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield StringIO()
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def prod(settings: Settings) -> Settings:
    return settings.model_copy(update={"env": Env.PROD})


@pytest.fixture
def lines(stream: StringIO, prod: Settings) -> Lines:
    configure_logs(prod, stream)
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


async def test_one_request_is_one_line(prod, lines):
    async with client_of(guarded_app(prod)) as client:
        answer = await client.get(
            "/page?token=hush", headers={"cookie": "session=hush", "authorization": "hush"}
        )
    (line,) = lines()
    assert (
        line.items()
        >= {
            "event": "request",
            "method": "GET",
            "path": "/page",
            "status": 200,
            "address": "203.0.113.9",
            "request_id": answer.headers["x-request-id"],
            "level": "info",
        }.items()
    )
    assert "hush" not in json.dumps(line)


async def test_secrets_in_paths_are_named_not_written(prod, lines, stream):
    thing = str(uuid4())
    async with client_of(guarded_app(prod)) as client:
        await client.get(f"/r/{TOKEN}")
        await client.get(f"/unknown/{TOKEN}")
        await client.get(f"/thing/{thing}")
        await client.get("/thing/a%0Ab")
    assert TOKEN not in stream.getvalue()
    assert [line["path"] for line in lines()] == [
        "/r/{token}",
        "/unknown/{…}",
        f"/thing/{thing}",
        "/thing/a?b",
    ]


async def test_a_callers_id_is_kept_if_it_is_an_id(prod):
    async with client_of(guarded_app(prod)) as client:
        good = await client.get("/page", headers={"x-request-id": "abcd-1234"})
        bad = await client.get("/page", headers={"x-request-id": "<script>alert(1)"})
    assert good.headers["x-request-id"] == "abcd-1234" == good.json()["id"]
    assert len(bad.headers["x-request-id"]) == 32


async def test_an_error_is_told_with_its_request_and_without_values(prod, lines):
    async with client_of(guarded_app(prod)) as client:
        answer = await client.get("/broken")
    told, line = lines()
    assert told["event"] == "unhandled"
    assert told["request_id"] == line["request_id"] == answer.headers["x-request-id"]
    assert line["status"] == 500
    assert "locals" not in json.dumps(told)


def test_values_are_hidden_by_their_keys(lines):
    deep = {"password": "hush", "list": [{"api_key": "hush"}], "fine": 1}
    structlog.get_logger("x").warning(
        "message", new_password="hush", Token="hush", text="hush", message="hush", deep=deep, count=3
    )
    (line,) = lines()
    assert "hush" not in json.dumps(line)
    assert line["event"] == "message"
    assert line["deep"] == {"password": HIDDEN, "list": [{"api_key": HIDDEN}], "fine": 1}
    assert line["count"] == 3


def test_libraries_speak_the_same_form(lines):
    logging.getLogger("library").error("broken %s", "pipe")
    (line,) = lines()
    assert (line["event"], line["level"], line["logger"]) == ("broken pipe", "error", "library")


def test_dev_is_readable(settings, stream):
    configure_logs(settings, stream)
    structlog.get_logger("x").info("started", port=8000)
    logging.getLogger("uvicorn.access").info("GET /secret")
    assert "started" in stream.getvalue()
    assert "8000" in stream.getvalue()
    assert "secret" not in stream.getvalue()
