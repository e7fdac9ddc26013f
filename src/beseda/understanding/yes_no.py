"""Yes, no, or maybe: particles, verbs, doubts and conditions in Russian and English."""

import re
from dataclasses import dataclass
from typing import Literal

from beseda.understanding import cues
from beseda.understanding.text import Text
from beseda.understanding.values import Question, Reading, Unclear, Understood

Answer = Literal["yes", "no", "maybe"]

SURE = 0.97
LIKELY = 0.85
HEDGED = 0.8


@dataclass(frozen=True, slots=True)
class Cue:
    """One place in the answer that says yes, no or maybe."""

    answer: Answer
    start: int
    end: int
    weight: float
    how: str


_VERB = (
    r"(?:готова?|могу|смогу|буду|хочу|хотел[аи]? бы|умею|знаю|владею|имею|имеется|согласн?(?:ен|на)|согласен|подходит|подойдет|устраивает|устроит|"
    r"работал[аи]?|работаю|пользовал(?:ся|ась)|использовал[аи]?|пробовал[аи]?|был[аои]?|планирую|собираюсь|получится|люблю|нравится|рассматриваю|"
    r"служил|водил|вожу|учил(?:ся|ась)|учусь|закончил[аи]?|сдал[аи]?|получал[аи]?|получил[аи]?|интересно|интересует|нужн[аоы]?|требуется|против|"
    r"участвовал[аи]?|занимал(?:ся|ась)|приходилось|доводилось|курю|пью|привлекал(?:ся|ась)|проживаю|живу|верно|правильно|правда)"
)
_EN_VERB = (
    r"(?:do|did|does|am|was|have|had|has|can|could|will|would|should|agree|accept|want|like|know|own|speak|work|worked|used|use|is|are|were|need|plan|drive|got|think so|believe so)"
)
# Idioms whose words would mislead: looked for first, and what they cover is not looked at again.
_IDIOMS: tuple[tuple[Answer, str], ...] = (
    ("yes", r"почему (?:бы )?(?:и )?нет|(?:нет )?(?:никаких )?(?:проблем|вопросов)(?: нет)?|без проблем|без вопросов|не вопрос|(?:нет )?(?:я )?не против|не возражаю|нет возражений|возражений нет|"
            r"не откажусь|ничего против(?: не имею)?|еще бы|а как же|куда (?:ж|же )?без|не сомневайтесь|не то слово|само собой|да нет проблем|не проблема|не сложно|с удовольствием|"
            r"why not|no problem[so]?|no worries|no issues?|not a problem|no objections?|(?:i )?(?:do not|don't|dont|wouldn't|would not|don’t) mind|can't wait|you bet|of course yes|no doubt|without (?:a )?doubt|by all means|for sure|hell yes|hell yeah|heck yes|"
            r"not only (?:that )?but"),
    ("no", r"да нет(?: конечно)?|конечно (?:же )?нет|нет конечно|ни (?:за что|в коем случае|в какую|под каким|разу|капли|при каких)(?: \w+){0,2}|ни (?:в )?коем|никак нет|нисколько|ничуть|вовсе нет|совсем нет|точно нет|однозначно нет|"
           r"исключено|не подходит|не устраивает|не согласн?(?:ен|на)|не готова?|против|не совсем так|вряд ли получится|"
           r"of course not|certainly not|definitely not|absolutely not|hell no|heck no|no way|not at all|not really|not happening|not a chance|no chance|by no means|under no circumstances|over my dead body|"
           r"(?:i )?(?:do not|don't|dont|didn't|did not) (?:really |actually )?(?:think|believe|thing)(?: so| that| it| this| you|$)(?: \w+){0,6}|not (?:even close|likely true|for me)|i(?:'m| am) afraid (?:that )?(?:not|that is not the case|that that is not the case)|not (?:true|correct|right|the case|accurate|so|the truth)|"
           r"(?:isn't|is not|isnt|wasn't|ain't|not be) (?:\w+ )?(?:true|correct|right|so|the case|accurate|it|valid|factual)|you(?:'re| are)? (?:got (?:it|that) )?wrong"),
    ("maybe", r"(?:и )?да и нет|ни да ни нет|не всегда|не совсем|не очень|не особо|не полностью|не до конца|не факт|не исключено|пятьдесят на пятьдесят|50 на 50|50 50|фифти фифти|когда как|смотря \w+(?: \w+)?|"
              r"(?:все )?зависит|иногда|бывает|местами|периодически|частично|отчасти|немного|чуть чуть|слегка|теоретически|в теории|скорее (?:да|нет|всего)(?: чем (?:нет|да))?(?: нет| да)?|"
              r"может быть|может|мб|наверн(?:ое|о)(?: (?:да|нет))?|возможно|вероятно|вроде(?: бы)?(?: (?:да|нет))?|похоже(?: что)?|кажется|пожалуй|подумаю|надо подумать|нужно подумать|подумать надо|"
              r"если|при условии|в случае|только (?:если|при|удал\w+|не|по|на|с|после|до|в)|но только|при наличии|"
              r"yes and no|sometimes|it depends|depends|depending|maybe|perhaps|possibly|probably(?: not)?|might|likely|unlikely|possible|possibility|partially|partly|kind of|sort of|sorta|kinda|somewhat|to some extent|a bit|"
              r"either|both|could (?:be|go)|i guess(?: so| not)?|i suppose(?: so| not)?|not necessarily|not always|not entirely|not completely|occasionally|only if|only when|as long as|provided|on condition|unless|if|50 50|fifty fifty|can go either way|on the fence|hard to say"),
)  # fmt: skip
_WORDS: tuple[tuple[Answer, float, str], ...] = (
    ("no", SURE, r"нет|нету|неа|не а|нит|неет|нееет|отнюдь|никогда|ни разу|отсутствует|отсутствуют|отказываюсь|нельзя|невозможно|неверно|неправда|не правда|неправильно|"
                 r"no|nope|nah|nay|noo+|never|negative|negatory|nada|nein|disagree|false|incorrect|untrue|wrong|erroneous|invalid|decline|not|cannot|can't|cant|won't|wont|don't|dont|doesn't|didn't|didnt|haven't|havent|hasn't|isn't|wasn't|wouldn't|couldn't|aren't|ain't|no thanks|no thank you"),
    ("no", LIKELY, rf"не (?:\w+ )?{_VERB}|не \w+(?:ю|у|л|ла|ли|лся|лась|юсь|усь)|без (?:опыта|прав|машины|авто)"),
    ("yes", SURE, r"да|даа+|дя|ага|угу|ок|окей|так точно|конечно|разумеется|естественно|безусловно|однозначно|обязательно|непременно|верно|именно|точно|абсолютно|определенно|стопроцентно|стопудово|"
                  r"есть|имеется|имеются|имею|присутствует|плюс|легко|запросто|хорошо|ладно|договорились|давайте|давай|подтверждаю|правда|"
                  r"yes|yeah|yea|yep|yup|ya|yess+|yas|aye|ok|okay|okey|sure|certainly|definitely|absolutely|indeed|correct|right|true|affirmative|of course|exactly|totally|agree|agreed|positive|fine|sounds good|roger|gladly|happily|obviously"),
    ("yes", LIKELY, rf"{_VERB}|i(?:'ve|'m|'d|'ll)|(?:i|we) (?:\w+ )?{_EN_VERB}|i think so|i believe so|think so"),
)  # fmt: skip
_META = re.compile(
    r"\b(?:повтори\w*|еще раз|не понял[аи]?|не расслышал[аи]?|отмен[аи]\w*|останови\w*|хватит|замолчи\w*|заново|"
    r"repeat|say (?:\w+ )*again|ask (?:\w+ )*again|one more time|another time|restate|rephrase|pardon|excuse me|come again|what did you|what was (?:that|said|the)|"
    r"(?:didn't|did not|couldn't) (?:quite )?(?:hear|catch|understand)|missed (?:what|that)|run that by|know again|hear (?:that|it) again|"
    r"cancel\w*|abort|stop|quit|halt|undo|never ?mind|nevermind|shut up|be quiet|mute|scrap|refrain|forget (?:it|that|about)|changed my mind|(?:don't|do not|dont) (?:continue|complete|proceed|speak|talk|go)|"
    r"(?:don't|do not) want you to|hold on)\b"
)
_EMOJI = {**dict.fromkeys("👍👌✅✔☑🆗💯🙆", "yes"), **dict.fromkeys("👎❌🚫⛔✖🙅", "no"), **dict.fromkeys("🤷🤔", "maybe")}
_IDIOM = [(answer, re.compile(rf"(?<![\w'])(?:{pattern})(?![\w'])")) for answer, pattern in _IDIOMS]
_WORD = [(answer, weight, re.compile(rf"(?<![\w'])(?:{pattern})(?![\w'])")) for answer, weight, pattern in _WORDS]
_BUT = re.compile(r"\b(?:но|однако|правда только|but|however|though|although|except|кроме|только|only)\b")
_NOT_X_BUT = re.compile(r"\b(?:не|not) (?:да|yes|нет|no)\b")
_DOUBLE = re.compile(r"\bне (?:могу|можем) не|can't say no|wouldn't say no|не могу сказать (?:что )?нет|not untrue|не отказал(?:ся|ась) бы")
LONGEST = 40
"""Words: a longer answer to a yes-or-no question tells a story that these rules don't follow."""


