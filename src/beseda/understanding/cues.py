"""The words around a value: refusals, doubt, jokes, corrections, negation, how exact a number is meant."""

import re
from collections.abc import Sequence
from typing import Literal

from beseda.understanding.text import Text, Token, listed

Bound = Literal["exact", "about", "almost", "least", "most"]

_REFUSES = re.compile(
    r"\b(?:не (?:скажу|отвечу|буду (?:отвечать|говорить|называть|раскрывать))|(?:не хочу|"
    r"не хотел[аи]? бы|не готова?|"
    r"не могу|не стану|отказываюсь|предпочитаю не|предпоч[её]л[аи]? бы не) (?:это )?(?:отвечать|"
    r"ответить|говорить|сказать|называть|назвать|"
    r"раскрывать|делиться|обсуждать|сообщать|озвучивать)|без комментариев|"
    r"(?:не )?ваше(?:го)? (?:собачье )?дел[оа]|"
    r"(?:это )?секрет|(?:это )?тайна|это личное|^личное$|"
    r"(?:no|not) comment|none of your (?:business|concern)|(?:i )?(?:'d |would )?(?:rather|"
    r"prefer) not|prefer not to|"
    r"(?:won't|wont|will not|refuse to|not going to|don't want to|dont want to|do not want to|"
    r"decline to) "
    r"(?:say|tell|answer|share|disclose|discuss)|(?:it's |that's )(?:a )?secret|(?:that's |it's )(?:private|"
    r"confidential|personal)|^(?:secret|private|confidential|personal)$)\b"
)
_UNSURE = re.compile(
    r"\b(?:(?:даже |пока |точно |ещ[её] |сам[аи]? )*не (?:знаю|уверена?|помню|решила?|определил(?:ся|"
    r"ась)|в курсе)|затрудняюсь|понятия не имею|"
    r"без понятия|хз|фиг (?:его )?знает|как (?:сказать|получится|пойд[её]т|карта ляжет)|(?:сложно|"
    r"трудно|тяжело) (?:сказать|ответить)|посмотрим|"
    r"i ?(?:'m|m| am) (?:not|un)(?: |)(?:really |quite |actually |so |too )?(?:sure|certain|decided)|"
    r"not (?:really |quite |entirely |so |too )?(?:sure|certain)|(?:don't|dont|do not|"
    r"didn't) (?:really |actually |quite )?(?:know|remember|recall)|"
    r"no (?:idea|clue)|idk|dunno|can't (?:say|tell|recall)|cannot say|hard to (?:say|tell)|who knows|"
    r"haven't (?:decided|the foggiest)|uncertain|undecided|unsure|(?:don't|do not) have (?:a clue|"
    r"any idea|an? (?:idea|answer))|"
    r"(?:can't|cant|cannot|can not|couldn't|could not|unable to|not able to) (?:really |even )?"
    r"(?:say|tell|answer|decide|recall|remember|give|make up)|"
    r"(?:don't|dont|do not|haven't|have not|not)(?: have| got)* (?:an?|the|any|that|enough) "
    r"(?:clue|answer|info|information|idea)|"
    r"(?:have to|need to|must|let me) think|know later|not confident|unaware|torn|drawing a blank)\b"
)
_JOKES = re.compile(
    r"\b(?:шучу|шутка|лол|кек|just kidding|kidding|jk|lol|ага щас|ага сейчас|да щас|щас прям|"
    r"разбежал(?:ся|ись|"
    r"ась)|бегу и падаю|"
    r"(?:да )?конечно конечно|(?:на )?марс[ае]?|(?:на )?луне|на другой планете|yeah right|as if|"
    r"in your dreams|(?:on )?mars|(?:on )?the moon)\b"
)
_QUESTION = re.compile(
    r"^(?:а |и |but |and |so )?(?:что|чего|какой|какая|какие|какую|каком|сколько|зачем|почему|где|"
    r"когда|куда|кто|как|what|why|which|how|where|when|who|"
    r"\w+ ли|можете|could you|can you|can i|do you|is it|are you|would it|will you|will it)\b"
)
_CORRECTION = re.compile(
    r"(?:точнее|вернее|верней|точней|а нет|ой нет|хотя нет|нет стоп|стоп нет|то есть|тоесть|т е|"
    r"поправлюсь|поправка|ошибся|ошиблась|опечатка|"
    r"имею в виду|имел в виду|имела в виду|"
    r"i mean|i meant|or rather|actually no|no wait|wait no|correction|scratch that|sorry i mean|"
    r"make that|oops|to be (?:more )?precise|more precisely|more exactly)"
)
HEDGED = re.compile(
    r"\b(?:наверн(?:ое|о|яка)|возможно|может(?: быть)?|мб|вероятно|видимо|похоже|скорее всего|"
    r"вроде(?: бы)?|кажется|"
    r"probably|perhaps|maybe|possibly|i guess|i suppose|presumably|might|it depends|depends)\b"
)
_BEFORE: tuple[tuple[Bound, frozenset[str]], ...] = (
    (
        "least",
        listed(
            (
                "больше|более|свыше|минимум|не менее|не меньше|как минимум|не ниже|выше|начиная от|от|"
                "больше чем|более чем|хотя бы|"
                "over|more than|at least|above|minimum|min|no less than|not less than|starting from|"
                "upwards of|from|starting at|in excess of"
            ),
            "|",
        ),
    ),
    (
        "most",
        listed(
            "меньше|менее|до|максимум|не более|не больше|не выше|ниже|меньше чем|менее чем|"
            "less than|under|up to|below|at most|maximum|max|no more than|not more than|fewer than",
            "|",
        ),
    ),
    (
        "almost",
        listed(
            "почти|без малого|чуть меньше|чуть менее|скоро|скоро будет|almost|nearly|close to|just under", "|"
        ),
    ),
    (
        "about",
        listed(
            (
                "около|примерно|порядка|где то|приблизительно|ориентировочно|в районе|плюс минус|наверное|"
                "наверно|кажется|"
                "about|around|approximately|approx|roughly|circa|some|maybe|probably|something like|like|~"
            ),
            "|",
        ),
    ),
)
_NOT = {"кроме", "except", "не", "not", "isn't", "ни", "никак"}
_BETWEEN = listed("в во из на с со к у г город городе in from a the at to live живу моих мои exactly")
_INSTEAD = {"а", "but"}


