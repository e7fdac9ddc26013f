"""Time as the program sees it: always aware, always UTC, and one place a test can move."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the current moment in UTC."""
    return datetime.now(UTC)
