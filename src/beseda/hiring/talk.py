"""The interviewer's voice: it answers an interview's turns, and writes the decision with its last words."""

import uuid
from collections import OrderedDict
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.conversations.models import Floor
from beseda.conversations.turns.responder import Answer, EntryView, Say, Turn, Write
from beseda.hiring.actions.calls import call_person
from beseda.hiring.actions.decisions import conclude_interview
from beseda.hiring.actions.side_questions import keep_side_questions
from beseda.hiring.actions.summaries import ask_for_summary
from beseda.hiring.actions.talks import follow_language, keep_contacts
from beseda.hiring.interview.log import is_candidates
from beseda.hiring.interview.script import Script
from beseda.hiring.interview.state import Reply
from beseda.hiring.interview.turns import Spoken, floor_after, language_shown, next_words
from beseda.hiring.queries.calls import usual_wait
from beseda.hiring.queries.interviews import stored_script
from beseda.hiring.talk_model import Aid
from beseda.kit.db import Database

SCRIPTS_KEPT = 1000


class Interviewer:
    """The responder of conversations of kind "interview"; their natural key is the response's id."""

    def __init__(self, aid: Aid | None = None) -> None:
        self._aid = aid
        # A stored script never changes, so what was read once need not be read for each answer.
        self._scripts: OrderedDict[uuid.UUID, Script] = OrderedDict()

    def calls_for_answer(self, entry: EntryView) -> bool:
        """Whether the bot owes an answer: to the candidate's messages and edits, not to a recruiter's."""
        return is_candidates(entry)

    async def answer(self, turn: Turn) -> Answer | None:
        """Say what the log makes due; None when nothing is, or when the response is gone."""
        response_id = uuid.UUID(turn.natural_key)
        script = await self._script(turn.database, response_id)
        spoken = next_words(script, turn.entries) if script else None
        if script is None or spoken is None:
            return None
        if spoken.called:
            spoken = next_words(await self._knowing_wait(turn, response_id, script), turn.entries) or spoken
        elif self._aid is not None:
            spoken = await self._aid.helped(turn, response_id, script, spoken)
        return Answer(
            tuple(Say(reply.text, _data_of(reply, spoken)) for reply in spoken.replies),
            ended=spoken.decision.outcome() if spoken.decision else None,
            floor=_floor(spoken, turn),
            why={"why": "called" if spoken.waiting else "gone_on"},
            write=_writing(
                response_id,
                spoken,
                language_shown(script, turn.entries),
                sums_up=self._aid is not None and self._aid.sums_up(script),
            ),
        )

    async def _knowing_wait(self, turn: Turn, response_id: uuid.UUID, script: Script) -> Script:
        """Return the script with how long people usually take to come who are called."""
        async with turn.database.transaction() as session:
            hours = await usual_wait(session, response_id)
        return script.model_copy(update={"usual_wait": hours})

    async def _script(self, database: Database, response_id: uuid.UUID) -> Script | None:
        known = self._scripts.get(response_id)
        if known is not None:
            self._scripts.move_to_end(response_id)
            return known
        async with database.transaction() as session:
            stored = await stored_script(session, response_id)
        if stored is None:
            return None
        script = self._scripts[response_id] = Script.from_dict(stored)
        if len(self._scripts) > SCRIPTS_KEPT:
            self._scripts.popitem(last=False)
        return script


def _data_of(reply: Reply, spoken: Spoken) -> dict[str, Any]:
    return reply.to_data() | {"heard": spoken.heard, "lang": spoken.locale}


def _floor(spoken: Spoken, turn: Turn) -> Floor | None:
    """Return whom the word passes to: whoever waits for a person has no bot's word, and gets it back."""
    wanted = Floor.WAITING if spoken.waiting else Floor.BOT
    return None if wanted == floor_after(turn.entries) else wanted


def _writing(response_id: uuid.UUID, spoken: Spoken, shown: str, *, sums_up: bool) -> Write | None:
    """Return what is written with an answer; None, which is quicker, where that is nothing."""
    decision, speaks_anew = spoken.decision, spoken.locale != shown
    if decision is None and not (spoken.called or spoken.unanswered or speaks_anew):
        return None

    async def write(session: AsyncSession) -> None:
        if speaks_anew:
            await follow_language(session, response_id, spoken.locale)
        if spoken.unanswered:
            await keep_side_questions(session, response_id, spoken.unanswered)
        if spoken.called:
            await call_person(session, response_id)
        if spoken.contacts:
            await keep_contacts(session, response_id, spoken.contacts)
        if decision is not None:
            await conclude_interview(session, response_id, decision)
            if sums_up:
                await ask_for_summary(session, response_id)

    return write
