"""What a connection begins with: a conversation as it stands, and what its seat is told of it."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from beseda.conversations import queries
from beseda.conversations.cast import Cast, Standing
from beseda.conversations.frames import ready_frame
from beseda.conversations.live.wheel import HEARTBEAT
from beseda.conversations.socket.seat import Seat
from beseda.kit.db import Database


@dataclass(frozen=True, slots=True)
class Opening:
    """A conversation as it was when the connection opened."""

    standing: Standing

    @property
    def head(self) -> int:
        """The `seq` of the last entry."""
        return self.standing.head

    @property
    def kind(self) -> str:
        """The conversation's kind."""
        return self.standing.kind

    def start(self, after: int | None, limit: int) -> int:
        """Return the `seq` that the first entry to be sent comes after.

        What a client names beyond the head is of another log: it gets the latest history, like a new one.
        """
        floor = self.standing.oldest - 1
        if after is None or after > self.head:
            return max(floor, self.head - limit)
        return max(floor, after)

    def frame(self, seat: Seat, cast: Cast, is_online: Callable[[uuid.UUID], bool], *, first: int) -> str:
        """Write the `ready` frame; `cast` says whom the seat meets, which may be newer than the standing."""
        me = seat.principal_id
        met = {one.principal for one in self.standing.people if cast.meet(me, one.principal)}
        standing = self.standing
        return ready_frame(
            conversation=standing.id,
            log=standing.log,
            head=standing.head,
            first=first,
            oldest=standing.oldest,
            floor=standing.floor,
            participants=[
                {
                    "id": one.principal,
                    "name": one.name,
                    "kind": one.role,
                    "read": one.read if one.principal in met or one.principal == me else one.held,
                    "online": one.principal == me or (one.principal in met and is_online(one.principal)),
                }
                for one in standing.people
            ],
            retention_minutes=standing.retention_minutes,
            heartbeat=HEARTBEAT,
            **({} if seat.resume is None else {"resume": seat.resume}),
        )


async def read_opening(database: Database, seat: Seat) -> Opening | None:
    """Read what `ready` tells; None when the conversation is gone."""
    async with database.transaction() as session:
        standing = (await queries.standings(session, [seat.key])).get(seat.key)
    return None if standing is None else Opening(standing)
