"""One or several of the options a question offers: by label, synonym, number, ordinal or typo."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from beseda.understanding.choices.synonyms import synonyms
from beseda.understanding.numbers.grammar import ORDINALS, Number, find_numbers
from beseda.understanding.numbers.ordinals import ordinal_at
from beseda.understanding.values import Option, Question, Reading, Unclear, Understood
from beseda.understanding.words import cues
from beseda.understanding.words.corrections import before_correction, taken_back
from beseda.understanding.words.patterns import Pattern
from beseda.understanding.words.text import Text, Token, read_text

SURE = 0.97
LIKELY = 0.85
TYPO = 0.8
SHORTEST_TYPO = 5
STEM = 4
_ALL = Pattern(
    r"^(?:да )?(?:(?:на |во? )?(?:все|всё|всех|всем)|и то и другое|оба|обе|любой|любые|любую|любая|"
    r"(?:на )?(?:все|всех|любые|любую) (?:перечисленн\w+|вариант\w+|сразу|смен\w+|язык\w+|из них|подход\w+)|"
    r"подходят все|all|"
    r"both|(?:any|all|every one) of (?:them|the above|it|these)|everything|any|anything|all (?:shifts|"
    r"options|four|three))"
    r"(?: подход\w+| мне подход\w+| works?| is fine)?$"
)
_BOTH = Pattern(r"\b(?:both|оба|обе|и то и другое)\b")
_NONE = Pattern(
    r"^(?:ничего|ни на ка(?:ком|ких)|ни (?:на )?од(?:ин|ной|ном)|ни одного|ничем|никакие|никакой|"
    r"ничего из (?:этого|перечисленного)|нет|none|"
    r"nothing|neither|none of (?:them|the above|these)|no)$"
)
_EXCEPT = Pattern(
    r"\b(?:кроме|за исключением|исключая|except|excluding|but not|besides|"
    r"(?<=everything )but|(?<=anything )but|(?<=anywhere )but|(?<=all )but|(?<=any )but)\b"
)
_DENIALS = {
    "не",
    "нет",
    "без",
    "not",
    "no",
    "without",
    "never",
    "don't",
    "dont",
    "haven't",
    "can't",
    "didn't",
}
_DENIAL_REACH = 4
_LIST = Pattern(r"\d{1,2}(?: ?[,;] ?\d{1,2})+")
_LAST = {"последний", "последняя", "последнее", "последнии", "last"}
_BEFORE_LAST = (
    ("one", "before", "the", "last"),
    ("next", "to", "last"),
    ("second", "to", "last"),
    ("предпоследний",),
    ("предпоследняя",),
    ("предпоследнее",),
)
_PICKS = {
    "вариант",
    "номер",
    "пункт",
    "option",
    "number",
    "no",
    "n",
    "ответ",
    "выбираю",
    "the",
    "one",
    "№",
    "#",
    "пожалуй",
    "думаю",
    "под",
    "show",
    "me",
    "i",
    "want",
    "choose",
    "pick",
    "take",
    "is",
    "right",
    "correct",
    "хочу",
    "мне",
    "подходит",
    "больше",
    "возьму",
}


_GENERIC = (
    "работ",
    "занят",
    "вариант",
    "график",
    "формат",
    "work",
    "time",
    "option",
    "хочу",
    "могу",
    "подход",
)
"""Words of many options, which choose none."""


@dataclass(frozen=True, slots=True)
class Match:
    """An option found in the answer, where, and how surely."""

    option: Option
    first: int
    last: int
    weight: float
    how: str


def read_choice(text: Text, question: Question) -> Reading:
    """Read the one option that was chosen, as its id."""
    found, _denied = _matches(text, question.options)
    if _EXCEPT.search(text.flat):
        return Unclear("several")
    distinct = list({one.option.id: one for one in found}.values())
    if len(distinct) == 1:
        one = distinct[0]
        confidence = min(one.weight, LIKELY) if cues.HEDGED.search(text.flat) else one.weight
        return Understood(one.option.id, confidence, text.span(one.first, one.last), one.how)
    candidates = tuple(
        Understood(one.option.id, one.weight, text.span(one.first, one.last), one.how) for one in distinct[:4]
    )
    if distinct:
        return Unclear("several", candidates)
    return Unclear("unsure" if cues.unsure(text) else "no_option")


def read_choices(text: Text, question: Question) -> Reading:
    """Read the options that were chosen: a list of ids in the question's order, empty for "none"."""
    flat = text.flat
    if _ALL.match(flat) and not (_BOTH.search(flat) and len(question.options) != 2):  # noqa: PLR2004 - both are two.
        return Understood([one.id for one in question.options], LIKELY, text.whole(), "all")
    found, denied = _matches(text, question.options)
    found = _corrected(text, found)
    listed_too = [one for one in found if one.first < _except_at(text)]
    if _EXCEPT.search(flat) and denied and listed_too:
        found = listed_too
    elif _EXCEPT.search(flat) and (found or denied):
        return _all_but(text, question, {one.option.id for one in (*found, *denied)})
    if found:
        ids = {one.option.id for one in found}
        span = text.span(min(one.first for one in found), max(one.last for one in found))
        chosen = [one.id for one in question.options if one.id in ids]
        weight = min(one.weight for one in found)
        return Understood(
            chosen, min(weight, LIKELY) if cues.HEDGED.search(flat) else weight, span, found[0].how
        )
    if _NONE.match(flat):
        return Understood([], LIKELY, text.whole(), "none")
    return Unclear("unsure" if cues.unsure(text) else "no_option")


