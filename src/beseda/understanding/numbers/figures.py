"""Numbers written in figures: grouped by spaces, commas or points, as several countries do."""

import re

LARGEST = 10**15
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+")
_DOTTED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")


def digits(text: str, dotted: bool = False) -> float | None:  # noqa: FBT001, FBT002 - one of two customs.
    """Read a number in digits; None for a list or a date. `dotted`: «10.000» is ten thousand."""
    text = text.replace(" ", "").replace("'", "")
    if "," in text and "." in text:
        mark = max(",.", key=text.rfind)
        whole, _, part = text.rpartition(mark)
        whole = whole.replace("." if mark == "," else ",", "")
        text = f"{whole}.{part}"
    elif _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    elif _DOTTED.fullmatch(text) and (dotted or text.count(".") > 1):
        text = text.replace(".", "")
    text = text.replace(",", ".")
    if text.count(".") > 1 or len(text) > 25:  # noqa: PLR2004 - longer than any amount.
        return None
    value = float(text)
    return whole_or_float(value) if value <= LARGEST else None


def whole_or_float(value: float) -> float:
    """Return an int where the number is whole, else a float rounded to what people mean."""
    return int(value) if value == int(value) else round(value, 10)
