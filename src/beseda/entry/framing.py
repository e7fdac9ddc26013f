"""WebSocket frames as they stand on the wire (RFC 6455, section 5.2): the plainest, at once."""

from websockets.frames import apply_mask  # type: ignore[attr-defined]  # Compiled where it can be.

# A text frame that is no fragment. Then, in the second byte: whether a mask follows, as it does from
# clients, and the length, or that it stands in two more bytes, or in eight.
WHOLE_TEXT, WHOLE = 0x81, 0x80
MASKED = 0x80
TWO_MORE = 126
# The longest payloads whose length stands in the second byte, and in two more.
SHORT, MEDIUM = 125, 65535
# The header's bytes with its mask, without and with two bytes of length; the mask's alone.
SMALL_HEADER, MEDIUM_HEADER, MASK = 6, 8, 4


def framed(text: str) -> bytes:
    """Return a whole text frame as a server sends it: unmasked."""
    body = text.encode()
    size = len(body)
    if size <= SHORT:
        return bytes((WHOLE_TEXT, size)) + body
    if size <= MEDIUM:
        return b"\x81\x7e" + size.to_bytes(2, "big") + body
    return b"\x81\x7f" + size.to_bytes(8, "big") + body


def payload_of(data: bytes) -> bytes | None:
    """Return the payload of what is one whole text frame of a client and nothing else; else None."""
    if data[0] != WHOLE_TEXT or _end_of_frame(data, 0) != len(data):
        return None
    start = SMALL_HEADER if data[1] - MASKED < TWO_MORE else MEDIUM_HEADER
    return apply_mask(data[start:], data[start - MASK : start])


def is_whole(data: bytes) -> bool:
    """Whether these are a client's frames from beginning to end, none of them a fragment or very long."""
    place = 0
    while place < len(data):
        end = _end_of_frame(data, place)
        if not end or not data[place] & WHOLE:
            return False
        place = end
    return place == len(data)


def _end_of_frame(data: bytes, place: int) -> int:
    """Return where the masked frame that begins here ends; 0 where that can't be said."""
    size = len(data) - place
    if size < SMALL_HEADER:
        return 0
    length = data[place + 1] - MASKED
    if 0 <= length < TWO_MORE:
        return place + SMALL_HEADER + length
    if length == TWO_MORE and size >= MEDIUM_HEADER:
        return place + MEDIUM_HEADER + int.from_bytes(data[place + 2 : place + 4], "big")
    return 0
