"""How far somebody has read: the highest mark per participant, written with the journal's batches."""

import uuid

MOST_MARKS = 512

# A row that another process is writing just now is skipped: marks never wait, and so never deadlock.
READ_MARKS = """
WITH marks AS (
    SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::integer[]) AS m (conversation, principal, seq)
), free AS (
    SELECT p.conversation, p.principal FROM participants p JOIN marks m USING (conversation, principal)
    WHERE p.read_seq < m.seq FOR NO KEY UPDATE OF p SKIP LOCKED
)
UPDATE participants p SET read_seq = greatest(p.read_seq, least(m.seq, h.last_seq))
FROM marks m JOIN free f USING (conversation, principal) JOIN heads h USING (conversation)
WHERE p.conversation = m.conversation AND p.principal = m.principal
"""


class ReadMarks:
    """The marks that wait to be written, one per participant."""

    def __init__(self) -> None:
        self._marks: dict[tuple[int, uuid.UUID], int] = {}

    def __bool__(self) -> bool:
        return bool(self._marks)

    def add(self, conversation: int, principal: uuid.UUID, seq: int) -> None:
        """Keep the highest mark of a participant."""
        place = (conversation, principal)
        self._marks[place] = max(seq, self._marks.get(place, 0))

    def take(self) -> tuple[list[int], list[uuid.UUID], list[int]]:
        """Take the next marks out, as the statement's parallel arrays."""
        places = list(self._marks)[:MOST_MARKS]
        seqs = [self._marks.pop(place) for place in places]
        return [key for key, _ in places], [principal for _, principal in places], seqs
