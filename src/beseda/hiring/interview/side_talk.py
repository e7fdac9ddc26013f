"""What candidates say besides answers, for scripts from version 2 on: questions, requests, small talk."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from beseda.hiring.interview.asides import LONGEST, Aside, aside_in
from beseda.hiring.interview.statements import is_statement
from beseda.hiring.interview.vacancy_facts import topic_of
from beseda.understanding.words.text import listed

SideTalk = Aside | Literal["how_are_you", "abuse", "go_on"]
Locale = Literal["ru", "en"]
TURNS_TO_TELL_A_LANGUAGE = 2
LEAST_LETTERS = 3

_MORE: Mapping[Literal["person", "how_are_you", "abuse", "go_on"], re.Pattern[str]] = {
    "go_on": re.compile(
        r"(?:ладно |хорошо |ок |давайте )?(?:продолж(?:ить|им|аем|ай|айте)"
        r"(?: (?:с ботом|интервью|без (?:него|человека)))?|не надо человека|отбой|человек не нужен)"
        r"|(?:ok |okay |let's )?(?:go on|continue|carry on|proceed)"
        r"(?: (?:with the bot|the interview))?|never mind"
    ),
    "person": re.compile(
        r"(?:(?:а|можно|можно ли|могу ли я|я|хочу|хотел[аи]?|бы|мне|нужен|нужна|дайте|позовите|позови"
        r"|соедините|переключите|"
        r"свяжите|меня|с|на|поговорить|пообщаться|связаться|лучше|пожалуйста|живого|живым|живой|реального"
        r"|реальным|"
        r"настоящим|настоящего) )+(?:человек(?:а|ом|у)?|людьми|оператор(?:а|ом|у)?|рекрутер(?:а|ом|у)?"
        r"|менеджер(?:а|ом|у)?"
        r"|hr|эйчар(?:а|ом|у)?|сотрудник(?:а|ом|у)?)(?: (?:пожалуйста|можно))?"
        r"|(?:(?:can|could|may|i|i'd|please|want|would|like|need|let|me|to|talk|speak|chat|get|call"
        r"|connect|with|a|an|the"
        r"|real|live|actual|prefer|rather|instead) )+(?:human|person|human being|recruiter|operator"
        r"|somebody|someone|hr"
        r"|agent|representative)(?: (?:please|instead|real))?"
    ),
    "how_are_you": re.compile(
        r"(?:ну )?(?:и )?(?:как (?:дела|ты|вы|жизнь|настроение|поживаете|поживаешь)|что нового)"
        r"|how are you(?: (?:doing|today))?|how(?:'s| is) it going|what'?s up|nice to meet you"
        r"|приятно познакомиться"
    ),
    "abuse": re.compile(
        r"(?:(?:ты|вы|да|ну|пош[её]л|пошла|иди|идите|пошли|тупой|тупая|глупый|чертов|чёртов|проклятый"
        r"|какой|какая|"
        r"этот|бот|робот|you|are|a|an|the|stupid|fucking|bloody|dumb|useless|this|is|so|what|go|to|ну и"
        r"|на|в|все|всё|вас|тебя) ?)*"
        r"(?:туп(?:ой|ая|ица)|идиот\w*|дурак|дура|дебил\w*|кретин\w*|урод\w*|мраз\w*|сука|суки|бля\w*"
        r"|хуй\w*|хуе\w*|"
        r"нахуй|нахер|хер|жоп\w*|задолбал\w*|достал[аи]?|заткнись|бред|говно|отстой|чушь|пизд\w*|ебан\w*|"
        r"idiot\w*|stupid|moron\w*|dumb|useless|fuck(?: (?:you|off|this))?|shit\w*|bullshit|crap|bitch"
        r"|suck\w*|hell|shut up)"
        r"(?: (?:бот|робот|bot|уже|все|всё|какой то|какая то))?"
    ),
}
_LANGUAGES: Mapping[Locale, re.Pattern[str]] = {
    "ru": re.compile(
        r"(?:(?:а|мы|бы|можно|можно ли|можем|давай(?:те)?|лучше|говори(?:те)?|пиши(?:те)?|общаться"
        r"|перейд[её]м|продолжим|"
        r"продолжить|пожалуйста|can|could|may|we|you|please|speak|talk|switch|write|to|i|prefer|let's|go"
        r"|on|continue) )*"
        r"(?:по русски|на русский|на русском(?: языке)?|in russian|(?:speak|to) russian|russian(?= please))"
        r"(?: (?:пожалуйста|please|можно|давайте|лучше))*"
    ),
    "en": re.compile(
        r"(?:(?:а|мы|бы|можно|можно ли|можем|давай(?:те)?|лучше|говори(?:те)?|пиши(?:те)?|общаться"
        r"|перейд[её]м|продолжим|"
        r"продолжить|пожалуйста|can|could|may|we|you|please|speak|talk|switch|write|to|i|prefer|let's|go"
        r"|on|continue) )*"
        r"(?:по английски|на английский|на английском(?: языке)?|in english|(?:speak|to) english"
        r"|english(?= please))"
        r"(?: (?:пожалуйста|please|можно|давайте|лучше|instead))*"
    ),
}
_ASKS = re.compile(
    r"^(?:(?:а|и|но|подскажите|скажите|расскажите|пожалуйста|but|and|so|also|please|tell me|кстати"
    r"|by the way),? )*"
    r"(?:что|какой|какая|какие|какую|каком|каков[аы]?|сколько|где|когда|куда|как|есть ли|what|which|how"
    r"|where|when"
    r"|(?:is|are|do|does|can|will|would) (?:it|there|you|i|the|this))\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…\n]*\s*")
# Words that only an English sentence has: a city's or a program's name in Latin letters tells no language.
_ENGLISH = listed(
    "i i'm am my is are the a an in from live hello hi hey good yes no years year of and have not"
    " with for please it"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A message parted: what states something, at its own places, and what asks about the vacancy.

    `topics` are what the questions are about; where only unknown things are asked it is empty. `is_all` says
    that the message has nothing but questions.
    """

    statement: str
    topics: tuple[str, ...]
    is_all: bool


