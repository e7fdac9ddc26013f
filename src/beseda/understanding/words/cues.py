"""The words around a value: refusals, doubt, jokes, corrections, negation."""

import re
from collections.abc import Sequence

from beseda.understanding.words.patterns import Pattern
from beseda.understanding.words.text import Text, Token, listed

_REFUSES = Pattern(
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
    r"(?:say|tell|answer|share|disclose|discuss)|(?:it's |that's )(?:a )?secret|(?:that's |"
    r"it's )(?:private|"
    r"confidential|personal)|^(?:secret|private|confidential|personal)$)\b"
)
_UNSURE = Pattern(
    r"\b(?:(?:даже |пока |точно |ещ[её] |сам[аи]? )*не (?:знаю|уверена?|помню|решила?|определил(?:ся|"
    r"ась)|в курсе)|затрудняюсь|понятия не имею|"
    r"без понятия|хз|фиг (?:его )?знает|как (?:сказать|получится|пойд[её]т|карта ляжет)|(?:сложно|"
    r"трудно|тяжело) (?:сказать|ответить)|посмотрим|"
    r"i ?(?:'m|m| am) (?:not|un)(?: |)(?:really |quite |actually |so |too |to )?(?:sure|certain|decided)|"
    r"not (?:really |quite |entirely |so |too )?(?:sure|certain)|(?:don't|dont|do not|"
    r"didn't) (?:really |actually |quite )?(?:know|remember|recall)|"
    r"(?:no|not an?) (?:\w+ )?(?:idea|clue)|no knowledge|above my pay ?(?:grade|scale)|idk|dunno|"
    r"can't (?:say|tell|recall)|cannot say|hard to (?:say|tell)|who knows|"
    r"haven't (?:decided|the foggiest)|uncertain|undecided|unsure|(?:don't|do not) have (?:a clue|"
    r"any idea|an? (?:idea|answer))|"
    r"(?:can't|cant|cannot|can not|couldn't|could not|unable to|not able to) (?:really |even )?"
    r"(?:say|tell|answer|decide|recall|remember|give|make up)|"
    r"(?:don't|dont|do not|haven't|have not|not)(?: have| got)* (?:an?|the|any|that|enough) "
    r"(?:clue|answer|info|information|idea)|"
    r"(?:have to|need to|must|let me) think|know later|not confident|unaware|torn|drawing a blank)\b"
)
_JOKES = Pattern(
    r"\b(?:шучу|шутка|лол|кек|ага сейчас|just kidding|kidding(?! me)|jk|lol|"
    r"(?:да )?конечно конечно|(?:на )?марс[ае]?|(?:на )?луне|на другой планете|yeah right|as if|"
    r"тыщ мильон\w+|стопиццот|стопятьсот|мильон тыщ|gazillion|bazillion|"
    r"после дождичка|где где в|рак (?:на горе )?свистн\w+|морковкина заговень\w|when (?:pigs|hell)|"
    r"to the north pole|"
    r"in your dreams|(?:on )?mars|(?:on )?the moon)\b"
)
_SCOFFS = Pattern(
    r"\b(?:ага щас|да щас|щас прям|прям щас прям|разбежал(?:ся|ись|ась)|щас разбегусь|бегу и падаю|"
    r"бегу волосы назад|держи карман)\b"
)
_QUESTION = Pattern(
    r"^(?:а |и |but |and |so )?(?:хватит|достаточно|подойд[её]т|устроит|что|чего|какой|какая|какие|какую|"
    r"каком|сколько|зачем|почему|где|"
    r"когда|куда|кто|как|what|why|which|how|where|when|who|"
    r"(?:is|are|do|does|did|can|could|would|will|should|has|have|may) (?:i|we|you|it|there|my|the|this|that)|"
    r"\w+ ли|можете|could you|can you|can i|do you|is it|are you|would it|will you|will it)\b"
)
HEDGED = Pattern(
    r"\b(?:наверн(?:ое|о|яка)|возможно|может(?: быть)?|мб|вероятно|видимо|похоже|скорее всего|"
    r"вроде(?: бы)?|кажется|"
    r"probably|perhaps|maybe|possibly|i guess|i suppose|presumably|might|it depends|depends)\b"
)
_NOT = {"кроме", "except", "не", "not", "isn't", "ни", "никак"}
_BETWEEN = listed(
    "even a an даже через спустя самой самом сам сама in в во из на с со к у г город городе in from a the"
    " at to live живу моих мои exactly"
)
_INSTEAD = {"а", "but"}


