"""What a language model adds to the interviewer's turns, in bounded time; without it they go on."""

import asyncio
import uuid
from collections import OrderedDict
from dataclasses import dataclass, replace

import structlog

from beseda.ai.errors import AiError
from beseda.ai.model import LanguageModel
from beseda.ai.port import Ask, Patience, Purpose
from beseda.ai.structured import Form, formed
from beseda.conversations.turns.responder import Turn
from beseda.hiring.actions.responses import INTERVIEW
from beseda.hiring.interview.grounding import grounded
from beseda.hiring.interview.helping import Wanted, Wordable, help_wanted, with_hint, wordable, worded
from beseda.hiring.interview.hints import Hint, hinted
from beseda.hiring.interview.masking import Identity, masked
from beseda.hiring.interview.phrasing import asked_back, rephrased
from beseda.hiring.interview.prompts import (
    Extracted,
    FollowUp,
    Worded,
    follow_up_asked,
    value_asked,
    wording_asked,
)
from beseda.hiring.interview.script import Script
from beseda.hiring.interview.turns import Spoken, next_words
from beseda.hiring.queries.interviews import interviewee

log = structlog.get_logger(__name__)


CONNECT = 2.0
AT_ONCE = 24
"""How many turns of a process may wait for a model: the rest of its 64 are for those that don't."""
WORDINGS_KEPT = 500
GRACE = 0.5
SHORTEST = 0.2
"""With fewer seconds left than this a model is not asked any more."""


@dataclass(frozen=True, slots=True)
class _Errand:
    """One turn's business with the model: whose it is, and until when (the loop's clock) it may last."""

    model: LanguageModel
    workspace: uuid.UUID
    response: uuid.UUID
    who: Identity
    until: float

    async def form(self, task: str, ask: Ask, form: type[Form]) -> Form | None:
        """Return the model's answer; None where it did not come in time, or could not be used."""
        left = self.until - asyncio.get_running_loop().time()
        if left < SHORTEST:
            return None
        purpose = Purpose(INTERVIEW, self.workspace, task, subject=self.response)
        patience = Patience(connect=min(left, CONNECT), first=left, gap=left, whole=left, attempts=2)
        try:
            # The model keeps the time itself; this is for a database that takes its own.
            async with asyncio.timeout(left + GRACE):
                return await formed(self.model, ask, form, purpose, patience)
        except (AiError, TimeoutError) as error:
            log.info("model_no_help", task=task, error=type(error).__name__)
            return None


class Aid:
    """Helps turns with a model; `seconds` is the most that one of them waits for it.

    It holds no transaction while it waits, and it never raises: what a model does not do in time, or does
    wrongly, is left out.
    """

    def __init__(self, model: LanguageModel, seconds: float) -> None:
        self._model = model
        self._seconds = seconds
        self._busy = 0
        # Wordings hold nothing of a candidate, so all candidates of a vacancy may share them.
        self._wordings: OrderedDict[tuple[str, ...], str] = OrderedDict()

    def sums_up(self, script: Script) -> bool:
        """Whether an interview is summed up for the recruiter once it has ended."""
        return script.language_model and not self._model.is_offline

    async def helped(self, turn: Turn, response_id: uuid.UUID, script: Script, spoken: Spoken) -> Spoken:
        """Return what is said with the model's help; as it was where there is none."""
        if self._model.is_offline or self._model.is_resting or not script.language_model:
            return spoken
        if self._busy >= AT_ONCE:
            log.info("model_busy", turns=self._busy)
            return spoken
        self._busy += 1
        try:
            return await self._helped(turn, response_id, script, spoken)
        except Exception as error:  # noqa: BLE001 - whatever it is, a candidate must not wait for it.
            log.warning("model_help_failed", error=type(error).__name__)
            return spoken
        finally:
            self._busy -= 1

    async def _helped(self, turn: Turn, response_id: uuid.UUID, script: Script, spoken: Spoken) -> Spoken:
        wanted = help_wanted(script, turn.entries)
        found = None if wanted else self._wordable(script, spoken)
        if wanted is None and (found is None or _key(found) in self._wordings):
            return self._with_wording(spoken, found, self._wordings[_key(found)]) if found else spoken
        errand = await self._errand(turn, response_id)
        if errand is None:
            return spoken
        hint = await _hint(errand, wanted) if wanted else None
        if wanted is not None and hint is not None:
            spoken = _again(script, turn, spoken, wanted, hint)
        found = self._wordable(script, spoken)
        wording = await self._wording(errand, found) if found else None
        return self._with_wording(spoken, found, wording) if found and wording else spoken

    async def _errand(self, turn: Turn, response_id: uuid.UUID) -> _Errand | None:
        until = asyncio.get_running_loop().time() + self._seconds
        async with turn.database.transaction() as session:
            known = await interviewee(session, response_id)
        return _Errand(self._model, known.workspace_id, response_id, known.who, until) if known else None

    def _wordable(self, script: Script, spoken: Spoken) -> Wordable | None:
        return wordable(script.in_locale(spoken.locale), spoken.replies[-1])

    async def _wording(self, errand: _Errand, found: Wordable) -> str | None:
        """Return other words for a question, those that were found for it before if there are any."""
        key = _key(found)
        if key in self._wordings:
            self._wordings.move_to_end(key)
            return self._wordings[key]
        told = await errand.form("wording", wording_asked(found.script, found.question, found.before), Worded)
        wording = rephrased(found.plain, told.question, found.script.locale) if told else None
        if wording is not None:
            self._wordings[key] = wording
            if len(self._wordings) > WORDINGS_KEPT:
                self._wordings.popitem(last=False)
        return wording

    def _with_wording(self, spoken: Spoken, found: Wordable, wording: str) -> Spoken:
        *others, last = spoken.replies
        return replace(spoken, replies=(*others, worded(last, found, wording, self._model.name)))


def _key(found: Wordable) -> tuple[str, ...]:
    before = str(found.before.prompt) if found.before else ""
    return (found.script.locale, found.script.title, before, found.plain)


async def _hint(errand: _Errand, wanted: Wanted) -> Hint | None:
    """Return what a model says about a message, checked; None where that is nothing."""
    text = masked(wanted.said.text, errand.who)
    if wanted.task == "follow_up":
        back = await errand.form("follow_up", follow_up_asked(wanted.script, wanted.question, text), FollowUp)
        question = asked_back(back.question, wanted.script.locale) if back and back.is_thin else ""
        return Hint(errand.model.name, follow_up=question) if question else None
    told = await errand.form("value", value_asked(wanted.script, wanted.question, text), Extracted)
    if told is None or not told.answered:
        return None
    reading = grounded(wanted.script, wanted.question, wanted.said, told.quote, told.value)
    return Hint(errand.model.name, reading) if reading else None


def _again(script: Script, turn: Turn, spoken: Spoken, wanted: Wanted, hint: Hint) -> Spoken:
    """Return what is said where the hint is heeded, with the hint kept in the log beside it."""
    seq = wanted.said.seq or 0
    anew = next_words(script, hinted(turn.entries, seq, hint))
    if anew is None or anew.replies == spoken.replies:
        return spoken
    *others, last = anew.replies
    return replace(anew, replies=(*others, with_hint(last, seq, hint)))
