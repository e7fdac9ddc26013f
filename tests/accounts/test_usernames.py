import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beseda.accounts.usernames import (
    LONGEST,
    SHORTEST,
    is_reserved,
    key_or_nothing,
    normal_username,
    username_key,
)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("anna", "anna"),
        (" Anna.B ", "Anna.B"),
        ("Анна-2", "Анна-2"),
        ("Алёна", "Алёна"),
        ("José", "José"),
        ("ａｎｎａ", "anna"),
        ("Їжак", "Їжак"),
    ],
)
def test_what_may_be_a_username(given: str, kept: str) -> None:
    assert normal_username(given) == kept


@pytest.mark.parametrize(
    "given",
    [
        "",
        "ab",
        "a" * 33,
        "1anna",
        "_anna",
        "anna_",
        "an__na",
        "an na",
        "an\u200bna",
        "anna\u202eb",
        "an\x00na",
        "\ud800anna",
        "anna@example.com",
        "<b>anna</b>",
        "anna٣",
        "😀😀😀",
    ],
)
def test_what_may_not_be_one(given: str) -> None:
    with pytest.raises(ValueError, match="3 to 32"):
        normal_username(given)


@pytest.mark.parametrize("given", ["аnna", "раураl", "ıvan", "ɑnna", "Anna-Анна", "αnna", "אבגד"])
def test_a_name_of_two_alphabets_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match="one alphabet"):
        normal_username(given)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("anna", "ANNA"),
        ("paypa1", "PayPaI"),
        ("сосо", "coco"),
        ("ВОВА", "BOBA"),
        ("Алёна", "алена"),
        ("modern", "modem"),
        ("jose", "José"),
        ("o0o", "ооо"),
        ("vvolf", "wolf"),
    ],
)
def test_names_that_look_alike_share_a_key(one: str, other: str) -> None:
    assert username_key(one) == username_key(other)


@pytest.mark.parametrize(("one", "other"), [("anna", "anne"), ("йод", "мод"), ("anna.b", "annab")])
def test_names_that_differ_do_not(one: str, other: str) -> None:
    assert username_key(one) != username_key(other)


def test_the_platforms_own_names_are_kept() -> None:
    assert all(map(is_reserved, ("admin", "AdmIn", "adm1n", "Админ", "support", "5upport")))
    assert not is_reserved("adam")


def test_what_is_no_username_has_no_key() -> None:
    assert key_or_nothing("anna\x00") == key_or_nothing("a@b.example") == ""
    assert key_or_nothing("Anna") == "anna"


@given(st.text(max_size=60))
def test_any_text_is_a_username_or_refused(text: str) -> None:
    try:
        name = normal_username(text)
    except ValueError:
        return
    assert SHORTEST <= len(name) <= LONGEST
    assert normal_username(name) == name == unicodedata.normalize("NFKC", name)
    key = username_key(name)
    assert key == username_key(name.upper()) or name.upper().casefold() != name.casefold()
    assert len(key) <= 128
    assert "\x00" not in key
    key.encode()
