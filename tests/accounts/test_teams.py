import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from tests.accounts import calls
from tests.accounts.calls import ACCEPT, accept, bearer, join, register, user_of, workspace_of
from tests.conftest import RollbackDatabase

from beseda.accounts.actions import (
    Signup,
    accept_invitation,
    create_user,
    invite,
    register_employer,
    set_role,
)
from beseda.accounts.actor import Actor
from beseda.accounts.audit import NOWHERE
from beseda.accounts.errors import InvitationGone, LastOwner
from beseda.accounts.models import Invitation, Role
from beseda.kit.mail_letter import Letter, unpack
from beseda.kit.models_mail import StoredLetter
from beseda.kit.time import now


async def test_an_invitation_makes_a_member_once(client):
    owner = await register(client)
    made = await calls.invite(client, owner)
    assert made["url"].endswith(f"/invite/{made['token']}")
    member = await join(client, made["token"], "ira@x.com")
    workspace_id = await workspace_of(client, owner)
    assert await workspace_of(client, member) == workspace_id
    read = (await client.get(f"/workspaces/{workspace_id}", headers=bearer(member))).json()
    assert (read["name"], read["role"]) == ("Tech Corp", "recruiter")
    again = await accept(client, made["token"], owner)
    assert (again.status_code, again.json()["code"]) == (404, "invitation_gone")


async def test_an_invitations_token_is_stored_hashed_and_shown_once(client, session):
    owner = await register(client)
    made = await calls.invite(client, owner)
    workspace_id = await workspace_of(client, owner)
    listed = await client.get(f"/workspaces/{workspace_id}/invitations", headers=bearer(owner))
    assert made["token"] not in listed.text
    rows = (await session.execute(text("SELECT * FROM invitations"))).mappings().all()
    assert made["token"] not in str(rows)


async def test_one_with_an_account_joins_another_workspace(client):
    owner, other = await register(client), await register(client, email="b@b.com", company_name="Other")
    made = await calls.invite(client, owner, "viewer")
    answer = await accept(client, made["token"], other)
    assert (answer.status_code, answer.json()["role"]) == (200, "viewer")
    places = (await client.get("/workspaces", headers=bearer(other))).json()
    assert {place["name"]: place["role"] for place in places} == {"Other": "owner", "Tech Corp": "viewer"}
    login = {"email": "b@b.com", "password": "test123", "workspace_id": answer.json()["id"]}
    token = (await client.post("/auth/login", json=login)).json()["access_token"]
    assert await workspace_of(client, token) == answer.json()["id"]
    again = await calls.invite(client, owner)
    answer = await accept(client, again["token"], other)
    assert (answer.status_code, answer.json()["code"]) == (409, "already_member")


@pytest.mark.parametrize("token", ["", "nonsense", "\x00", "🙂", "x" * 200])
async def test_a_guessed_token_opens_nothing(client, token):
    owner = await register(client)
    answer = await accept(client, token, owner)
    assert answer.status_code == 404


async def test_a_new_account_needs_email_and_password(client):
    made = await calls.invite(client, await register(client))
    answer = await client.post(ACCEPT, json={"token": made["token"]})
    assert (answer.status_code, answer.json()["code"]) == (422, "sign_up_or_in")


async def test_an_expired_or_withdrawn_invitation_is_gone(client, session):
    owner = await register(client)
    workspace_id = await workspace_of(client, owner)
    late, back = await calls.invite(client, owner), await calls.invite(client, owner)
    past = now() - timedelta(hours=1)
    await session.execute(update(Invitation).where(Invitation.id == late["id"]).values(expires_at=past))
    await session.commit()
    path = f"/workspaces/{workspace_id}/invitations"
    assert (await client.delete(f"{path}/{back['id']}", headers=bearer(owner))).status_code == 204
    assert (await client.delete(f"{path}/{back['id']}", headers=bearer(owner))).status_code == 404
    for made in (late, back):
        answer = await accept(client, made["token"], owner)
        assert answer.status_code == 404
    assert (await client.get(path, headers=bearer(owner))).json() == []


