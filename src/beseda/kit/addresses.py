"""Addresses that answers name: our own, as the caller knows us, and the next page of a list."""

from typing import Any
from urllib.parse import urlencode

from fastapi import Request

from beseda.kit.paging import Page
from beseda.settings import Settings


def base_url(request: Request) -> str:
    """Return how we are reached from outside: PUBLIC_URL, else as this request reached us."""
    settings: Settings = request.app.state.settings
    return settings.public_url.rstrip("/") or str(request.base_url).rstrip("/")


def query_string(**parts: Any) -> str:
    """Return `?a=b` of what is set, or nothing."""
    kept = {name: value for name, value in parts.items() if value not in (None, "", False)}
    return f"?{urlencode(kept)}" if kept else ""


def next_address(request: Request, page: Page[Any]) -> str:
    """Return the address of the next page with the same filters, or nothing on the last one."""
    if page.next_cursor is None:
        return ""
    return str(request.url.include_query_params(cursor=page.next_cursor).replace(scheme="", netloc=""))
