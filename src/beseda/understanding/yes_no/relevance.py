"""Whether a yes or a no answers the question, or only stands in a sentence about something else."""

from collections.abc import Sequence

from beseda.understanding.words.patterns import Pattern
from beseda.understanding.words.text import Text, listed
from beseda.understanding.words.topics import topics

LED, EMBEDDED, ONLY_A_VERB = 5, 3, 3
"""So many telling words make a sentence of its own: after a cue that leads it, around one that does not,
beside a verb that says only what somebody has or wants."""
_FILLERS = listed(
    "ну вот это я мы вы он она они мне нам меня у в на с к по за из о об и а же бы ли то так тут там как что"
    " если честно говоря короче вообще просто пока уже еще тоже очень всегда думаю считаю скажу ответ мой моя"
    " конечно к сожалению наверное спасибо пожалуйста здравствуйте привет хм эм"
    " i you we it he she they me us my your the a an to of in on at for with and so that this is am are was"
    " be been very really just well um uh oh hmm think say said guess believe feel like would will could can"
    " do does did have has had please thanks thank hello hi answer question statement response reply honest"
    " honestly actually sorry afraid my way most more some any all there here by as about from what which"
    " it's that's i'm i'd i've i'll you're not no yes going gonna must should"
)
_EN_BOUND = Pattern(
    r"(?:i )?(?:can't|cannot|cant|can not|could not|couldn't|don't|dont|do not|didn't|did not|doesn't|"
    r"does not|haven't|"
    r"have not|hasn't|won't|will not|wasn't|never|i (?:could|can|do|did|have|will) not)"
)
_EN_VERB = Pattern(
    r" (?!do\b|go\b|want|like|plan|think|have\b|own\b|work|drive|speak|know|use|it\b|that\b|really|ever|"
    r"even|be\b|need|"
    r"got\b|make it|yet\b|at all)[a-z']{3,}"
)
"""What an English denial denies, where it is none of the things that are asked about."""
_NOUN = Pattern(
    r" (?:у меня )?(?!спасибо|конечно|никак|пока|еще|увы|к |сожалению|у меня$|я\b|но\b|не\b|и\b|так|это|"
    r"вообще|точно|"
    r"наверн|совсем|"
    r"там|тут|сейчас|уже|только|такого|такой|таких)[а-я]{4,}"
)
_KNOWN = Pattern(
    r"\b(?:хочу|хотел\w*|умею|знаю|владею|имею|работал\w*|работаю|планирую|собираюсь|получится|люблю|"
    r"нравится|"
    r"пользовал\w+|использовал\w*|был\w?|служил\w*|водил\w*|вожу|учил\w+|сдал\w*|получал\w*|интерес\w+|"
    r"нужн\w+|"
    r"участвовал\w*|занимал\w+|занимаюсь|курю|пью|привлекал\w+|живу|проживаю|верно|правильно|правда|"
    r"не надо|"
    r"смогла?|мог\w*|приходилось|доводилось|рассматриваю|поеду|езжу|пойду|перееду|выйду|отработал\w*)\b"
)
"""Verbs that answer a question about themselves."""
_TELLS = Pattern(r"...|\d")
_DETERMINER = Pattern(
    r"no (?!thanks|thank|not|no|way|problem|worries|doubt|issue|objection|one|need|i\b|i'|it|that|we|you|"
    r"sir|sorry|"
    r"but|never|unfortunately|please|can|hesitation|chance|matter|big|longer|more|idea|clue|"
    r"question)[a-z]{3,}"
)
"""«No» that belongs to a noun: "no kids" answers no question about travelling."""
_ALONE = Pattern(
    r"да+|ага|угу|нет|неа|нету|конечно(?: же)?(?: нет)?|разумеется|безусловно|естественно|обязательно|"
    r"yes+|yeah|yea|yep|yup|no+|nope|nah|naw|nay|ok|okay|окей|ок|sure|certainly|definitely|absolutely|"
    r"of course|"
    r"affirmative|exactly|correct|(?:that ?is|that's|thats|you're|you are) (?:right|correct|true)|верно|"
    r"именно|правильно|negative|indeed|agreed|plus|плюс|точно|однозначно|так точно|никак нет|да нет"
)
"""Words that need no sentence around them: at the beginning or the end they are the answer."""


STANCE = Pattern(
    r"\b(?:готова?|соглас\w+|могу|смогу|буду|подходит|подойдет|устраивает|устроит|рассматриваю|против|"
    r"подтвержд\w+|"
    r"ready|willing|happy|glad|able|agree|accept|open|interested|down|game|mind|against|opposed|in favou?r|"
    r"disagree|refuse|believe|think|true|right|correct|false|wrong|accurate|incorrect|untrue|the case)\b"
)
"""Words that can only be about what was asked."""


def strays(text: Text, prompt: Text, cues: Sequence[tuple[int, int]]) -> bool:
    """Whether what was found at these places of the flat text belongs to a sentence about other things."""
    flat = text.flat
    if topics(text) & topics(prompt):
        return False
    if prompt.words and _denies_something_else(text, cues):
        return True
    if any(start == 0 and _CANNOT.fullmatch(flat[:end]) and _apart(text, flat[:end]) for start, end in cues):
        return False
    led = stance = False
    for start, end in cues:
        before, after = _telling(flat[:start]), _telling(flat[end:])
        if _ALONE.fullmatch(flat[start:end]) and (not before or not after):
            return False
        led = led or not before
        stance = stance or STANCE.search(flat[start:end]) is not None
    left = flat
    for start, end in cues:
        left = left[:start] + " " * (end - start) + left[end:]
    most = EMBEDDED if not led else LED if stance else ONLY_A_VERB
    if prompt.words and not stance:
        # Asked about trips, «не люблю ездить» may be no; "I have kids" says nothing.
        most -= 1 if any(flat[start:end].startswith("не ") for start, end in cues) else most - 1
    return len(_telling(left)) >= most


_CANNOT = Pattern(
    r"(?:i )?(?:can't|cannot|cant|won't|wont|can not|will not)|не (?:могу|смогу|готова?|получится|поеду|"
    r"буду|хочу)"
)
"""A refusal that begins the answer and is set apart: "can't, kids in school"."""


def _denies_something_else(text: Text, cues: Sequence[tuple[int, int]]) -> bool:
    """Whether a «нет» or a «не» belongs to a word that has nothing to do with the question: «нет времени»."""
    flat = text.flat
    if _DETERMINER.match(flat) and len(text.tokens) > 1 and text.tokens[1].kind == "word":
        return True
    for start, end in cues:
        said = flat[start:end]
        noun = said in {"нет", "нету"} and _NOUN.match(flat[end:]) and not _apart(text, flat[: end + 1])
        verb = said.startswith("не ") and not (STANCE.search(said) or _KNOWN.search(said))
        other = _EN_BOUND.fullmatch(said) and _EN_VERB.match(flat[end:]) and not STANCE.search(flat[end:])
        if noun or verb or other:
            return True
    return False


def _apart(text: Text, before: str) -> bool:
    """Whether a sign stands after the words that a stretch of the flat text ends with."""
    words = len(before.split())
    at = [place for place, token in enumerate(text.tokens) if token.kind != "sign"][words - 1]
    return at + 1 >= len(text.tokens) or text.tokens[at + 1].kind == "sign"


def _telling(words: str) -> list[str]:
    return [word for word in words.split() if word not in _FILLERS and _TELLS.search(word)]
