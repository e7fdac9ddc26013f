import pytest


@pytest.mark.parametrize(
    ("address", "headers", "spoken"),
    [
        ("/careers", {}, "ru"),
        ("/careers", {"Accept-Language": "en-GB,ru;q=0.5"}, "en"),
        ("/careers", {"Accept-Language": "de, fr;q=x"}, "ru"),
        ("/careers", {"Accept-Language": "en", "Cookie": "locale=ru"}, "ru"),
        ("/careers", {"Accept-Language": "en", "Cookie": "locale=\x01; ="}, "en"),
        ("/careers?lang=en", {"Cookie": "locale=ru"}, "en"),
        ("/careers?lang=xx", {"Accept-Language": "en"}, "en"),
    ],
)
async def test_a_page_speaks_the_readers_language(client, address, headers, spoken):
    page = await client.get(address, headers=headers)
    assert f'<html lang="{spoken}"' in page.text


async def test_an_asked_language_is_kept_for_the_next_page(client):
    await client.get("/careers?lang=en")
    assert '<html lang="en"' in (await client.get("/careers")).text


async def test_a_language_nobody_speaks_is_not_kept(client):
    assert "set-cookie" not in (await client.get("/careers?lang=xx")).headers
