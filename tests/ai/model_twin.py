"""A real server on this machine that speaks OpenAI's API, and fails in every way when it is told to.

    async with model_twin() as twin:
        twin.says = lambda asked: "Hello"          # what is answered, from the request's JSON
        twin.plan.append(Fault(status=500))        # what happens to the next request instead
        ... OPENAI_BASE_URL=twin.url ...
        assert twin.asked[0]["model"] == "twin"

What is answered may be a text, a mapping or a list (sent as JSON text), or Calls of tools.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

Asked = dict[str, Any]
MODEL = "twin"


@dataclass
class Fault:
    """What goes wrong with a request: any of these, in this order."""

    wait: float = 0
    """Seconds of silence before anything is sent."""
    hang: bool = False
    """Say nothing until the other side leaves."""
    cut: bool = False
    """Close the connection without a word."""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    code: str = ""
    raw: bytes | None = None
    """Send this instead of an answer."""
    pieces: int | None = None
    """Stop after so many pieces of the answer, and close the connection."""
    hang_after: int | None = None
    """Fall silent after so many pieces."""
    usage: Any = "said"
    """What is told as the usage; "said" is the truth, None is nothing."""
    finish: str | None = "stop"
    error_event: bool = False
    """Send an error as an event of the stream, after the pieces."""


@dataclass
class Called:
    """An answer that calls tools: names and arguments."""

    tools: tuple[tuple[str, str], ...]


Said = str | Mapping[str, Any] | list[Any] | Called


@dataclass
class Twin:
    """The server: what it answers, what goes wrong, what it was asked."""

    port: int = 0
    says: Callable[[Asked], Said] = lambda _: "Hello"
    plan: list[Fault] = field(default_factory=list)
    always: Fault | None = None
    key: str = ""
    """The key it wants; empty takes any."""
    takes_shapes: bool = True
    unwanted: frozenset[str] = frozenset()
    """Parameters that it refuses."""
    asked: list[Asked] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    open: int = 0
    most_open: int = 0
    left: int = 0
    """How many went away before their answer was sent whole."""
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    visits: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    """Has a permit for each request that came."""
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        """What OPENAI_BASE_URL is set to."""
        return f"http://127.0.0.1:{self.port}/v1"

    def texts(self) -> str:
        """Return everything it was ever told, as one text."""
        return json.dumps(self.asked, ensure_ascii=False)


@asynccontextmanager
async def model_twin(says: Callable[[Asked], Said] | None = None) -> AsyncIterator[Twin]:
    """Run the server until the block ends."""
    twin = Twin()
    if says is not None:
        twin.says = says
    visits: set[asyncio.Task[None]] = set()

    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        visits.add(task)
        try:
            while await _request(twin, reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            visits.discard(task)
            writer.close()

    server = await asyncio.start_server(visit, "127.0.0.1", 0)
    twin.port = server.sockets[0].getsockname()[1]
    try:
        yield twin
    finally:
        server.close()
        for task in list(visits):
            task.cancel()
        await asyncio.gather(*visits, return_exceptions=True)


async def _request(twin: Twin, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Serve one request; returns whether the connection stays."""
    first = (await reader.readline()).decode()
    if not first:
        return False
    method, path, _ = first.split(" ", 2)
    headers: dict[str, str] = {}
    while (line := (await reader.readline()).decode().strip()) != "":
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    twin.open += 1
    twin.most_open = max(twin.most_open, twin.open)
    try:
        return await _Visit(twin, reader, writer, headers).serve(method, path, body)
    except ConnectionError:
        twin.left += 1
        twin.gone.set()
        raise
    finally:
        twin.open -= 1


