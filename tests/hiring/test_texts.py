"""Rejection texts: kept by a workspace, filled for each candidate, never mixed up with the private note."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from tests.hiring.calls import Caller, candidate, member, register, respond, vacancy
from tests.hiring.slots import letters
from tests.hiring.test_pages import PAGE, applied, published, reading

from beseda.hiring.errors_texts import UnknownVariables
from beseda.hiring.policy_letters import VARIABLES, Letters, check_variables, filled, letter_values

KIND = {
    "title": "No experience",
    "text_ru": "{name}, спасибо! На вакансию «{vacancy}» мы выбрали других.\n\n{reasons}",
    "text_en": "{name}, thank you! For {vacancy} at {company} we chose others.\n\n{reasons}",
}


@pytest.fixture
async def employer(client) -> Caller:
    return await register(client)


async def kept(client, caller: Caller, path: str = "", **changes: Any):
    return await client.post(f"/console/texts{path}", data=KIND | changes, headers=reading(caller))


async def text_id(client, caller: Caller) -> str:
    assert (await kept(client, caller)).status_code == 303
    page = (await client.get("/console/texts", headers=reading(caller))).text
    found = re.search(r"\?edit=([0-9a-f-]{36})", page)
    assert found is not None
    return found[1]


async def test_a_text_is_kept_changed_and_deleted(client, employer):
    one = await text_id(client, employer)
    form = (await client.get(f"/console/texts?edit={one}", headers=reading(employer))).text
    assert 'value="No experience"' in form
    changed = await kept(client, employer, f"/{one}", title="Kind words", text_ru="")
    assert changed.headers["location"] == "/console/texts?done=kept"
    page = (await client.get("/console/texts?done=kept", headers=reading(employer))).text
    assert "Kind words" in page
    assert "The text is saved." in page
    assert (await client.post(f"/console/texts/{one}/delete", headers=reading(employer))).status_code == 303
    assert "No texts yet" in (await client.get("/console/texts", headers=reading(employer))).text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text_ru": "Дорогой {имя}"}, "Nothing can be put in for {имя}."),
        ({"text_en": "Dear {first name}, {salary}"}, "Nothing can be put in for {first name}, {salary}."),
        ({"text_ru": "", "text_en": " "}, "Write it in one language at least."),
        ({"title": ""}, 'id="title-error"'),
        ({"text_en": "x" * 4001}, "This is too long"),
    ],
)
async def test_a_wrong_text_is_not_kept_and_not_lost(client, employer, wrong, said):
    answer = await kept(client, employer, **wrong)
    assert answer.status_code == 422
    assert said in answer.text.replace("&#39;", "'")
    assert "No texts yet" in (await client.get("/console/texts", headers=reading(employer))).text


async def test_a_text_is_its_workspaces_alone_and_a_viewer_only_reads(client, rollback, settings, employer):
    one = await text_id(client, employer)
    rival = await register(client, "Rival")
    viewer = await member(rollback, settings, employer, "viewer")
    for path in (f"/console/texts/{one}", f"/console/texts/{one}/delete"):
        assert (await client.post(path, data=KIND, headers=reading(rival))).status_code == 404
        assert (await client.post(path, data=KIND, headers=reading(viewer))).status_code == 403
    assert (await client.get(f"/console/texts?edit={one}", headers=reading(rival))).status_code == 404
    assert "No experience" not in (await client.get("/console/texts", headers=reading(rival))).text
    seen = (await client.get("/console/texts", headers=reading(viewer))).text
    assert "No experience" in seen
    assert "text-form" not in seen


async def rejected(client, employer: Caller, letter: str, **person: Any) -> tuple[str, Any]:
    """Return the private link of somebody who was rejected with a text, and the answer to the recruiter."""
    link = await applied(client, await published(client, employer), **person)
    [row] = (await client.get("/api/v1/responses", headers=employer.headers)).json()
    form = {"status": "rejected", "note": "Too slow, do not hire", "letter": letter}
    answer = await client.post(
        f"/console/responses/{row['id']}/decision", data=form, headers=reading(employer)
    )
    return link, answer


async def test_the_candidate_reads_the_text_and_never_the_note(client, rollback, employer):
    link, answer = await rejected(client, employer, "{name}, {vacancy} не для вас.\n\n{reasons}")
    assert answer.status_code == 303
    page = (await client.get(link, headers=PAGE)).text
    assert "Иван Петров, Курьер не для вас." in page
    assert "A person has compared the answers and decided so." in page
    [letter] = await letters(rollback)
    assert letter.to == "ivan@example.com"
    assert "Иван Петров, Курьер не для вас." in letter.text
    assert "Иван Петров, Курьер не для вас." in letter.html
    for seen in (page, letter.text, letter.html):
        assert "do not hire" not in seen
    console = (await client.get(answer.headers["location"], headers=reading(employer))).text
    assert "do not hire" in console
    assert "What the candidate was told" in console


async def test_a_rejection_without_a_text_mails_nothing(client, rollback, employer):
    link, _ = await rejected(client, employer, "  ")
    assert await letters(rollback) == []
    assert "letter-told" not in (await client.get(link, headers=PAGE)).text


async def test_an_unknown_variable_rejects_nobody(client, rollback, employer):
    _, answer = await rejected(client, employer, "Dear {nmae}")
    assert answer.status_code == 422
    assert "Nothing can be put in for {nmae}." in answer.text
    assert "Dear {nmae}" in answer.text
    [row] = (await client.get("/api/v1/responses", headers=employer.headers)).json()
    assert (row["status"], row["rejection_text"], await letters(rollback)) == ("new", None, [])
    part = await client.post(
        f"/console/responses/{row['id']}/decision",
        data={"status": "rejected", "letter": "Dear {nmae}"},
        headers=reading(employer) | {"hx-request": "true"},
    )
    assert part.status_code == 200
    assert "Not rejected yet" in part.text


async def test_whoever_is_approved_after_all_is_not_told_the_old_text(client, employer):
    link, answer = await rejected(client, employer, "No.")
    await client.post(
        f"{answer.headers['location']}/decision", data={"status": "approved"}, headers=reading(employer)
    )
    assert "letter-told" not in (await client.get(link, headers=PAGE)).text
    [row] = (await client.get("/api/v1/responses", headers=employer.headers)).json()
    assert (row["status"], row["rejection_text"]) == ("approved", None)


async def test_erasure_takes_the_text_along(client, employer):
    link, answer = await rejected(client, employer, "{name}, no.")
    assert (await client.post(f"{link}/erase", headers=PAGE)).status_code == 303
    [row] = (await client.get("/api/v1/responses", headers=employer.headers)).json()
    assert row["rejection_text"] is None
    assert "Иван Петров" not in (await client.get(answer.headers["location"], headers=reading(employer))).text


async def test_many_are_told_each_in_its_own_language(client, rollback, employer):
    offered = await vacancy(client, employer, title="Driver")
    people = [
        await candidate(client, full_name="Иван", email="ivan@example.com", locale="ru"),
        await candidate(client, full_name="Ann", email="ann@example.com", locale="en"),
        await candidate(client, full_name="Nobody", locale="en"),
    ]
    async with rollback.transaction() as session:
        await session.execute(text("UPDATE candidates SET email = NULL WHERE full_name = 'Nobody'"))
    ids = [(await respond(client, offered["id"], person))["id"] for person in people]
    form = {"status": "rejected", "ids": ids, "letter_ru": "{name}, нет.", "letter_en": "{name}, no."}
    answer = await client.post(
        f"/console/vacancies/{offered['id']}/bulk", data=form, headers=reading(employer)
    )
    assert answer.status_code == 303
    rows = (await client.get("/api/v1/responses", headers=employer.headers)).json()
    told = {row["candidate"]["full_name"]: row["rejection_text"] for row in rows}
    assert told == {"Иван": "Иван, нет.", "Ann": "Ann, no.", "Nobody": "Nobody, no."}
    assert {letter.to for letter in await letters(rollback)} == {"ivan@example.com", "ann@example.com"}


async def test_the_preview_shows_what_would_be_sent(client, employer):
    await applied(client, await published(client, employer))
    [row] = (await client.get("/api/v1/responses", headers=employer.headers)).json()
    here = f"/console/responses/{row['id']}/letter"
    shown = await client.post(here, data={"letter": "{name}, {vacancy}"}, headers=reading(employer))
    assert "Иван Петров, Курьер" in shown.text
    wrong = await client.post(here, data={"letter": "{nmae}"}, headers=reading(employer))
    assert "Nothing can be put in for {nmae}." in wrong.text
    rival = await register(client, "Rival")
    assert (await client.post(here, data={"letter": "x"}, headers=reading(rival))).status_code == 404
    sample = await client.post("/console/preview/text", data=KIND, headers=reading(employer))
    assert "Anna Smith, thank you! For Courier" in sample.text
    assert "Анна Смирнова" in sample.text


async def test_a_program_rejects_with_a_letter_and_approves_without(client, employer):
    await applied(client, await published(client, employer))
    [row] = (await client.get("/api/v1/responses", headers=employer.headers)).json()
    path = f"/api/v1/responses/{row['id']}"
    wrong = await client.put(path, json={"status": "approved", "letter": "Hm"}, headers=employer.headers)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "letter_without_rejection")
    done = await client.put(path, json={"status": "rejected", "letter": "{name}!"}, headers=employer.headers)
    assert done.json()["rejection_text"] == "Иван Петров!"


VALUES = dict.fromkeys(VARIABLES, "{name} {x}")


@given(st.text(max_size=200))
def test_a_text_is_filled_or_refused_and_never_breaks(template):
    try:
        check_variables(template)
    except UnknownVariables:
        with pytest.raises(UnknownVariables):
            filled(template, VALUES)
    else:
        filled(template, VALUES)


def test_what_is_put_in_is_not_read_again():
    assert filled("{name}!", VALUES) == "{name} {x}!"


def test_the_reasons_are_a_list_in_the_candidates_language():
    reasons = [{"text": {"ru": "Нужна Москва", "en": "Moscow is needed"}}, {"rule": "erased"}]
    values = letter_values(name="Ann", vacancy="V", company="C", reasons=reasons, locale="en")
    assert values["reasons"] == "— Moscow is needed"


def test_a_language_that_is_missing_falls_back_to_the_other():
    assert Letters(ru="Нет").in_language("en") == "Нет"
    assert Letters(ru="Нет", en="No").in_language("en") == "No"
    assert not Letters(" ", "\n")
