"""The call of the one SQL function that writes logs: drafts in, receipts out."""

import uuid
from collections.abc import Sequence
from typing import Any

import msgspec

from beseda.conversations.entries import AUTHOR_NAME, BOT, MESSAGE, Draft, Receipt
from beseda.kit.db import Link, RawConnection

APPEND = """
SELECT verdict, seq, at, epoch, audience, author_kind, claimed, owed, name FROM append_entries(
    $1, $2, $3::bigint[], $4::text[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[], $10::uuid[],
    $11::integer[], $12::bytea[], $13::integer[], $14::boolean[], $15::boolean[], $16::text[])
"""

_encode = msgspec.json.encode


async def call_append(
    connection: RawConnection | Link, drafts: Sequence[Draft], *, owner: uuid.UUID | None, wait: bool
) -> list[Receipt]:
    """Append drafts in order, each with a `cid`; returns one receipt per draft, in the same order.

    `owner` is the process that will run the turns these entries call for (None: whoever comes first). With
    `wait` heads that another transaction holds are waited for; else their drafts come back as `skipped`.
    """
    rows = await connection.fetch(APPEND, owner, wait, *columns(drafts))
    return [_receipt(row) for row in rows]


def columns(drafts: Sequence[Draft]) -> list[list[Any] | None]:
    """Turn drafts into the function's parallel arrays; one that holds nothing but the usual value is None.

    The function's short way for plain messages does not look for repeats within a batch: kinds keep it off.
    """
    kinds = [draft.kind for draft in drafts]
    cids = [draft.cid for draft in drafts]
    return [
        [draft.conversation_key for draft in drafts],
        kinds if len(set(cids)) < len(cids) else _or_none(kinds, MESSAGE),
        [draft.author for draft in drafts],
        _or_none([draft.author_kind if draft.trusted else BOT for draft in drafts], BOT),
        [draft.text for draft in drafts],
        _or_none([_data_of(draft) for draft in drafts]),
        _or_none([_uuid_array(draft.audience) for draft in drafts]),
        cids,
        _or_none([draft.of for draft in drafts]),
        _or_none([draft.claim for draft in drafts]),
        _or_none([draft.epoch for draft in drafts]),
        _or_none([draft.asks for draft in drafts], usual=False),
        _or_none([draft.trusted for draft in drafts], usual=False),
        _or_none([draft.floor for draft in drafts]),
    ]


def _data_of(draft: Draft) -> str | None:
    """Write what an entry keeps beside its text; None for nothing."""
    if draft.trusted and draft.author is not None and draft.name:
        return _encode({**draft.data, AUTHOR_NAME: draft.name}).decode()
    return _encode(draft.data).decode() if draft.data else None


def _or_none(values: list[Any], usual: object = None) -> list[Any] | None:
    return None if values.count(usual) == len(values) else values


def _uuid_array(ids: tuple[uuid.UUID, ...] | None) -> str | None:
    return None if ids is None else "{" + ",".join(map(str, ids)) + "}"


def _receipt(row: Any) -> Receipt:
    verdict, seq, at, epoch, audience, author_kind, claimed, owed, name = row
    return Receipt(
        verdict,
        seq or 0,
        at,
        epoch or 0,
        None if audience is None else tuple(audience),
        author_kind or "",
        claimed,
        owed,
        name or "",
    )