@dataclass
class _Visit:
    twin: Twin
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    headers: dict[str, str]

    async def serve(self, method: str, path: str, body: bytes) -> bool:
        twin = self.twin
        asked: Asked = json.loads(body) if body else {}
        if method == "GET" and path.endswith("/models"):
            return await self._list()
        twin.asked.append(asked)
        twin.headers.append(self.headers)
        twin.arrived.set()
        twin.visits.release()
        if twin.key and self.headers.get("authorization") != f"Bearer {twin.key}":
            return await self._error(401, "invalid_api_key")
        fault = twin.plan.pop(0) if twin.plan else twin.always
        if fault is not None and not await self._passes(fault):
            return False
        if fault is not None and (fault.raw is not None or fault.status != HTTPStatus.OK):
            return await self._misbehave(fault, asked)
        return await self._answer(path, asked, fault or Fault())

    async def _list(self) -> bool:
        if self.twin.always is not None:
            return await self._misbehave(self.twin.always, {})
        return await self._json({"object": "list", "data": [{"id": MODEL, "object": "model"}]})

    async def _answer(self, path: str, asked: Asked, fault: Fault) -> bool:
        twin = self.twin
        unwanted = sorted(twin.unwanted & set(asked))
        unwanted += ["response_format"] if asked.get("response_format") and not twin.takes_shapes else []
        if unwanted:
            return await self._error(400, "unsupported_parameter", param=unwanted[0])
        if path.endswith("/embeddings"):
            return await self._json(_embeddings(asked))
        if not path.endswith("/chat/completions"):
            return await self._error(404, "not_found")
        said = twin.says(asked)
        if asked.get("stream"):
            return await self._stream(asked, said, fault)
        answer = json.dumps(_completion(asked, said, fault)).encode()
        if fault.pieces is not None:
            head = (
                f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(answer)}\r\n\r\n"
            )
            await self._send(head.encode() + answer[: len(answer) // 2])
            return False
        return await self._bytes(200, answer)

    async def _passes(self, fault: Fault) -> bool:
        """Wait as the fault says; False where the connection is to be cut."""
        if fault.wait or fault.hang:
            waiting = asyncio.create_task(self.reader.read(1))
            done, _ = await asyncio.wait({waiting}, timeout=None if fault.hang else fault.wait)
            if done:
                self.twin.left += 1
                self.twin.gone.set()
                return False
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
        return not fault.cut

    async def _misbehave(self, fault: Fault, asked: Asked) -> bool:
        if fault.raw is not None:
            kind = "text/event-stream" if asked.get("stream") else "application/json"
            return await self._bytes(fault.status, fault.raw, kind, fault.headers)
        return await self._error(fault.status, fault.code, fault.headers)

    async def _stream(self, asked: Asked, said: Said, fault: Fault) -> bool:
        await self._send(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
        )
        for place, piece in enumerate(_pieces(said)):
            if fault.pieces is not None and place >= fault.pieces:
                return False
            if fault.hang_after is not None and place >= fault.hang_after:
                return await self._passes(Fault(hang=True))
            await self._event(_part(asked, [{"index": 0, "delta": piece, "finish_reason": None}]))
        if fault.error_event:
            await self._event({"error": {"message": "overloaded", "type": "server_error"}})
        elif fault.finish:
            await self._event(_part(asked, [{"index": 0, "delta": {}, "finish_reason": fault.finish}]))
            usage = _usage(asked, said) if fault.usage == "said" else fault.usage
            if usage is not None and (asked.get("stream_options") or {}).get("include_usage"):
                await self._event(_part(asked, []) | {"usage": usage})
            await self._chunk(b"data: [DONE]\n\n")
        await self._send(b"0\r\n\r\n")
        return True

    async def _event(self, event: Mapping[str, Any]) -> None:
        await self._chunk(b"data: " + json.dumps(event, ensure_ascii=False).encode() + b"\n\n")

    async def _chunk(self, data: bytes) -> None:
        await self._send(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    async def _json(self, answer: Any) -> bool:
        return await self._bytes(200, json.dumps(answer).encode())

    async def _error(
        self, status: int, code: str, headers: Mapping[str, str] | None = None, param: str | None = None
    ) -> bool:
        told = {"message": "the twin was told to", "type": code or "error", "code": code or None}
        error = {"error": told | {"param": param}}
        return await self._bytes(status, json.dumps(error).encode(), headers=headers)

    async def _bytes(
        self,
        status: int,
        data: bytes,
        kind: str = "application/json",
        headers: Mapping[str, str] | None = None,
    ) -> bool:
        lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", f"content-type: {kind}"]
        lines += [
            f"content-length: {len(data)}",
            *(f"{name}: {value}" for name, value in (headers or {}).items()),
        ]
        await self._send("\r\n".join(lines).encode() + b"\r\n\r\n" + data)
        return True

    async def _send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()


def _text_of(said: Said) -> str:
    if isinstance(said, Called):
        return ""
    return said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)


def _calls(said: Said) -> list[dict[str, Any]]:
    if not isinstance(said, Called):
        return []
    return [
        {
            "index": place,
            "id": f"call-{place}",
            "type": "function",
            "function": {"name": name, "arguments": given},
        }
        for place, (name, given) in enumerate(said.tools)
    ]


def _pieces(said: Said) -> list[dict[str, Any]]:
    """Cut an answer as servers do: a few letters at a time, arguments of tools in two."""
    if isinstance(said, Called):
        cut = []
        for call in _calls(said):
            given = call["function"]["arguments"]
            half = len(given) // 2
            cut.append({"tool_calls": [call | {"function": call["function"] | {"arguments": given[:half]}}]})
            cut.append({"tool_calls": [{"index": call["index"], "function": {"arguments": given[half:]}}]})
        return [{"role": "assistant", "content": None}, *cut]
    text = _text_of(said)
    return [{"content": text[place : place + 7]} for place in range(0, len(text), 7)]


def _usage(asked: Asked, said: Said) -> dict[str, int]:
    read = max(1, len(json.dumps(asked.get("messages", ""))) // 4)
    written = len(_text_of(said)) // 4 + 1
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}


def _completion(asked: Asked, said: Said, fault: Fault) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": _text_of(said) or None}
    if calls := _calls(said):
        message["tool_calls"] = calls
    usage = _usage(asked, said) if fault.usage == "said" else fault.usage
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": asked.get("model", MODEL),
        "choices": [{"index": 0, "message": message, "finish_reason": fault.finish or "stop"}],
    } | ({"usage": usage} if usage is not None else {})


def _part(asked: Asked, choices: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": asked.get("model", MODEL),
        "choices": choices,
    }


def _embeddings(asked: Asked) -> dict[str, Any]:
    texts = asked["input"] if isinstance(asked["input"], list) else [asked["input"]]
    rows = [
        {"object": "embedding", "index": place, "embedding": [float(len(text)), 1.0, float(place)]}
        for place, text in enumerate(texts)
    ]
    return {
        "object": "list",
        "model": asked["model"],
        "data": rows[::-1],
        "usage": {"prompt_tokens": 7, "total_tokens": 7},
    }