def read_yes_no(text: Text, _: Question) -> Reading:
    """Read "yes", "no" or "maybe"; doubt, conditions and "I don't know" are maybe, which rejects nobody."""
    emoji = _emoji(text)
    if emoji is not None:
        return emoji
    if not text.words:
        return _signs(text)
    flat = text.flat
    if cues.unsure(text):
        return Understood("maybe", LIKELY, text.whole(), "unsure")
    if _META.search(flat):
        return Unclear("not_an_answer")
    found = _cues(flat)
    if not found:
        return Unclear("question" if cues.asks(text) else "no_answer")
    if len(text.words) > LONGEST:
        return Unclear("too_long", tuple(_reading(text, one) for one in found[:2]))
    return _judge(text, found)


def _emoji(text: Text) -> Understood | None:
    kinds = {_EMOJI[token.text] for token in text.tokens if token.text in _EMOJI}
    if text.words or len(kinds) != 1:
        return None
    return Understood(kinds.pop(), LIKELY, text.whole(), "emoji")


def _signs(text: Text) -> Reading:
    if {token.text for token in text.tokens} <= {"+"} and text.tokens:
        return Understood("yes", LIKELY, text.whole(), "plus")
    return Unclear("empty")


def _cues(flat: str) -> list[Cue]:
    """Find what speaks, idioms first; each letter is read once."""
    found: list[Cue] = []
    left = flat
    for answer, pattern in _IDIOM:
        for match in pattern.finditer(left):
            found.append(Cue(answer, *match.span(), SURE if answer != "maybe" else HEDGED, "idiom"))
        left = pattern.sub(lambda match: "#" * len(match[0]), left)
    for answer, weight, pattern in _WORD:
        for match in pattern.finditer(left):
            found.append(Cue(answer, *match.span(), weight, "word" if weight == SURE else "verb"))
        left = pattern.sub(lambda match: "#" * len(match[0]), left)
    return sorted(found, key=lambda cue: cue.start)


