import uuid
from datetime import UTC, datetime, timedelta

import pytest

from beseda.conversations.entries import EntryView
from beseda.hiring.models import Candidate
from beseda.hiring.policy import (
    bare_ids_suffice,
    chat_token,
    city_key,
    consent_text,
    language_of,
    opens_interview,
    outcome_of,
    resume_token,
    without_quotes,
)
from beseda.hiring.queries.chats import messages_of
from beseda.hiring.queries.exports import reason_text

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
INTERVIEW = uuid.UUID("0b0f2c5e-8f0a-4b5a-9d55-1b0f9a3a5c11")


def entry(
    seq: int, kind: str, text: str | None, of: int | None = None, author: str = "candidate"
) -> EntryView:
    return EntryView(seq, kind, None, author, text, {}, NOON, of)


def test_tokens_open_only_what_they_were_made_for(settings):
    claim, other = b"a" * 32, b"b" * 32
    chat, resume = chat_token(settings, INTERVIEW), resume_token(settings, INTERVIEW, claim)
    assert opens_interview(settings, INTERVIEW, None, chat)
    assert opens_interview(settings, INTERVIEW, claim, chat)
    assert opens_interview(settings, INTERVIEW, claim, resume)
    assert not opens_interview(settings, INTERVIEW, None, resume)
    assert not opens_interview(settings, INTERVIEW, other, resume)
    assert not opens_interview(settings, uuid.uuid4(), claim, chat)
    assert not opens_interview(settings, INTERVIEW, claim, "é" * 43)
    renewed = settings.model_copy(update={"secret_key": type(settings.secret_key)("another-" * 8)})
    assert not opens_interview(renewed, INTERVIEW, claim, chat)


@pytest.mark.parametrize(
    ("age", "used", "suffice"),
    [
        (timedelta(), None, True),
        (timedelta(hours=1), None, True),
        (timedelta(minutes=61), None, False),
        (timedelta(), NOON, False),
    ],
)
def test_bare_ids_act_for_an_hour_and_until_the_token_does(age, used, suffice):
    assert bare_ids_suffice(Candidate(created_at=NOON - age, token_used_at=used), NOON) is suffice


@pytest.mark.parametrize(
    ("texts", "language"),
    [
        (("Разработчик Python", "Пишем на FastAPI"), "ru"),
        (("Backend Developer", "Python needed"), "en"),
        (("Developer", "Работа в Москве, опыт от трёх лет"), "ru"),
        (("123", ""), "en"),
    ],
)
def test_a_vacancys_language_is_that_of_most_of_its_letters(texts, language):
    assert language_of(*texts) == language


def test_one_city_has_one_key_however_it_is_written():
    assert city_key("Москва") == city_key("г. Moscow") == city_key("мск")
    assert city_key("Казань") not in {None, city_key("Москва")}
    assert city_key("на берегу моря") is city_key(None) is city_key("") is None


def test_consent_names_who_is_given_the_data():
    assert "Рога" in consent_text("ru", "Рога")
    assert "работодатель" in consent_text("ru")
    assert "{" not in consent_text("en")


@pytest.mark.parametrize(
    ("status", "approved"),
    [("approved", True), ("rejected", False), ("needs_review", None), ("withdrawn", None)],
)
def test_what_a_candidate_is_told_at_the_end(status, approved):
    told = outcome_of(status, 0.5, [{"rule": "a"}])
    assert told == {
        "approved": approved,
        "status": status,
        "relevance_score": 0.5,
        "rejection_reasons": [{"rule": "a"}],
    }


def test_erasure_keeps_the_rules_and_strikes_the_words():
    evidence = {
        "parts": [{"rule": "city", "said": "Казань", "understood": {"value": 1}, "points": 0.0}],
        "n": 1,
    }
    assert without_quotes(evidence) == {"parts": [{"rule": "city", "points": 0.0}], "n": 1}
    assert without_quotes(None) is None


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        ({"text": {"ru": "Город", "en": "City"}}, "Город"),
        ({"text": {"en": "City"}}, "City"),
        ({"text": {}}, ""),
        ({"text": "Как есть"}, "Как есть"),
        ({"rule": "city.same_city"}, "city.same_city"),
        ({}, ""),
    ],
)
def test_a_reasons_sentence(reason, text):
    assert reason_text(reason, "ru") == text


def test_a_transcript_shows_messages_as_they_stand():
    log = [
        entry(1, "message", "Где вы живёте?", author="bot"),
        entry(2, "message", "Казань"),
        entry(3, "message", "ой"),
        entry(4, "edit", "Москва", of=2),
        entry(5, "delete", None, of=3),
        entry(6, "floor", None, author="user"),
        entry(7, "message", "Здравствуйте", author="user"),
        entry(8, "edit", "ничего", of=99),
        entry(9, "ended", None, author="bot"),
    ]
    messages = messages_of(INTERVIEW, log)
    assert [(one.sender_type, one.message_text) for one in messages] == [
        ("bot", "Где вы живёте?"),
        ("candidate", "Москва"),
        ("recruiter", "Здравствуйте"),
    ]
    assert [one.id for one in messages] == [one.id for one in messages_of(INTERVIEW, log)]
