"""Free-text answers in Russian and English → typed values: pure, no database, network or language model."""

from beseda.understanding.describe import describe
from beseda.understanding.facts import also_answers
from beseda.understanding.places.cities import resolve_city, same_city
from beseda.understanding.reading import understand, warm
from beseda.understanding.values import Option, Question, Reading, Unclear, Understood

__all__ = [
    "Option",
    "Question",
    "Reading",
    "Unclear",
    "Understood",
    "also_answers",
    "describe",
    "resolve_city",
    "same_city",
    "understand",
    "warm",
]
