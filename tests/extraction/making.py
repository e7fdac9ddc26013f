"""Small documents made in code: ordinary ones, encrypted ones, bombs."""

import hashlib
import zipfile
from io import BytesIO

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def pdf(*pages: str, extra: bytes = b"", trailer: bytes = b"") -> bytes:
    """Build a PDF of Latin pages, its table of references right; `extra` objects follow the pages."""
    kids = " ".join(f"{4 + 2 * index} 0 R" for index in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for index, text in enumerate(pages):
        drawn = f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET".encode()
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F1 3 0 R>>>>"
            f"/Contents {5 + 2 * index} 0 R>>".encode(),
            f"<</Length {len(drawn)}>>stream\n".encode() + drawn + b"\nendstream",
        ]
    if extra:
        objects.append(extra)
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    out += f"trailer<</Size {len(objects) + 1}/Root 1 0 R".encode() + trailer + b">>\n"
    out += f"startxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


def rc4(key: bytes, data: bytes) -> bytes:
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    i = j = 0
    out = bytearray()
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)


def encrypted_pdf(password: str) -> bytes:
    """Build a PDF that opens with a password only (40-bit RC4, PDF 1.4 algorithms 3.2 to 3.4)."""
    padded = (password.encode() + PADDING)[:32]
    owner = rc4(hashlib.md5(padded).digest()[:5], padded)  # noqa: S324 - the format asks for it.
    identity = b"0123456789abcdef"
    key = hashlib.md5(padded + owner + b"\xfc\xff\xff\xff" + identity).digest()[:5]  # noqa: S324
    user = rc4(key, PADDING)
    entry = (
        b"<</Filter/Standard/V 1/R 2/P -4/O<" + owner.hex().encode() + b">/U<" + user.hex().encode() + b">>>"
    )
    ids = identity.hex().encode()
    return pdf("secret", extra=entry, trailer=b"/Encrypt 6 0 R/ID[<" + ids + b"><" + ids + b">]")


def archive(parts: dict[str, str | bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, body in parts.items():
            file.writestr(name, body)
    return buffer.getvalue()


def relations(**targets: str) -> str:
    rows = "".join(
        f'<Relationship Id="r{index}" Type="{OFFICE}/{kind.rstrip("0123456789")}" Target="{target}"/>'
        for index, (kind, target) in enumerate(targets.items())
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}'
        f'<Relationship Id="x" Type="{OFFICE}/header" TargetMode="External" Target="http://e/x"/></Relationships>'
    )


def paragraph(text: str) -> str:
    return f"<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def word_part(kind: str, inner: str) -> str:
    return f'<?xml version="1.0"?><w:{kind} xmlns:w="{W}">{inner}</w:{kind}>'


def docx(
    body: str = "", *, parts: dict[str, str] | None = None, related: dict[str, str] | None = None
) -> bytes:
    """Build a Word document of a body's XML, with further parts where they are wanted."""
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": relations(officeDocument="word/document.xml"),
        "word/document.xml": word_part("document", f"<w:body>{body}</w:body>"),
        **({"word/_rels/document.xml.rels": relations(**related)} if related else {}),
        **(parts or {}),
    }
    return archive(files)


def bomb(megabytes: int) -> bytes:
    """Build a Word document of some kilobytes that unpacks to so many megabytes."""
    return archive(
        {
            "[Content_Types].xml": CONTENT_TYPES,
            "word/document.xml": word_part("document", " " * (megabytes * 1024 * 1024)).encode(),
        }
    )