def _judge(text: Text, found: list[Cue]) -> Reading:
    flat = text.flat
    kinds = {cue.answer for cue in found}
    if _DOUBLE.search(flat) or _NOT_X_BUT.search(flat):
        return Unclear("ambiguous", tuple(_reading(text, one) for one in _one_of_each(found)))
    if "maybe" in kinds:
        return _reading(text, next(cue for cue in found if cue.answer == "maybe"))
    if cues.asks(text) and found[0].how != "word":
        return Unclear("question")
    if kinds == {"yes", "no"}:
        return _mixed(text, found)
    first = found[0]
    if first.answer == "yes" and _BUT.search(flat, first.end):
        return Understood("maybe", HEDGED, _place(text, first), "yes_but")
    return _reading(text, max(found, key=lambda cue: (cue.weight, -cue.start)))


def _mixed(text: Text, found: list[Cue]) -> Reading:
    """Weigh a particle against verbs: «нет, я работаю в другой сфере» is no; two particles are unclear."""
    particles = [cue for cue in found if cue.how != "verb"]
    kinds = {cue.answer for cue in particles}
    if len(kinds) == 1 and particles[0].start == found[0].start:
        lead = particles[0]
        if lead.answer == "yes":
            return Understood("maybe", HEDGED, _place(text, lead), "yes_but")
        return Understood("no", LIKELY, _place(text, lead), "no_then")
    return Unclear("ambiguous", tuple(_reading(text, one) for one in _one_of_each(found)))


def _one_of_each(found: list[Cue]) -> list[Cue]:
    return list({cue.answer: cue for cue in reversed(found)}.values())[::-1]


def _reading(text: Text, cue: Cue) -> Understood:
    return Understood(cue.answer, cue.weight, _place(text, cue), cue.how)


def _place(text: Text, cue: Cue) -> tuple[int, int]:
    """Return where a stretch of the flat text stood in the original."""
    at, touched = 0, []
    for token in text.tokens:
        if token.kind == "sign":
            continue
        if at < cue.end and at + len(token.text) > cue.start:
            touched.append(token)
        at += len(token.text) + 1
    return touched[0].start, touched[-1].end
