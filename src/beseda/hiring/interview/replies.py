"""What the interviewer says, composed: one message a turn, so that each waits for exactly one answer."""

from beseda.hiring.interview.branching import asked_questions
from beseda.hiring.interview.decision import Decision
from beseda.hiring.interview.phrases import minute_count, question_count, say
from beseda.hiring.interview.reading import buttons, offer_buttons
from beseda.hiring.interview.script import Script
from beseda.hiring.interview.state import MOST_ATTEMPTS, Choice, Given, Offer, Reply, State
from beseda.hiring.interview.wording import value_text
from beseda.hiring.requirements.questions import Question, in_language
from beseda.hiring.requirements.rules import CONTACTS
from beseda.understanding import Unclear

MOST_OFFERS = 4
QUESTIONS_A_MINUTE = 2
PARAGRAPH = "\n\n"
SEVERAL = frozenset({"multi_choice", "skills"})
"""Kinds whose options may be chosen together."""

# Why an answer could not be read (understanding's `why`) → the phrase that asks again.
REASONS = {
    "empty": "again_empty",
    "refused": "again_refused",
    "unsure": "again_unsure",
    "vague": "again_vague",
    "no_today": "again_vague",
    "too_long": "again_short",
    "several": "again_several",
    "question": "again_question",
    "out_of_range": "again_out_of_range",
    "no_phone": "again_phone",
    "no_email": "again_email",
    "no_name": "again_name",
    "no_level": "again_level",
    "no_skill": "again_skills",
    "no_notice": "again_notice",
    "no_duration": "again_duration",
}


def greeting(script: Script) -> Reply:
    """Say who asks, that it is a bot, why, how much and who decides; then put the first question."""
    count = len(script.questions)
    hello = say(
        script.locale,
        "greeting" if script.company.strip() else "greeting_nameless",
        company=script.company,
        title=script.title,
        amount=question_count(script.locale, count),
        minutes=minute_count(script.locale, max(1, -(-count // QUESTIONS_A_MINUTE))),
    )
    return question_reply(script, State(), hello)


def question_reply(script: Script, state: State, opening: str = "") -> Reply:
    """Put the question the interview stands at, after an opening sentence."""
    question = state.question(script)
    if question is None:
        raise ValueError("there is no question left to put")
    return reply_to(script, state, question, (opening, script.prompt(question)), buttons(script, question))


def again_reply(script: Script, state: State, unclear: Unclear) -> Reply:
    """Ask again: why, the question, an example; or which of several readings is meant, with buttons."""
    question = state.question(script)
    if question is None:
        raise ValueError("there is no question left to ask again")
    if state.offers:
        labels = [say(script.locale, "quoted", what=one.label) for one in state.offers]
        which = say(script.locale, "again_ambiguous", options=say(script.locale, "or").join(labels))
        return reply_to(script, state, question, (which,), offer_buttons(state.offers))
    why = say(script.locale, _why(question, unclear))
    last = say(script.locale, "last_try") if state.attempt >= MOST_ATTEMPTS else ""
    texts = (f"{why} {script.prompt(question)}", " ".join((_example(script, question), last)).strip())
    return reply_to(script, state, question, texts, buttons(script, question))


def reply_to(
    script: Script,
    state: State,
    question: Question,
    texts: tuple[str, ...],
    choices: tuple[Choice, ...],
    *,
    echo: bool = False,
) -> Reply:
    """Make a message that is about a question, from its paragraphs; with `echo` it asks to confirm."""
    number, of = _progress(script, state, question)
    return Reply(
        text=PARAGRAPH.join(text for text in texts if text),
        question=question.id,
        attempt=state.attempt,
        number=number,
        of=of,
        choices=choices,
        many=question.kind in SEVERAL and bool(question.options) and not echo,
        echo=echo,
    )


def _progress(script: Script, state: State, question: Question) -> tuple[int, int]:
    """Return which question of how many this is, without those that the answers have ruled out."""
    asked = asked_questions(script, state.given)
    return asked.index(question) + 1 if question in asked else state.position + 1, len(asked)


def _why(question: Question, unclear: Unclear) -> str:
    if unclear.why.startswith("ambiguous"):
        return "again_ambiguous_unnamed"
    if unclear.why in REASONS:
        return REASONS[unclear.why]
    if question.kind == "city":
        return "again_city"
    return "again_not_found" if unclear.why.startswith("no") else "again_other"


def _example(script: Script, question: Question) -> str:
    if question.options:
        labels = (in_language(one.label, script.locale) for one in question.options)
        names = ", ".join(say(script.locale, "quoted", what=label) for label in labels)
        return say(script.locale, "pick_many" if question.kind in SEVERAL else "pick", options=names)
    example = in_language(question.example, script.locale) or say(script.locale, f"example_{question.kind}")
    return say(script.locale, "example", example=example)


def offers_for(script: Script, question: Question, unclear: Unclear) -> tuple[Offer, ...]:
    """Return the readings to choose from when an answer has several: two to four, told apart by name."""
    offers: dict[str, Offer] = {}
    for candidate in unclear.candidates:
        label = value_text(question, candidate.value, script.locale)
        offers.setdefault(label.casefold(), Offer(label, candidate.value))
    found = tuple(offers.values())[:MOST_OFFERS]
    return found if len(found) > 1 else ()


def closing(script: Script, decision: Decision) -> Reply:
    """Thank the candidate and say what happens next; a rejection says why, in the candidate's words."""
    reasons = "\n".join(f"• {reason.message}" for reason in decision.reasons)
    count = len(decision.parts) + sum(one.kind in CONTACTS for one in script.questions)
    text = say(script.locale, f"thanks_{decision.status}", reasons=reasons)
    return Reply(text=text, number=count, of=count)


def heard_text(script: Script, given: Given, corrected: bool = False) -> str:  # noqa: FBT001, FBT002 - one of two wordings.
    """Say what was understood of an answer, shortly."""
    question = next(one for one in script.questions if one.id == given.question)
    if given.outcome == "skipped":
        return say(script.locale, "skipped")
    if given.outcome == "unclear":
        return say(script.locale, "corrected_unclear" if corrected else "left_to_person")
    if question.kind == "text":
        return say(script.locale, "noted")
    phrase = "corrected" if corrected else f"understood_{script.questions.index(question) % 3}"
    what = value_text(question, given.value, script.locale)
    if question.options:
        what = say(script.locale, "quoted", what=what)
    return say(script.locale, phrase, what=what)
