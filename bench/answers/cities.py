"""Kind `city`: superjob_resume_fields_ru (the field), superjob_vacancy_fields_ru (out of an address)."""

from collections.abc import Iterator

from bench.answers.sets import Row, Sets, row


def _resume(line: Row, _: str) -> Iterator[Row | str]:
    if line.get("city"):
        yield row({"text": line["city"]}, "city", line["city"])


SETS: Sets = {"superjob_resume_fields_ru": _resume}
