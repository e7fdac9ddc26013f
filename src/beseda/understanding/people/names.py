"""What somebody is called: «Меня зовут Анна Петрова», "I'm John", «Иванов Иван Иванович»."""

import re
from dataclasses import replace

from beseda.understanding.values import Question, Reading, Unclear, Understood
from beseda.understanding.words import corrections
from beseda.understanding.words.morphology import is_first_name, is_word
from beseda.understanding.words.patterns import Pattern
from beseda.understanding.words.text import Text, listed

SURE = 0.95
LIKELY = 0.85
LOOSE = 0.7
MOST_WORDS = 4
_INTRO = Pattern(
    r"(?:^|[.,!?;:]\s*|\s)(?:(?:меня\s+)?зовут(?:\s+меня)?|меня\s+звать|моё?\s+имя|(?:зовите|"
    r"называйте)(?:\s+меня)?|"
    r"можно\s+просто|фио\s*:?|имя\s*:?|это|я\s*[-—–]|я|"
    r"(?:my\s+)?name(?:'s|\s+is)|i['’]?m|i\s+am|(?:everybody\s+|people\s+|friends\s+|they\s+|just\s+|"
    r"you\s+can\s+)?"
    r"calls?\s+me|this\s+is|it['’]?s|name\s*:)\s+",
    re.IGNORECASE,
)
_GREETING = Pattern(
    r"^(?:(?:здравствуйте|привет|добрый\s+(?:день|вечер)|доброе\s+утро|hello|hi|hey|good\s+(?:morning|"
    r"afternoon|evening)|"
    r"ну|да|ой|так|вот|well|um|uh|sure|ok|okay)\b[\s,.!]*)+",
    re.IGNORECASE,
)
_NAME = Pattern(r"[^\W\d_]\.|[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_NO_NAMES = listed(
    "да нет не ага ок и в на с по что как это тут там кто где когда зачем почему сколько вы ты мы он она они "
    "хочу буду могу готов готова согласен согласна знаю скажу здравствуйте привет спасибо пожалуйста работа "
    "yes no not ok okay what how why who when where the and is are you it want will can hello hi hey thanks "
    "please job work ready fine good maybe секрет аноним никто неважно nobody anonymous lol test тест хз бот "
    "кандидат candidate user admin bot null none drop select table system прочерк никак batman супермен шрек"
    " a an of to for from with here there very just your my me"
)
_ENDS = listed(
    "мне и из я тут очень живу учусь работаю но а или город года лет телефон номер приятно рад рада хочу ищу "
    "по на в с у к от для the and but from i my here speaking nice or im years old"
)
"""Words with which a name that was said without capitals ends."""
_TAIL = Pattern(
    r"^\s*[,.;!(—–-]+\s*(?:очень приятно|приятно|рада?\b|nice|pleased|glad|а (?:вас|вы|тебя|ты)\b|and you|"
    r"телефон|тел\b|"
    r"номер|мне\b|\d|from|из\b|город|живу|here|how|как (?:дела|вы|вас)|здравствуйте|hello|hi\b|добрый|привет|"
    r"можно\b.*\bпо имени)",
    re.IGNORECASE,
)
"""What people add behind their name."""


def read_name(text: Text, _: Question) -> Reading:
    """Read a name as it was written, its words beginning with capitals; sentences are no names."""
    tail = corrections.corrected(text)
    if tail is not None and tail.tokens:
        reading = _read(text.original, tail.whole()[0])
        if isinstance(reading, Understood):
            return replace(reading, confidence=min(reading.confidence, LIKELY))
    reading = _read(text.original, 0)
    if isinstance(reading, Unclear):
        for _head, again in corrections.taken_back(text):
            said = _read(text.original, again.whole()[0]) if again.tokens else reading
            if isinstance(said, Understood):
                return replace(said, confidence=min(said.confidence, LIKELY))
    return reading


def _read(original: str, since: int) -> Reading:
    greeting = _GREETING.match(original[since:])
    start = since + (greeting.end() if greeting else len(original[since:]) - len(original[since:].lstrip()))
    intro = None
    for found in _INTRO.finditer(original, max(0, max(since, start) - 1)):
        if (
            not intro
            or not original[intro.end() : found.start()].strip()
            or found.start() < intro.end()
            or original[found.start()] in ",.;!"
            or not original[intro.end() : found.start()].strip(" ,")
        ):
            intro = found
    begin = intro.end() if intro else start
    words: list[re.Match[str]] = []
    for found in _NAME.finditer(original, begin):
        gap = original[words[-1].end() if words else begin : found.start()]
        if gap.strip():
            break
        if words and not found[0][0].isupper() and found[0].lower() in _ENDS:
            break
        words.append(found)
    return _judge(original, words, introduced=intro is not None)


def _judge(original: str, words: list[re.Match[str]], *, introduced: bool) -> Reading:
    capital = [one for one in words if one[0][0].isupper()]
    if introduced and capital and len(capital) < len(words):
        # «Я Анна и мне 20»: the name ends where small letters begin.
        words = words[: next((at for at, one in enumerate(words) if not one[0][0].isupper()), len(words))]
    folded = {one[0].lower() for one in words}
    if not words or len(words) > MOST_WORDS or folded & _NO_NAMES or _is_no_name(words):
        return Unclear("no_name")
    rest = original[words[-1].end() :]
    said_more = bool(rest.strip(" .,!)\n\t🙂😊👋"))
    named = len(capital) == len(words) and is_first_name(words[0][0])
    if (
        said_more
        and not introduced
        and not (
            (_TAIL.match(rest) and (len(capital) == len(words))) or (named and _BRACKETS.fullmatch(rest))
        )
    ):
        return Unclear("no_name")
    written = [one[0] for one in words]
    shouted = [word.isupper() and len(word) > 2 for word in written]  # noqa: PLR2004 - initials stay.
    value = " ".join(_capital(word, shouted=all(shouted)) for word in written)
    confidence = SURE if introduced or len(capital) == len(words) else LOOSE
    return Understood(value, LIKELY if said_more else confidence, (words[0].start(), words[-1].end()), "name")


_BRACKETS = Pattern(r"\s*\([^()\d]{2,20}\)\s*[.!]?")


def _is_no_name(words: list[re.Match[str]]) -> bool:
    """Whether a lone word is a word of the language and no name, or shouting stands beside whispering."""
    written = [one[0] for one in words]
    if any(word.isupper() and len(word) > 2 for word in written) and any(word.islower() for word in written):  # noqa: PLR2004
        return True
    lone = written[0].lower()
    return len(words) == 1 and not lone.isascii() and not is_first_name(lone) and is_word(lone)


def _capital(word: str, *, shouted: bool) -> str:
    if not shouted and word[0].isupper():
        return word
    return "-".join(
        part[:1].upper() + (part[1:].lower() if shouted else part[1:]) for part in word.split("-")
    )
