"""The child process for pictures: takes one on standard input, gives up its rights, answers with a new one.

Started by `pictures.remake_picture` as `python -I -m beseda.extraction.picture_child LIMITS`. It alone
imports the library that decodes; the kinds are named, so no other decoder of it is ever reached.
"""

import io
import sys

import msgspec
from PIL import Image, ImageOps, UnidentifiedImageError

from beseda.extraction.child import Answer
from beseda.extraction.confinement import confine
from beseda.extraction.errors import DamagedFile, ExtractionTimedOut
from beseda.extraction.limits import Limits

KINDS = ("JPEG", "PNG", "WEBP", "GIF")
MOST_PIXELS = 50_000_000
# Shown at 96 CSS pixels at most, on screens that put three dots into one.
SIDE = 320
QUALITY = 82
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# The first bytes of an ISO base media file name its brand; these are the telephones' pictures.
BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")


def refusal(content: bytes) -> str:
    """Return the code that says what else than a picture of our kinds this is, "" if it may be one."""
    if content[4:8] == b"ftyp" and content[8:12] in BRANDS:
        return "heic_refused"
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if (
        start.startswith((b"<svg", b"<?xml", b"<!doctype svg", b"<!--"))
        and b"<svg" in content[:65536].lower()
    ):
        return "svg_refused"
    return ""


def remake(content: bytes) -> bytes:
    """Return the middle square of a picture, turned as its camera was held, as a WebP without any metadata.

    Raises what the library does for a broken picture, and MemoryError or ExtractionTimedOut past the limits.
    """
    Image.MAX_IMAGE_PIXELS = None  # Counted here, from the header, before anything is decoded.
    with Image.open(io.BytesIO(content), formats=KINDS) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise ExtractionTimedOut
        # A JPEG is decoded at a fraction of its size; for other kinds this does nothing.
        picture.draft("RGB", (SIDE * 2, SIDE * 2))
        picture.seek(0)
        turn = TURNS.get(picture.getexif().get(ORIENTATION, 1))
        has_alpha = "A" in picture.getbands() or "transparency" in picture.info
        mode = "RGBA" if has_alpha else "RGB"
        # What is large is made smaller before it is copied: memory holds one of it, not three.
        whole = picture if picture.mode in {"RGB", "RGBA", "L"} else picture.convert(mode)
        factor = max(1, min(whole.size) // (SIDE * 2))
        plain = whole.reduce(factor).convert(mode)
    turned = plain if turn is None else plain.transpose(turn)
    square = ImageOps.fit(turned, (SIDE, SIDE), Image.Resampling.LANCZOS, centering=(0.5, 0.4))
    made = io.BytesIO()
    # A new picture of the pixels alone: what the old one carried beside them stays behind.
    Image.frombytes(square.mode, square.size, square.tobytes()).save(made, "WEBP", quality=QUALITY, method=4)
    return made.getvalue()


def answer(content: bytes, confined: list[str] | None = None) -> Answer:
    """Remake a picture and turn whatever goes wrong into a reason."""
    code = refusal(content)
    if code:
        return Answer(error=code, confined=confined or [])
    try:
        return Answer(picture=remake(content), media_type="image/webp", confined=confined or [])
    except (MemoryError, ExtractionTimedOut, Image.DecompressionBombError):
        return Answer(error="picture_too_large", confined=confined or [])
    except UnidentifiedImageError:
        return Answer(error="not_a_picture", confined=confined or [])
    except Exception as error:  # noqa: BLE001 - a decoder may raise anything on a broken picture; it is its fault.
        return Answer(error=DamagedFile.code, detail=type(error).__name__, confined=confined or [])


def main() -> None:  # pragma: no cover - runs in the child; tests see its answers.
    """Serve one picture."""
    limits = msgspec.json.decode(sys.argv[1], type=Limits)
    content = sys.stdin.buffer.read(limits.size + 1)
    Image.init()  # The decoders are loaded while files may still be read.
    confined = confine(limits)
    sys.stdout.buffer.write(msgspec.json.encode(answer(content, confined)))


if __name__ == "__main__":  # pragma: no cover - as above.
    main()
