"""PDF, read page by page with PDFium (docs/decisions/0020 says why PDFium)."""

from typing import Any

from beseda.extraction.errors import DamagedFile, EncryptedFile
from beseda.extraction.formats.reading import Format, Reading
from beseda.extraction.limits import PDF, Limits

_HEAD = 1024  # Readers of PDF have always taken up to a kilobyte before the header.
_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD in PDFium's fpdfview.h.


def is_pdf(content: bytes) -> bool:
    """Say whether the header stands where PDF readers look for it."""
    return b"%PDF-" in content[:_HEAD]


def load_pdfium() -> Any:
    """Import PDFium's binding, 8 MB of native code that only a child process ever loads."""
    import pypdfium2  # type: ignore[import-untyped]  # noqa: PLC0415 - the server must hold no native parser.

    return pypdfium2


def _load() -> None:  # pragma: no cover - runs in the child.
    load_pdfium()


def _open(pdfium: Any, content: bytes) -> Any:
    try:
        return pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if error.err_code == _PASSWORD_ERROR:
            raise EncryptedFile from error
        raise DamagedFile from error


def _page_text(pdfium: Any, document: Any, index: int) -> str | None:
    try:
        text: str = document[index].get_textpage().get_text_bounded()
    except pdfium.PdfiumError:
        return None
    return text


def read_pdf(content: bytes, limits: Limits) -> Reading:
    """Return the text of a PDF's pages; a broken page is passed over while another can be read."""
    pdfium = load_pdfium()
    document = _open(pdfium, content)
    count = len(document)
    pages = _pages(pdfium, document, min(count, limits.pages), limits.characters)
    texts = [text for text in pages if text is not None]
    if not texts:
        raise DamagedFile
    return Reading("\n\n".join(texts), pages=count, truncated=len(pages) < count)


def _pages(pdfium: Any, document: Any, most: int, characters: int) -> list[str | None]:
    """Read pages until there are enough of them or of their characters; None stands for a broken one."""
    pages: list[str | None] = []
    length = 0
    while len(pages) < most and length <= characters:
        text = _page_text(pdfium, document, len(pages))
        pages.append(text)
        length += len(text or "")
    return pages


PDF_FORMAT = Format(PDF, is_pdf, read_pdf, _load)
