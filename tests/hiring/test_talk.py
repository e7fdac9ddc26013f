"""The interviewer over a real database: it greets, asks on, decides, and is silent when all is said."""

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from beseda.accounts.actions import Signup, register_employer
from beseda.accounts.actor import Actor
from beseda.accounts.models import PrincipalKind, Role
from beseda.conversations.actions import append_entries, pass_floor
from beseda.conversations.entries import Draft, EntryView
from beseda.conversations.models import Conversation, Floor
from beseda.conversations.queries import all_entries, conversation_by_key
from beseda.conversations.turns.responder import Answer, Turn
from beseda.hiring.actions.candidates import create_candidate
from beseda.hiring.actions.responses import INTERVIEW, INTERVIEWER, respond
from beseda.hiring.actions.vacancies import create_vacancy
from beseda.hiring.queries.responses import any_response
from beseda.hiring.schemas.candidates import CandidateCreate
from beseda.hiring.schemas.vacancies import VacancyCreate
from beseda.hiring.talk import SCRIPTS_KEPT, Interviewer
from beseda.kit.db import Database
from beseda.settings import Settings


@dataclass
class Room:
    """An interview, driven turn by turn as the engine would drive it."""

    database: Database
    interviewer: Interviewer
    conversation: Conversation
    candidate: uuid.UUID
    response: uuid.UUID

    async def log(self) -> tuple[EntryView, ...]:
        async with self.database.transaction() as session:
            return tuple(await all_entries(session, self.conversation.key, after=0))

    async def hears(self, text: str) -> None:
        draft = Draft(
            self.conversation.key, "message", author=self.candidate, author_kind="candidate", text=text
        )
        async with self.database.transaction() as session:
            await append_entries(session, [draft])

    async def turn(self, **changes: Any) -> Answer | None:
        made: dict[str, Any] = {
            "conversation_id": self.conversation.id,
            "key": self.conversation.key,
            "kind": INTERVIEW,
            "natural_key": str(self.response),
            "epoch": 0,
            "entries": await self.log(),
            "database": self.database,
            "id": uuid.uuid4(),
        }
        return await self.interviewer.answer(Turn(**(made | changes)))

    async def speaks(self) -> Answer | None:
        answer = await self.turn()
        if answer is None:
            return None
        key = self.conversation.key
        drafts = [
            Draft(key, "message", author=INTERVIEWER, text=one.text, data=one.data) for one in answer.messages
        ]
        if answer.ended is not None:
            drafts.append(Draft(key, "ended", author=INTERVIEWER, data=answer.ended, floor=Floor.CLOSED))
        async with self.database.transaction() as session:
            if answer.write is not None:
                await answer.write(session)
            await append_entries(session, drafts)
        return answer


Opening = Callable[..., Awaitable[Room]]


@pytest.fixture
def open_room(rollback: Database, settings: Settings) -> Opening:
    async def opened(**vacancy: Any) -> Room:
        async with rollback.transaction() as session:
            signup = Signup(f"{uuid.uuid4().hex}@example.com", "a long password", "Olga")
            made = await register_employer(session, settings, company_name="Апрель", signup=signup)
            actor = Actor(
                made.user.id,
                PrincipalKind.USER,
                "Olga",
                user=made.user,
                workspace=made.workspace,
                role=Role.OWNER,
            )
            facts = {"title": "Курьер", "description": "Возим лекарства", "location": "Москва"} | vacancy
            job = await create_vacancy(session, actor, VacancyCreate(**facts))
            person = CandidateCreate(full_name="Иван Иванов", email="ivan@example.com")
            candidate = (await create_candidate(session, settings, person)).candidate
            response = (await respond(session, None, job.id, candidate.id)).response
            conversation = await conversation_by_key(session, INTERVIEW, str(response.id))
        return Room(rollback, Interviewer(), conversation, candidate.id, response.id)

    return opened


async def test_an_interview_is_led_from_the_greeting_to_the_decision(open_room: Opening) -> None:
    room = await open_room()
    greeted = await room.speaks()
    assert greeted is not None
    assert "Апрель" in greeted.messages[0].text
    for text in ("Москва", "5 лет", "да"):
        await room.hears(text)
        answer = await room.speaks()
        assert answer is not None
        assert len(answer.messages) == 1
    assert answer is not None
    assert answer.ended is not None
    assert answer.ended["approved"] is True
    async with room.database.transaction() as session:
        response = await any_response(session, room.response)
    assert (response.status, response.relevance_score) == ("approved", 1.0)
    assert [part["outcome"] for part in response.score_parts] == ["pass", "pass", "pass"]
    assert [one.status for one in response.decisions] == ["approved"]
    assert response.ended_at is not None
    assert await room.turn() is None


async def test_a_rejection_is_stored_with_its_reason(open_room: Opening) -> None:
    room = await open_room()
    await room.speaks()
    for text in ("Казань", "5 лет", "да"):
        await room.hears(text)
        answer = await room.speaks()
    assert answer is not None
    assert answer.ended is not None
    async with room.database.transaction() as session:
        response = await any_response(session, room.response)
    assert (response.status, response.relevance_score) == ("rejected", 0.0)
    assert response.rejection_reasons == answer.ended["rejection_reasons"]
    assert response.rejection_reasons[0]["rule"] == "city.same_city"


async def test_another_process_goes_on_at_the_same_question(open_room: Opening) -> None:
    room = await open_room()
    await room.speaks()
    await room.hears("Москва")
    await room.speaks()
    room.interviewer = Interviewer()
    assert await room.turn() is None
    await room.hears("5 лет")
    answer = await room.turn()
    assert answer is not None
    assert answer.messages[0].data["question"] == "remote"
    assert answer.messages[0].data["progress"] == {"n": 3, "of": 3}


async def test_messages_that_piled_up_are_answered_once(open_room: Opening) -> None:
    room = await open_room()
    await room.speaks()
    for text in ("Москва", "5 лет"):
        await room.hears(text)
    answer = await room.speaks()
    assert answer is not None
    assert [one.data["question"] for one in answer.messages] == ["experience", "remote"]
    assert await room.turn() is None


async def test_what_is_said_to_a_person_is_left_alone(open_room: Opening) -> None:
    room = await open_room()
    await room.speaks()
    async with room.database.transaction() as session:
        await pass_floor(session, room.conversation, Floor.OPERATOR, by=None)
    await room.hears("Казань")
    async with room.database.transaction() as session:
        await pass_floor(session, room.conversation, Floor.BOT, by=None, asks=True)
    answer = await room.turn()
    assert answer is not None
    assert [one.data["question"] for one in answer.messages] == ["city"]


async def test_a_response_that_is_gone_is_not_answered(open_room: Opening) -> None:
    room = await open_room()
    assert await room.turn(natural_key=str(uuid.uuid4())) is None


async def test_only_so_many_scripts_are_kept(open_room: Opening) -> None:
    room = await open_room()
    await room.turn()
    kept = room.interviewer._scripts
    script = kept[room.response]
    for _ in range(SCRIPTS_KEPT):
        kept[uuid.uuid4()] = script
    kept.popitem(last=False)
    await room.turn()
    assert len(kept) == SCRIPTS_KEPT
    assert room.response in kept


async def test_the_bot_owes_answers_to_the_candidate_alone(open_room: Opening) -> None:
    room = await open_room()
    await room.speaks()
    await room.hears("Москва")
    greeting, answer = await room.log()
    assert room.interviewer.calls_for_answer(answer)
    assert not room.interviewer.calls_for_answer(greeting)
