import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from beseda.kit.text import JsonObject, Line, NoteText, OptionalLine, SearchText, storable

LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
JSON = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


class Form(BaseModel):
    line: Line = "x"
    optional: OptionalLine = None
    note: NoteText = ""
    search: SearchText = ""
    document: JsonObject | None = None


@given(st.text())
def test_a_line_is_one_line_that_every_database_stores(text: str) -> None:
    try:
        line = Form(line=text).line
    except ValidationError:
        return
    assert line == line.strip() == " ".join(line.splitlines())
    assert line
    assert "\x00" not in line
    line.encode()


@given(st.dictionaries(st.text(), JSON, max_size=5))
def test_an_object_is_kept_as_it_is_or_refused(document: dict[str, Any]) -> None:
    try:
        kept = Form(document=document).document
    except ValidationError:
        written = json.dumps(document)
        assert "\\u0000" in written or "NaN" in written or "Infinity" in written or "\\ud" in written
        return
    assert kept == document
    assert "\\u0000" not in json.dumps(document).replace("\\\\", "")
    json.dumps(document, ensure_ascii=False, allow_nan=False).encode()


@pytest.mark.parametrize(
    "document",
    [
        {"a": float("nan")},
        {"a": [float("inf")]},
        {"a": {"b": "\x00"}},
        {"\x00": 1},
        {"a": "\ud800"},
        {"\udfff": 1},
        {"a": list(range(6000))},
    ],
)
def test_what_jsonb_does_not_take_is_refused(document):
    with pytest.raises(ValidationError):
        Form(document=document)


def test_depth_is_bounded():
    document: dict[str, Any] = {}
    for _ in range(30):
        document = {"a": document}
    with pytest.raises(ValidationError):
        Form(document=document)


@pytest.mark.parametrize(
    ("given_text", "kept"), [("", None), ("  \n ", None), (" a\nb ", "a b"), (None, None)]
)
def test_an_empty_field_is_nothing(given_text, kept):
    assert Form(optional=given_text).optional == kept


def test_a_note_keeps_its_lines():
    assert Form(note="  one\ntwo  ").note == "one\ntwo"


@pytest.mark.parametrize("bad", ["a\x00b", "\ud800", "\udfffx"])
def test_what_can_be_stored_of_it(bad):
    kept = storable(bad)
    kept.encode()
    assert set(kept) <= set(bad)
    for field in ("line", "optional", "note", "search"):
        with pytest.raises(ValidationError):
            Form(**{field: bad})
