"""How long a start takes: on an empty folder, and on the data of the start before."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from bench.serving import served


async def measure(times: int = 3) -> dict[str, Any]:
    """Start the program on a fresh folder and again on its data; returns the medians in seconds."""
    first: list[float] = []
    again: list[float] = []
    for _ in range(times):
        folder = Path(tempfile.mkdtemp(prefix="beseda-bench-"))
        try:
            async with served(folder) as server:
                first.append(server.seconds)
            async with served(folder) as server:
                again.append(server.seconds)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return {
        "first_start_s": round(sorted(first)[times // 2], 2),
        "start_on_data_s": round(sorted(again)[times // 2], 2),
    }
