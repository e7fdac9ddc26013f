"""What changed in somebody's list, told at once: topics that pages follow, with no log behind them."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.websockets import WebSocket

from beseda.conversations.engine import Engine
from beseda.conversations.fanout import fanout_of
from beseda.conversations.frames import bye_frame, encode, error_frame, heartbeat_frame
from beseda.conversations.socket.door import close_code
from beseda.conversations.socket.seat import Recheck, refusal_now
from beseda.conversations.socket.wire import Wire
from beseda.kit.db import after_commit
from beseda.kit.i18n import current_locale

log = structlog.get_logger(__name__)

RESTARTING = 1012
NOBODY = uuid.UUID(int=0)


def touch(session: AsyncSession, topic: str, change: Mapping[str, Any]) -> None:
    """Tell whoever follows a topic what changed, once the session has committed; it may be lost."""
    fanout = fanout_of(session)
    if fanout is not None:
        payload = msgspec.json.encode({"type": "changed", "topic": topic, **change})
        after_commit(session, lambda: fanout.topic_changed(topic, payload))


async def serve_inbox(
    websocket: WebSocket,
    topics: Sequence[str],
    *,
    principal: uuid.UUID | None = None,
    recheck: Recheck | None = None,
) -> None:
    """Send what changes in these topics until the accepted socket closes.

    `principal` counts as online meanwhile; `recheck` is asked when its access ends, as for a seat. The socket
    begins with `ready`: what changed before it, the page reads for itself, and again after each reconnect.
    """
    engine: Engine = websocket.app.state.engine
    inbox = Inbox(websocket, engine, principal or NOBODY, recheck)
    ends = [engine.broker.subscribe(f"t:{topic}", inbox.take) for topic in topics]
    engine.follow(inbox)
    if principal is not None:
        engine.arrive(inbox)
    try:
        inbox.say(encode({"type": "ready", "topics": list(topics)}))
        await inbox.run()
    finally:
        engine.unfollow(inbox)
        engine.attendance.depart(inbox)
        for end in ends:
            end()


class Inbox:
    """One socket that follows topics; it takes no frames, and has no log to resume from."""

    key = 0

    def __init__(
        self, websocket: WebSocket, engine: Engine, principal: uuid.UUID, recheck: Recheck | None
    ) -> None:
        self.principal_id = principal
        self._engine = engine
        self._recheck = recheck
        self._locale = current_locale()
        self._wire = Wire(websocket, self._on_closing)

    async def run(self) -> None:
        """Wait for the close; what a client says here is not listened to."""
        await self._wire.run(self._ignore)

    def say(self, frame: str) -> None:
        """Send a frame."""
        self._wire.send(frame)

    def take(self, payload: bytes) -> None:
        """Send a change."""
        self._wire.send(payload.decode())

    def beat(self, _: int) -> None:
        """Send a sign of life; there is no head."""
        self._wire.beat(heartbeat_frame(0))

    def say_bye(self, retry_ms: int) -> None:
        """Say when to come back, and close for a restart."""
        self._wire.send(bye_frame(retry_ms))
        self._wire.close(RESTARTING)

    async def check_seat(self) -> None:
        """Ask the door again whether this page may stay; if that can't be found out, the page comes anew."""
        try:
            error = await refusal_now(self._recheck)
        except Exception as failure:  # noqa: BLE001 - whoever can't be checked is sent to another process.
            log.warning("inbox_not_checked", error=type(failure).__name__)
            self.say_bye(self._engine.come_back_ms())
            return
        if error is not None:
            self._wire.send(error_frame(error.code, error.text(self._locale)))
            self._wire.close(close_code(error))

    def _on_closing(self) -> None:
        """Leave the rest to `serve_inbox`, which ends now."""

    async def _ignore(self, _: str | None) -> None:
        """Drop what a client says."""
