"""What changed in somebody's list, told at once: topics that pages follow, without a log behind them."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from fastapi import WebSocket
from sqlalchemy.ext.asyncio import AsyncSession

from beseda.conversations.fanout import fanout_of
from beseda.kit.db import after_commit


def touch(session: AsyncSession, topic: str, change: Mapping[str, Any]) -> None:
    """Tell whoever follows a topic what changed, once the session has committed."""
    fanout = fanout_of(session)
    if fanout is not None:
        payload = msgspec.json.encode({"type": "changed", "topic": topic, **change})
        after_commit(session, lambda: fanout.topic_changed(topic, payload))


async def serve_inbox(websocket: WebSocket, topics: Sequence[str]) -> None:
    """Send what changes in these topics until the socket closes."""
