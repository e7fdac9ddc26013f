"""Public sets of answers as rows to evaluate: which set means which kind, and why a row is left out.

    python -m tests.understanding.answer_sets [FOLDER] [--misses]

Duckling's, text2num's and Recognizers' numbers are `number`; their amounts are `money`, a currency compared
where it has a code; days without a time are `date` on each source's own day; lengths in years and months are
`years`; CLINC's yes-no intents are `yes_no`, "repeat" and "cancel" must be asked again; ages are no years of
experience and must be asked again, as must texts with several values. Superjob's fields are `city`, `money`,
`years` and `yes_no`. Texts that a source marks as no example of its kind must be asked again.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from beseda.understanding.evaluation import evaluate

Row = dict[str, Any]
Mapped = Iterator[Row | str]
DUCKLING_DAY = "2013-02-12"
PAY = "Какую зарплату в месяц вы хотите?"


def _row(line: Row, kind: str, want: Any, **more: Any) -> Row:
    return {"text": line["text"], "kind": kind, "want": want, **more}


def _numeral(line: Row, _: str) -> Mapped:
    yield (
        _row(line, "number", None if line.get("neg") else line["value"])
        if "value" in line or line.get("neg")
        else "no value"
    )


def _duration(line: Row, locale: str) -> Mapped:
    sizes = {"year": 1.0, "month": 1 / 12}
    if line.get("unit") not in sizes:
        yield "no length in years or months"
    else:
        yield _row(line, "years", line["value"] * sizes[line["unit"]], locale=locale)


def _time(line: Row, locale: str) -> Mapped:
    if line.get("neg"):
        yield "no time, but perhaps a day"
    elif line.get("grain") != "day" or "date" not in line:
        yield "no single day"
    else:
        yield _row(line, "date", line["date"][:10], now=DUCKLING_DAY, locale=locale)


def _money(line: Row, locale: str) -> Mapped:
    code = str(line.get("currency") or "")
    currency = {"currency": code} if re.fullmatch("[A-Z]{3}", code) else {}
    figure = re.search(r" ([\d.]+(?:e\d+)?)\)$", line["want"] or "")
    size = 100 if code == "Cent" else 1
    if line.get("neg"):
        yield _row(line, "money", None)
    elif "value" in line and figure:
        yield _row(line, "money", {"amount": float(figure[1]) / size, **currency}, locale=locale)
    elif "from" in line and "to" in line:
        yield _row(line, "money", {"min": line["from"], "max": line["to"], **currency}, locale=locale)
    else:
        yield "value not given as a number"


def _recognized(kind: str) -> Callable[[Row, str], Mapped]:
    def rows(line: Row, _: str) -> Mapped:
        wanted = line["want"]
        if len(wanted) != 1:
            yield _row(line, kind, None, locale="en")
        else:
            value, unit = wanted[0]["value"].get("value"), wanted[0]["value"].get("unit")
            size = 100 if unit in {"Cent", "Pence", "Penny"} else 1
            yield "no value" if value is None else _row(line, kind, float(value) / size, locale="en")

    return rows


def _age(line: Row, _: str) -> Mapped:
    yield _row(line, "years", None, locale="en")


def _boolean(line: Row, _: str) -> Mapped:
    answers = {one["value"]["value"] for one in line["want"]}
    yield _row(line, "yes_no", ("yes" if answers.pop() else "no") if len(answers) == 1 else None, locale="en")


def _date(line: Row, _: str) -> Mapped:
    if len(line["want"]) != 1 or line["want"][0]["type"] not in {"date", "datetimeV2.date"}:
        yield "no single day"
        return
    value = line["want"][0]["value"]
    days = [one.get("value") for one in value.get("values", ())] or [
        value[side]["date"] for side in ("PastResolution", "FutureResolution")
    ]
    if re.search(r"\b(?:went|was|were|did|sold|left|happened)\b", line["text"]) and len(set(days)) > 1:
        yield "past tense: only a coming day is asked for"
    else:
        yield _row(line, "date", days[-1], now=line["reference"], locale="en")


def _clinc(line: Row, _: str) -> Mapped:
    yield _row(line, "yes_no", line["want"] if line["want"] in {"yes", "no", "maybe"} else None, locale="en")


def _nlupp(line: Row, _: str) -> Mapped:
    intents = {"affirm": "yes", "deny": "no", "dont_know": "maybe"}
    slot = line["slots"].get("amount_of_money") if isinstance(line["slots"], dict) else None
    if len(line["intents"] or []) == 1 and line["intents"][0] in intents:
        yield _row(line, "yes_no", intents[line["intents"][0]], locale="en")
    elif isinstance(slot, dict) and isinstance(slot.get("value"), dict) and "amount" in slot["value"]:
        if re.search(r"\b(?:more|less|up|least|most|over|under|above|below)\b", line["text"]):
            yield "a bound, which the set does not tell"
            return
        code = slot["value"].get("currency")
        currency = {"currency": code} if re.fullmatch("[A-Z]{3}", str(code)) else {}
        yield _row(line, "money", {"amount": slot["value"]["amount"], **currency}, locale="en")
    else:
        yield "a request, no answer to a question"


def _text2num(line: Row, _: str) -> Mapped:
    # Where the source gives the text with digits in it, several numbers stand there.
    yield _row(line, "number", line["value"]) if "value" in line else "a text, no number"


def _figure(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def _pay(text: str) -> Any:
    low, _, high = text.partition("—")
    return {"min": _figure(low), "max": _figure(high)} if high else {"amount": _figure(low)}


def _resume(line: Row, _: str) -> Mapped:
    if line.get("city"):
        yield {"text": line["city"], "kind": "city", "want": line["city"]}
    if re.search(r"\d", line.get("salary") or ""):
        yield {"text": line["salary"], "kind": "money", "want": _pay(line["salary"]), "question": PAY}
    length = line.get("experience_length") or ""
    if length:
        years, months = (re.search(rf"(\d+) {unit}", length) for unit in ("(?:год|лет)", "месяц"))
        want = (int(years[1]) if years else 0) + (int(months[1]) if months else 0) / 12
        yield {"text": length, "kind": "years", "want": want}
    for field in ("metro_or_moving", "business_trips"):
        if re.match(r"(?:не )?готов", line.get(field) or ""):
            yield {
                "text": line[field],
                "kind": "yes_no",
                "want": "no" if line[field].startswith("не") else "yes",
            }


def _vacancy(line: Row, _: str) -> Mapped:
    if re.search(r"\d", line.get("salary") or ""):
        yield {"text": line["salary"], "kind": "money", "want": _pay(line["salary"]), "question": PAY}
    least = re.search(r"от (\d+) (?:год|лет)", line.get("experience") or "")
    if least:
        yield {"text": line["experience"], "kind": "years", "want": {"min": int(least[1])}}


MAPPED: dict[str, Callable[[Row, str], Mapped]] = {
    "duckling_(en|ru)_numeral": _numeral,
    "duckling_(en|ru)_duration": _duration,
    "duckling_(en|ru)_time": _time,
    "duckling_(en|ru)_amountofmoney": _money,
    "recognizers_en_numbermodel": _recognized("number"),
    "recognizers_en_currencymodel": _recognized("money"),
    "recognizers_en_agemodel": _age,
    "recognizers_en_booleanmodel": _boolean,
    "recognizers_en_(dateparser|datetimemodel)": _date,
    "clinc_yesno_en": _clinc,
    "nlupp_en": _nlupp,
    "text2num_(en|ru)": _text2num,
    "superjob_resume_fields_ru": _resume,
    "superjob_vacancy_fields_ru": _vacancy,
}


def map_set(path: Path) -> tuple[list[Row], Counter[str]]:
    """Return a set's rows, and how many were left out for which reason."""
    mapper = next((one for name, one in MAPPED.items() if re.fullmatch(name, path.stem)), None)
    rows: list[Row] = []
    skipped: Counter[str] = Counter()
    for text in path.read_text("utf-8").splitlines():
        if mapper is None:
            skipped["a kind that is not read yet"] += 1
            continue
        for row in mapper(json.loads(text), "en" if "_en" in path.stem else "ru"):
            if isinstance(row, str):
                skipped[row] += 1
            else:
                rows.append(row)
    return rows, skipped


def main(folder: Path, *, misses: bool) -> None:
    """Print each set's figures, then the kinds' and the total."""
    every: list[Row] = []
    for path in sorted(folder.glob("*.jsonl")):
        rows, skipped = map_set(path)
        report = evaluate(rows)
        every += rows
        print(f"{path.stem:36}", report["total"], dict(skipped))  # noqa: T201
        for miss in report["misses"] if misses else ():
            print("   ", miss["outcome"], json.dumps(miss, ensure_ascii=False))  # noqa: T201
    report = evaluate(every)
    for kind, counts in (*report["kinds"].items(), ("total", report["total"])):
        print(f"{kind:36}", counts)  # noqa: T201


if __name__ == "__main__":
    main(
        Path(next((one for one in sys.argv[1:] if one[0] != "-"), "../shared/evals/answers")),
        misses="--misses" in sys.argv,
    )
