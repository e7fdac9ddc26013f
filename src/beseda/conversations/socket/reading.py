"""The next page of a log for one socket: from the ring if that is as good as the log, else from the log."""

from datetime import timedelta

import msgspec

from beseda.conversations import queries
from beseda.conversations.engine import Engine
from beseda.conversations.entries import DELETE, EDIT, MESSAGE, EntryView
from beseda.conversations.live.hub import PAGE
from beseda.conversations.live.live import Live
from beseda.kit.time import now


async def read_page(engine: Engine, live: Live, after: int, retention_minutes: int) -> list[EntryView]:
    """Return the next entries after a `seq`, without what was taken back or has expired meanwhile.

    The log itself holds neither; the ring holds entries as they were, and reaches up to its newest.
    """
    page = await engine.hub.page(live, after)
    if page and retention_minutes and page[0].at < now() - timedelta(minutes=retention_minutes):
        async with engine.database.transaction() as session:
            page = await queries.all_entries(session, live.key, after=after, limit=PAGE)
    return without_deleted(page)


def without_deleted(page: list[EntryView]) -> list[EntryView]:
    """Return a page without the bodies that a later entry of it deletes; the numbers stay."""
    deletions = [entry for entry in page if entry.kind == DELETE]
    for deletion in deletions:
        page = [_after(entry, deletion) for entry in page]
    return page


def _after(entry: EntryView, deletion: EntryView) -> EntryView:
    subject = entry.of if entry.kind == EDIT else entry.seq
    if subject != deletion.of or entry.kind not in {MESSAGE, EDIT}:
        return entry
    if deletion.audience is None:
        return msgspec.structs.replace(entry, text=None, data={})
    return msgspec.structs.replace(entry, hidden_from=(*entry.hidden_from, *deletion.audience))
