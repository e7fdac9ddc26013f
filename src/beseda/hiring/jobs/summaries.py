"""The job that has an ended interview summed up by a language model, for the recruiter."""

import uuid
from dataclasses import replace

import structlog

from beseda.ai.errors import AiMalformed, AiOffline, AiRefused, BudgetSpent
from beseda.ai.model import LanguageModel
from beseda.ai.port import Patience, Purpose
from beseda.ai.structured import formed
from beseda.hiring.actions.responses import INTERVIEW
from beseda.hiring.actions.summaries import SUMMARISE, keep_summary
from beseda.hiring.interview.masking import masked
from beseda.hiring.interview.prompts import summary_asked
from beseda.hiring.interview.summary import ToldSummary, supported
from beseda.hiring.queries.summaries import ended_interview
from beseda.kit.jobs import JobContext, Jobs

log = structlog.get_logger(__name__)

LENT = "model"
"""The name under which the roof lends the language model to jobs."""
PATIENCE = Patience(connect=5, first=90, gap=90, whole=120, attempts=3)

jobs = Jobs()


async def summarise_interview(context: JobContext, response_id: uuid.UUID) -> None:
    """Have a model sum an interview up, and keep what the candidate's own words bear out.

    Where there is no model, nothing to sum up or no budget left, there is no summary; a model that is away
    is asked again later.
    """
    model: LanguageModel | None = context.lent.get(LENT)
    if model is None or model.is_offline:
        return
    async with context.database.transaction() as session:
        ended = await ended_interview(session, response_id)
    if ended is None or not any(line.is_candidates for line in ended.lines):
        return
    lines = [replace(line, text=masked(line.text, ended.who)) for line in ended.lines]
    purpose = Purpose(INTERVIEW, ended.workspace_id, "summary", subject=response_id)
    asked = summary_asked(ended.title, lines, "en" if ended.locale == "en" else "ru")
    try:
        told = await formed(model, asked, ToldSummary, purpose, PATIENCE)
    except (BudgetSpent, AiOffline, AiRefused, AiMalformed) as error:
        log.info("interview_not_summed_up", error=type(error).__name__)
        return
    sentences = supported(told, lines)
    log.info("interview_summed_up", told=len(told.sentences), kept=len(sentences))
    if sentences:
        async with context.database.transaction() as session:
            await keep_summary(session, response_id, sentences, model.name)


jobs.add(SUMMARISE, summarise_interview, attempts=5, seconds=180, at_once=4)