def plain_words(text: str) -> str:
    """Return a text folded, without signs."""
    return " ".join(re.sub(r"[^\w' ]+", " ", text.casefold().replace("’", "'")).split())


def side_talk_in(text: str) -> SideTalk | None:
    """Return which side talk a message is; None where it is anything else, or anything more."""
    if len(text) > LONGEST:
        return None
    plain = plain_words(text)
    found: SideTalk | None = next((name for name, pattern in _MORE.items() if pattern.fullmatch(plain)), None)
    return found or aside_in(text)


def language_asked(text: str) -> Locale | None:
    """Return the language a message asks for; None where it asks for none."""
    if len(text) > LONGEST:
        return None
    plain = plain_words(text)
    return next((locale for locale, pattern in _LANGUAGES.items() if pattern.fullmatch(plain)), None)


def language_used(text: str) -> Locale | None:
    """Tell the language of a message; None where its few words don't."""
    cyrillic = len(re.findall(r"[а-яё]", text, re.IGNORECASE))
    latin = len(re.findall(r"[a-z]", text, re.IGNORECASE))
    if cyrillic >= LEAST_LETTERS and cyrillic > latin:
        return "ru"
    words = set(plain_words(text).split())
    return "en" if not cyrillic and len(words) > 1 and words & _ENGLISH else None


def asked_in(text: str) -> Asked | None:
    """Part a message into what it states and what it asks about the vacancy; None where it asks nothing.

    The statement keeps its places: what asks is blanked.
    """
    sentences = list(_SENTENCE.finditer(text))
    asking = [one for one in sentences if _is_question(one.group().strip())]
    if not asking:
        return None
    statement, topics = text, dict[str, None]()
    for one in asking:
        topic = topic_of(one.group())
        if topic is not None:
            topics[topic] = None
            statement = statement[: one.start()] + " " * len(one.group()) + statement[one.end() :]
    return Asked(statement, tuple(topics), len(asking) == len(sentences))


def _is_question(sentence: str) -> bool:
    if sentence.endswith("?"):
        return True
    asks = _ASKS.match(sentence) is not None and topic_of(sentence) is not None
    return asks and not is_statement(sentence)
