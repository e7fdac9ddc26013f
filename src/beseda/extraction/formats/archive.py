"""ZIP containers unpacked under a bound that a bomb can't talk itself past."""

import zipfile
from collections.abc import Iterator
from io import BytesIO

from beseda.extraction.errors import DamagedFile, EncryptedFile, UnpacksTooLarge
from beseda.extraction.limits import Limits

ZIP_SIGNATURE = b"PK\x03\x04"
_CHUNK = 64 * 1024
_ENCRYPTED_FLAG = 0x1
_MOST_ENTRIES = 10_000


class Archive:
    """A ZIP file whose parts are unpacked in chunks, all of them together within the limits' allowance."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except zipfile.BadZipFile as error:
            raise DamagedFile from error
        if len(self._zip.infolist()) > _MOST_ENTRIES:
            raise UnpacksTooLarge
        self._left = limits.allowance(len(content))

    def __contains__(self, name: str) -> bool:
        return name in self._zip.NameToInfo

    def chunks(self, name: str) -> Iterator[bytes]:
        """Unpack a part piece by piece; what its header promises is not believed."""
        info = self._zip.NameToInfo.get(name)
        if info is None:
            raise DamagedFile
        if info.flag_bits & _ENCRYPTED_FLAG:
            raise EncryptedFile
        with self._zip.open(info) as part:
            while chunk := part.read(_CHUNK):
                self._left -= len(chunk)
                if self._left < 0:
                    raise UnpacksTooLarge
                yield chunk
