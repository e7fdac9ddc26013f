"""Corrections inside an answer: what was said first, and what is said instead of it or in the end."""

from collections import deque
from collections.abc import Iterator

from beseda.understanding.words.patterns import Pattern
from beseda.understanding.words.text import Text

_CORRECTION = Pattern(
    r"(?:точнее|вернее|верней|точней|а нет|ой нет|хотя нет|нет стоп|стоп нет|то есть|то бишь|тоесть|т е|"
    r"нет пожалуй|нет лучше|ой|хотя знаете|если честно|шучу|шутка|а на самом деле|поправлюсь|поправка|"
    r"ошибся|ошиблась|опечатка|вру|наврала?|соврала?|оговорил(?:ся|ась)|описал(?:ся|ась)|тьфу(?: ты)?|пардон|"
    r"перепутала?|"
    r"имею в виду|имел в виду|имела в виду|"
    r"i mean|i meant(?: to say)?|or rather|actually no|no wait|wait no|no sorry|sorry no|correction|"
    r"scratch that|strike that|sorry i mean|my bad|"
    r"sorry i meant|just kidding|kidding(?! me)|more like|make that|oops|to be (?:more )?precise|"
    r"more precisely|more exactly)"
)
"""Words after which somebody says again what they said wrongly."""
_TAKEN_BACK = Pattern(
    r"(?:нет|no)(?: (?:все таки|все же|давайте|скорее|лучше))?|все таки|все же|хотя(?: (?:давайте|лучше|"
    r"скорее|"
    r"пожалуй))?|передумал[аи]?(?: \w{1,3})?|извините|простите|sorry|wait|hold on|(?:well )?actually|rather|"
    r"лучше|скорее"
)
"""Words that may take back what stands before them, if what follows can be read by itself."""
_IN_THE_END = Pattern(
    r"(?:а |но |и )?(?:в итоге|итого|короче(?: говоря)?|в общем(?: то)?|получается|выходит|так что|поэтому|"
    r"(?:вот )?(?:сейчас|теперь|щас)(?: уже)?|под конец|а вот прям|so|in the end|these days|now|nowadays|"
    r"overall|finally|bottom line)"
)
"""Words after which a story comes to its point."""
_YES_OR_NO = Pattern(
    r"точнее|вернее|верней|то есть|ой(?: то есть)?|хотя(?: знаете)?|передумал[аи]?|на самом деле|поправка|"
    r"вру|"
    r"(?:а |но )?(?:сейчас|теперь)(?: уже)?|(?:так|потому) что в принципе|так что|поэтому|в общем(?: то)?|"
    r"короче|"
    r"(?:sorry )?i mean(?:t)?|(?:well )?actually|well|wait|sorry|scratch that|or rather|hold on|correction|so"
)
"""The same where yes and no are the answer, which the words above may be part of."""


MOST_TURNS = 4
"""Turns of a story that are followed, from its end: who turns more often is not read."""


def corrected(text: Text) -> Text | None:
    """Return what follows the last «точнее», "I mean" and the like; None where nothing is corrected."""
    tails = list(_after(text, _CORRECTION))
    return tails[-1][1] if tails else None


def before_correction(text: Text) -> int | None:
    """Return the token at which the last «точнее», "I mean" and the like begins; None for none."""
    tails = list(_after(text, _CORRECTION))
    return len(tails[-1][0].tokens) if tails else None


def said_again_at(text: Text) -> int | None:
    """Return the place in the original behind which somebody says it again; None where nobody does."""
    turns = [*_after(text, _CORRECTION), *_after(text, _TAKEN_BACK, apart=True)]
    return turns[-1][0].tokens[-1].end if turns else None


def taken_back(text: Text) -> Iterator[tuple[Text, Text]]:
    """Yield what stands before and after words that may take back what was said, the last first."""
    yield from reversed(list(_after(text, _TAKEN_BACK, apart=True)))


def in_the_end(text: Text) -> Iterator[tuple[Text, Text]]:
    """Yield what stands before and after words that bring a story to its point, the last first."""
    yield from reversed(list(_after(text, _IN_THE_END)))


def yes_or_no_again(text: Text) -> Iterator[tuple[Text, Text]]:
    """Yield the two sides of words by which somebody answers yes or no again, the last first."""
    yield from reversed(list(_after(text, _YES_OR_NO)))


def _after(text: Text, pattern: Pattern, *, apart: bool = False) -> Iterator[tuple[Text, Text]]:
    """Yield both sides of each match that stands between words; `apart` asks for a sign before it."""
    places = [at for at, token in enumerate(text.tokens) if token.kind != "sign"]
    flat, starts = "", {}
    for at in places:
        starts[len(flat)] = at
        flat += text.tokens[at].text + " "
    turns = deque[tuple[int, int]](maxlen=MOST_TURNS)
    for found in pattern.finditer(flat):
        begins, ends = starts.get(found.start()), starts.get(found.end() + 1)
        if not begins or ends is None or flat[found.end()] != " ":
            continue
        if apart and text.tokens[begins - 1].kind != "sign":
            continue
        turns.append((begins, ends))
    for begins, ends in turns:
        yield Text(text.original, text.tokens[:begins]), Text(text.original, text.tokens[ends:])
