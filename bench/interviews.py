"""Interview turns a second: whole interviews over real sockets, many at once, against one server process."""

import asyncio
import json
import time
from typing import Any

import httpx
import websockets

from bench.people import employer, responses, vacancy
from bench.serving import quantile, served

ANSWERS = ("Москва", "три с половиной года", "да")


async def interview(address: str, waits: list[float]) -> None:
    """Answer one interview to its end; a turn is from sending an answer to what the bot says next."""
    answers = iter(ANSWERS)
    asked = 0.0
    async with websockets.connect(address, compression=None) as socket:
        async for text in socket:
            frame = json.loads(text)
            if frame["type"] == "bot_message":
                if asked:
                    waits.append(time.perf_counter() - asked)
                answer = next(answers, None)
                if answer is not None:
                    asked = time.perf_counter()
                    await socket.send(json.dumps({"message": answer}))
            elif frame["type"] == "chat_ended":
                return


async def measure(count: int = 400, crowd: int = 50, alone: int = 40) -> dict[str, Any]:
    """Lead interviews in a crowd, then one at a time; returns turns a second and a turn's p50 and p99."""
    async with served() as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        headers = await employer(client)
        ids = await responses(client, await vacancy(client, headers), count + alone)
        addresses = [f"{server.ws_url}/ws/chat/{response_id}" for response_id in ids]
        await asyncio.sleep(1)
        return {
            "interviews": count,
            "at_once": crowd,
            **await lead(addresses[:count], crowd),
            **{f"alone_{name}": value for name, value in (await lead(addresses[count:], 1)).items()},
        }


async def lead(addresses: list[str], at_once: int) -> dict[str, Any]:
    """Lead an interview at each address, so many at once; returns the figures."""
    gate = asyncio.Semaphore(at_once)
    waits: list[float] = []

    async def one(address: str) -> None:
        async with gate:
            await interview(address, waits)

    began = time.perf_counter()
    await asyncio.gather(*(one(address) for address in addresses))
    return {
        "turns_per_second": round(len(waits) / (time.perf_counter() - began), 1),
        "p50_ms": round(quantile(waits, 0.5) * 1000, 1),
        "p99_ms": round(quantile(waits, 0.99) * 1000, 1),
    }
