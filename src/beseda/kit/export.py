"""Rows to CSV and XLSX, streamed, and safe to open: no cell of them runs as a formula."""

import csv
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped]

Cell = str | int | float | bool | date | datetime | None

MOST_CELL_CHARACTERS: Final = 32_767  # What a cell holds, by the specification of Excel's limits.
MOST_SHEET_ROWS: Final = 1_048_576
_MOST_TITLE = 31
_EXACT_INTEGERS = 2**53  # Beyond it a spreadsheet's numbers lose digits.
_FIRST_YEAR, _CHUNK = 1900, 64 * 1024

# What starts a formula, its full-width twins, and the blanks and quotes that are passed over before it.
# A sign also counts after a semicolon, a tab or a line's end inside a text: some programs begin a cell there.
_FORMULA = re.compile(r"""(^|[;\t\r\n])([\s\ufeff"]*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])""")
_LEADING_CONTROL = re.compile(r"\A(?=[\t\r])")
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def harmless(text: str) -> str:
    """Return a text that no spreadsheet program runs: an apostrophe stands before what opens a formula."""
    text = _NOT_XML.sub("", text)
    return _LEADING_CONTROL.sub("'", _FORMULA.sub(r"\1\2'", text))


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Write rows as CSV (RFC 4180, UTF-8 with its mark so that Excel reads Russian), piece by piece.

    Every text is quoted. Moments are written as ISO 8601 with their offset; numbers stay bare numbers.
    """
    buffer = StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    yield b"\xef\xbb\xbf"
    for row in _with_header(header, rows):
        writer.writerow([_written(value) for value in row])
        if buffer.tell() >= _CHUNK:
            yield _take(buffer)
    yield _take(buffer)


def xlsx_bytes(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Write rows as a spreadsheet, numbers, dates and yes/no typed; more rows than fit go on the next sheet.

    `title` names the sheet and is cut to what Excel takes. Memory does not grow with the rows, only with the
    packed file. A moment keeps its clock time and loses its offset, which spreadsheets don't know.
    """
    packed = BytesIO()
    book = xlsxwriter.Workbook(
        packed,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    sheets = _Sheets(book, title, header)
    for row in rows:
        sheets.write(row)
    book.close()
    return packed.getvalue()


class _Sheets:
    """The sheets of one book, each begun with the header when the one before is full."""

    def __init__(self, book: Any, title: str, header: Sequence[str]) -> None:
        self._book, self._title, self._header = book, title, header
        self._bold = book.add_format({"bold": True})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._count = 0
        self._begin()

    def write(self, row: Sequence[Cell]) -> None:
        """Write the next row."""
        if self._row >= MOST_SHEET_ROWS:
            self._begin()
        for column, value in enumerate(row):
            self._cell(column, value)
        self._row += 1

    def _begin(self) -> None:
        self._count += 1
        self._sheet = self._book.add_worksheet(sheet_title(self._title, self._count))
        self._sheet.freeze_panes(1, 0)
        for column, name in enumerate(self._header):
            self._sheet.set_column(column, column, min(60, max(12, len(name) + 2)))
            self._sheet.write_string(0, column, _fitting(name), self._bold)
        self._row = 1

    def _cell(self, column: int, value: Cell) -> None:
        at = (self._row, column)
        if isinstance(value, bool):
            self._sheet.write_boolean(*at, value)
        elif isinstance(value, int | float) and _is_exact(value):
            self._sheet.write_number(*at, value)
        elif isinstance(value, datetime) and value.year >= _FIRST_YEAR:
            self._sheet.write_datetime(*at, value.replace(tzinfo=None), self._moment)
        elif isinstance(value, date) and value.year >= _FIRST_YEAR:
            self._sheet.write_datetime(*at, value, self._day)
        elif value is not None:
            self._sheet.write_string(*at, _fitting(str(_written(value))))


def sheet_title(title: str, number: int = 1) -> str:
    """Return a name that Excel takes for the sheet of that number: 31 characters, no brackets, no slashes."""
    ending = "" if number == 1 else f" {number}"
    name = _NOT_IN_TITLES.sub(" ", _NOT_XML.sub("", title)).strip(" '")
    name = _first_units(name, _MOST_TITLE - len(ending)).rstrip(" '")
    if not name or name.casefold() == "history":  # Excel keeps this name for itself.
        name = "Sheet"
    return name + ending


def _with_header(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    yield header
    yield from rows


def _written(value: Cell) -> str | int | float:
    """Return a value as CSV writes it: a harmless text, or a number that stays one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return value if isinstance(value, int) or math.isfinite(value) else ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    return value.isoformat() if isinstance(value, date) else harmless(value)


def _is_exact(value: int | float) -> bool:  # noqa: PYI041 - an integer is judged by its size.
    return abs(value) <= _EXACT_INTEGERS if isinstance(value, int) else math.isfinite(value)


def _fitting(text: str) -> str:
    """Return a harmless text of at most what a cell holds, in the UTF-16 units that Excel counts."""
    text = harmless(text)
    if _first_units(text, MOST_CELL_CHARACTERS) == text:
        return text
    return _first_units(text, MOST_CELL_CHARACTERS - 1) + "…"


def _first_units(text: str, most: int) -> str:
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


def _take(buffer: StringIO) -> bytes:
    piece = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return piece
