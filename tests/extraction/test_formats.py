import struct
import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.extraction.making import (
    CONTENT_TYPES,
    archive,
    bomb,
    docx,
    encrypted_pdf,
    paragraph,
    pdf,
    rc4,
    word_part,
)

from beseda.extraction.child import Answer, answer, read
from beseda.extraction.clean import clean, cut
from beseda.extraction.confinement import _program
from beseda.extraction.errors import BY_CODE, DamagedFile, EncryptedFile, UnpacksTooLarge
from beseda.extraction.formats import recognise, sniff
from beseda.extraction.limits import DOCX, PDF, RESUME, RTF, TEXT, Limits
from beseda.extraction.syscalls import ARCHITECTURES

RESUME_TEXT = "Иванов Пётр, инженер. Опыт работы: 5 лет, Москва. «Ромашка» — разработка на Python."


def text_of(content: bytes, limits: Limits = RESUME) -> str:
    return read(content, limits).text


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (pdf("hello"), PDF),
        (b"\n\n" + pdf("hello"), PDF),
        (docx(paragraph("hello")), DOCX),
        (rb"{\rtf1 hello}", RTF),
        (b"\xef\xbb\xbf {\\rtf1 hello}", RTF),
        (b"hello", TEXT),
        (RESUME_TEXT.encode("koi8-r", "ignore"), TEXT),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "application/x-ole-storage"),
        (b"\x7fELF\x02\x01\x01\x00" + bytes(500), None),
        (b"MZ\x90\x00\x03\x00" + bytes(range(256)), None),
        (b"PK\x03\x04 an ordinary archive \x00\x01\x02", None),
        (b"<!DOCTYPE html><p>hello", None),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", None),
        (bytes(range(128, 256)) * 8, None),
        (b"", None),
    ],
)
def test_content_decides_what_a_file_is(content: bytes, media_type: str | None) -> None:
    assert sniff(content) == media_type


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "koi8-r", "cp866"])
def test_russian_text_in_its_encodings(encoding: str) -> None:
    text = RESUME_TEXT.translate(str.maketrans("", "", "«»—"))
    assert text_of(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_its_mark(encoding: str) -> None:
    assert text_of("Senior engineer, 5 years\n".encode(encoding)) == "Senior engineer, 5 years"


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866"])
def test_capitals_alone_are_told_apart_too(encoding: str) -> None:
    text = "ИНЖЕНЕР-ПРОГРАММИСТ, ОПЫТ РАБОТЫ ПЯТЬ ЛЕТ"
    assert text_of(text.encode(encoding)) == text


def test_western_accents_are_not_taken_for_russian() -> None:
    text = "José Müller, résumé: développeur à Genève"
    assert text_of(text.encode("cp1252")) == text


def test_pdf_pages_are_counted_and_bounded() -> None:
    three = pdf("first", "second", "third")
    full = read(three, RESUME)
    assert (full.text, full.pages, full.truncated) == ("first\n\nsecond\n\nthird", 3, False)
    fewer = read(three, Limits(pages=2))
    assert (fewer.text, fewer.pages, fewer.truncated) == ("first\n\nsecond", 3, True)
    shorter = read(three, Limits(characters=4))
    assert (shorter.text, shorter.truncated) == ("firs", True)


def test_pdf_behind_a_password_is_named() -> None:
    with pytest.raises(EncryptedFile):
        read(encrypted_pdf("pass"), RESUME)
    # Readers try an empty password by themselves: the file opens (this one's text is lost).
    assert answer(encrypted_pdf(""), RESUME).error != "encrypted_file"


def test_pdf_broken_beyond_reading_is_named() -> None:
    with pytest.raises(DamagedFile):
        read(b"%PDF-1.7\n" + b"nonsense " * 100, RESUME)


def test_pdf_with_a_broken_page_gives_the_others() -> None:
    broken = pdf("first", "second").replace(b"/Kids[4 0 R 6 0 R]", b"/Kids[4 0 R 9 0 R]")
    assert "first" in text_of(broken)
    with pytest.raises(DamagedFile):
        read(pdf("only").replace(b"/Kids[4 0 R]", b"/Kids[9 0 R]"), RESUME)


def test_docx_gives_what_a_reader_sees_once() -> None:
    body = (
        paragraph("Опыт &amp; навыки")
        + "<w:p><w:r><w:t>one</w:t><w:tab/><w:t>two</w:t><w:br/>"
        + "<w:t>three</w:t><w:noBreakHyphen/></w:r></w:p>"
        + "<w:tbl><w:tr><w:tc>"
        + paragraph("2015")
        + "</w:tc><w:tc>"
        + paragraph("МГУ")
        + paragraph("физфак")
        + "</w:tc></w:tr></w:tbl>"
        + "<w:p><w:moveFrom><w:r><w:t>moved away</w:t></w:r></w:moveFrom>"
        + "<w:del><w:r><w:delText>deleted</w:delText></w:r></w:del></w:p>"
        + '<mc:AlternateContent xmlns:mc="m"><mc:Choice><w:txbxContent>'
        + paragraph("box")
        + "</w:txbxContent></mc:Choice><mc:Fallback>"
        + paragraph("box")
        + "</mc:Fallback></mc:AlternateContent>"
    )
    parts = {
        "word/header1.xml": word_part("hdr", paragraph("+7 912 345-67-89")),
        "word/header2.xml": word_part("hdr", paragraph("+7 912 345-67-89")),
        "word/footnotes.xml": word_part("footnotes", paragraph("a note")),
    }
    related = {
        "header1": "header1.xml",
        "header2": "/word/header2.xml",
        "footnotes": "footnotes.xml",
        "footer": "no.xml",
    }
    assert text_of(docx(body, parts=parts, related=related)) == (
        "+7 912 345-67-89\n\nОпыт & навыки\none\ttwo\nthree-\n2015\tМГУ\nфизфак\n\nbox\n\na note"
    )


def test_docx_text_is_bounded() -> None:
    long = read(docx(paragraph("слово " * 100) * 50), Limits(characters=1000))
    assert (len(long.text), long.truncated) == (1000, True)


def test_docx_without_its_document_is_damaged() -> None:
    hollow = archive({"[Content_Types].xml": CONTENT_TYPES, "word/other.xml": "<x/>"})
    assert sniff(hollow) == DOCX
    with pytest.raises(DamagedFile):
        read(hollow, RESUME)


@pytest.mark.parametrize("cutting", [40, 200, -30])
def test_docx_cut_short_is_damaged(cutting: int) -> None:
    whole = docx(paragraph("hello"))
    assert answer(b"PK\x03\x04[Content_Types].xml word/" + whole[:cutting], RESUME).error == "damaged_file"


@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><w:p xmlns:w="w"><w:t>&b;</w:t></w:p>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:p xmlns:w="w"><w:t>&a;</w:t></w:p>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><w:document xmlns:w="w"/>',
        "<w:document>",
        "",
    ],
)
def test_docx_with_entities_or_broken_xml_is_damaged(xml: str) -> None:
    evil = archive({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": xml})
    with pytest.raises(DamagedFile):
        read(evil, RESUME)


def test_bombs_are_stopped_by_ratio_and_by_size() -> None:
    small = bomb(20)
    assert len(small) < 100_000
    with pytest.raises(UnpacksTooLarge):
        read(small, RESUME)
    with pytest.raises(UnpacksTooLarge):
        read(bomb(3), Limits(unpacked=2 * 1024 * 1024, ratio=10_000))


def test_archives_of_very_many_parts_are_refused() -> None:
    parts: dict[str, str | bytes] = {f"word/{index}.xml": "" for index in range(10_001)}
    with pytest.raises(UnpacksTooLarge):
        read(archive({"[Content_Types].xml": CONTENT_TYPES, **parts}), RESUME)


def test_docx_whose_parts_are_encrypted_is_named() -> None:
    content = bytearray(docx(paragraph("hello")))
    with zipfile.ZipFile(BytesIO(content)) as file:
        info = file.getinfo("_rels/.rels")
    directory = content.index(b"PK\x01\x02", info.header_offset)
    at = content.index(b"_rels/.rels", directory) - 46 + 8
    content[at] |= 1
    with pytest.raises(EncryptedFile):
        read(bytes(content), RESUME)


def test_encrypted_office_files_and_old_ones_are_told_apart() -> None:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100)
    assert answer(head + "EncryptedPackage".encode("utf-16-le"), RESUME).error == "encrypted_file"
    assert answer(head + "WordDocument".encode("utf-16-le"), RESUME).error == "unsupported_file"


def test_rtf_in_russian() -> None:
    source = (
        r"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0\fcharset204 Times;}}{\info{\author A}}"
        r"\f0\b \'c8\'e2\'e0\'ed\'ee\'e2\b0\par \u1055?\u1077?\u1090?\u1088?{\pict\pngblip 89504e47}"
        r"\par\trowd\cell 2015\cell}"
    )
    text = text_of(source.encode())
    assert text.startswith("Иванов\nПетр\n")
    assert "89504e47" not in text


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8"])
def test_rtf_whose_letters_are_not_escaped(encoding: str) -> None:
    assert (
        text_of(r"{\rtf1\ansi\ansicpg1251 Привет, это мой опыт\par}".encode(encoding))
        == "Привет, это мой опыт"
    )


def test_rtf_of_another_code_page_than_its_fonts_and_emoji_in_halves() -> None:
    source = (
        r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset204 A;}{\f1\fcharset0 A;}}"
        r"\f0\'cf\'f0\'e8\'e2\'e5\'f2 \f1 caf\'e9 \u-10179?\u-8704?}"
    )
    assert text_of(source.encode()) == "Привет café 😀"


