"""What a connection reads when it opens: a conversation, its head and its participants."""

from dataclasses import dataclass

from beseda.conversations import queries
from beseda.conversations.frames import ready_frame
from beseda.conversations.models import Conversation, Head, Participant
from beseda.conversations.seat import Seat
from beseda.conversations.wheel import HEARTBEAT
from beseda.kit.db import Database


@dataclass(frozen=True, slots=True)
class Opening:
    """A conversation as it was when the connection opened."""

    conversation: Conversation
    state: Head
    participants: list[Participant]

    @property
    def head(self) -> int:
        """The `seq` of the last entry."""
        return self.state.last_seq

    @property
    def kind(self) -> str:
        """The conversation's kind."""
        return self.conversation.kind

    def start(self, after: int | None, limit: int) -> int:
        """Return the `seq` that the first entry to be sent comes after.

        What a client names beyond the head is of another log: it gets the latest history, like a new one.
        """
        floor = self.state.oldest - 1
        if after is None or after > self.head:
            return max(floor, self.head - limit)
        return max(floor, after)

    def frame(self, seat: Seat, *, first: int) -> str:
        """Write the `ready` frame."""
        resume = {} if seat.resume is None else {"resume": seat.resume}
        return ready_frame(
            conversation=self.conversation.id,
            log=self.conversation.log,
            head=self.head,
            first=first,
            oldest=self.state.oldest,
            floor=self.state.floor,
            participants=[
                {"id": one.principal, "name": one.name, "kind": one.role, "read": one.read_seq}
                for one in self.participants
            ],
            retention_minutes=self.conversation.retention_minutes,
            heartbeat=HEARTBEAT,
            **resume,
        )


async def read_opening(database: Database, seat: Seat) -> Opening | None:
    """Read what `ready` tells; None when the conversation is gone."""
    async with database.transaction() as session:
        conversation = await queries.conversation_with_key(session, seat.key)
        head = await queries.head_of(session, seat.key)
        if conversation is None or head is None:
            return None
        return Opening(conversation, head, await queries.participants_of(session, seat.key))