@pytest.mark.parametrize("role", ["recruiter", "viewer"])
async def test_only_owners_lead_the_team(client, role):
    owner = await register(client)
    member = await join(client, (await calls.invite(client, owner, role))["token"], "m@x.com")
    workspace_id, owner_id = await workspace_of(client, owner), await user_of(client, owner)
    base, headers = f"/workspaces/{workspace_id}", bearer(member)
    assert (await client.get(f"{base}/members", headers=headers)).status_code == 200
    refused = [
        await client.post(f"{base}/invitations", json={}, headers=headers),
        await client.get(f"{base}/invitations", headers=headers),
        await client.delete(f"{base}/invitations/{uuid4()}", headers=headers),
        await client.put(f"{base}/members/{owner_id}", json={"role": "viewer"}, headers=headers),
        await client.delete(f"{base}/members/{owner_id}", headers=headers),
        await client.patch(base, json={"name": "Mine"}, headers=headers),
        await client.get(f"{base}/audit", headers=headers),
    ]
    assert [answer.status_code for answer in refused] == [403] * 7


async def test_another_workspace_looks_missing(client):
    owner, stranger = await register(client), await register(client, email="b@b.com")
    made = await calls.invite(client, owner)
    base, owner_id = f"/workspaces/{await workspace_of(client, owner)}", await user_of(client, owner)
    own, headers = f"/workspaces/{await workspace_of(client, stranger)}", bearer(stranger)
    missing = [
        await client.get(base, headers=headers),
        await client.patch(base, json={"name": "Mine"}, headers=headers),
        await client.get(f"{base}/members", headers=headers),
        await client.get(f"{base}/audit", headers=headers),
        await client.get(f"{base}/invitations", headers=headers),
        await client.post(f"{base}/invitations", json={}, headers=headers),
        await client.put(f"{base}/members/{owner_id}", json={"role": "viewer"}, headers=headers),
        await client.delete(f"{base}/members/{owner_id}", headers=headers),
        await client.put(f"{own}/members/{owner_id}", json={"role": "viewer"}, headers=headers),
        await client.delete(f"{own}/members/{owner_id}", headers=headers),
        await client.delete(f"{own}/invitations/{made['id']}", headers=headers),
        await client.get(f"/workspaces/{uuid4()}", headers=headers),
    ]
    assert [answer.status_code for answer in missing] == [404] * 12


async def test_roles_change_and_members_leave(client):
    owner = await register(client)
    member = await join(client, (await calls.invite(client, owner))["token"], "m@x.com")
    base, member_id = f"/workspaces/{await workspace_of(client, owner)}", await user_of(client, member)
    path = f"{base}/members/{member_id}"
    assert (await client.put(path, json={"role": "viewer"}, headers=bearer(owner))).status_code == 204
    assert (await client.get(base, headers=bearer(member))).json()["role"] == "viewer"
    assert (await client.put(path, json={"role": "king"}, headers=bearer(owner))).status_code == 422
    assert (await client.delete(path, headers=bearer(member))).status_code == 204
    assert (await client.get(base, headers=bearer(member))).status_code == 404
    assert (await client.get("/employers/me", headers=bearer(member))).status_code == 403
    assert (await client.delete(path, headers=bearer(owner))).status_code == 404


async def test_the_last_owner_stays(client):
    owner = await register(client)
    path = f"/workspaces/{await workspace_of(client, owner)}/members/{await user_of(client, owner)}"
    demoted = await client.put(path, json={"role": "viewer"}, headers=bearer(owner))
    assert (demoted.status_code, demoted.json()["code"]) == (409, "last_owner")
    assert (await client.delete(path, headers=bearer(owner))).status_code == 409
    assert (await client.put(path, json={"role": "owner"}, headers=bearer(owner))).status_code == 204


async def test_a_workspace_is_renamed_and_its_clock_set(client):
    owner = await register(client)
    base = f"/workspaces/{await workspace_of(client, owner)}"
    wanted = {"name": " Новое\nимя ", "timezone": "Europe/Moscow"}
    changed = (await client.patch(base, json=wanted, headers=bearer(owner))).json()
    assert (changed["name"], changed["timezone"]) == ("Новое имя", "Europe/Moscow")
    for bad in ({"timezone": "Mars/Base"}, {"name": ""}, {"name": "\x00"}):
        assert (await client.patch(base, json=bad, headers=bearer(owner))).status_code == 422


