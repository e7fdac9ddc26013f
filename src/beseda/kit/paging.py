"""Keyset paging: lists are arrays, the next page's address stands in the Link header."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as BinasciiError
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Query, Request, Response

from beseda.kit.errors import BesedaError, Kind

Row = TypeVar("Row")
LARGEST_PAGE = 200


class BadCursor(BesedaError):
    """The cursor is not one that we gave out."""

    kind, code, status = Kind.INVALID, "bad_cursor", 422
    message = "This page's address is not valid any more. Please start from the first page."


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page is wanted: at most `limit` rows after `after`, the sort key of the last row seen."""

    limit: int = 50
    after: tuple[Any, ...] | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of rows, and the cursor of the next one, if there is one."""

    rows: Sequence[Row]
    next_cursor: str | None = None


def encode_cursor(key: Sequence[Any]) -> str:
    """Pack a sort key (JSON values) into an opaque, URL-safe cursor."""
    packed = json.dumps(list(key), separators=(",", ":"), default=str).encode()
    return urlsafe_b64encode(packed).rstrip(b"=").decode()


def decode_cursor(cursor: str) -> tuple[Any, ...]:
    """Unpack a cursor; raises BadCursor for what we never gave out."""
    try:
        key = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (BinasciiError, ValueError, RecursionError) as error:
        raise BadCursor from error
    if not isinstance(key, list) or "\x00" in str(key):
        raise BadCursor
    return tuple(key)


def page_request(
    limit: Annotated[int, Query(ge=1, le=LARGEST_PAGE, description="Rows in a page")] = 50,
    cursor: Annotated[
        str | None, Query(max_length=600, description="From the Link header of the page before")
    ] = None,
) -> PageRequest:
    """Read the wanted page from the query string."""
    return PageRequest(limit, decode_cursor(cursor) if cursor else None)


WantedPage = Annotated[PageRequest, Depends(page_request)]


def link_next(request: Request, response: Response, page: Page[Any]) -> None:
    """Name the next page's address in the Link header, if there is a next page."""
    if page.next_cursor is not None:
        url = request.url.include_query_params(cursor=page.next_cursor)
        response.headers["Link"] = f'<{url}>; rel="next"'
