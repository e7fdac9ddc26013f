"""Kind `money`: duckling_*_amountofmoney, recognizers_en_currencymodel, nlupp_en, superjob_*_fields_ru.

Currencies are compared where the source gives a code; cents are parts of their unit. Several amounts, and
texts that name a currency without an amount, must be asked again.
"""

import re
from collections.abc import Iterator
from typing import Any

from bench.answers.sets import Row, Sets, row

PAY = "Какую зарплату в месяц вы хотите?"
_CODE = re.compile("[A-Z]{3}")


def _currency(code: str) -> dict[str, str]:
    return {"currency": code} if _CODE.fullmatch(code) else {}


def _duckling(line: Row, locale: str) -> Iterator[Row | str]:
    want = line["want"] or ""
    simple = re.fullmatch(r"\(simple (\w+) ([\d.e+]+)\)", want)
    between = re.fullmatch(r"\(between (\w+) \(([\d.e+]+), ([\d.e+]+)\)\)", want)
    bound = re.fullmatch(r"\((above|under|below) (\w+) ([\d.e+]+)\)", want)
    value: Any = None
    if simple:
        size = 100 if simple[1] == "Cent" else 1
        value = {"amount": float(simple[2]) / size, **_currency(simple[1])}
    elif between:
        value = {"min": float(between[2]), "max": float(between[3]), **_currency(between[1])}
    elif bound:
        side = "min" if bound[1] == "above" else "max"
        value = {side: float(bound[3]), **_currency(bound[2])}
    elif not line.get("neg"):
        yield "value not given as a number"
        return
    # The source writes signs as its language escapes them: "\\x20ac" for €.
    text = re.sub(r"\\x([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), line["text"])
    yield row({"text": text}, "money", value, locale=locale)


def _recognized(line: Row, locale: str) -> Iterator[Row | str]:
    amounts = {(one["value"].get("value"), one["value"].get("unit")) for one in line["want"]}
    values = [(value, unit) for value, unit in amounts if value is not None]
    if len(values) != 1:
        yield row(line, "money", None, locale=locale)
        return
    value, unit = values[0]
    size = 100 if unit in {"Cent", "Pence", "Penny", "Sen"} else 1
    chosen = next(one for one in line["want"] if one["value"].get("value") is not None)
    code = chosen["value"].get("isoCurrency") or ""
    amount = float(value) / size
    before = line["text"].lower().partition(chosen["text"])[0].rstrip()
    bound = re.search(r"\b(starts? at|more than|less than|as much as|in excess of|below)$", before)
    side = ("max" if bound[0] in {"less than", "as much as", "below"} else "min") if bound else "amount"
    yield row(line, "money", {side: amount, **_currency(code)}, locale=locale)


_BOUND = re.compile(
    r"\b(?:more|less|up|least|most|over|under|above|below|exceed\w*|greater|higher|lower|bigger|smaller|larger|beyond|"
    r"minimum|maximum|within|between)\b"
)


def _nlupp(line: Row, locale: str) -> Iterator[Row | str]:
    slot = (line["slots"] or {}).get("amount_of_money")
    if not isinstance(slot, dict) or "amount" not in slot.get("value", {}):
        yield "a request without an answer to a question of ours"
    elif _BOUND.search(line["text"]):
        yield "a bound, which the set does not tell"
    else:
        want = {"amount": slot["value"]["amount"], **_currency(str(slot["value"].get("currency") or ""))}
        yield row(line, "money", want, locale=locale)


def _figure(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def _superjob(line: Row, _: str) -> Iterator[Row | str]:
    pay = line.get("salary") or ""
    if not re.search(r"\d", pay):
        yield "no pay named"
        return
    low, _dash, high = pay.partition("—")
    want = {"min": _figure(low), "max": _figure(high)} if high else {"amount": _figure(low)}
    yield row({"text": pay}, "money", want, question=PAY)


SETS: Sets = {
    "duckling_(en|ru)_amountofmoney": _duckling,
    "recognizers_en_currencymodel": _recognized,
    "nlupp_en": _nlupp,
    "superjob_(resume|vacancy)_fields_ru": _superjob,
}
