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


async def measure(count: int = 400, at_once: int = 50) -> dict[str, Any]:
    """Lead `count` interviews, `at_once` at a time; returns turns a second and a turn's p50 and p99 in ms."""
    async with served() as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        headers = await employer(client)
        ids = await responses(client, await vacancy(client, headers), count)
        await asyncio.sleep(1)
        gate = asyncio.Semaphore(at_once)
        waits: list[float] = []

        async def one(response_id: str) -> None:
            async with gate:
                await interview(f"{server.ws_url}/ws/chat/{response_id}", waits)

        began = time.perf_counter()
        await asyncio.gather(*(one(response_id) for response_id in ids))
        seconds = time.perf_counter() - began
        return {
            "interviews": count,
            "at_once": at_once,
            "turns": len(waits),
            "turns_per_second": round(len(waits) / seconds, 1),
            "p50_ms": round(quantile(waits, 0.5) * 1000, 1),
            "p99_ms": round(quantile(waits, 0.99) * 1000, 1),
        }
