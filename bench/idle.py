"""Memory of idle sockets: what one open, silent interview costs the server's process."""

import asyncio
from typing import Any

import httpx
import websockets

from bench.people import employer, responses, vacancy
from bench.serving import resident_kb, served

SETTLES = 3.0


async def measure(count: int = 1000) -> dict[str, Any]:
    """Open `count` sockets on as many interviews and leave them; returns kB of resident memory for each."""
    async with served() as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        headers = await employer(client)
        ids = await responses(client, await vacancy(client, headers), count)
        await _hold(server.ws_url, ids[:50])
        await asyncio.sleep(SETTLES)
        before = resident_kb(server.pid)
        sockets = await _open(server.ws_url, ids)
        await asyncio.sleep(SETTLES)
        after = resident_kb(server.pid)
        await asyncio.gather(*(socket.close() for socket in sockets))
        return {
            "sockets": count,
            "before_kb": before,
            "after_kb": after,
            "kb_per_socket": round((after - before) / count, 1),
        }


async def _hold(ws_url: str, ids: list[str]) -> None:
    """Open some sockets and close them, so that what is loaded once is loaded before the measurement."""
    await asyncio.gather(*(socket.close() for socket in await _open(ws_url, ids)))


async def _open(ws_url: str, ids: list[str]) -> list[websockets.ClientConnection]:
    gate = asyncio.Semaphore(50)

    async def one(response_id: str) -> websockets.ClientConnection:
        async with gate:
            socket = await websockets.connect(f"{ws_url}/ws/chat/{response_id}", compression=None)
            await socket.recv()
            return socket

    return list(await asyncio.gather(*(one(response_id) for response_id in ids)))
