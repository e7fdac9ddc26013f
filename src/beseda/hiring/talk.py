"""The interviewer's voice: it answers an interview's turns, and writes the decision with its last words."""

import uuid
from collections import OrderedDict

from sqlalchemy.ext.asyncio import AsyncSession

from beseda.conversations.turns.responder import Answer, EntryView, Say, Turn
from beseda.hiring.actions.decisions import conclude_interview
from beseda.hiring.interview.decision import Decision
from beseda.hiring.interview.interviewer import is_candidates
from beseda.hiring.interview.script import Script
from beseda.hiring.interview.turns import Spoken, next_words
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
        return _answer(response_id, spoken) if spoken else None

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


def _answer(response_id: uuid.UUID, spoken: Spoken) -> Answer:
    messages = tuple(Say(reply.text, reply.to_data() | {"heard": spoken.heard}) for reply in spoken.replies)
    decision = spoken.decision
    if decision is None:
        return Answer(messages)

    async def write(session: AsyncSession) -> None:
        await _conclude(session, response_id, decision)

    return Answer(messages, ended=decision.outcome(), write=write)


async def _conclude(session: AsyncSession, response_id: uuid.UUID, decision: Decision) -> None:
    await conclude_interview(session, response_id, decision)
