"""Several facts in one answer: which other questions it answers too, to be confirmed instead of asked."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from beseda.understanding.abilities.languages import languages_in
from beseda.understanding.lengths.stretches import OF_EXPERIENCE, find_stretches
from beseda.understanding.money.currencies import CURRENCIES
from beseda.understanding.places.mentions import mentions
from beseda.understanding.reading import READERS, understand
from beseda.understanding.values import Question, Understood
from beseda.understanding.words import cues
from beseda.understanding.words.text import LONGEST, Text, read_text
from beseda.understanding.words.topics import topics
from beseda.understanding.yes_no.subjects import subject_of

SUREST = 0.85
"""What was said in passing is never surer than this: it is confirmed before it counts."""
_BREAKS = frozenset(",.;!?()\n")


def also_answers(text: str, others: Sequence[Question]) -> dict[int, Understood]:
    """Return the questions, by their place in `others`, that an answer to another one answers too.

    Only what names its own kind counts: a city where somebody says to live, an amount with its currency,
    years beside a word of the question, a clause that takes up the question's words. Spans count from the
    whole text.
    """
    if len(text) > LONGEST:
        return {}
    whole = read_text(text)
    clauses = list(_clauses(whole))
    found: dict[int, Understood] = {}
    for place, question in enumerate(others):
        for clause in clauses:
            if question.kind in _NAMES_ITSELF and _NAMES_ITSELF[question.kind](clause, question, others):
                reading = _read(clause, question)
                if reading is not None:
                    found[place] = reading
                    break
    return found


def _read(clause: Text, question: Question) -> Understood | None:
    reading = understand_part(clause, question)
    if reading is None or reading.value in ("maybe", []):
        return None
    return replace(reading, confidence=min(reading.confidence, SUREST), how=f"also_{reading.how}")


def understand_part(clause: Text, question: Question) -> Understood | None:
    """Read a part of an answer; places still count from the whole. None where it is unclear."""
    if cues.refuses(clause) or cues.unsure(clause) or cues.asks(clause) or cues.jokes(clause):
        return None
    start, end = clause.whole()
    if isinstance(understand(clause.original[start:end], question), Understood):
        reading = READERS[question.kind](clause, question)
        return reading if isinstance(reading, Understood) else None
    return None


def _clauses(whole: Text) -> Iterator[Text]:
    first = 0
    for at, token in enumerate(whole.tokens):
        joint = token.text in {"но", "а", "but", "и", "and"} and token.kind == "word"
        if (token.text in _BREAKS or joint) and at > first:
            yield cues.part(whole, first, at)
            first = at + 1
    if first < len(whole.tokens):
        yield cues.part(whole, first, len(whole.tokens))


def _takes_up(clause: Text, question: Question) -> bool:
    """Whether a clause has a word of the question's own, but for its ending: «командировкам»."""
    prompt = read_text(question.prompt)
    if question.kind == "yes_no" and (subject := subject_of(prompt.flat)) is not None:
        # «Прав нет» is about driving licences, «вы правы» and «правая рука» are not.
        return subject.named.search(clause.flat) is not None
    return bool(topics(prompt) & topics(clause))


def _city(clause: Text, _: Question, __: Sequence[Question]) -> bool:
    return any(one.role == "home" and one.how == "exact" for one in mentions(clause, typos=False))


def _money(clause: Text, _: Question, __: Sequence[Question]) -> bool:
    scaled = {"тыс", "тысяч", "тысячи", "к", "k", "т", "тр", "млн", "thousand"}
    return any(token.text in scaled or token.text in CURRENCIES for token in clause.tokens)


def _years(clause: Text, question: Question, others: Sequence[Question]) -> bool:
    named = any(not one.bare for one in find_stretches(clause.tokens, OF_EXPERIENCE))
    return named and _takes_up(clause, question) and others.count(question) == 1


def _language(clause: Text, question: Question, _: Sequence[Question]) -> bool:
    return bool(languages_in(clause.flat) & languages_in(read_text(question.prompt).flat))


def _notice(clause: Text, _: Question, __: Sequence[Question]) -> bool:
    words = ("выйти", "выйду", "приступить", "приступлю", "начать", "start", "join", "notice", "отработк")
    return any(word in clause.flat for word in words)


def _topic(clause: Text, question: Question, _: Sequence[Question]) -> bool:
    return _takes_up(clause, question)


def _always(_: Text, __: Question, ___: Sequence[Question]) -> bool:
    return True


_NAMES_ITSELF: Mapping[str, Callable[[Text, Question, Sequence[Question]], bool]] = {
    "city": _city,
    "money": _money,
    "years": _years,
    "language_level": _language,
    "notice": _notice,
    "date": _topic,
    "yes_no": _topic,
    "duration": _topic,
    "number": _topic,
    "phone": _always,
    "email": _always,
}
"""What a clause must have, by kind of question, before it is read as an answer to it."""
