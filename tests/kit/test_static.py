"""Static files come compressed and are kept for ever under a path that names their digest."""

import httpx

from beseda.kit.pages import static_url


async def test_a_file_comes_compressed_and_for_ever(client: httpx.AsyncClient) -> None:
    answer = await client.get(static_url("components.css"), headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "Accept-Encoding" in answer.headers["Vary"]


async def test_an_older_address_works_and_is_not_kept(client: httpx.AsyncClient) -> None:
    answer = await client.get("/static/000000000000/tokens.css", headers={"Accept-Encoding": "identity"})
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-cache"


async def test_nothing_outside_the_folder_is_served(client: httpx.AsyncClient) -> None:
    for path in ("x/../settings.py", "x/..%2fsettings.py", "x/nothing.css", ""):
        assert (await client.get(f"/static/{path}")).status_code == 404
