"""Frames read and written at once are the same that a whole parser reads and writes."""

from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode
from websockets.protocol import Protocol, Side

from beseda.entry.framing import framed, is_whole, payload_of

TEXTS = st.one_of(st.text(max_size=200), st.integers(100, 9000).map("ы".__mul__), st.just("x" * 70_000))
KINDS = st.sampled_from([Opcode.TEXT, Opcode.BINARY, Opcode.PING, Opcode.CONT])


def from_client(opcode: Opcode, payload: bytes, *, fin: bool = True) -> bytes:
    return Frame(opcode, payload, fin).serialize(mask=True)


@given(TEXTS)
def test_what_is_written_is_read_by_a_parser(text: str) -> None:
    client = Protocol(Side.CLIENT)
    client.receive_data(framed(text))
    [frame] = client.events_received()
    assert isinstance(frame, Frame)
    assert (frame.opcode, frame.fin, bytes(frame.data).decode()) == (Opcode.TEXT, True, text)


@given(st.binary(max_size=5000), st.data())
def test_one_whole_text_is_read_and_nothing_else(payload: bytes, data: st.DataObject) -> None:
    frame = from_client(Opcode.TEXT, payload)
    assert payload_of(frame) == payload
    assert payload_of(frame + b"\x81") is None
    cut = data.draw(st.integers(1, len(frame) - 1))
    assert payload_of(frame[:cut]) is None
    assert payload_of(Frame(Opcode.TEXT, payload).serialize(mask=False)) is None
    assert payload_of(from_client(Opcode.TEXT, payload, fin=False)) is None
    assert payload_of(from_client(Opcode.BINARY, payload)) is None


@given(st.lists(st.tuples(KINDS, st.binary(max_size=120)), min_size=1, max_size=5), st.data())
def test_whole_frames_are_told_from_pieces(frames: list[tuple[Opcode, bytes]], data: st.DataObject) -> None:
    each = [from_client(opcode, payload) for opcode, payload in frames]
    arrived = b"".join(each)
    ends = {sum(map(len, each[:number])) for number in range(1, len(each) + 1)}
    assert is_whole(arrived)
    cut = data.draw(st.integers(1, len(arrived)))
    assert is_whole(arrived[:cut]) == (cut in ends)
    assert not is_whole(arrived + from_client(Opcode.TEXT, b"part", fin=False))


@given(st.binary(min_size=1, max_size=40))
def test_whatever_arrives_is_judged(arrived: bytes) -> None:
    assert is_whole(arrived) or payload_of(arrived) is None
