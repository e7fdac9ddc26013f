"""What reading one free-text answer costs: the import, the first warming, and a warm answer of each kind."""

import subprocess
import sys
import time
from datetime import date
from typing import Any

from bench.serving import quantile
from beseda.understanding import Option, Question, understand, warm
from beseda.understanding.reading import READERS

KINDS = (*READERS, "text")
OPTIONS = (Option("day", ("Дневная", "Day")), Option("night", ("Ночная", "Night")))
ANSWERS = (
    *("да", "нет, не готов", "Москва", "живу в Нижнем Новгороде", "Масква", "в Екатеренбурге", "5 лет"),
    *("три с половиной года", "150-180 тыс. на руки", "через две недели", "Python и Java", "не знаю"),
    *("наверное, да, если договоримся о зарплате", "ночная", "since 2019", "15.03.2027"),
)
IMPORT = (
    "import time; began = time.perf_counter(); "
    "import beseda.understanding; print(time.perf_counter() - began)"
)


async def measure(times: int = 20) -> dict[str, Any]:
    """Ask each answer of each kind; returns import and warming, and the CPU of a warm answer, in ms."""
    command = [sys.executable, "-c", IMPORT]
    # Our own interpreter and our own line; nothing else runs meanwhile.
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: ASYNC221, S603
    began = time.perf_counter()
    warm()
    warming = time.perf_counter() - began
    waits: list[float] = []
    slowest: dict[str, float] = {}
    for kind in KINDS:
        before = len(waits)
        options = OPTIONS if "choice" in kind else ()
        question = Question(kind, options=options, now=date(2026, 11, 21))
        for answer in ANSWERS * times:
            # CPU time: what an answer costs, however busy the machine is.
            began = time.process_time()
            understand(answer, question)
            waits.append(time.process_time() - began)
        slowest[kind] = round(sum(waits[before:]) / len(waits[before:]) * 1000, 3)
    slow = max(slowest, key=lambda kind: slowest[kind])
    return {
        "import_ms": round(float(done.stdout) * 1000),
        "warming_ms": round(warming * 1000),
        "answer_mean_cpu_ms": round(sum(waits) / len(waits) * 1000, 3),
        "slowest_kind": f"{slow}, {slowest[slow]} ms on average",
        "answer_p99_cpu_ms": round(quantile(waits, 0.99) * 1000, 3),
    }
