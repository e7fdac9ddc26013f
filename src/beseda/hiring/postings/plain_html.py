"""HTML of strangers → plain text: paragraphs and lists stay, nothing of the markup does.

Each search goes on from where the last one ended and the first that finds nothing ends it, so that no text,
however broken, takes longer than its length.
"""

import html
import re
from collections.abc import Iterator

BLOCKS = frozenset(
    {
        "p",
        "div",
        "br",
        "ul",
        "ol",
        "li",
        "tr",
        "table",
        "section",
        "article",
        "header",
        "footer",
        "blockquote",
    }
    | {"h1", "h2", "h3", "h4", "h5", "h6", "dl", "dt", "dd", "hr", "pre"}
)
DROPPED = frozenset({"script", "style", "template", "iframe", "object", "noscript", "svg", "head", "title"})
_NAME = re.compile(r"</?\s*([A-Za-z][A-Za-z0-9]*)")
_SPACES = re.compile(r"[ \t\r\n\f\v\u00a0]+")
_EMPTY_ITEM = re.compile(r"^•\n{1,2}(?!•)", re.MULTILINE)
_MANY_LINES = re.compile(r"\n{3,}")


def plain_text(source: str) -> str:
    """Return what a reader sees of an HTML text: blocks on lines of their own, list items with a dot."""
    pieces: list[str] = []
    for text, tag in _parts(source):
        pieces.append(_SPACES.sub(" ", html.unescape(text)))
        if tag == "li":
            pieces.append("\n• ")
        elif tag in {"p", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6"}:
            pieces.append("\n\n")
        elif tag in BLOCKS:
            pieces.append("\n")
    lines = (line.strip() for line in "".join(pieces).split("\n"))
    kept = _MANY_LINES.sub("\n\n", "\n".join(lines))
    # An item's first paragraph stands on the item's own line, and items stand close together.
    kept = _EMPTY_ITEM.sub("• ", kept)
    kept = "\n".join(line for line in kept.split("\n") if line != "•")
    return _MANY_LINES.sub("\n\n", re.sub(r"\n\n(?=• )", "\n", kept)).strip()


def _parts(source: str) -> Iterator[tuple[str, str]]:
    """Yield each stretch of text and the name of the tag that ends it; a closing item ends nothing."""
    at = 0
    while at < len(source):
        opens = source.find("<", at)
        if opens < 0:
            break
        text = source[at:opens]
        if source.startswith("<!--", opens):
            ends = source.find("-->", opens)
            yield text, ""
            at = len(source) if ends < 0 else ends + 3
            continue
        named = _NAME.match(source, opens)
        closes = source.find(">", opens)
        if closes < 0:
            yield text + source[opens:], ""
            return
        if named is None and not source.startswith("<!", opens):
            yield text + "<", ""
            at = opens + 1
            continue
        tag = named[1].lower() if named else ""
        is_closing = source.startswith("</", opens)
        yield text, "" if is_closing and tag in {"li", "ul", "ol"} else tag
        at = closes + 1
        if tag in DROPPED and not is_closing:
            at = _after(source, tag, at)
    yield source[at:], ""


def _after(source: str, tag: str, at: int) -> int:
    """Return where the text goes on after a dropped element; one that never ends takes the rest."""
    closing = re.compile(f"</{tag}", re.IGNORECASE).search(source, at)
    ends = source.find(">", closing.end()) if closing else -1
    return len(source) if ends < 0 else ends + 1


def ld_scripts(page: str) -> Iterator[str]:
    """Yield the contents of a page's `<script type="application/ld+json">` elements."""
    opening, closing = re.compile("<script", re.IGNORECASE), re.compile("</script", re.IGNORECASE)
    at = 0
    while (opens := opening.search(page, at)) is not None:
        ends = page.find(">", opens.end())
        close = closing.search(page, ends) if ends >= 0 else None
        if close is None:
            return
        if "application/ld+json" in page[opens.end() : ends].lower():
            yield page[ends + 1 : close.start()]
        at = close.end()
