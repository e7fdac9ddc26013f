import httpx
import pytest
from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from prometheus_client.parser import text_string_to_metric_families
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from beseda.kit import metrics
from beseda.kit.metrics import REGISTRY, RequestFigures, committed, exposition


def sample(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


@pytest.fixture
def counted() -> ASGIApp:
    app = FastAPI()

    @app.get("/things/{thing}")
    async def read(thing: int) -> int:
        return thing

    @app.get("/broken")
    async def fail() -> None:
        raise RuntimeError("on purpose")

    @app.websocket("/ws")
    async def talk(socket: WebSocket) -> None:
        await socket.accept()
        await socket.send_text(str(sample("beseda_sockets_open")))
        await socket.receive_text()
        await socket.close(4408)

    @app.websocket("/shut")
    async def refuse(socket: WebSocket) -> None:
        await socket.close(4999)

    return RequestFigures(app)


async def test_requests_are_counted_by_template(counted: ASGIApp) -> None:
    transport = httpx.ASGITransport(app=counted, raise_app_exceptions=False)
    before = sample("beseda_http_requests_total", method="GET", route="/things/{thing}", status="200")
    none_before = sample("beseda_http_requests_total", method="OTHER", route="(none)", status="404")
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        await client.get("/things/1")
        await client.get("/things/2")
        await client.get("/things/x")
        await client.get("/broken")
        await client.get("/static/nothing.css")
        await client.request("BREW", "/no/such/place")
    name = "beseda_http_requests_total"
    assert sample(name, method="GET", route="/things/{thing}", status="200") == before + 2
    assert sample(name, method="GET", route="/things/{thing}", status="422") >= 1
    assert sample(name, method="GET", route="/broken", status="500") >= 1
    assert sample(name, method="GET", route="/static", status="404") >= 1
    assert sample(name, method="OTHER", route="(none)", status="404") == none_before + 1
    assert sample("beseda_http_request_seconds_count", method="GET", route="/broken") >= 1
    assert sample("beseda_http_requests_running") == 0


async def visit(app: ASGIApp, path: str, *heard: Message) -> list[Message]:
    """Play a socket's side of the protocol and return what the application said."""
    said: list[Message] = []
    incoming = iter([{"type": "websocket.connect"}, *heard])

    async def receive() -> Message:
        return next(incoming)

    async def send(message: Message) -> None:
        said.append(message)

    scope = {"type": "websocket", "path": path, "headers": [], "query_string": b"", "subprotocols": []}
    await app({**scope, "asgi": {"version": "3.0"}, "root_path": "", "scheme": "ws"}, receive, send)
    return said


async def test_sockets_are_counted_while_they_are_open(counted: ASGIApp) -> None:
    before = {code: sample("beseda_sockets_closed_total", code=code) for code in ("4408", "other", "1006")}
    said = await visit(counted, "/ws", {"type": "websocket.receive", "text": "bye"})
    assert [message["type"] for message in said] == ["websocket.accept", "websocket.send", "websocket.close"]
    assert said[1]["text"] == "1.0"
    await visit(counted, "/shut")
    with pytest.raises(WebSocketDisconnect):
        await visit(counted, "/ws", {"type": "websocket.disconnect", "code": None})
    assert sample("beseda_sockets_open") == 0
    for code, count in before.items():
        assert sample("beseda_sockets_closed_total", code=code) == count + 1


async def test_the_figures_are_what_prometheus_reads() -> None:
    committed(7)
    committed(1)

    async def refresh() -> None:
        metrics.JOBS_WAITING.set(3)

    async def broken() -> None:
        raise ConnectionError("away")

    text = (await exposition(broken, refresh)).decode()
    families = {family.name: family for family in text_string_to_metric_families(text)}
    assert families["beseda_jobs_waiting"].samples[0].value == 3
    assert families["beseda_journal_entries"].samples[0].value >= 8
    assert "process_resident_memory_bytes" in families


async def test_the_lifespan_passes_through() -> None:
    heard: list[str] = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        heard.append(scope["type"])

    await RequestFigures(app)({"type": "lifespan"}, _nothing, _drop)
    assert heard == ["lifespan"]


async def _nothing() -> Message:
    return {"type": "lifespan.startup"}


async def _drop(_message: Message) -> None:
    return None
