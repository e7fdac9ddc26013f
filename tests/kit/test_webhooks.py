"""Signatures by the standard's own example, secrets, waits, and secrets at rest."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beseda.kit.sealing import SealBroken, seal, unseal
from beseda.kit.webhooks import LONGEST_WAIT, WAITS, Message, new_secret, signature, wait_after
from beseda.settings import Settings


def test_a_signature_is_the_standards_own():
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    made = signature([secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_two_secrets_sign_side_by_side():
    one, other = new_secret(), new_secret()
    both = signature([one, other], "msg_1", 1, b"{}").split(" ")
    assert both == [signature([key], "msg_1", 1, b"{}") for key in (one, other)]
    assert len(base64.b64decode(one.removeprefix("whsec_"))) == 32


def test_the_waits_reach_over_days_and_end():
    assert [wait_after(tries, None) for tries in range(1, len(WAITS) + 1)] == list(WAITS)
    assert wait_after(len(WAITS) + 1, None) is None
    assert timedelta(days=3) < sum(WAITS, timedelta()) < timedelta(days=4)
    assert wait_after(1, 3600) == timedelta(hours=1)
    assert wait_after(4, 1) == WAITS[3]
    assert wait_after(1, 10**9) == LONGEST_WAIT


def test_a_message_names_its_shape():
    at = datetime(2026, 11, 21, 12, tzinfo=UTC)
    assert Message("a.b", {"x": "я"}).body(at) == (
        '{"type":"a.b","version":1,"timestamp":"2026-11-21T12:00:00+00:00","data":{"x":"я"}}'
    )


@given(st.binary(max_size=200), st.binary(min_size=1, max_size=16))
def test_what_is_sealed_opens_for_its_owner_alone(plain, whose):
    settings = Settings(_env_file=None, secret_key="k" * 40)
    sealed = seal(settings, "test", whose, plain)
    assert unseal(settings, "test", whose, sealed) == plain
    assert sealed != seal(settings, "test", whose, plain)
    other = Settings(_env_file=None, secret_key="o" * 40)
    for opener, purpose, row, content in (
        (other, "test", whose, sealed),
        (settings, "other", whose, sealed),
        (settings, "test", whose + b"x", sealed),
        (settings, "test", whose, sealed[:-1] + bytes([sealed[-1] ^ 1])),
        (settings, "test", whose, b""),
    ):
        with pytest.raises(SealBroken):
            unseal(opener, purpose, row, content)
