"""The one door: an answer and its question in, a reading or the reason there is none out."""

from collections.abc import Callable, Mapping

from beseda.understanding import cues
from beseda.understanding.choices import read_choice, read_choices
from beseda.understanding.cities import read_city
from beseda.understanding.dates import read_date
from beseda.understanding.money import read_money
from beseda.understanding.morphology import load_morphology
from beseda.understanding.plain import read_number, read_plain
from beseda.understanding.text import LONGEST, Text, read_text
from beseda.understanding.values import Question, Reading, Unclear, Understood
from beseda.understanding.years import read_years
from beseda.understanding.yes_no import read_yes_no

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
}
CORRECTABLE = frozenset(("city", "years", "number", "money", "date", "choice"))


def understand(text: str, question: Question) -> Reading:
    """Read an answer to a question. What can't be read for sure is Unclear; nothing is ever raised.

    `question.kind` is one of city, years, yes_no, number, money, choice, multi_choice, date; any other kind
    is read as text. Spans count code points of `text` as it was given.
    """
    if question.kind not in READERS:
        return read_plain(text)
    if len(text.strip()) > LONGEST:
        return Unclear("too_long")
    read = read_text(text)
    if not read.tokens:
        return Unclear("empty")
    if cues.jokes(read):
        return Unclear("joke")
    return _read(read, question)


def _read(text: Text, question: Question) -> Reading:
    tail = cues.corrected(text) if question.kind in CORRECTABLE else None
    if tail is not None:
        return _corrected(text, tail, question)
    if not text.words and question.kind != "yes_no":
        return Unclear("empty")
    reading = READERS[question.kind](text, question)
    if isinstance(reading, Understood):
        return reading
    if cues.refuses(text) and not reading.candidates:
        return Unclear("refused")
    if cues.asks(text) and not reading.candidates:
        return Unclear("question")
    return reading


def _corrected(text: Text, tail: Text, question: Question) -> Reading:
    """Read what follows a correction; where that says nothing, what stood before it is asked about."""
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