_ORDERS = Pattern(
    r"\b(?:ignore|disregard|forget|override) (?:\w+ ){0,4}(?:instructions?|rules?|prompts?|questions?|above|"
    r"criteria)|"
    r"system prompt|(?:you are|act as|pretend to be) (?:now )?(?:an? )?(?:\w+ )?(?:assistant|ai|admin|"
    r"recruiter|bot|"
    r"model|evaluator)|(?:mark|rate|score|approve|accept|hire|set|consider|treat|pass) (?:me|this|my|the|"
    r"all) "
    r"(?:\w+ )*(?:as|to|approved|passed|candidate|answers?)\b|(?:output|return|respond with|"
    r"print) (?:json|yes|true|"
    r"approved)|игнорируй\w*|проигнорируй\w*|(?:забудь|забудьте|отбрось) (?:\w+ ){0,4}(?:инструкци\w+|"
    r"правил\w+|"
    r"указани\w+)|"
    r"системн\w+ (?:промпт\w*|сообщени\w+|инструкци\w+)|(?:считай|посчитай|запиши|отметь|поставь|"
    r"засчитай|одобри|поставьте|отметьте)"
    r"(?:те)? (?:мне|меня|что|этот|мой|мою|за|как|ответ|мои)\b|ты (?:теперь|больше не) "
)
_ROLE = Pattern(
    r"^\W*(?:ставь(?:те)?|пиши(?:те)?|запиши(?:те)?|считай(?:те)?|напиши(?:те)?|записывай(?:те)?|put|"
    r"write) "
    r"(?:мне |что |me |down )?\d|(?:^|[\s\[({<|#])(?:system|assistant|user|admin|developer|instruction\w*|"
    r"prompt|note to (?:ai|bot)|"
    r"систем\w*|ассистент|админ\w*|инструкц\w*|промпт|разработчик)\s*[:=>\])]|\b\w+ ?= ?[\w\"']+|"
    r"\b(?:(?:запиши|впиши|поставь|засчитай|отметь|игнорируй)(?:те)?|одобр(?:и|ите|ить|ено)|"
    r"ignore (?:all|your|the|any|previous)|write down|put down)\b|(?:^|"
    r"[.;,!] ?)(?:please )?approve(?: me)?\W*$",
    re.IGNORECASE,
)
"""A label of who speaks, a key with its value, an order to write something down: text for a machine."""
_SENTENCE = Pattern(r"[^.!?;\n\[\](){}]*(?:(?<=\d)\.(?=\d)[^.!?;\n\[\](){}]*)*")
_OTHERS = Pattern(
    r"(?:\b(?:(?:у )?мо(?:й|я|его|ей) |у |my |his |her )(?:\w+ )?|^)(?:муж\w*|жен(?:а|ы)|брат\w*|сестр\w+|"
    r"друг\w*|"
    r"подруг\w+|мам\w+|пап[аы]|сын\w*|доч\w+|отец|отца|сосед\w*|коллег\w+|husband|wife|brother|sister|"
    r"friend|"
    r"mother|mom|father|dad|son|daughter|colleague|boss|boyfriend|girlfriend)\b(?! ?'?s'? day)"
)
_SELF = Pattern(r"\b(?:я|мы|нам|we|our|мне|меня|у меня|живу|живем|сам|сама|i|i'm|i've|me|myself)\b")
_SARCASM = Pattern("[🙄🙃😏🤡]")
_LAUGHS = Pattern(r"[😂🤣🤪😜😝]|\b(?:lol|лол|кек|а?хах\w*|ха(?:ха)+|ahah\w*|ha(?:ha)+|lmao|rofl|ору|ржу)\b")


