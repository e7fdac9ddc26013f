import csv
import io
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zipfile import ZipFile

import openpyxl  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beseda.kit import export
from beseda.kit.export import Cell, csv_bytes, harmless, sheet_title, xlsx_bytes

SIGNS = "=+-@\t\r＝＋－＠"
texts = st.text() | st.text(alphabet=SIGNS + "\n; 'a1,\"", max_size=12)
cells = (
    texts
    | st.integers()
    | st.floats()
    | st.booleans()
    | st.none()
    | st.dates()
    | st.datetimes(timezones=st.none() | st.just(UTC))
)
tables = st.lists(st.lists(cells, min_size=3, max_size=3), max_size=5)


def read_csv(content: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def opens_formula(text: str) -> bool:
    return text[:1] in {"\t", "\r"} or text.lstrip().startswith(tuple("=+-@＝＋－＠"))


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


@given(tables)
def test_csv_reads_back_and_no_text_opens_as_a_formula(rows: list[list[Cell]]) -> None:
    content = b"".join(csv_bytes(["a", "=b", "c"], rows))
    assert content.startswith(b"\xef\xbb\xbf")
    back = read_csv(content)
    assert back[0] == ["a", "'=b", "c"]
    assert len(back) == len(rows) + 1
    for row, written in zip(rows, back[1:], strict=True):
        for value, text in zip(row, written, strict=True):
            assert not opens_formula(text) or is_number(text)
            if isinstance(value, str):
                assert text == harmless(value)
                assert not opens_formula(text)


@given(texts)
def test_a_text_is_split_at_semicolons_without_a_formula(text: str) -> None:
    content = b"".join(csv_bytes(["a"], [["x", text]]))
    for row in read_csv(content.replace(b'"', b""), delimiter=";"):
        assert not any(part.lstrip().startswith(("=", "+", "-", "@")) for part in row)


@given(texts)
def test_an_ordinary_text_stays_as_it_is(text: str) -> None:
    once = harmless(text)
    assert harmless(once) == once
    if text.isalnum():
        assert once == text


@given(tables)
@settings(max_examples=40, deadline=None)
def test_xlsx_holds_no_formula_and_keeps_numbers(rows: list[list[Cell]]) -> None:
    content = xlsx_bytes("Отклики", ["a", "b", "c"], rows)
    with ZipFile(io.BytesIO(content)) as file:
        assert b"<f>" not in file.read("xl/worksheets/sheet1.xml")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column)
            if isinstance(value, str) and harmless(value).strip():
                assert not opens_formula(str(cell.value))
                assert cell.data_type in {"s", "n"} or cell.value is None
            elif isinstance(value, bool):
                assert cell.value is value
            elif isinstance(value, int) and abs(value) < 2**53:
                assert cell.value == pytest.approx(value)


def test_xlsx_types_titles_and_header() -> None:
    moment = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
    row: list[Cell] = [
        "=1+1",
        -5,
        0.5,
        True,
        None,
        date(2026, 3, 4),
        moment,
        date(1812, 9, 7),
        2**60,
        "+7 912",
    ]
    content = xlsx_bytes("Отклики: [все]", [f"column {number}" for number in range(len(row))], [row])
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Отклики   все"]
    sheet = book.worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in sheet[1]][:2] == ["column 0", "column 1"]
    assert [cell.value for cell in sheet[2]] == [
        "'=1+1",
        -5,
        0.5,
        True,
        None,
        datetime(2026, 3, 4),  # noqa: DTZ001 - spreadsheets know no offsets.
        datetime(2026, 3, 4, 5, 6, 7),  # noqa: DTZ001 - as above.
        "1812-09-07",
        str(2**60),
        "'+7 912",
    ]


def test_csv_writes_values_plainly() -> None:
    row: list[Cell] = ["a;b", -5, 0.5, True, False, None, date(2026, 3, 4), float("nan")]
    moment = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
    content = b"".join(csv_bytes(["h"], [row, ['say "hi"', moment]])).decode("utf-8-sig")
    assert content == (
        '"h"\r\n"a;b",-5,0.5,"TRUE","FALSE","","2026-03-04",""\r\n'
        '"say ""hi""","2026-03-04 05:06:07+00:00"\r\n'
    )


def test_what_a_cell_can_not_hold_is_cut() -> None:
    sheet = openpyxl.load_workbook(
        io.BytesIO(xlsx_bytes("x", ["h"], [["я" * 40_000], ["🙂" * 20_000]]))
    ).active
    assert sheet is not None
    assert sheet["A2"].value == "я" * 32_766 + "…"
    assert sheet["A3"].value == "🙂" * 16_383 + "…"


def test_more_rows_than_fit_go_on_another_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "MOST_SHEET_ROWS", 3)
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes("Отклики", ["n"], ([n] for n in range(5)))))
    assert book.sheetnames == ["Отклики", "Отклики 2", "Отклики 3"]
    assert [row[0].value for row in book.worksheets[2].rows] == ["n", 4]


@pytest.mark.parametrize(
    ("title", "taken"),
    [("", "Sheet"), ("'quoted'", "quoted"), ("History", "Sheet"), ("x" * 40, "x" * 31), ("a/b", "a b")],
)
def test_titles_are_ones_that_excel_takes(title: str, taken: str) -> None:
    assert sheet_title(title) == taken


@given(st.text())
@settings(max_examples=30, deadline=None)
def test_any_title_makes_a_book(title: str) -> None:
    assert openpyxl.load_workbook(io.BytesIO(xlsx_bytes(title, ["h"], []))).sheetnames


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    rows: Iterator[list[Cell]] = ([f"Иванов {number}", number, "x" * 200] for number in range(20_000))
    tracemalloc.start()
    with (tmp_path / "rows.csv").open("wb") as file:
        for piece in csv_bytes(["name", "number", "text"], rows):
            file.write(piece)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (tmp_path / "rows.csv").stat().st_size > 4_000_000
    assert peak < 1_500_000
