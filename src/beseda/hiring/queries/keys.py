"""Sort keys out of cursors: a key that we never gave out is a bad cursor, not an error of the database."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from beseda.kit.paging import BadCursor, Page, Row, encode_cursor

LARGEST_RANK = 10


def moment_key(after: tuple[Any, ...]) -> tuple[datetime, uuid.UUID]:
    """Read `(moment, id)`; raises BadCursor."""
    if len(after) != 2:  # noqa: PLR2004 - the two parts named above.
        raise BadCursor
    return _moment(after[0]), _id(after[1])


def rank_key(after: tuple[Any, ...]) -> tuple[float, datetime, uuid.UUID]:
    """Read `(rank, moment, id)`; raises BadCursor."""
    if len(after) != 3:  # noqa: PLR2004 - the three parts named above.
        raise BadCursor
    rank = after[0]
    if isinstance(rank, bool) or not isinstance(rank, int | float) or not 0 <= rank <= LARGEST_RANK:
        raise BadCursor
    return float(rank), _moment(after[1]), _id(after[2])


def page_of(rows: Sequence[Row], limit: int, key: Any) -> Page[Row]:
    """Make a page of up to `limit` rows out of `limit + 1`; `key` says a row's sort key."""
    kept = rows[:limit]
    more = len(rows) > limit
    return Page(kept, encode_cursor(key(kept[-1])) if more else None)


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise BadCursor from error
    if moment.tzinfo is None or not 1970 <= moment.year <= 9000:  # noqa: PLR2004 - what PostgreSQL can hold in any zone.
        raise BadCursor
    return moment


def _id(value: Any) -> uuid.UUID:
    try:
        return uuid.UUID(value)
    except (AttributeError, TypeError, ValueError) as error:
        raise BadCursor from error
