"""What reading one free-text answer costs: the import, the first warming, and a warm answer of each kind."""

import subprocess
import sys
import time
from datetime import date
from typing import Any

from bench.serving import quantile
from beseda.understanding import Option, Question, understand, warm

KINDS = ("city", "years", "yes_no", "number", "money", "choice", "date", "text")
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
    """Ask each answer of each kind; returns import and warming, and a warm answer's mean and p99, in ms."""
    command = [sys.executable, "-c", IMPORT]
    # Our own interpreter and our own line; nothing else runs meanwhile.
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: ASYNC221, S603
    began = time.perf_counter()
    warm()
    warming = time.perf_counter() - began
    waits = []
    for kind in KINDS:
        options = OPTIONS if kind == "choice" else ()
        question = Question(kind, options=options, now=date(2026, 11, 21))
        for answer in ANSWERS * times:
            began = time.perf_counter()
            understand(answer, question)
            waits.append(time.perf_counter() - began)
    return {
        "import_ms": round(float(done.stdout) * 1000),
        "warming_ms": round(warming * 1000),
        "answer_mean_ms": round(sum(waits) / len(waits) * 1000, 3),
        "answer_p99_ms": round(quantile(waits, 0.99) * 1000, 3),
    }
