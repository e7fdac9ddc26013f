"""Where an answer says too much: the part of it that answers the question, by topic, by turn or by time."""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from beseda.understanding.abilities.skills import skills_named
from beseda.understanding.dates.words import MONTHS
from beseda.understanding.lengths.stretches import OF_EXPERIENCE, find_stretches
from beseda.understanding.lengths.words import EVERY
from beseda.understanding.money.currencies import CURRENCIES
from beseda.understanding.numbers.grammar import SCALES, Number, find_numbers
from beseda.understanding.values import Question, Reading, Unclear, Understood
from beseda.understanding.words.corrections import in_the_end, taken_back
from beseda.understanding.words.cues import part
from beseda.understanding.words.patterns import Pattern
from beseda.understanding.words.text import Text, listed, read_text
from beseda.understanding.words.topics import topics

_BREAKS = frozenset(",.;!?()\n")
_JOINTS = listed("но а но: потом затем зато хотя поэтому but then though although и and while")
_FORMER = Pattern(r"\b(?:раньше|прежде|до этого|до того|когда то|before that|previously|formerly)\b")
"""Words after which somebody tells what was."""
_WANTS = Pattern(
    r"\b(?:хоч\w+|хотел\w*|желаю|ожида\w+|рассчитыва\w+|прошу|меньше|менее|want|expect\w*|looking|hope|"
    r"aim\w*)\b"
)
_PAST_PAY = Pattern(
    r"\b(?:сейчас|currently|now|получа\w+|получил\w*|зарабатыва\w+|платят|платили|было|был|ипотек\w+|"
    r"кредит\w*|аренд\w+|make|"
    r"making|"
    r"earn\w*|paid|mortgage|rent|loan)\b"
)
_STEM = 4
_OTHER_UNITS = EVERY.keys() | listed("% процент процентов percent руб рублей раз раза times")


def narrowed(text: Text, question: Question) -> Iterator[Text]:
    """Yield parts of an answer that may be all of it that answers the question, likeliest first."""
    if question.prompt:
        yield from _NARROWERS.get(question.kind, _none)(text, question)
    for head, tail in taken_back(text):
        lent = borrowed(head, tail)
        yield from (one for one in (lent, tail) if one)
    if question.kind in _TOLD:
        yield from (tail for _, tail in in_the_end(text))
        former = _FORMER.search(text.flat) if question.kind in {"number", "language_level"} else None
        if former and former.start():
            yield _until_word(text, len(text.flat[: former.start()].split()))


_TOLD = frozenset(("years", "number", "money", "duration", "notice", "language_level", "choice"))
"""Kinds whose answers are told as stories, in which the present or the end counts."""


def borrowed(head: Text, tail: Text) -> Text | None:
    """Return a correction with the unit that only what it corrects names: «через 3 недели, ой, через 2»."""
    units = [one for one in head.tokens if one.text in _UNITS]
    numbers = find_numbers(tail.tokens)
    if not units or not numbers or any(one.text in _UNITS for one in tail.tokens):
        return None
    last = numbers[-1].last
    place = tail.tokens[last - 1]
    unit = replace(units[-1], start=place.start, end=place.end)
    return Text(tail.original, (*tail.tokens[:last], unit, *tail.tokens[last:]))


_UNITS = EVERY.keys() | MONTHS.keys() | SCALES.keys() | CURRENCIES.keys() | {"k", "к"}


def clauses(text: Text) -> Iterator[Text]:
    """Yield the pieces of an answer between signs and joining words."""
    first = 0
    for at, token in enumerate(text.tokens):
        if token.text in _BREAKS or (token.kind == "word" and token.text in _JOINTS):
            if at > first:
                yield part(text, first, at)
            first = at + 1
    if first < len(text.tokens):
        yield part(text, first, len(text.tokens))


def _until_word(text: Text, words: int) -> Text:
    """Return the beginning of a text up to so many words."""
    places = [at for at, token in enumerate(text.tokens) if token.kind != "sign"]
    return part(text, 0, places[words])


def _none(_: Text, __: Question) -> Iterator[Text]:
    return iter(())


def _years(text: Text, question: Question) -> Iterator[Text]:
    """Yield the one length that stands beside what the question is about: «на Python 4, на Java 2»."""
    prompt = read_text(question.prompt)
    asked, about = {name for name, _, _ in skills_named(prompt)}, topics(prompt)
    found = []
    for clause in clauses(text):
        named = {name for name, _, _ in skills_named(clause)}
        lengths = find_stretches(clause.tokens, OF_EXPERIENCE)
        takes_up = bool(named & asked) if asked else bool(topics(clause) & about)
        if takes_up and named <= asked and len(lengths) == 1:
            found.append(part(clause, lengths[0].first, lengths[0].last))
    if len(found) == 1:
        yield found[0]
    elif not found:
        yield from _experience(text)


_EXPERIENCE = Pattern(r"\b(?:опыт\w*|стаж(?:а|ем|у|е)?|experience)\b")


