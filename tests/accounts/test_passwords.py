import asyncio

import bcrypt
import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import text
from tests.accounts.calls import EMPLOYER, register, sign_in

from beseda.accounts import passwords
from beseda.accounts.browsers import browser_name
from beseda.accounts.emails import email_or_nothing, normal_email
from beseda.accounts.errors import WeakPassword
from beseda.accounts.passwords import check_password, common_passwords, hash_password, verify_password
from beseda.accounts.slugs import another_slug, slug_of
from beseda.settings import Env


def old_hash(password: bytes, prefix: bytes = b"2b") -> str:
    return bcrypt.hashpw(password, bcrypt.gensalt(4, prefix=prefix)).decode()


async def test_a_password_fits_its_own_hash_alone():
    stored = await hash_password("пароль 🙂")
    assert stored.startswith("$argon2id$")
    assert await verify_password("пароль 🙂", stored) == (True, None)
    assert await verify_password("пароль", stored) == (False, None)


async def test_a_bcrypt_hash_is_verified_and_upgraded():
    fits, better = await verify_password("secret", old_hash(b"secret"))
    assert fits
    assert better is not None
    assert better.startswith("$argon2id$")
    assert await verify_password("secret", better) == (True, None)
    assert await verify_password("wrong", old_hash(b"secret")) == (False, None)


async def test_a_long_password_fits_the_bcrypt_hash_that_cut_it():
    password = "x" * 80
    fits, better = await verify_password(password, old_hash(b"x" * 72))
    assert fits
    assert better is not None
    assert await verify_password("x" * 72, better) == (False, None)


async def test_a_nul_fits_no_bcrypt_hash():
    assert await verify_password("sec\x00ret", old_hash(b"sec")) == (False, None)


async def test_an_older_argon2_hash_is_made_anew():
    weaker = PasswordHash([Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)])
    fits, better = await verify_password("secret", weaker.hash("secret"))
    assert fits
    assert better is not None


@pytest.mark.parametrize("stored", [None, "", "plain", "$unknown$x", "$argon2id$broken"])
async def test_what_is_no_hash_fits_nothing(stored):
    assert await verify_password("secret", stored) == (False, None)


async def test_signing_in_upgrades_the_stored_hash(client, session):
    await register(client)
    await session.execute(text("UPDATE users SET password_hash = :hash"), {"hash": old_hash(b"test123")})
    await session.commit()
    assert (await sign_in(client, EMPLOYER["email"], "test123")).status_code == 200
    stored = (await session.execute(text("SELECT password_hash FROM users"))).scalar_one()
    assert stored.startswith("$argon2id$")
    assert (await sign_in(client, EMPLOYER["email"], "test123")).status_code == 200


async def test_hashing_leaves_the_loop_free():
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.002)
            ticks += 1

    ticking = asyncio.create_task(tick())
    await asyncio.gather(*(hash_password("secret") for _ in range(8)))
    ticking.cancel()
    assert ticks >= 5


@pytest.mark.parametrize(
    "password", ["short77", "password", "Password1", "12345678", "aaaaaaaaaa", "hr@techcorp.com"]
)
def test_prod_refuses_what_is_tried_first(settings, password):
    prod = settings.model_copy(update={"env": Env.PROD})
    with pytest.raises(WeakPassword) as caught:
        check_password(prod, password, email="HR@techcorp.com")
    assert caught.value.field_texts("ru").keys() == {"password"}


@pytest.mark.parametrize("password", ["correct horse battery", "пароль на каждый день", "k7#mWq2z"])
def test_prod_takes_what_is_not(settings, password):
    check_password(settings.model_copy(update={"env": Env.PROD}), password)


def test_dev_takes_the_seeds_password(settings):
    check_password(settings, "test123")
    with pytest.raises(WeakPassword) as caught:
        check_password(settings, "12345", field="new_password")
    assert caught.value.field_texts("en") == {"new_password": "At least 6 characters, please."}


def test_the_list_of_common_passwords_is_there():
    assert len(common_passwords()) == 10_000
    assert min(map(len, common_passwords())) >= passwords.SHORTEST_PROD


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" HR@TechCorp.COM ", "hr@techcorp.com"),
        ("Иван@Пример.РФ", "иван@пример.рф"),
        ("a@xn--e1afmkfd.xn--p1ai", "a@пример.рф"),
        ("Ju\u0308rgen@x.com", "jürgen@x.com"),
        ("a@intranet.local", "a@intranet.local"),
    ],
)
def test_addresses_have_one_form(typed, stored):
    assert normal_email(typed) == stored


@pytest.mark.parametrize(
    "typed", ["", "a", "a@b", "@b.com", "a@", "a b@c.com", "a@b..com", "a@b.com\x00", "x" * 300]
)
def test_what_is_no_address_is_none(typed):
    assert email_or_nothing(typed) == ""


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Tech Corp", "tech-corp"),
        ("ООО «Ромашка»", "ooo-romashka"),
        ("Щука & Ёж", "shchuka-ezh"),
        ("Café", "cafe"),
    ],
)
def test_slugs_are_readable(name, slug):
    assert slug_of(name) == slug


def test_a_name_without_letters_gets_a_slug_too():
    assert slug_of("🙂").startswith("team-")
    assert len(slug_of("x" * 500)) <= 60
    assert another_slug("a") != another_slug("a")


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge · Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari · iPhone",
        ),
        ("curl/8.0", "curl/8.0"),
        ("", ""),
    ],
)
def test_browsers_are_known_again(header, name):
    assert browser_name(header) == name
