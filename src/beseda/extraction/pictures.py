"""People's pictures: whatever was sent, decoded in the confined child and made anew, small and plain."""

import structlog

from beseda.extraction.bounded import examine
from beseda.extraction.errors import (
    DamagedFile,
    EmptyFile,
    ExtractionTimedOut,
    FileTooLarge,
    ReaderUnavailable,
    UnpacksTooLarge,
    UnreadableFile,
)
from beseda.extraction.limits import MEGABYTE, Limits

READER = "beseda.extraction.picture_child"
MEDIA_TYPE = "image/webp"
# `characters` bounds the answer; a square of 320 pixels in WebP is a tenth of this.
AVATAR = Limits(size=10 * MEGABYTE, seconds=8.0, memory=512 * MEGABYTE, characters=60_000)

log = structlog.get_logger(__name__)


class NotAPicture(UnreadableFile):
    """The content is no picture of a kind that is taken, whatever its name says."""

    code, status = "not_a_picture", 415
    message = "This is no picture we can show. Please choose a JPEG, PNG, WebP or GIF."


class DrawingRefused(NotAPicture):
    """An SVG is a program as much as a picture."""

    code = "svg_refused"
    message = "SVG drawings can hold scripts, so they are not taken. Please save it as PNG and send that."


class PhoneFormatRefused(NotAPicture):
    """HEIC or AVIF, which telephones make and few browsers show, often under the name of a JPEG."""

    code = "heic_refused"
    message = (
        "This is a HEIC picture, whatever its name says. Please save it as JPEG on your phone and send that."
    )


class PictureDamaged(DamagedFile):
    """The picture is of a known kind and broken."""

    code = "damaged_picture"
    message = "This picture is damaged. Please choose another."


class PictureTooLarge(UnpacksTooLarge):
    """The picture has more pixels than we decode, or takes too long."""

    code = "picture_too_large"
    message = "This picture is too large to open: at most 50 million pixels. Please send a smaller one."


_BY_CODE: dict[str, type[UnreadableFile]] = {
    error.code: error
    for error in (
        NotAPicture,
        DrawingRefused,
        PhoneFormatRefused,
        PictureTooLarge,
        FileTooLarge,
        ReaderUnavailable,
    )
} | {
    EmptyFile.code: NotAPicture,
    DamagedFile.code: PictureDamaged,
    ExtractionTimedOut.code: PictureTooLarge,
}


async def remake_picture(content: bytes, limits: Limits = AVATAR) -> bytes:
    """Return a picture as a small WebP square (MEDIA_TYPE), judged by its content.

    Nothing of what was sent is left but its middle's colours: no name, no place, no camera. Raises
    NotAPicture, DrawingRefused, PhoneFormatRefused, PictureDamaged, PictureTooLarge, FileTooLarge or
    ReaderUnavailable.
    """
    answer = await examine(content, limits, reader=READER)
    if answer.error or not answer.picture:
        log.info("picture_refused", reason=answer.error, detail=answer.detail, size=len(content))
        raise _BY_CODE.get(answer.error, PictureDamaged)(megabytes=limits.megabytes)
    return answer.picture
