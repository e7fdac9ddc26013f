"""The summary of an ended interview, checked: each sentence stands on a quote of what the candidate said."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field

from beseda.hiring.interview.grounding import figures_in, place_of
from beseda.hiring.interview.masking import MASK

MOST_SENTENCES = 8
LONGEST_SENTENCE = 300
SHORTEST_QUOTE = 4
"""A quote of fewer letters, such as «да», would bear anything out."""


class Told(BaseModel):
    """One sentence as a model wrote it."""

    sentence: str
    quote: str


class ToldSummary(BaseModel):
    """What a model answers when it is asked for a summary."""

    sentences: list[Told] = Field(max_length=30)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the transcript: who said it, and its entry."""

    seq: int
    is_candidates: bool
    text: str


def supported(told: ToldSummary, lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Return the sentences that what the candidate said bears out, with the quote as the candidate wrote it.

    A sentence goes where its quote is in none of the candidate's lines, where it has a figure that its quote
    has not, where that says next to nothing («да»), and where it is too long to be one.
    """
    kept = []
    for one in told.sentences:
        sentence = " ".join(one.sentence.split())
        found = _found(one.quote, lines)
        if found is None or not 0 < len(sentence) <= LONGEST_SENTENCE:
            continue
        line, quote = found
        if MASK in sentence or MASK in quote:
            continue
        if figures_in(sentence) <= figures_in(quote):
            kept.append({"text": sentence, "quote": quote, "seq": line.seq})
    return kept[:MOST_SENTENCES]


def _found(quote: str, lines: Sequence[Line]) -> tuple[Line, str] | None:
    if sum(letter.isalnum() for letter in quote) < SHORTEST_QUOTE:
        return None
    for line in lines:
        span = place_of(quote, line.text) if line.is_candidates else None
        if span is not None:
            return line, line.text[slice(*span)]
    return None