async def test_the_audit_tells_who_did_what(client):
    owner = await register(client)
    base = f"/workspaces/{await workspace_of(client, owner)}"
    made = await calls.invite(client, owner)
    member = await join(client, made["token"], "m@x.com")
    path = f"{base}/members/{await user_of(client, member)}"
    await client.put(path, json={"role": "viewer"}, headers=bearer(owner))
    first = await client.get(f"{base}/audit?limit=3", headers=bearer(owner))
    assert [entry["action"] for entry in first.json()] == [
        "accounts:membership:changed",
        "accounts:invitation:accepted",
        "accounts:invitation:made",
    ]
    entry = first.json()[0]
    assert entry["data"] == {"was": "recruiter", "role": "viewer"}
    assert entry["actor_id"] == await user_of(client, owner)
    assert entry["address"]
    rest = await client.get(first.links["next"]["url"], headers=bearer(owner))
    assert [entry["action"] for entry in rest.json()] == ["accounts:employer:registered"]
    assert "next" not in rest.links
    odd = await client.get(f"{base}/audit?cursor=WyJ4Il0", headers=bearer(owner))
    assert odd.json() == []


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_entries SET address = ''", "DELETE FROM audit_entries", "TRUNCATE audit_entries"],
)
async def test_the_audit_is_append_only(client, session, statement):
    await register(client)
    with pytest.raises(DBAPIError, match="append-only"):
        await session.execute(text(statement))


async def test_retention_may_remove_old_entries(client, session):
    await register(client)
    await session.execute(text("SET LOCAL beseda.audit_retention = 'on'"))
    await session.execute(text("DELETE FROM audit_entries"))
    assert (await session.execute(text("SELECT count(*) FROM audit_entries"))).scalar() == 0


async def _owner(database, settings, email):
    async with database.transaction() as session:
        made = await register_employer(
            session, settings, company_name="C", signup=Signup(email, "test123", "O")
        )
    return Actor(made.user.id, "user", "O", made.user, made.workspace, Role.OWNER)


async def test_an_invitation_accepted_twice_at_once_makes_one_member(database, settings):
    owner = await _owner(database, settings, "o@x.com")
    async with database.transaction() as session:
        _, raw = await invite(session, owner, role=Role.VIEWER, note="", visit=NOWHERE)
        users = [
            await create_user(session, settings, Signup(f"u{n}@x.com", "test123", "U")) for n in range(3)
        ]

    async def take(user):
        try:
            async with database.transaction() as session:
                await accept_invitation(session, user, raw, NOWHERE)
        except InvitationGone:
            return "gone"
        return "in"

    assert sorted(await asyncio.gather(*map(take, users))) == ["gone", "gone", "in"]


async def test_two_owners_who_demote_each_other_leave_one(database, settings):
    first = await _owner(database, settings, "o@x.com")
    async with database.transaction() as session:
        _, raw = await invite(session, first, role=Role.OWNER, note="", visit=NOWHERE)
        user = await create_user(session, settings, Signup("p@x.com", "test123", "P"))
        await accept_invitation(session, user, raw, NOWHERE)
    second = Actor(user.id, "user", "P", user, first.workspace, Role.OWNER)

    async def demote(actor, whom):
        try:
            async with database.transaction() as session:
                await set_role(session, actor, whom, Role.VIEWER, NOWHERE)
        except LastOwner:
            return "refused"
        return "done"

    both = await asyncio.gather(demote(first, second.principal_id), demote(second, first.principal_id))
    assert sorted(both) == ["done", "refused"]


async def mailed(rollback: RollbackDatabase) -> list[Letter]:
    async with rollback.sessions() as session:
        stored = await session.scalars(select(StoredLetter).order_by(StoredLetter.created_at))
        return [unpack(letter.content) for letter in stored if letter.content]


async def test_an_invitation_goes_by_mail_to_whoever_it_is_for(client, rollback):
    owner = await register(client, company_name="Рога & копыта")
    made = await calls.invite(client, owner, email="Ira@X.com", note="")
    (letter,) = await mailed(rollback)
    assert (letter.to, letter.sender_name) == ("ira@x.com", "Рога & копыта")
    assert (letter.reply_to, made["note"]) == ("hr@techcorp.com", "ira@x.com")
    assert letter.subject == "Приглашение в команду Рога & копыта"
    assert made["url"] in letter.text
    assert "Рога & копыта" in letter.text
    assert f'href="{made["url"]}"' in letter.html
    assert "Рога &amp; копыта" in letter.html
    await join(client, made["token"], "ira@x.com")


async def test_an_invitation_without_an_address_is_a_link_alone(client, rollback):
    await calls.invite(client, await register(client), email="")
    assert await mailed(rollback) == []


async def test_an_invitation_to_no_address_is_refused(client, rollback):
    owner = await register(client)
    wanted = {"role": "viewer", "email": "x@y\r\nBcc: z@y.com"}
    path = f"/workspaces/{await workspace_of(client, owner)}/invitations"
    assert (await client.post(path, json=wanted, headers=bearer(owner))).status_code == 422
    assert await mailed(rollback) == []
