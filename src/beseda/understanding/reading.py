"""The one door: an answer and its question in, a reading or the reason there is none out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from beseda.understanding.abilities.languages import read_language_level
from beseda.understanding.abilities.skills import read_skills
from beseda.understanding.choices.options import read_choice, read_choices
from beseda.understanding.dates.dates import read_date
from beseda.understanding.lengths.durations import read_duration
from beseda.understanding.lengths.notices import read_notice
from beseda.understanding.lengths.years import read_years
from beseda.understanding.margin import held_back
from beseda.understanding.money.amounts import GUESSED_CURRENCY, read_money
from beseda.understanding.narrowing import borrowed, narrowed, off_topic, on_topic
from beseda.understanding.numbers.counts import read_number
from beseda.understanding.people.contacts import read_email, read_phone
from beseda.understanding.people.names import read_name
from beseda.understanding.places.cities import read_city
from beseda.understanding.plain import read_plain
from beseda.understanding.rereading import second_looks
from beseda.understanding.values import Question, Reading, Unclear, Understood
from beseda.understanding.words import corrections, cues
from beseda.understanding.words.cues import part
from beseda.understanding.words.morphology import load_morphology
from beseda.understanding.words.text import LONGEST, Text, listed, read_text
from beseda.understanding.yes_no.answers import read_yes_no

Reader = Callable[[Text, Question], Reading]

READERS: Mapping[str, Reader] = {
    "city": read_city,
    "years": read_years,
    "yes_no": read_yes_no,
    "number": read_number,
    "money": read_money,
    "choice": read_choice,
    "multi_choice": read_choices,
    "date": read_date,
    "duration": read_duration,
    "notice": read_notice,
    "language_level": read_language_level,
    "skills": read_skills,
    "phone": read_phone,
    "email": read_email,
    "name": read_name,
}
LAUGHED = 0.7
"""Below what decides alone: it may be a joke."""
PART = 0.7
"""As low where only a part of the answer was read: it is told back before it rejects anybody."""
NARROWED = listed(
    "several ambiguous vague no_number no_duration no_notice no_date no_amount no_level no_option no_currency"
)
"""Why a whole answer could not be read where a part of it may answer."""
BESIDE_ORDERS = 0.8
MISTYPED = 0.8
SHORTEST_WORD = 4
"""Letters: "D1" is a slip of nothing in particular."""
LOST = listed(
    "no_number no_duration no_notice no_date no_amount no_answer no_level no_currency no_option ambiguous"
)
"""Why a reading failed where a slip of the finger may be the reason."""
CHOSEN = frozenset(("choice", "multi_choice", "language_level", "skills"))
"""Kinds whose answers a question back would name: "Does hybrid mean two days?"."""
COUNTED = frozenset(("years", "number", "money", "notice", "duration"))
"""Kinds whose answers a question of the candidate's may hold: «хватит 3 лет?»."""
_DOUBTS: tuple[tuple[Callable[[Text], bool], str], ...] = (
    (cues.jokes, "joke"),
    (cues.of_somebody_else, "somebody_else"),
)
AS_WRITTEN = frozenset(("phone", "email", "name"))
"""Kinds whose answers are figures and names, not sentences: no joke or correction is sought in them."""
CORRECTABLE = frozenset(
    ("city", "years", "number", "money", "date", "choice", "duration", "notice", "language_level")
)


def understand(text: str, question: Question) -> Reading:
    """Read an answer to a question. What can't be read for sure is Unclear; nothing is ever raised.

    A kind that is not one of READERS is read as text. Spans count code points of `text` as it was given.
    """
    if question.kind not in READERS:
        return read_plain(text)
    if len(text.strip()) > LONGEST:
        return Unclear("too_long")
    read = read_text(text)
    if not read.tokens:
        return Unclear("empty")
    return _as_written(read, question) if question.kind in AS_WRITTEN else _as_said(read, question)


def _as_written(read: Text, question: Question) -> Reading:
    if question.kind == "name" and cues.orders(read):
        return Unclear("orders")
    reading = READERS[question.kind](read, question)
    return Unclear("refused") if isinstance(reading, Unclear) and cues.refuses(read) else reading


def _as_said(read: Text, question: Question) -> Reading:
    read = cues.without_greeting(read)
    return _beside_orders(read, question) if cues.orders(read) else _as_told(read, question)