def _except_at(text: Text) -> int:
    """Return the token at which «кроме» or "but not" stands; the end where none does."""
    found = _EXCEPT.search(text.flat)
    if found is None:
        return len(text.tokens)
    places = [at for at, token in enumerate(text.tokens) if token.kind != "sign"]
    return places[len(text.flat[: found.start()].split())]


def _corrected(text: Text, found: list[Match]) -> list[Match]:
    """Leave out the option right before a correction: «Java, ой, JavaScript»."""
    heads = [before_correction(text)] + [len(head.tokens) for head, _ in taken_back(text)]
    for head in heads:
        before = [one for one in found if head and one.last <= head]
        after = [one for one in found if head and one.first > head]
        if before and after:
            return [one for one in found if one is not before[-1]]
    return found


def _all_but(text: Text, question: Question, left_out: set[str]) -> Reading:
    if not re.search(r"\b(?:все|всё|всех|all|everything|любой|any)\b", text.flat):
        return Unclear("ambiguous")
    return Understood(
        [one.id for one in question.options if one.id not in left_out], LIKELY, text.whole(), "all_but"
    )


def _matches(text: Text, options: Sequence[Option]) -> tuple[list[Match], list[Match]]:
    """Return the options that the answer names and those that it denies: «не Java, а Python»."""
    found = _by_label(text, options)
    taken = {at for one in found for at in range(one.first, one.last)}
    found += [one for one in _by_typo(text, options) if one.first not in taken]
    if all(one.weight < SURE for one in found):
        # Beside a synonym another option may be named by a part of its label: «полная или частичная».
        taken |= {one.first for one in found}
        found += [one for one in _by_part(text, options) if one.first not in taken]
    found = found or _by_number(text, options)
    kept = [one for one in found if not _denied(text, one)]
    return kept, [one for one in found if one not in kept]


def _denied(text: Text, one: Match) -> bool:
    after = [token.text for token in text.tokens[one.last : one.last + 2]]
    if cues.negated(text.tokens, one.first) or after == ["не", "знаю"] or after[:1] == ["нет"]:
        return True
    # «Не работал с Java», "I don't know Java": whatever the verb, a denial before the name is one of it.
    for token in reversed(text.tokens[max(0, one.first - _DENIAL_REACH) : one.first]):
        if token.kind == "sign" or token.text in {"а", "но", "but"}:
            return False
        if token.text in _DENIALS:
            return True
    return False


def _by_label(text: Text, options: Sequence[Option]) -> list[Match]:
    """Find labels word by word, longest first, so that "Java" is not found inside "JavaScript developer"."""
    labels = [(one, _words(label), True) for one in options for label in (*one.labels, one.id)]
    own = {tuple(words) for _, words, _ in labels}
    named = [
        (one, _words(other), False) for one in options for label in one.labels for other in synonyms(label)
    ]
    # A label counts before another's synonym: «Go» offered beside «Гоу» is itself.
    labels += [(one, words, False) for one, words, _ in named if tuple(words) not in own]
    labels.sort(key=lambda entry: (-len(entry[1]), not entry[2]))
    taken: set[int] = set()
    found = []
    for option, words, is_own in labels:
        for first in _places(text, words) if is_own else _exact_places(text, words):
            places = set(range(first, first + len(words)))
            if words and not places & taken:
                taken |= places
                exact = is_own and [token.text for token in text.tokens[first : first + len(words)]] == words
                found.append(Match(option, first, first + len(words), SURE if exact else LIKELY, "label"))
    return sorted(found, key=lambda one: one.first)


@lru_cache(maxsize=4096)
def _words(label: str) -> list[str]:
    return [token.text for token in read_text(label).tokens]


def _places(text: Text, words: list[str]) -> list[int]:
    size = len(words)
    return [
        at
        for at in range(len(text.tokens) - size + 1)
        if size and all(_alike(text.tokens[at + step].text, word) for step, word in enumerate(words))
    ]


