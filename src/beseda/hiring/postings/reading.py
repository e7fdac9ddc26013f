"""Whatever was pasted or uploaded → the postings in it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from beseda.hiring.postings.hh import is_hh, read_hh
from beseda.hiring.postings.json_ld import postings_in, read_json_ld
from beseda.hiring.postings.plain_html import ld_scripts
from beseda.hiring.postings.posting import Posting

LONGEST_CONTENT = 1_000_000
MOST_POSTINGS = 50


class NothingRead(ValueError):
    """No posting could be read; `str()` names the reason: empty, too_long, json, none or too_many."""


def read_content(content: str) -> Sequence[Posting]:
    """Read hh.ru's JSON, JSON-LD, or a page with JSON-LD in it; each posting once. Raises NothingRead."""
    text = content.lstrip("\ufeff \t\r\n")
    if not text:
        raise NothingRead("empty")
    if len(text) > LONGEST_CONTENT:
        raise NothingRead("too_long")
    if text[0] in "{[":
        return read_document(_parsed(text))
    documents = []
    for script in ld_scripts(text):
        try:
            documents.append(_parsed(script))
        except NothingRead:
            continue  # A page may hold several; one that is broken hides no other.
    return _checked([read_json_ld(one) for one in postings_in(documents)])


def read_document(found: Any) -> Sequence[Posting]:
    """Read a JSON document that was parsed already; raises NothingRead."""
    several = (
        found.get("items") if isinstance(found, Mapping) and isinstance(found.get("items"), list) else found
    )
    several = several if isinstance(several, list) else [several]
    vacancies = [one for one in several if isinstance(one, Mapping) and "@type" not in one and is_hh(one)]
    if vacancies:
        return _checked([read_hh(one) for one in vacancies])
    return _checked([read_json_ld(one) for one in postings_in(found)])


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        raise NothingRead("json") from None


def _checked(postings: Sequence[Posting]) -> Sequence[Posting]:
    titled = [posting for posting in postings if posting.title]
    if not titled:
        raise NothingRead("none")
    unique = {(posting.kind, posting.source_id): posting for posting in titled}
    if len(unique) > MOST_POSTINGS:
        raise NothingRead("too_many")
    return list(unique.values())