_LABEL = Pattern(r"(?!ответ|мой ответ|answer|my answer)[^\W\d][\w ]{1,24}: ?\S", re.IGNORECASE)
"""«Зарплата: 10», which beside an order may be its value."""


_GREETING = Pattern(
    r"(?:(?:добр(?:ый|ого|ое) (?:день|вечер|утро|дня|времени суток)|здравствуйте|привет(?:ствую)?|хай|"
    r"good (?:morning|afternoon|evening|day)|hello|hi|hey)(?: there| all| everyone| всем)? )+"
)


def without_greeting(text: Text) -> Text:
    """Return an answer without the greeting it begins with: the day of «добрый день» is no length of time."""
    found = _GREETING.match(text.flat + " ")
    if found is None or found.end() > len(text.flat):
        return text
    places = [at for at, token in enumerate(text.tokens) if token.kind != "sign"]
    return part(text, places[len(found[0].split())], len(text.tokens))


def orders(text: Text) -> bool:
    """Whether the answer gives orders to the program that reads it, instead of answering."""
    spoken = text.original[text.tokens[0].start : text.tokens[-1].end] if text.tokens else ""
    return _ORDERS.search(text.flat) is not None or _ROLE.search(spoken) is not None


def without_orders(text: Text) -> Text | None:
    """Return the sentences of an answer that give no orders; None where none is left."""
    kept = list[Token]()
    for found in _SENTENCE.finditer(text.original):
        tokens = tuple(one for one in text.tokens if found.start() <= one.start < found.end())
        if tokens and not orders(Text(text.original, tokens)) and not _LABEL.match(found[0].strip()):
            kept += tokens
    return Text(text.original, tuple(kept)) if kept else None


def of_somebody_else(text: Text) -> bool:
    """Whether the answer speaks of somebody else alone: «у мужа есть права»."""
    return _OTHERS.search(text.flat) is not None and _SELF.search(_OTHERS.sub("", text.flat)) is None


def laughs(text: Text) -> bool:
    """Whether the answer laughs: what it says may not be meant."""
    return _LAUGHS.search(text.original.lower()) is not None


def refuses(text: Text) -> bool:
    """Whether the answer refuses to answer."""
    return _REFUSES.search(text.flat) is not None


def unsure(text: Text) -> bool:
    """Whether the answer says that it does not know."""
    return _UNSURE.search(text.flat) is not None


def jokes(text: Text) -> bool:
    """Whether the answer is marked as a joke or as sarcasm."""
    return _JOKES.search(text.flat) is not None or scoffs(text) or _SARCASM.search(text.original) is not None


def only_laughs(text: Text) -> bool:
    """Whether all that marks an answer as a joke is a laugh: "no lol"."""
    left = tuple(one for one in text.tokens if one.text not in {"lol", "лол", "кек"})
    return len(left) < len(text.tokens) and bool(left) and not jokes(Text(text.original, left))


def scoffs(text: Text) -> bool:
    """Whether the answer is a scornful no: «ага, щас», «разбежался»."""
    return _SCOFFS.search(text.flat) is not None


def asks(text: Text) -> bool:
    """Whether the answer is a question of the candidate's."""
    return bool(text.tokens) and text.tokens[-1].text == "?" and _QUESTION.search(text.flat) is not None


def asks_back(text: Text) -> bool:
    """Whether the answer is a question of three words or more, rather than a choice said doubtfully."""
    return bool(text.tokens) and text.tokens[-1].text == "?" and len(text.words) >= 3  # noqa: PLR2004 - as said.


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