def _exact_places(text: Text, words: list[str]) -> list[int]:
    said = [token.text for token in text.tokens]
    if len(words) == 1:
        return [at for at, word in enumerate(said) if _alike(word, words[0])]
    return [at for at in range(len(said) - len(words) + 1) if words and said[at : at + len(words)] == words]


def _alike(said: str, word: str) -> bool:
    """Whether two words are one but for a Russian ending: «менеджером» and «менеджер»."""
    if said == word:
        return True
    if said.isascii() or word.isascii() or min(len(said), len(word)) < STEM:
        return False
    common = next(
        (at for at, (a, b) in enumerate(zip(said, word, strict=False)) if a != b), min(len(said), len(word))
    )
    return common >= max(STEM, len(word) - 3) and len(said) - common <= 3  # noqa: PLR2004 - an ending's length.


def _by_typo(text: Text, options: Sequence[Option]) -> list[Match]:
    found = []
    for at, token in enumerate(text.tokens):
        if token.kind != "word" or len(token.text) < SHORTEST_TYPO:
            continue
        near = [
            one
            for one in options
            for label in one.labels
            if _has_slip(label, token.text)
            or any(
                len(other) >= SHORTEST_TYPO and OSA.distance(token.text, other, score_cutoff=1) == 1
                for other in synonyms(label)
            )
        ]
        if len({one.id for one in near}) == 1:
            found.append(Match(near[0], at, at + 1, TYPO, "typo"))
    return found


def _has_slip(label: str, said: str) -> bool:
    """Whether a label, or the first of its words, is one slip away: «evning», «польная»."""
    words = _words(label)
    if not words or said in words or len(words[0]) < SHORTEST_TYPO:
        return False
    near = OSA.distance(said, words[0], score_cutoff=1) <= 1
    return near and (len(words) == 1 or not said.isascii())


def _by_part(text: Text, options: Sequence[Option]) -> list[Match]:
    """Find a word that only one option's labels have: «частичная» of «Частичная занятость»."""
    found = []
    for at, token in enumerate(text.tokens):
        if token.kind != "word" or len(token.text) < SHORTEST_TYPO or token.text.startswith(_GENERIC):
            continue
        alike = [one for one in options if any(_has(label, token.text) for label in one.labels)]
        if len(alike) == 1:
            found.append(Match(alike[0], at, at + 1, LIKELY, "part"))
    return found


def _has(label: str, said: str) -> bool:
    words = _words(label)
    return len(words) > 1 and any(word == said or (len(word) > STEM and _alike(said, word)) for word in words)


def _by_number(text: Text, options: Sequence[Option]) -> list[Match]:
    """Read «2», «второй», "the last one", where nothing else is said."""
    found = []
    numbers = {one.first: one for one in find_numbers(text.tokens)}
    at, rest = 0, 0
    if _LIST.fullmatch(text.original.strip()):
        return _by_list(text, options)
    while at < len(text.tokens):
        word = text.tokens[at].text
        place, last = _place(text.tokens, at, numbers, len(options))
        if 1 <= place <= len(options):
            found.append(Match(options[place - 1], at, last, LIKELY, "number"))
        elif text.tokens[at].kind != "sign" and word not in _PICKS and word not in {"и", "and"}:
            rest += 1
        at = last
    return [] if rest else found


def _by_list(text: Text, options: Sequence[Option]) -> list[Match]:
    """Read «1,3», which looks like a decimal fraction."""
    places = [int(figure) for figure in re.findall(r"\d+", text.original)]
    if not all(1 <= place <= len(options) for place in places):
        return []
    return [Match(options[place - 1], 0, len(text.tokens), LIKELY, "number") for place in places]


def _place(tokens: Sequence[Token], at: int, numbers: Mapping[int, Number], size: int) -> tuple[int, int]:
    """Return the place in the list that a token names, 0 for none, and the token after."""
    word = tokens[at].text
    before = tokens[at - 1].text if at else ""
    beside = next((len(phrase) for phrase in _BEFORE_LAST if _says(tokens, at, phrase)), 0)
    if beside:
        return size - 1, at + beside
    if word in _LAST:
        return size, at + 1
    ordinal = ordinal_at(tokens, at)
    if ordinal:
        return ordinal
    number = None if word == "one" and (before in ORDINALS or before in _LAST) else numbers.get(at)
    if number is None or number.value != int(number.value):
        return 0, at + 1
    return int(number.value), number.last


def _says(tokens: Sequence[Token], at: int, phrase: Sequence[str]) -> bool:
    return [token.text for token in tokens[at : at + len(phrase)]] == list(phrase)
