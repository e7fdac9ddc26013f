"""What a language model adds to drafted questions, in bounded time; without it the rules' draft stands."""

import asyncio
import re
import uuid
from typing import Annotated, Literal

import structlog
from pydantic import BaseModel, Field

from beseda.ai.errors import AiError
from beseda.ai.model import LanguageModel
from beseda.ai.port import Ask, Message, Patience, Purpose
from beseda.ai.structured import formed
from beseda.hiring.actions.responses import INTERVIEW
from beseda.hiring.interview.prompts import DATA, quoted
from beseda.hiring.requirements.drafting import Drafted, DraftedQuestions, is_about_the_person
from beseda.hiring.requirements.faults import RequirementsInvalid
from beseda.hiring.requirements.questions import parse_requirements

MOST_PROPOSED = 6
LONGEST_SENT = 12_000
SECONDS = 12.0
CONNECT = 2.0
SHORTEST_QUOTE = 8
TASK = "draft"

log = structlog.get_logger(__name__)


class Proposed(BaseModel):
    """A question as a model proposes it, with the vacancy's own words that call for it."""

    quote: str
    kind: Literal["yes_no", "years", "number", "text"]
    ru: str
    en: str


class ProposedQuestions(BaseModel):
    """What a model answers when it is asked for questions."""

    questions: Annotated[list[Proposed], Field(max_length=30)]


def draft_asked(text: str, drafted: DraftedQuestions) -> Ask:
    """Ask for questions about what the rules have not found; the vacancy's text is data."""
    known = "; ".join(str(one.question["prompt"]["en"]) for one in drafted.questions) or "none"
    return Ask(
        (
            Message(
                "system",
                "You propose questions for a first job interview about what a vacancy's text demands. Each "
                "question rests on a sentence of the text, which you quote exactly as it stands. Ask one "
                "thing at a time, shortly, in Russian and in English. Never ask about age, sex, family, "
                "health, origin, religion or citizenship. "
                f"At most {MOST_PROPOSED} questions. These are asked already: {known}. {DATA}",
            ),
            Message("user", f"The vacancy: {quoted(text[:LONGEST_SENT])}"),
        ),
        most_tokens=1200,
    )


async def model_drafted(
    model: LanguageModel, workspace: uuid.UUID, text: str, drafted: DraftedQuestions
) -> tuple[Drafted, ...]:
    """Return what a model proposes beyond the rules, checked; nothing where there is none or it fails.

    It holds no transaction while it waits.
    """
    if model.is_offline or not text.strip():
        return ()
    patience = Patience(connect=CONNECT, first=SECONDS, gap=SECONDS, whole=SECONDS, attempts=2)
    try:
        async with asyncio.timeout(SECONDS + 1):
            purpose = Purpose(INTERVIEW, workspace, TASK)
            found = await formed(model, draft_asked(text, drafted), ProposedQuestions, purpose, patience)
    except (AiError, TimeoutError) as error:
        log.info("model_no_help", task=TASK, error=type(error).__name__)
        return ()
    return checked(found, text, drafted)


def checked(found: ProposedQuestions, text: str, drafted: DraftedQuestions) -> tuple[Drafted, ...]:
    """Return the proposals whose words stand in the text and which ask nothing about who somebody is.

    A model proposes no requirement: what rejects anybody is for the employer to say.
    """
    plain = _plain(text)
    asked = {_plain(str(prompt)) for one in drafted.questions for prompt in one.question["prompt"].values()}
    kept: list[Drafted] = []
    for one in found.questions:
        quote, prompts = _plain(one.quote), (_plain(one.ru), _plain(one.en))
        if len(quote) < SHORTEST_QUOTE or quote not in plain or asked & set(prompts):
            continue
        if any(is_about_the_person(words) for words in (one.quote, one.ru, one.en)):
            continue
        question = {"id": f"m{len(kept) + 1}", "kind": one.kind, "prompt": {"ru": one.ru, "en": one.en}}
        try:
            parse_requirements({"questions": [question]})
        except RequirementsInvalid:
            continue
        asked |= set(prompts)
        kept.append(Drafted(question, " ".join(one.quote.split())))
    return tuple(kept[:MOST_PROPOSED])


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold().replace("ё", "е")).strip()
