"""How much a file may cost: its size, what it unpacks to, time, memory, pages, characters."""

import msgspec

MEGABYTE = 1024 * 1024
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
RTF = "application/rtf"
TEXT = "text/plain"


class Limits(msgspec.Struct, frozen=True):
    """The bounds of one extraction. Sizes are in bytes, times in seconds.

    `accepts` names the media types that are taken; none named means every kind that is known. What unpacks to
    more than `unpacked`, or to more than `ratio` times the file (and a megabyte), is refused. `memory` bounds
    the child's address space. Text is cut at `pages` and at `characters`.
    """

    size: int = 5 * MEGABYTE
    unpacked: int = 64 * MEGABYTE
    ratio: int = 200
    seconds: float = 10.0
    memory: int = 512 * MEGABYTE
    pages: int = 100
    characters: int = 200_000
    accepts: tuple[str, ...] = ()

    @property
    def megabytes(self) -> int:
        """The size that people are told, in whole megabytes."""
        return max(1, self.size // MEGABYTE)

    def allowance(self, packed: int) -> int:
        """Return how many bytes a file of `packed` bytes may unpack to."""
        return min(self.unpacked, max(MEGABYTE, packed * self.ratio))


RESUME = Limits(accepts=(PDF, DOCX, RTF, TEXT))
