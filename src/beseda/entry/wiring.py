"""The whole cross-talk on one page: which doors are open, who answers, who listens."""

from collections.abc import Sequence

from fastapi import APIRouter

from beseda.kit.events import Announcer

API_ROUTERS: Sequence[APIRouter] = ()
PAGE_ROUTERS: Sequence[APIRouter] = ()
SOCKET_ROUTERS: Sequence[APIRouter] = ()


def announcer() -> Announcer | None:
    """Return what stores the jobs of an announced event."""
    return None
