"""XML fed to a listener as it is unpacked: no tree in memory, no document types, no entities."""

from collections.abc import Iterable
from typing import Protocol
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from beseda.extraction.errors import DamagedFile


class Listener(Protocol):
    """Hears a document's elements and characters in their order."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Hear an element open."""

    def end(self, tag: str) -> None:
        """Hear an element close."""

    def data(self, data: str) -> None:
        """Hear the characters between tags."""

    def close(self) -> None:
        """Hear the document end."""


def feed(chunks: Iterable[bytes], listener: Listener) -> None:
    """Parse a document for a listener; DamagedFile where it is not XML or tries entities."""
    parser = DefusedXMLParser(target=listener, forbid_dtd=True)
    try:
        for chunk in chunks:
            parser.feed(chunk)
        parser.close()
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise DamagedFile from error


def local(name: str) -> str:
    """Return a name without its namespace: the transitional and the strict dialect differ in nothing else."""
    return name.rpartition("}")[2]
