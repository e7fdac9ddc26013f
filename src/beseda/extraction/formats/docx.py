"""DOCX: headers, body with its tables and text boxes, footnotes and footers, straight from the XML."""

import posixpath

from beseda.extraction.errors import DamagedFile
from beseda.extraction.formats.archive import ZIP_SIGNATURE, Archive
from beseda.extraction.formats.reading import Format, Reading
from beseda.extraction.formats.xml import feed, local
from beseda.extraction.limits import DOCX, Limits

_MAIN = "word/document.xml"
_PARTS = ("header", "body", "footnotes", "endnotes", "footer")
# A picture's stand-in repeats the text box it stands for; what was moved away stands where it went.
_SKIPPED = frozenset({"Fallback", "moveFrom", "del", "pPr", "rPr", "sectPr"})
_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}


class Relations:
    """Hears a relationship part: which parts belong to this one, by the last word of their type."""

    def __init__(self) -> None:
        self.targets: list[tuple[str, str]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Note an inner relationship."""
        if local(tag) == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.targets.append((kind, attributes.get("Target", "")))

    def end(self, tag: str) -> None:
        """Nothing to do: relationships hold nothing."""

    def data(self, data: str) -> None:
        """Nothing to do: relationships hold nothing."""

    def close(self) -> None:
        """Nothing to do."""


class Words:
    """Hears a WordprocessingML part and keeps what a reader would see, cells apart by tabs."""

    def __init__(self, most: int) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self._most = most
        self._skipping = 0
        self._listening = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Enter an element."""
        del attributes
        name = local(tag)
        if name in _SKIPPED:
            self._skipping += 1
        self._listening = name == "t"

    def end(self, tag: str) -> None:
        """Leave an element: paragraphs and rows end lines, cells end with a tab."""
        name = local(tag)
        self._listening = False
        if name in _SKIPPED:
            self._skipping -= 1
        elif self._skipping:
            return
        elif name == "p":
            self._add("\n")
        elif name == "tc":
            self._close_line("\t")
        elif name == "tr":
            self._close_line("\n")
        elif name in _MARKS:
            self._add(_MARKS[name])

    def data(self, data: str) -> None:
        """Keep the characters of a text run."""
        if self._listening and not self._skipping:
            self._add(data)

    def close(self) -> None:
        """Nothing to do: the text is asked for."""

    @property
    def text(self) -> str:
        """What was heard."""
        return "".join(self.pieces)

    def _add(self, piece: str) -> None:
        if self.length <= self._most:
            self.pieces.append(piece)
            self.length += len(piece)

    def _close_line(self, ending: str) -> None:
        while self.pieces and self.pieces[-1] in {"\n", "\t"}:
            self.pieces.pop()
        self._add(ending)


def is_docx(content: bytes) -> bool:
    """Say whether the content is a ZIP that holds Word's parts; the names stand unpacked in its directory."""
    return content.startswith(ZIP_SIGNATURE) and b"[Content_Types].xml" in content and b"word/" in content


def _relations(archive: Archive, part: str) -> list[tuple[str, str]]:
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    relations = Relations()
    if path in archive:
        feed(archive.chunks(path), relations)
    return [
        (kind, posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"))
        for kind, target in relations.targets
    ]


def _parts(archive: Archive) -> list[tuple[str, str]]:
    main = next((path for kind, path in _relations(archive, "") if kind == "officeDocument"), _MAIN)
    if main not in archive:
        raise DamagedFile
    around = [(kind, path) for kind, path in _relations(archive, main) if kind in _PARTS and path in archive]
    return sorted([("body", main), *around], key=lambda part: _PARTS.index(part[0]))


def read_docx(content: bytes, limits: Limits) -> Reading:
    """Return the text of a Word document; a header that repeats itself is given once."""
    archive = Archive(content, limits)
    texts: dict[str, None] = {}
    truncated = False
    for _, path in _parts(archive):
        words = Words(limits.characters)
        feed(archive.chunks(path), words)
        texts.setdefault(words.text.strip(), None)
        truncated = truncated or words.length > limits.characters
    return Reading("\n\n".join(text for text in texts if text), truncated=truncated)


DOCX_FORMAT = Format(DOCX, is_docx, read_docx)