def _experience(text: Text) -> Iterator[Text]:
    """Yield the one length that is called experience, where others may be an age: «28 лет, опыт 4»."""
    said = [one for one in clauses(text) if _EXPERIENCE.search(one.flat)]
    lengths = find_stretches(said[0].tokens, OF_EXPERIENCE) if len(said) == 1 else []
    if len(lengths) == 1 and not skills_named(text):
        yield part(said[0], lengths[0].first, lengths[0].last)


def on_topic(text: Text, question: Question) -> Text | None:
    """Return the one length of several that stands beside the skill asked about; None where there is none."""
    if question.kind != "years" or not skills_named(read_text(question.prompt)):
        return None
    lengths = find_stretches(text.tokens, OF_EXPERIENCE)
    if len(lengths) < 2:  # noqa: PLR2004 - nothing to choose from.
        return None
    behind_skills = {last for _, _, last in skills_named(text)}
    named = [one for one in lengths if not one.bare]
    versions = [one for one in lengths if one.bare and one.first in behind_skills]
    if len(named) == 1 and len(versions) == len(lengths) - 1 and len(list(clauses(text))) == 1:
        # "3 years of Java 8": the other figure is a version's.
        return part(text, named[0].first, named[0].last)
    return next(_years(text, question), None)


def off_topic(text: Text, question: Question) -> Reading | None:
    """Read years told of other skills than the one asked about: none of it, or a question again."""
    asked = (
        {name for name, _, _ in skills_named(read_text(question.prompt))}
        if question.kind == "years"
        else set()
    )
    said = skills_named(text) if asked else []
    if len(said) == 1 and len(text.words) == said[0][2] - said[0][1] + 1 and said[0][1] == 0:
        return Unclear("ambiguous")  # "Java 8" is a version, or years.
    others = [one for one in said if one[0] not in asked]
    if not others:
        return None
    own = [one for one in said if one[0] in asked]
    denied = own and all(_is_denied(text, first, last) for _, first, last in own)
    if denied:
        return Understood(0.0, DENIED, text.span(own[0][1], own[-1][2]), "denied_skill")
    if not own and find_stretches(text.tokens, OF_EXPERIENCE):
        return Unclear("several")
    return None


DENIED = 0.7


def _is_denied(text: Text, first: int, last: int) -> bool:
    """Whether a skill is said to be unknown: «с питоном не работал», "no Java", "zero Java"."""
    before = [one.text for one in text.tokens[max(0, first - 2) : first]]
    behind = " ".join(one.text for one in text.tokens[last : last + 3])
    return (
        bool({"no", "zero", "not", "never", "без", "ноль", "не"} & set(before))
        or _NO_SKILL.match(behind) is not None
    )


_NO_SKILL = Pattern(
    r"(?:я )?(?:не (?:работал|знаю|писал|владею|использ|пользов|сталкив|трогал)|нет\b|ноль|zero|none)"
)


def _number(text: Text, question: Question) -> Iterator[Text]:
    """Yield the number that counts what the question asks for: «8 человек, 3 года»."""
    noun = _counted(read_text(question.prompt).words)
    numbers = find_numbers(text.tokens)
    if _EACH.search(text.flat):
        return
    named = [one for one in numbers if noun and _after(text, one).startswith(noun)]
    if len(named) == 1:
        yield part(text, named[0].first, named[0].last)
    others = [one for one in numbers if not _counts_time(text, one)]
    if len(others) == 1 and len(numbers) > 1:
        yield part(text, others[0].first, others[0].last)


_EACH = Pattern(r"\bпо \w+ (?:человек|штук)|\b(?:each|every|кажд\w+)\b")
"""So many times so many: none of the figures is the answer."""


def _counted(prompt: Sequence[str]) -> str:
    """Return the beginning of the noun that a question asks the number of; nothing where there is none."""
    for before, word in itertools.pairwise(prompt):
        if before in {"сколько", "many"}:
            return word[:_STEM]
    return ""


def _after(text: Text, one: Number) -> str:
    return text.tokens[one.last].text if one.last < len(text.tokens) else ""


def _counts_time(text: Text, one: Number) -> bool:
    return _after(text, one) in _OTHER_UNITS


def _money(text: Text, _: Question) -> Iterator[Text]:
    """Yield the clause that says what somebody wants, where others say what they get or pay."""
    every = list(clauses(text))
    wants = [one for one in every if _WANTS.search(one.flat) and not _PAST_PAY.search(one.flat)]
    others = [one for one in every if one not in wants and find_numbers(one.tokens)]
    told = all(_PAST_PAY.search(one.flat) for one in others)
    if len(wants) == 1 and find_numbers(wants[0].tokens) and told:
        yield wants[0]
    spoken = _WANTS.search(text.flat)
    if spoken and not wants and _PAST_PAY.search(text.flat[: spoken.start()]):
        yield _from_word(text, len(text.flat[: spoken.start()].split()))


def _from_word(text: Text, words: int) -> Text:
    places = [at for at, token in enumerate(text.tokens) if token.kind != "sign"]
    return part(text, places[words], len(text.tokens))


_NARROWERS: Mapping[str, Callable[[Text, Question], Iterator[Text]]] = {
    "years": _years,
    "number": _number,
    "money": _money,
}
