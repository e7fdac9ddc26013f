"""Kind `language_level`: superjob_resume_fields_ru, each language that a résumé names with its level.

Superjob's words as CEFR: «Базовый» A2, «Разговорный» B1, «Cвободное владение» C1. «Технический» says what
somebody reads, not how well: it must be asked again.
"""

import ast
from collections.abc import Iterator

from bench.answers.sets import Row, Sets, row

_LEVELS = {"Базовый": "A2", "Разговорный": "B1", "Cвободное владение": "C1", "Технический": None}


def _resume(line: Row, _: str) -> Iterator[Row | str]:
    for one in ast.literal_eval(line.get("languages") or "[]"):
        name, _comma, level = one.partition(", ")
        yield row({"text": one}, "language_level", _LEVELS[level], question=f"Как вы владеете: {name}?")


SETS: Sets = {"superjob_resume_fields_ru": _resume}
