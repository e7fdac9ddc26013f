"""The call of the one SQL function that writes logs: drafts in, receipts out."""

import uuid
from collections.abc import Sequence
from typing import Any

import msgspec

from beseda.conversations.entries import Draft, Receipt
from beseda.kit.db import RawConnection

APPEND = """
SELECT verdict, seq, at, epoch, audience, author_kind, claimed, owed FROM append_entries(
    $1, $2, $3::bigint[], $4::text[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[], $10::uuid[],
    $11::integer[], $12::bytea[], $13::integer[], $14::boolean[], $15::boolean[], $16::text[])
"""

_encode = msgspec.json.encode


async def call_append(
    connection: RawConnection, drafts: Sequence[Draft], *, owner: uuid.UUID | None, wait: bool
) -> list[Receipt]:
    """Append drafts in order, each with a `cid`; returns one receipt per draft, in the same order.

    `owner` is the process that will run the turns these entries call for (None: whoever comes first). With
    `wait` heads that another transaction holds are waited for; else their drafts come back as `skipped`.
    """
    rows = await connection.fetch(APPEND, owner, wait, *columns(drafts))
    return [_receipt(row) for row in rows]


def columns(drafts: Sequence[Draft]) -> list[list[Any]]:
    """Turn drafts into the function's parallel arrays."""
    return [
        [draft.conversation_key for draft in drafts],
        [draft.kind for draft in drafts],
        [draft.author for draft in drafts],
        [draft.author_kind for draft in drafts],
        [draft.text for draft in drafts],
        [_encode(draft.data).decode() if draft.data else "{}" for draft in drafts],
        [_uuid_array(draft.audience) for draft in drafts],
        [draft.cid for draft in drafts],
        [draft.of for draft in drafts],
        [draft.claim for draft in drafts],
        [draft.epoch for draft in drafts],
        [draft.asks for draft in drafts],
        [draft.trusted for draft in drafts],
        [draft.floor for draft in drafts],
    ]


def _uuid_array(ids: tuple[uuid.UUID, ...] | None) -> str | None:
    return None if ids is None else "{" + ",".join(map(str, ids)) + "}"


def _receipt(row: Any) -> Receipt:
    verdict, seq, at, epoch, audience, author_kind, claimed, owed = row
    return Receipt(
        verdict,
        seq or 0,
        at,
        epoch or 0,
        tuple(audience) if audience is not None else None,
        author_kind,
        claimed,
        owed,
    )
