"""How one answer is read: the question as understanding sees it, buttons first, then free text."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import structlog

from beseda.hiring.interview.phrases import say
from beseda.hiring.interview.script import Script
from beseda.hiring.interview.state import Answer, Choice, Offer
from beseda.hiring.requirements.questions import Question, in_language
from beseda.understanding import Option, Unclear, Understood, also_answers, understand
from beseda.understanding import Question as Asked

LONGEST_READ = 4000
READY: Mapping[str, tuple[str, ...]] = {
    "notice": ("at_once", "in_week", "in_fortnight", "in_month"),
    "language_level": ("a1", "a2", "b1", "b2", "c1", "c2", "no_language"),
}
"""Kinds most answers to which are one of a few: their buttons say what a person would write."""

log = structlog.get_logger(__name__)


def read(
    script: Script, question: Question, answer: Answer, offers: tuple[Offer, ...] = ()
) -> Understood | Unclear:
    """Read an answer to a question; `offers` are the readings it was just asked to choose from."""
    text = answer.text[:LONGEST_READ]
    button = pressed(script, question, text)
    if button is not None:
        return Understood(value=button, confidence=1.0, span=(0, len(text)), how="button")
    if offers:
        chosen = _chosen(script, question, text, offers)
        if chosen is not None:
            return chosen
    return _understood(text, asked_of(script, question, answer.at.date() if answer.at else None))


@lru_cache(maxsize=4096)
def _understood(text: str, asked: Asked) -> Understood | Unclear:
    """Understand a text once: the fold reads a whole interview again at each of its turns.

    A fault of the parsers must not hang an interview: what they stumble over is unclear, for a person.
    """
    try:
        return understand(text, asked)
    except Exception as fault:  # noqa: BLE001 - any fault; the words themselves stay out of the log.
        log.warning("understanding_failed", kind=asked.kind, error=type(fault).__name__)
        return Unclear(why="fault")


def read_agreement(text: str) -> Understood | Unclear:
    """Read a reply to "is that right?"."""
    return _understood(text[:LONGEST_READ], Asked("yes_no", prompt="Верно?"))


@lru_cache(maxsize=1024)
def facts_in(text: str, others: tuple[Asked, ...]) -> tuple[tuple[int, Understood], ...]:
    """Return what a text says of other questions than its own, by their places."""
    try:
        return tuple(sorted(also_answers(text[:LONGEST_READ], others).items()))
    except Exception as fault:  # noqa: BLE001 - any fault; the words themselves stay out of the log.
        log.warning("understanding_failed", kind="facts", error=type(fault).__name__)
        return ()


def asked_of(script: Script, question: Question, day: date | None) -> Asked:
    """Return a question as understanding sees it, asked on a day."""
    return Asked(
        kind=question.kind,
        prompt=in_language(question.prompt, script.locale),
        options=tuple(_option(option.id, option.label, option.synonyms) for option in question.options),
        locale=script.locale,
        now=day,
        currency=script.currency,
        city=script.city,
    )


def _option(option_id: str, label: object, synonyms: tuple[str, ...]) -> Option:
    labels = tuple(label.values()) if isinstance(label, dict) else (str(label),)
    return Option(id=option_id, labels=(*labels, *synonyms))


def pressed(script: Script, question: Question, text: str) -> object | None:
    """Return the value of the button, option id or synonym that the whole text is; None where it is none."""
    plain = text.strip().casefold()
    if question.kind in READY or question.kind == "skills":
        return None  # What these buttons say is read as any answer is.
    names = [(one, one.casefold()) for one in ("yes", "no")] if question.kind == "yes_no" else []
    names += [
        (choice.id, choice.label.casefold()) for choice in buttons(script, question) if choice.id != "skip"
    ]
    for option in question.options:
        names += [(option.id, name.casefold()) for name in (option.id, *option.synonyms)]
    for value, name in names:
        if plain == name:
            return [value] if question.kind == "multi_choice" else value
    return None


def _chosen(script: Script, question: Question, text: str, offers: tuple[Offer, ...]) -> Understood | None:
    """Take the offer that a text names; "the second" only where an answer could not itself be a number."""
    plain = text.strip().casefold()
    named = {choice.id: offer for choice, offer in zip(offer_buttons(offers), offers, strict=True)}
    for button, offer in named.items():
        if plain in {button, offer.label.casefold()}:
            return Understood(value=offer.value, confidence=1.0, span=(0, len(text)), how="button")
    if question.kind != "city":
        return None
    options = tuple(Option(id=button, labels=(offer.label,)) for button, offer in named.items())
    result = _understood(text, Asked(kind="choice", options=options, locale=script.locale))
    if isinstance(result, Unclear):
        return None
    value = named[result.value].value
    return Understood(value=value, confidence=result.confidence, span=result.span, how="offer")


def offer_buttons(offers: tuple[Offer, ...]) -> tuple[Choice, ...]:
    """Return a button for each reading an ambiguous answer may have."""
    return tuple(Choice(f"reading-{number}", offer.label) for number, offer in enumerate(offers, 1))


def buttons(script: Script, question: Question) -> tuple[Choice, ...]:
    """Return a question's buttons: yes and no, its options, usual answers, "skip" where it may be skipped."""
    choices: tuple[Choice, ...] = ()
    if question.kind == "yes_no":
        choices = tuple(Choice(one, say(script.locale, one)) for one in ("yes", "no"))
    elif question.options:
        choices = tuple(Choice(one.id, in_language(one.label, script.locale)) for one in question.options)
    else:
        ready = READY.get(question.kind, ())
        choices = tuple(Choice(one, say(script.locale, f"press_{one}")) for one in ready)
    if not question.required:
        choices = (*choices, Choice("skip", say(script.locale, "skip")))
    return choices
