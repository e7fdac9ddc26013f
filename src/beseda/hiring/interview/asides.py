"""What people say to an interviewer besides an answer: a greeting, "say that again", "are you a bot?"."""

import re
from collections.abc import Mapping
from typing import Literal

Aside = Literal["hello", "ready", "thanks", "repeat", "bot", "person", "stop", "restart", "skip"]

# Only a message that is nothing but the aside counts: "Hello, I live in Kazan" is an answer.
PATTERNS: Mapping[Aside, tuple[str, ...]] = {
    "hello": (
        r"(?:здравствуй(?:те)?|здрасьте|приветствую|привет(?:ик)?|хай)(?: (?:всем|бот))?",
        r"добр(?:ый|ое|ой|ого) (?:день|дня|утро|утра|вечер|вечера|времени суток)",
        r"(?:hello|hi|hey|greetings|good (?:morning|afternoon|evening|day))(?: (?:there|bot))?",
    ),
    "ready": (
        r"(?:(?:да|ок|окей|хорошо|ладно) )?(?:давай(?:те)?(?: начн[её]м)?|начн[её]м|начинаем|начинай(?:те)?)",
        r"(?:(?:да|ок|окей|хорошо|ладно) )?(?:поехали|(?:я )?готова?)",
        r"(?:(?:ok|okay|yes|sure|yep) )?(?:let'?s (?:go|start|begin)|(?:i'?m )?ready|go ahead|start)",
    ),
    "thanks": (
        r"(?:большое )?(?:спасибо|благодарю)(?: (?:большое|вам))?",
        r"(?:thanks|thank you|thx)(?: (?:a lot|very much))?",
    ),
    "repeat": (
        r"(?:а )?что|чего|в смысле|не понял[аи]?|не ?понятно|вопрос непонятен|какой (?:был )?вопрос",
        r"(?:повтори(?:те)?|напомни(?:те)?)(?: (?:пожалуйста|вопрос|ещ[её] раз|вопрос пожалуйста))?",
        r"what|pardon|sorry|come again|what was the question|(?:please )?say (?:that|it) again",
        r"(?:please )?repeat(?: (?:please|that|the question))?",
        r"(?:i )?(?:don'?t|do not|didn'?t) understand(?: the question)?",
    ),
    "bot": (
        r"(?:а )?(?:ты|вы|это)(?: (?:точно|правда))? (?:бот|робот|(?:живой )?человек|нейросеть)",
        r"я говорю с (?:ботом|роботом|человеком)",
        r"(?:are you|is this|r u) (?:an? )?(?:bot|robot|human|person|real(?: person| human)?|ai|machine)",
        r"am i talking to (?:a )?(?:bot|human|person)",
    ),
    "person": (
        (
            r"(?:позови(?:те)?|дайте|хочу|нужен|можно)(?: поговорить с)?(?: живого| живым)? "
            r"(?:человек(?:а|ом)?|оператор(?:а|ом)?|рекрутер(?:а|ом)?|менеджер(?:а|ом)?)"
        ),
        r"оператор|(?:i want to )?(?:talk|speak) to (?:an? )?(?:human|(?:real )?person|recruiter)",
        r"(?:call )?(?:a )?(?:human|recruiter)(?: please)?",
    ),
    "stop": (
        r"стоп|хватит|прекрати(?:те)?|останови(?:сь|тесь)|я устал[аи]?|(?:давайте )?(?:потом|позже)",
        r"stop|quit|exit|enough|later|pause|not now",
    ),
    "restart": (
        r"(?:(?:начать|начни(?:те)?|давайте) )?(?:сначала|заново|с начала)",
        r"start over|restart|(?:let'?s )?start again|begin again",
    ),
    "skip": (
        r"пропустить|пропусти(?:те)?|пропускаю|пропуск|дальше|следующий(?: вопрос)?",
        r"(?:skip|pass|next)(?: (?:it|this|question|please|one))?",
    ),
}
_ASIDES = {aside: re.compile("|".join(patterns)) for aside, patterns in PATTERNS.items()}
LONGEST = 80
"""A message of more characters says something of its own."""


def aside_in(text: str) -> Aside | None:
    """Return which aside a message is; None where it is anything else, or anything more."""
    if len(text) > LONGEST:
        return None
    plain = " ".join(re.sub(r"[^\w' ]+", " ", text.casefold().replace("’", "'")).split())
    return next((aside for aside, pattern in _ASIDES.items() if pattern.fullmatch(plain)), None)
