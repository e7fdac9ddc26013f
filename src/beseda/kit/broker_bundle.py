"""Bundles: many wake-ups in one message between processes, with the sender in front."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

SENDER_BYTES = 16
SWEEP, PLAIN = b"s", b"p"
# What a wake-up takes beside its channel and its body: the lengths that MessagePack writes.
FRAME_BYTES = 11
HEADER_BYTES = SENDER_BYTES + len(PLAIN) + 5

Wakes = list[tuple[str, bytes]]


class Outgoing(NamedTuple):
    """A wake-up on its way out; a head says all that earlier heads of its channel said."""

    channel: str
    body: bytes
    is_head: bool

    @property
    def size(self) -> int:
        """How many bytes it takes in a bundle, at most."""
        return len(self.channel.encode()) + len(self.body) + FRAME_BYTES


class Bundle(NamedTuple):
    """What one process heard from another; with `sweep` the sender has lost wake-ups before this one."""

    sender: bytes
    sweep: bool
    wakes: Wakes


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Wakes).decode


def pack(sender: bytes, batch: Iterable[Outgoing], largest: int, *, sweep: bool = False) -> Iterator[bytes]:
    """Write a batch as few bundles of at most `largest` bytes, at least one; what fits none is left out."""
    kept: dict[object, Outgoing] = {}
    for number, wake in enumerate(batch):
        kept[wake.channel if wake.is_head else number] = wake
    start = sender + (SWEEP if sweep else PLAIN)
    wakes: Wakes = []
    room = largest - HEADER_BYTES
    for wake in kept.values():
        if wake.size > largest - HEADER_BYTES:
            continue
        if wake.size > room:
            yield start + _encode(wakes)
            wakes, room = [], largest - HEADER_BYTES
        wakes.append((wake.channel, wake.body))
        room -= wake.size
    yield start + _encode(wakes)


def unpack(data: bytes) -> Bundle:
    """Read a bundle; raises ValueError for what is none."""
    mark = data[SENDER_BYTES : SENDER_BYTES + 1]
    if mark not in {SWEEP, PLAIN}:
        raise ValueError("not a bundle")
    try:
        wakes = _decode(memoryview(data)[SENDER_BYTES + 1 :])
    except msgspec.DecodeError as error:
        raise ValueError("not a bundle") from error
    return Bundle(data[:SENDER_BYTES], mark == SWEEP, wakes)
