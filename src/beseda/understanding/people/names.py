"""What somebody is called: «Меня зовут Анна Петрова», "I'm John", «Иванов Иван Иванович»."""

import re

from beseda.understanding.values import Question, Reading, Unclear, Understood
from beseda.understanding.words.text import Text, listed

SURE = 0.95
LIKELY = 0.85
LOOSE = 0.7
MOST_WORDS = 4
_INTRO = re.compile(
    r"(?:^|[.,!?;:]\s*|\s)(?:меня\s+зовут|моё?\s+имя|зовите\s+меня|можно\s+просто|фио\s*:?|имя\s*:?|это|я\s*[-—–]|я|"
    r"my\s+name\s+is|my\s+name's|i['’]?m|i\s+am|call\s+me|this\s+is|name\s*:)\s+",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"^(?:здравствуйте|привет|добрый\s+(?:день|вечер)|доброе\s+утро|hello|hi|hey|good\s+(?:morning|afternoon|evening))\b[\s,.!]*",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*\.?")
_NO_NAMES = listed(
    "да нет не ага ок и в на с по что как это тут там кто где когда зачем почему сколько вы ты мы он она они "
    "хочу буду могу готов готова согласен согласна знаю скажу здравствуйте привет спасибо пожалуйста работа "
    "yes no not ok okay what how why who when where the and is are you it want will can hello hi hey thanks "
    "please job work ready fine good maybe секрет аноним никто неважно nobody anonymous lol test тест"
)


def read_name(text: Text, _: Question) -> Reading:
    """Read a name as it was written, its words beginning with capitals; sentences are no names."""
    original = text.original
    greeting = _GREETING.match(original)
    start = greeting.end() if greeting else len(original) - len(original.lstrip())
    intro = None
    for found in _INTRO.finditer(original, max(0, start - 1)):
        intro = found
    begin = intro.end() if intro else start
    words: list[re.Match[str]] = []
    for found in _NAME.finditer(original, begin):
        gap = original[words[-1].end() if words else begin : found.start()]
        if gap.strip():
            break
        words.append(found)
    return _judge(original, words, introduced=intro is not None)


def _judge(original: str, words: list[re.Match[str]], *, introduced: bool) -> Reading:
    capital = [one for one in words if one[0][0].isupper()]
    if introduced and capital and len(capital) < len(words):
        # «Я Анна и мне 20»: the name ends where small letters begin.
        words = words[: next((at for at, one in enumerate(words) if not one[0][0].isupper()), len(words))]
    folded = {one[0].lower().rstrip(".") for one in words}
    if not words or len(words) > MOST_WORDS or folded & _NO_NAMES:
        return Unclear("no_name")
    rest = original[words[-1].end() :].strip(" .,!)\n\t🙂😊👋")
    if rest and not introduced:
        return Unclear("no_name")
    written = [one[0] for one in words]
    shouted = all(word.isupper() and len(word) > 2 for word in written)  # noqa: PLR2004 - initials stay.
    value = " ".join(_capital(word, shouted=shouted) for word in written)
    confidence = SURE if introduced or len(capital) == len(words) else LOOSE
    return Understood(value, LIKELY if rest else confidence, (words[0].start(), words[-1].end()), "name")


def _capital(word: str, *, shouted: bool) -> str:
    if not shouted and word[0].isupper():
        return word
    return "-".join(
        part[:1].upper() + (part[1:].lower() if shouted else part[1:]) for part in word.split("-")
    )