def test_what_is_not_accepted_is_unsupported() -> None:
    assert answer(b"hello", Limits(accepts=(PDF,))).error == "unsupported_file"
    assert answer(b"hello", Limits()).text == "hello"


@pytest.mark.parametrize("content", [b" \n\t ", docx(), pdf(), pdf("")])
def test_no_text_is_said_so(content: bytes) -> None:
    assert answer(content, RESUME).error in {"empty_file", "damaged_file"}


def test_memory_and_surprises_become_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(*_: object) -> Answer:
        raise MemoryError

    monkeypatch.setattr("beseda.extraction.child.read", exhausted)
    assert answer(b"hello", RESUME).error == "extraction_timed_out"


def test_cleaning() -> None:
    assert clean("a\x00b\ud800c\ufffe\r\nd\u2028e \t\n\n\n\nf\xad") == "abc\nd\ne\n\nf"
    assert clean("и\u0306") == "й"
    assert cut("abc", 3) == ("abc", False)
    assert cut("abcd", 3) == ("abc", True)


@given(st.text())
def test_cleaned_text_is_storable_and_stays_as_it_is(text: str) -> None:
    once = clean(text)
    assert "\x00" not in once
    once.encode("utf-8")
    assert clean(once) == once


@given(st.binary(max_size=400))
@settings(max_examples=200)
def test_any_bytes_give_text_or_a_named_reason(content: bytes) -> None:
    found = answer(content, RESUME)
    assert found.error in BY_CODE or found.text.strip()


