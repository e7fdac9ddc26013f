"""Hiring's pure decisions: whose words open an interview, what consent says, what erasure leaves."""

import hashlib
import hmac
import re
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from beseda.hiring.models import Candidate, ResponseStatus
from beseda.kit.i18n import translate
from beseda.settings import Settings
from beseda.understanding import resolve_city

BARE_IDS_SUFFICE = timedelta(hours=1)
CONSENT_VERSION = "1"
CONSENT = (
    "I agree that {company} and the operator of this site process the personal data I give here "
    "(name, contacts, city, résumé, interview answers) to consider me for a job, "
    "until I withdraw this consent. I can correct or erase my data at any time."
)
WHOEVER = "the employer I apply to"
ENDED = (
    ResponseStatus.APPROVED,
    ResponseStatus.REJECTED,
    ResponseStatus.NEEDS_REVIEW,
    ResponseStatus.WITHDRAWN,
)
CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
LATIN = re.compile(r"[a-z]", re.IGNORECASE)
QUOTES = ("said", "understood", "text", "message", "span")


def consent_text(locale: str, company: str | None = None) -> str:
    """Return what a candidate agrees to; `company` is who offers the job, where known."""
    return translate(locale, CONSENT, company=company or translate(locale, WHOEVER))


def recorded_consent(locale: str, company: str | None = None) -> str:
    """Return the consent as it is kept: its version and the very words."""
    return f"v{CONSENT_VERSION} ({locale}): {consent_text(locale, company)}"


def city_key(location: str | None) -> str | None:
    """Return what names the city that a location means, however it is written; None where we know none."""
    found = resolve_city(location) if location else None
    return str(found["id"]) if found else None


def language_of(*texts: str) -> str:
    """Tell a text's language: Russian where most of its letters are Cyrillic, else English."""
    text = " ".join(texts)
    return "ru" if len(CYRILLIC.findall(text)) * 2 > len(LATIN.findall(text)) else "en"


def bare_ids_suffice(candidate: Candidate, moment: datetime) -> bool:
    """Whether ids alone may still act for a candidate: its token is unused, and it is at most an hour old."""
    return candidate.token_used_at is None and moment - candidate.created_at <= BARE_IDS_SUFFICE


def _signed(settings: Settings, purpose: bytes, *parts: bytes) -> str:
    key = hashlib.sha256(b"beseda:interview:" + settings.secret.encode()).digest()
    digest = hmac.new(key, b"\0".join((purpose, *parts)), hashlib.sha256).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def chat_token(settings: Settings, response_id: uuid.UUID) -> str:
    """Return what opens a response's interview for its candidate; derived, so nothing of it is stored."""
    return _signed(settings, b"chat", response_id.bytes)


def resume_token(settings: Settings, response_id: uuid.UUID, claim: bytes) -> str:
    """Return what reopens the seat of the visitor whose cookie's hash is `claim`."""
    return _signed(settings, b"resume", response_id.bytes, claim)


def opens_interview(settings: Settings, response_id: uuid.UUID, claim: bytes | None, token: str) -> bool:
    """Whether a token is the interview's chat token, or the resume token of whoever claimed its seat."""
    known = [chat_token(settings, response_id)]
    if claim is not None:
        known.append(resume_token(settings, response_id, claim))
    return any(hmac.compare_digest(one.encode(), token.encode()) for one in known)


def link_hash(raw: str) -> bytes:
    """Return what is stored of a private link: SHA-256 is enough for 256 random bits."""
    return hashlib.sha256(raw.encode()).digest()


def is_ended(status: str) -> bool:
    """Whether an interview of a response in this status is over."""
    return status in ENDED


def outcome_of(status: str, score: float | None, reasons: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what the frame `chat_ended` tells of a response that a person, not the interview, ended."""
    approved = {ResponseStatus.APPROVED: True, ResponseStatus.REJECTED: False}.get(ResponseStatus(status))
    return {
        "approved": approved,
        "status": str(status),
        "relevance_score": score,
        "rejection_reasons": [dict(reason) for reason in reasons],
    }


def without_quotes(value: Any) -> Any:
    """Return stored evidence without the candidate's words and what they were taken to mean."""
    if isinstance(value, Mapping):
        return {name: without_quotes(one) for name, one in value.items() if name not in QUOTES}
    return [without_quotes(one) for one in value] if isinstance(value, list) else value
