"""The table of formats: a new one is a file beside this and a row in it."""

from beseda.extraction.formats.docx import DOCX_FORMAT
from beseda.extraction.formats.ole import OLE_FORMAT
from beseda.extraction.formats.pdf import PDF_FORMAT
from beseda.extraction.formats.plain import PLAIN_FORMAT
from beseda.extraction.formats.reading import Format
from beseda.extraction.formats.rtf import RTF_FORMAT

# The first row that recognises the content reads it; plain text is what is left.
FORMATS: tuple[Format, ...] = (PDF_FORMAT, DOCX_FORMAT, RTF_FORMAT, OLE_FORMAT, PLAIN_FORMAT)


def recognise(content: bytes) -> Format | None:
    """Return the format of a content, or None where it is of none that is known."""
    return next((row for row in FORMATS if row.recognise(content)), None)


def sniff(content: bytes) -> str | None:
    """Return the media type that a content has, whatever its name says; None for a kind that is not read."""
    found = recognise(content)
    return found.media_type if found else None