@given(st.sampled_from([pdf("hello", "world"), docx(paragraph("hello")), rb"{\rtf1\b hello\par}"]), st.data())
@settings(max_examples=300, deadline=None)
def test_flipped_bytes_give_text_or_a_named_reason(whole: bytes, data: st.DataObject) -> None:
    content = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    found = answer(bytes(content), RESUME)
    assert found.error in BY_CODE or found.text.strip()


def test_the_fixture_encrypts_as_the_standard_does() -> None:
    assert rc4(b"Key", b"Plaintext").hex() == "bbf316e8d940af0ad3"
    assert recognise(b"hello") is not None


def test_the_filter_refuses_each_listed_call_and_another_architecture() -> None:
    for architecture in ARCHITECTURES.values():
        code = _program(architecture)
        refused = {number for number in range(500) if verdict(code, architecture.audit, number) == 0x00050001}
        assert refused == set(architecture.refused)
        assert verdict(code, architecture.audit, 0) == 0x7FFF0000
        assert verdict(code, 1, 0) == 0x80000000
    machine = ARCHITECTURES["x86_64"]
    assert verdict(_program(machine), machine.audit, 0x40000000 + 41) == 0x80000000


def verdict(code: bytes, audit: int, number: int) -> int:
    """Run a classic BPF program as the kernel would, on one system call."""
    instructions = list(struct.iter_unpack("HBBI", code))
    at = register = 0
    while True:
        operation, if_true, if_false, value = instructions[at]
        at += 1
        if operation == 0x06:
            return int(value)
        if operation == 0x20:
            register = {0: number, 4: audit}[value]
            continue
        holds = register == value if operation == 0x15 else register >= value
        at += if_true if holds else if_false
