import base64
import json
from datetime import timedelta
from uuid import uuid4

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beseda.accounts.errors import BadToken
from beseda.accounts.tokens import ISSUER, issue_token, read_token, signing_key
from beseda.kit.time import now
from beseda.settings import Settings

SETTINGS = Settings(_env_file=None, secret_key="test-" * 10)
WHO = uuid4()


def claims(**changes):
    wanted = {
        "iss": ISSUER,
        "sub": str(WHO),
        "kind": "user",
        "ver": 1,
        "iat": now(),
        "exp": now() + timedelta(minutes=5),
        "jti": uuid4().hex,
    } | changes
    return {name: value for name, value in wanted.items() if value is not None}


def signed(key: bytes | str = signing_key(SETTINGS), algorithm: str = "HS256", **changes) -> str:
    return jwt.encode(claims(**changes), key, algorithm=algorithm)


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value, default=str).encode()).rstrip(b"=").decode()


def test_a_token_says_who_it_is_for():
    workspace_id = uuid4()
    token = issue_token(SETTINGS, WHO, "candidate", minutes=1, version=3, workspace_id=workspace_id)
    read = read_token(SETTINGS, token)
    assert (read.principal_id, read.kind, read.version, read.workspace_id) == (
        WHO,
        "candidate",
        3,
        workspace_id,
    )
    assert read.expires_at - now() < timedelta(minutes=1)
    assert read_token(SETTINGS, issue_token(SETTINGS, WHO, "user")).workspace_id is None


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
def test_each_algorithm_has_a_long_enough_key(algorithm):
    settings = Settings(_env_file=None, algorithm=algorithm)
    assert read_token(settings, issue_token(settings, WHO, "user")).principal_id == WHO


FORGED = {
    "none": f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(claims())}.",
    "None": f"{part({'alg': 'None', 'typ': 'JWT'})}.{part(claims())}.",
    "unsigned": f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part(claims())}.",
    "another key": signed(b"x" * 64),
    "the secret itself": signed("test-" * 10),
    "another algorithm": signed(algorithm="HS512"),
    "expired": signed(exp=now() - timedelta(seconds=11)),
    "from the future": signed(iat=now() + timedelta(hours=1)),
    "another issuer": signed(iss="else"),
    "no expiry": signed(exp=None),
    "no version": signed(ver=None),
    "no subject": signed(sub=None),
    "no id": signed(jti=None),
    "odd subject": signed(sub="root"),
    "odd version": signed(ver="x"),
    "odd id": signed(jti="x"),
    "odd workspace": signed(wid="x"),
    "odd workspace type": signed(wid=7),
    "long": signed(kind="x" * 5000),
    "empty": "",
    "words": "not a token",
    "dots": "..",
    "unicode": "я.я.я",
    "surrogate": "\ud800.a.b",
    "nul": "\x00",
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_token_is_refused(name):
    with pytest.raises(BadToken):
        read_token(SETTINGS, FORGED[name])


@given(st.text(max_size=300))
def test_whatever_is_sent_is_refused_in_one_way(text):
    with pytest.raises(BadToken):
        read_token(SETTINGS, text)


async def test_the_doors_refuse_forged_tokens(client):
    for name, token in FORGED.items():
        if not token.isascii() or not token.isprintable() or not token:
            continue
        answer = await client.get("/employers/me", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401, name
        assert answer.json()["code"] == "bad_token"
        assert answer.headers["www-authenticate"] == "Bearer"


def test_clocks_may_be_a_little_apart():
    assert read_token(SETTINGS, signed(iat=now() + timedelta(seconds=5))).principal_id == WHO