def _as_told(read: Text, question: Question) -> Reading:
    tail = corrections.corrected(read) if question.kind in CORRECTABLE else None
    if question.kind == "yes_no" and cues.scoffs(read):
        return Understood("no", LAUGHED, read.whole(), "scorn")
    for doubt, why in _DOUBTS:
        if doubt(tail or read) and not (question.kind == "yes_no" and cues.only_laughs(tail or read)):
            return Unclear(why)
    reading = _read(read, question)
    if isinstance(reading, Unclear):
        reading = (_looked_again(read, question) if reading.why in LOST else None) or reading
    elif question.kind == "money" and reading.confidence <= GUESSED_CURRENCY:
        # «100 тыясч» is no hundred roubles.
        reading = (_looked_again(read, question, slips_only=True)) or reading
    if isinstance(reading, Understood) and question.kind in COUNTED and question.prompt and _only_asks(read):
        return Unclear("question", (reading,))
    if isinstance(reading, Understood) and question.kind in CHOSEN and cues.asks_back(read):
        return Unclear("question", (reading,))
    if isinstance(reading, Understood):
        reading = held_back(question.kind, read, reading)
        return replace(reading, confidence=min(reading.confidence, LAUGHED)) if cues.laughs(read) else reading
    return reading


def _only_asks(read: Text) -> bool:
    """Whether a value stands in a question of the candidate's: «хватит 3 лет?», «пять?»."""
    return cues.asks(read) or (read.tokens[-1].text == "?" and len(read.words) <= 2)  # noqa: PLR2004 - «5 лет?».


def _looked_again(read: Text, question: Question, *, slips_only: bool = False) -> Understood | None:
    """Read what was mistyped, less surely; None where that says nothing either."""
    if question.kind == "language_level" and len(read.original.strip()) < SHORTEST_WORD:
        return None
    for meant in second_looks(read, "" if slips_only else question.locale):
        reading = _read(meant, question)
        if isinstance(reading, Understood):
            return replace(reading, confidence=min(reading.confidence, MISTYPED), how=f"{reading.how}_typo")
    return None


def _beside_orders(read: Text, question: Question) -> Reading:
    """Read what an answer says beside orders to the program, less surely; orders alone are no answer."""
    left = cues.without_orders(read)
    reading = _as_told(left, question) if left else Unclear("orders")
    if isinstance(reading, Unclear):
        return Unclear("orders")
    return replace(reading, confidence=min(reading.confidence, BESIDE_ORDERS))


def _read(text: Text, question: Question) -> Reading:
    tail = corrections.corrected(text) if question.kind in CORRECTABLE else None
    if tail is not None:
        return _corrected(text, tail, question)
    if not text.words and question.kind != "yes_no":
        return Unclear("empty")
    topical = on_topic(text, question)
    said = _first_read([topical], question) if topical else None
    reading = said or off_topic(text, question) or READERS[question.kind](text, question)
    return reading if isinstance(reading, Understood) else _unread(text, question, reading)


def _unread(text: Text, question: Question, reading: Unclear) -> Reading:
    """Say why an answer can't be read, unless a part of it can."""
    if not reading.candidates and (cues.refuses(text) or cues.asks(text)):
        return Unclear("refused" if cues.refuses(text) else "question")
    said = _first_read(narrowed(text, question), question) if reading.why in NARROWED else None
    return said or reading


def _first_read(pieces: Iterable[Text], question: Question) -> Understood | None:
    """Read the first part of an answer that says something by itself, less surely."""
    for piece in pieces:
        reading = READERS[question.kind](piece, question) if piece.words else None
        if isinstance(reading, Understood):
            return replace(reading, confidence=min(reading.confidence, PART), how=f"{reading.how}_part")
    return None


def _corrected(text: Text, tail: Text, question: Question) -> Reading:
    """Read what follows a correction; where that says nothing, what stood before it is asked about."""
    head = part(text, 0, corrections.before_correction(text) or 0)
    lent = borrowed(head, tail)
    reading = (_read(lent, question) if lent else None) or _read(tail, question)
    if isinstance(reading, Unclear):
        reading = _read(tail, question)
    if isinstance(reading, Understood):
        return reading
    whole = READERS[question.kind](text, question)
    return Unclear(reading.why, (whole,) if isinstance(whole, Understood) else whole.candidates)


def warm() -> None:
    """Load what the first answers would wait for: the cities, the dictionary, the search for typos.

    It takes about a second and 65 MB, once; call it in a thread when the program starts. Without it the first
    question about a city pays.
    """
    load_morphology()
    for text in ("Москва", "Масква", "Maskva"):
        understand(text, Question("city"))
    for kind in READERS:
        for text in ("ну, наверное, 1, точнее 2, но не знаю", "maybe 1, no, 2"):
            understand(text, Question(kind, prompt="Сколько лет вы готовы к командировкам?"))
    for number in ("+7 903 123-45-67", "+1 650 253-0000", "+44 20 7031 3000"):
        understand(number, Question("phone"))
