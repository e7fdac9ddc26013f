"""How far somebody has read: the highest mark per participant, written with the journal's batches."""

import uuid
from collections.abc import Iterable

MOST_MARKS = 512
MOST_WAITING = 10_000
RETRY_AFTER = 0.2
# So long (seconds) marks gather after some were written: they are many, and nobody waits for them.
GATHER = 0.05

Mark = tuple[int, uuid.UUID, int]

# A row that another process is writing just now is skipped: marks never wait, and so never deadlock. What was
# skipped comes back, to be written with a later batch.
READ_MARKS = """
WITH marks AS (
    SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::integer[]) AS m (conversation, principal, seq)
), behind AS (
    SELECT p.conversation, p.principal, m.seq FROM participants p JOIN marks m USING (conversation, principal)
    WHERE p.read_seq < m.seq
), free AS (
    SELECT p.conversation, p.principal FROM participants p JOIN marks m USING (conversation, principal)
    WHERE p.read_seq < m.seq FOR NO KEY UPDATE OF p SKIP LOCKED
), written AS (
    UPDATE participants p SET read_seq = greatest(p.read_seq, least(m.seq, h.last_seq))
    FROM marks m JOIN free f USING (conversation, principal) JOIN heads h USING (conversation)
    WHERE p.conversation = m.conversation AND p.principal = m.principal
)
SELECT b.conversation, b.principal, b.seq FROM behind b
WHERE NOT EXISTS (SELECT FROM free f WHERE f.conversation = b.conversation AND f.principal = b.principal)
"""


class ReadMarks:
    """The marks that wait to be written, one per participant; `now` is the loop's clock.

    They are bounded: a mark that finds no room is lost, and the reader's next one says more.
    """

    def __init__(self) -> None:
        self._marks: dict[tuple[int, uuid.UUID], int] = {}
        self._not_before = 0.0

    def __bool__(self) -> bool:
        return bool(self._marks)

    def due(self, now: float) -> bool:
        """Whether there is something to write at this moment."""
        return bool(self._marks) and now >= self._not_before

    def pause(self, now: float) -> float | None:
        """How long (seconds) until the next are due; None: until there is news."""
        return max(0.0, self._not_before - now) if self._marks else None

    def add(self, conversation: int, principal: uuid.UUID, seq: int) -> None:
        """Keep the highest mark of a participant."""
        place = (conversation, principal)
        known = self._marks.get(place)
        if known is not None or len(self._marks) < MOST_WAITING:
            self._marks[place] = max(seq, known or 0)

    def take(self, now: float) -> list[Mark]:
        """Take the next marks out; others gather for a while before they are due."""
        self._not_before = now + GATHER
        places = list(self._marks)[:MOST_MARKS]
        return [(*place, self._marks.pop(place)) for place in places]

    def put_back(self, marks: Iterable[Mark], now: float) -> None:
        """Keep marks that could not be written, and let all of them rest for a moment."""
        for conversation, principal, seq in marks:
            self.add(conversation, principal, seq)
            self._not_before = now + RETRY_AFTER


def columns(marks: Iterable[Mark]) -> tuple[list[int], list[uuid.UUID], list[int]]:
    """Turn marks into the statement's parallel arrays."""
    listed = list(marks)
    return [one[0] for one in listed], [one[1] for one in listed], [one[2] for one in listed]
