"""Questions the vacancy does not answer: kept, grouped, answered once for all, told to those who asked."""

import uuid
from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy import select
from tests.hiring.calls import Scene, candidate, respond, scene
from tests.hiring.interviews import make_script, play
from tests.hiring.talking import talk
from tests.hiring.test_pages import PAGE

from beseda.hiring.interview.known_answers import KnownAnswer, alike, answers_of, known_answer, with_answer
from beseda.hiring.interview.script import LATEST
from beseda.hiring.models_talks import SideQuestion


@pytest.fixture
async def api(server) -> AsyncIterator[httpx.AsyncClient]:
    async with server.client() as made:
        yield made


@pytest.fixture
async def played(api, database, settings) -> Scene:
    return await scene(api, database, settings)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Есть ли у вас столовая?", "а столовая есть?", True),
        ("Нужна ли медкнижка?", "медкнижка нужна?", True),
        ("Is there a canteen?", "do you have a canteen", True),
        ("Есть ли у вас столовая?", "есть ли парковка?", False),
        ("А что?", "А что?", False),
    ],
)
def test_questions_about_the_same_are_alike(one: str, other: str, same: bool) -> None:  # noqa: FBT001 - the verdict.
    assert alike(one, other) is same


def test_an_answer_once_given_answers_whoever_asks_like_that() -> None:
    known = KnownAnswer(question="Есть ли у вас столовая?", answer="Да, бесплатная.")
    script = make_script(version=LATEST).model_copy(update={"answers": (known,)})
    _, said = play(script, "а столовая есть?")
    assert "«Да, бесплатная.»" in said[-1].text
    assert (said[-1].aside, said[-1].question) == ("side_known", "city")
    _, said = play(script, "а парковка есть?")
    assert said[-1].aside == "side_unknown"
    assert script.from_dict(script.to_dict()) == script


def test_a_statement_that_begins_like_a_question_is_none() -> None:
    script = make_script({"id": "q", "kind": "text", "prompt": "Расскажите о работе"}, version=LATEST)
    state, _ = play(script, "Как институт закончил, так и тружусь на заводе")
    assert state.is_over(script)


def test_answers_are_kept_beside_the_employers_own_and_once_each() -> None:
    document = with_answer({"notes": "Оформление по ТК."}, "Есть столовая?", "Нет.")
    document = with_answer(document, "А столовая есть?", "Да.")
    assert document["notes"] == "Оформление по ТК."
    assert [one.answer for one in answers_of(document)] == ["Да."]
    assert known_answer(answers_of(document), "столовая есть?") == "Да."
    assert answers_of({"answers": [{"question": 1}, "нет", {"question": "a", "answer": "b"}]}) == (
        KnownAnswer(question="a", answer="b"),
    )
    assert answers_of({"answers": "нет"}) == ()


async def test_a_question_is_answered_once_for_all_and_told_to_who_asked(server, api, database, played):
    other = await candidate(api)
    theirs = await respond(api, played.vacancy["id"], other)
    pages = PAGE | played.recruiter.headers
    async with (
        talk(server, f"/ws/chat/{played.response['id']}") as first,
        talk(server, f"/ws/chat/{theirs['id']}") as second,
    ):
        await first.until("bot_message")
        await second.until("bot_message")
        await first.answer("Is there a canteen?")
        await second.answer("do you have a canteen?")
        page = (await api.get("/console/questions", headers=pages)).text
        assert "asked 2 times" in page
        async with database.transaction() as session:
            asked = (await session.scalars(select(SideQuestion).order_by(SideQuestion.asked_at.desc()))).all()
        assert len(asked) == 2
        here = f"/console/questions/{asked[0].id}"
        empty = await api.post(f"{here}/answer", data={"text": "  "}, headers=pages)
        assert "done=empty" in empty.headers["location"]
        answer = await api.post(f"{here}/answer", data={"text": "Yes, and free.", "tell": "1"}, headers=pages)
        assert answer.headers["location"].endswith("told=2")
        for opened in (first, second):
            told = await opened.until("message")
            while told["from"]["kind"] != "recruiter":
                told = await opened.until("message")
            assert "Yes, and free." in told["message"]
        assert (
            "asked 2 times"
            not in (await api.get("/console/questions?done=answered&told=2", headers=pages)).text
        )
        # The bot still has the word, and its question.
        assert (await first.answer("Moscow"))["type"] == "bot_message"
    stated = await api.get(f"/api/v1/vacancies/{played.vacancy['id']}")
    assert stated.json()["requirements"]["answers"][0]["answer"] == "Yes, and free."
    third = await respond(api, played.vacancy["id"], await candidate(api))
    async with talk(server, f"/ws/chat/{third['id']}") as opened:
        await opened.until("bot_message")
        assert "Yes, and free." in (await opened.answer("is there a canteen?"))["message"]


async def test_a_question_may_be_put_aside_and_others_touch_nothing(server, api, database, played):
    async with talk(server, f"/ws/chat/{played.response['id']}") as opened:
        await opened.until("bot_message")
        await opened.answer("Is there a canteen?")
    async with database.transaction() as session:
        (asked,) = (await session.scalars(select(SideQuestion))).all()
    here = f"/console/questions/{asked.id}"
    assert "canteen" not in (await api.get("/console/questions", headers=PAGE | played.rival.headers)).text
    for caller, status in ((played.rival, 404), (played.viewer, 403)):
        headers = PAGE | caller.headers
        assert (await api.post(f"{here}/answer", data={"text": "No"}, headers=headers)).status_code == status
        assert (await api.post(f"{here}/dismiss", headers=headers)).status_code == status
    pages = PAGE | played.recruiter.headers
    missing = await api.post(f"/console/questions/{uuid.uuid4()}/dismiss", headers=pages)
    assert missing.status_code == 404
    assert (await api.post(f"{here}/dismiss", headers=pages)).status_code == 303
    assert "canteen" not in (await api.get("/console/questions", headers=pages)).text
    again = await api.post(f"{here}/dismiss", headers=pages)
    assert again.status_code == 404
