"""The hello frame of a page without a cookie."""

import asyncio

import pytest
from starlette.websockets import WebSocket, WebSocketDisconnect

from beseda.conversations.errors import HelloMissing
from beseda.conversations.socket.connection import hello


async def greeted(message: dict[str, object] | None) -> str:
    async def receive() -> dict[str, object]:
        if message is None:
            await asyncio.sleep(10)
        return message or {}

    async def send(_: object) -> None: ...

    socket = WebSocket({"type": "websocket"}, receive, send)
    socket.client_state = socket.client_state.CONNECTED
    return await hello(socket, timeout=0.05)


async def test_the_token_is_returned() -> None:
    assert await greeted({"type": "websocket.receive", "text": '{"type":"hello","token":"abc"}'}) == "abc"


@pytest.mark.parametrize(
    "message",
    [
        None,
        {"type": "websocket.receive", "text": '{"message":"hi"}'},
        {"type": "websocket.receive", "text": "{"},
        {"type": "websocket.receive", "bytes": b"\x00"},
    ],
)
async def test_anything_else_is_refused(message: dict[str, object] | None) -> None:
    with pytest.raises(HelloMissing):
        await greeted(message)


async def test_who_has_left_is_not_answered() -> None:
    with pytest.raises(WebSocketDisconnect):
        await greeted({"type": "websocket.disconnect", "code": 1001})
