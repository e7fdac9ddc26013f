"""How the tests of accounts call its doors."""

import re

import httpx

EMPLOYER = {"company_name": "Tech Corp", "email": "hr@techcorp.com", "password": "test123"}
OURS = {"origin": "http://beseda.test", "accept": "text/html", "accept-language": "en"}
ACCEPT = "/workspaces/invitations/accept"


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def register(client: httpx.AsyncClient, **changes: object) -> str:
    answer = await client.post("/employers/register", json=EMPLOYER | changes)
    assert answer.status_code == 201, answer.text
    token: str = answer.json()["access_token"]
    return token


async def sign_in(client: httpx.AsyncClient, email: str, password: str) -> httpx.Response:
    given = {"email": email, "password": password}
    return await client.post("/auth/login", json=given, headers={"origin": "http://beseda.test"})


async def workspace_of(client: httpx.AsyncClient, token: str) -> str:
    answer = await client.get("/employers/me", headers=bearer(token))
    workspace_id: str = answer.json()["id"]
    return workspace_id


async def user_of(client: httpx.AsyncClient, token: str) -> str:
    workspace_id = await workspace_of(client, token)
    email = (await client.get("/employers/me", headers=bearer(token))).json()["email"]
    members = (await client.get(f"/workspaces/{workspace_id}/members", headers=bearer(token))).json()
    user_id: str = next(member["user_id"] for member in members if member["email"] == email)
    return user_id


async def invite(
    client: httpx.AsyncClient, token: str, role: str = "recruiter", **more: str
) -> dict[str, str]:
    workspace_id = await workspace_of(client, token)
    wanted = {"role": role, "note": "Ира"} | more
    answer = await client.post(f"/workspaces/{workspace_id}/invitations", json=wanted, headers=bearer(token))
    assert answer.status_code == 201, answer.text
    made: dict[str, str] = answer.json()
    return made


async def join(client: httpx.AsyncClient, invitation: str, email: str) -> str:
    """Accept an invitation with a new account; returns its token."""
    wanted = {"token": invitation, "email": email, "password": "test123", "name": email.partition("@")[0]}
    answer = await client.post(ACCEPT, json=wanted, headers={"origin": "http://beseda.test"})
    assert answer.status_code == 200, answer.text
    token: str = (await sign_in(client, email, "test123")).json()["access_token"]
    return token


async def send(client: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    """Send a form as the page itself would: from our origin, with the session's token."""
    cookie = client.cookies.get("session", domain="beseda.test") or client.cookies.get("session")
    page = await client.get("/account") if cookie else None
    found = re.search(r'name="csrf-token" content="([0-9a-f]*)"', page.text) if page else None
    token = found.group(1) if found else ""
    return await client.post(path, data={"csrf_token": token, **fields}, headers=OURS)


async def enter(client: httpx.AsyncClient, **changes: str) -> None:
    """Register through the page and stay signed in."""
    answer = await send(client, "/register", **(EMPLOYER | changes))
    assert answer.status_code == 303, answer.text


async def accept(client: httpx.AsyncClient, invitation: str, token: str) -> httpx.Response:
    """Accept an invitation with the account of an API token."""
    return await client.post(ACCEPT, json={"token": invitation}, headers=bearer(token))
