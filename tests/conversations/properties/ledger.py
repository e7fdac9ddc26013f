"""The log as it must be: a model that judges what clients say exactly as protocol and rights demand."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from beseda.conversations.entries import DELETE, EDIT, MESSAGE, EntryView

LONGEST = 4000
NEW, REPEAT = "new", "repeat"

Audience = frozenset[uuid.UUID] | None
EVERYBODY = frozenset({uuid.UUID(int=0)})


@dataclass(frozen=True)
class Line:
    """One line of the log, as far as it is foreseen; `cid` is None where the server chose it."""

    kind: str
    author: uuid.UUID | None
    text: str | None
    of: int | None = None
    audience: Audience = None
    cid: uuid.UUID | None = None
    for_me: bool = False


@dataclass(frozen=True)
class Verdict:
    """What becomes of a frame: `new` or `repeat` with its `seq`, or the code of a refusal."""

    code: str
    seq: int = 0


@dataclass
class Rights:
    """What somebody may do here, besides being a participant or not."""

    seated: bool = True
    watches: bool = False
    audience: Audience = None
    refusal: str | None = None
    claim: bytes | None = None


@dataclass
class Ledger:
    """The lines so far, who has the word, and everybody's rights."""

    rights: dict[uuid.UUID, Rights]
    lines: list[Line] = field(default_factory=list)
    floor: str = "people"

    @property
    def head(self) -> int:
        """The `seq` of the last line."""
        return len(self.lines)

    def add(self, line: Line) -> int:
        """Write a line; a deletion for all who saw a message empties it, and its edits."""
        self.lines.append(line)
        if line.kind == DELETE:
            for at, one in enumerate(self.lines, 1):
                is_meant = at == line.of or (one.kind == EDIT and one.of == line.of)
                if is_meant and (line.audience is None or line.audience >= (one.audience or EVERYBODY)):
                    self.lines[at - 1] = replace(one, text=None)
        return self.head

    def hear(self, line: Line, claim: bytes | None) -> Verdict:
        """Judge what a client says, and write it if it is taken."""
        assert line.author is not None
        code = self._judge(line, self.rights[line.author], claim)
        if code != NEW:
            return Verdict(code, self._seq_of(line.cid) if code == REPEAT else 0)
        rights = self.rights[line.author]
        if claim is not None:
            rights.claim = claim
        return Verdict(NEW, self.add(replace(line, audience=self._heard_by(line, rights))))

    def _judge(self, line: Line, rights: Rights, claim: bytes | None) -> str:
        misspoken = self._misspoken(line, rights)
        if misspoken is not None:
            return misspoken
        earlier = self._seq_of(line.cid)
        if earlier:
            return REPEAT if self.lines[earlier - 1].author == line.author else "cid_taken"
        refused = self._refused(rights, claim)
        if refused is not None:
            return refused
        return NEW if line.of is None or self._may_point_at(line, line.of) else "no_such_message"

    def _refused(self, rights: Rights, claim: bytes | None) -> str | None:
        if not rights.seated or (claim is not None and rights.claim not in {None, claim}):
            return "not_yours"
        return "ended" if self.floor == "closed" else rights.refusal

    def _misspoken(self, line: Line, rights: Rights) -> str | None:
        text = line.text or ""
        if line.kind in {MESSAGE, EDIT} and not text.strip():
            return "empty"
        if len(text) > LONGEST:
            return "too_long"
        if rights.watches:
            return "read_only"
        return "bad_text" if "\0" in text else None

    def _may_point_at(self, line: Line, of: int) -> bool:
        if not 1 <= of <= self.head:
            return False
        if line.kind == MESSAGE:
            return True
        target = self.lines[of - 1]
        if target.kind != MESSAGE:
            return False
        gone = [one for one in self.lines if one.kind == DELETE and one.of == of]
        if line.for_me:
            unseen = [one for one in [target] if one.audience is not None and line.author not in one.audience]
            return not unseen and not any(one.audience is None or line.author in one.audience for one in gone)
        mine = [one for one in gone if one.author == line.author and (line.kind == EDIT or not one.for_me)]
        return target.author == line.author and not mine

    def _heard_by(self, line: Line, rights: Rights) -> Audience:
        """A change is heard by nobody who has not heard what it changes."""
        heard = line.audience if line.for_me else rights.audience
        if line.kind not in {EDIT, DELETE} or line.of is None:
            return heard
        target = self.lines[line.of - 1].audience
        return heard if target is None else target & (heard if heard is not None else target)

    def _seq_of(self, cid: uuid.UUID | None) -> int:
        return next((at for at, one in enumerate(self.lines, 1) if cid is not None and one.cid == cid), 0)


def line_of(entry: EntryView) -> Line:
    """Return a stored entry as a line."""
    audience = None if entry.audience is None else frozenset(entry.audience)
    for_me = entry.kind == DELETE and "for" in entry.data
    return Line(entry.kind, entry.author, entry.text, entry.of, audience, entry.cid, for_me)


def agree(lines: Sequence[Line], entries: Sequence[EntryView]) -> None:
    """See that the rows are the lines, numbered from 1 without holes."""
    assert [one.seq for one in entries] == list(range(1, len(lines) + 1))
    for line, entry in zip(lines, entries, strict=True):
        stored = line_of(entry)
        wanted = replace(line, cid=stored.cid if line.cid is None else line.cid)
        assert stored == wanted