def refuses(text: Text) -> bool:
    """Whether the answer refuses to answer."""
    return _REFUSES.search(text.flat) is not None


def unsure(text: Text) -> bool:
    """Whether the answer says that it does not know."""
    return _UNSURE.search(text.flat) is not None


def jokes(text: Text) -> bool:
    """Whether the answer is marked as a joke or as sarcasm."""
    return _JOKES.search(text.flat) is not None


def asks(text: Text) -> bool:
    """Whether the answer is a question of the candidate's."""
    return bool(text.tokens) and text.tokens[-1].text == "?" and _QUESTION.search(text.flat) is not None


def corrected(text: Text) -> Text | None:
    """Return what follows the last «точнее», "I mean" and the like; None where nothing is corrected."""
    words = [index for index, token in enumerate(text.tokens) if token.kind != "sign"]
    flat, starts = "", {}
    for index in words:
        starts[len(flat)] = index
        flat += text.tokens[index].text + " "
    last = None
    for found in _CORRECTION.finditer(flat):
        if found.start() in starts and found.start() and flat[found.end() : found.end() + 1] == " ":
            last = found.end() + 1
    if last is None or last not in starts:
        return None
    return part(text, starts[last], len(text.tokens))


def part(text: Text, first: int, last: int) -> Text:
    """Return the tokens first..last (exclusive) as a text of their own; places still count from the whole."""
    return Text(text.original, text.tokens[first:last])


def negated(tokens: Sequence[Token], first: int) -> bool:
    """Whether the value that begins at a token is denied: «не в Москве», "not Moscow"."""
    at = first - 1
    for _ in range(3):
        if at < 0 or tokens[at].kind == "sign":
            return False
        if tokens[at].text in _NOT:
            return True
        if tokens[at].text not in _BETWEEN:
            return False
        at -= 1
    return False


def bound_before(tokens: Sequence[Token], first: int) -> tuple[Bound, int]:
    """Say how exact the number that begins at a token is meant, and where the words that say so begin."""
    if first and tokens[first - 1].text in "~≈":
        return "about", first - 1
    if first and tokens[first - 1].text in "><≥≤":
        return ("least" if tokens[first - 1].text in ">≥" else "most"), first - 1
    start = first - 1 if first and tokens[first - 1].text in {"a", "the", "-"} else first
    for length in (3, 2, 1):
        at = start
        words: list[str] = []
        while (
            at > 0 and len(words) < length and (tokens[at - 1].kind == "word" or tokens[at - 1].text == "-")
        ):
            at -= 1
            if tokens[at].kind == "word":
                words.insert(0, tokens[at].text)
        phrase = " ".join(words)
        for bound, phrases in _BEFORE:
            if len(words) == length and phrase in phrases:
                return bound, at
    return "exact", first
