import httpx
import pytest
from tests.accounts.calls import bearer, register, workspace_of

from beseda.entry.server import configuration
from beseda.entry.web import create_app, install_engine

VISITOR, PROXY = "203.0.113.7", "10.0.0.9"


def behind_proxy(settings, rollback, trusted: str) -> httpx.AsyncClient:
    """A client whose requests all come from the proxy's address."""
    known = settings.model_copy(update={"forwarded_allow_ips": trusted})
    app = create_app(known)
    install_engine(app, known, rollback)
    config = configuration(app, known)
    config.load()
    transport = httpx.ASGITransport(app=config.loaded_app, client=(PROXY, 5))
    return httpx.AsyncClient(transport=transport, base_url="http://beseda.test")


@pytest.mark.parametrize(
    ("trusted", "seen"), [(PROXY, VISITOR), ("127.0.0.1", PROXY), ("10.0.0.0/8", VISITOR), ("*", VISITOR)]
)
async def test_a_visitors_address_is_believed_from_trusted_proxies_alone(settings, rollback, trusted, seen):
    async with behind_proxy(settings, rollback, trusted) as client:
        client.headers["x-forwarded-for"] = VISITOR
        token = await register(client)
        path = f"/workspaces/{await workspace_of(client, token)}/audit"
        (entry,) = (await client.get(path, headers=bearer(token))).json()
    assert entry["address"] == seen


async def test_what_a_visitor_adds_to_the_chain_is_not_believed(settings, rollback):
    answers = []
    async with behind_proxy(settings, rollback, PROXY) as client:
        for n in range(21):
            headers = {"x-forwarded-for": f"198.51.100.{n}, {VISITOR}"}
            given = {"email": f"nobody{n}@x.com", "password": "x"}
            answers.append(await client.post("/auth/login", json=given, headers=headers))
    assert [answer.status_code for answer in answers] == [401] * 20 + [429]
