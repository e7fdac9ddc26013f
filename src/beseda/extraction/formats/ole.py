"""The container of old Office files and of encrypted new ones: told apart, never read."""

from beseda.extraction.errors import EncryptedFile, UnsupportedFile
from beseda.extraction.formats.reading import Format, Reading
from beseda.extraction.limits import Limits

OLE = "application/x-ole-storage"
_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # The stream's name, [MS-OFFCRYPTO] 2.3.4.4.


def is_ole(content: bytes) -> bool:
    """Say whether the content is a compound file."""
    return content.startswith(_SIGNATURE)


def refuse(content: bytes, limits: Limits) -> Reading:
    """Refuse an encrypted document as encrypted and an old one as unsupported."""
    del limits
    raise EncryptedFile if _ENCRYPTED in content else UnsupportedFile


OLE_FORMAT = Format(OLE, is_ole, refuse, refuses=True)
