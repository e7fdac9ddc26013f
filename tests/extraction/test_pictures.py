"""People's pictures: made anew from whatever was sent, or refused with a reason."""

import io
import struct
import zlib

import pytest
from PIL import Image

from beseda.extraction.errors import FileTooLarge
from beseda.extraction.limits import Limits
from beseda.extraction.picture_child import SIDE, answer
from beseda.extraction.pictures import (
    AVATAR,
    DrawingRefused,
    NotAPicture,
    PhoneFormatRefused,
    PictureDamaged,
    PictureTooLarge,
    remake_picture,
)


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **more: object) -> bytes:
    made = io.BytesIO()
    Image.new(mode, size, "red").save(made, kind, **more)
    return made.getvalue()


def shown(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it is this large and holds next to nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("PNG", "RGB"),
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("PNG", "1"),
        ("PNG", "I;16"),
        ("JPEG", "L"),
        ("JPEG", "CMYK"),
        ("WEBP", "RGBA"),
        ("GIF", "P"),
    ],
)
async def test_every_kind_becomes_a_small_square(kind, mode):
    made = io.BytesIO()
    Image.new(mode, (700, 300)).save(made, kind)
    found = shown(await remake_picture(made.getvalue()))
    assert (found.format, found.size) == ("WEBP", (SIDE, SIDE))


async def test_nothing_stays_but_the_picture():
    exif = Image.Exif()
    exif[0x010F] = "Secret camera"
    exif.get_ifd(0x8825)[1] = "N"
    found = await remake_picture(picture("JPEG", exif=exif, comment=b"Secret place"))
    assert b"Secret" not in found
    assert not shown(found).getexif()
    assert "icc_profile" not in shown(found).info


async def test_a_picture_stands_as_its_camera_was_held():
    exif = Image.Exif()
    exif[0x0112] = 6
    half = Image.new("RGB", (400, 400), "white")
    half.paste("black", (0, 0, 400, 200))
    made = io.BytesIO()
    half.save(made, "JPEG", exif=exif, quality=95)
    found = shown(await remake_picture(made.getvalue())).convert("L")
    assert found.getpixel((SIDE - 20, SIDE // 2)) < 60
    assert found.getpixel((20, SIDE // 2)) > 200


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", NotAPicture),
        (b"hello", NotAPicture),
        (b"%PDF-1.7 ...", NotAPicture),
        (b"GIF", NotAPicture),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", DrawingRefused),
        (b"<?xml version='1.0'?><!-- x --><svg onload='x'/>", DrawingRefused),
        (b"\x00\x00\x00\x18ftypheic" + bytes(40), PhoneFormatRefused),
        (b"\x00\x00\x00\x18ftypavif" + bytes(40), PhoneFormatRefused),
        (picture()[:70], PictureDamaged),
        (picture("JPEG")[:200], PictureDamaged),
        (png_of(100_000, 100_000), PictureTooLarge),
        (png_of(2**31 - 1, 2**31 - 1), PictureTooLarge),
        (bytes(AVATAR.size + 1), FileTooLarge),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
async def test_what_is_refused(content, error):
    with pytest.raises(error) as refused:
        await remake_picture(content)
    assert type(refused.value) is error
    assert "{" not in refused.value.text("ru")


async def test_a_picture_that_needs_more_memory_is_refused():
    with pytest.raises(PictureTooLarge):
        await remake_picture(
            picture(size=(7000, 7000)), Limits(size=AVATAR.size, memory=160 * 1024 * 1024, characters=60_000)
        )


def test_the_childs_answers_are_the_same_in_here():
    assert answer(b"<svg>").error == "svg_refused"
    assert answer(b"nothing").error == "not_a_picture"
    assert answer(png_of(9_000, 9_000)).error == "picture_too_large"
    assert answer(picture()[:70]).error == "damaged_file"
    assert shown(answer(picture()).picture).size == (SIDE, SIDE)
