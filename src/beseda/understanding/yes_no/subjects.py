"""Questions that vacancies ask most, and the answers that only make sense to them."""

import re
from dataclasses import dataclass

from beseda.understanding.words.patterns import Pattern
from beseda.understanding.words.text import Text, listed
from beseda.understanding.yes_no.words import Answer


@dataclass(frozen=True, slots=True)
class Subject:
    """What a question is about: how to know it, the words that name it in an answer, and answers of its"
    " own.
    """

    asked: Pattern
    named: Pattern
    yes: Pattern
    no: Pattern
    beside: Pattern
    dated: bool = False


def _words(pattern: str) -> Pattern:
    return Pattern(rf"(?<![\w'])(?:{pattern})(?![\w'])")


_NEVER = "(?!)"
LICENCE = Subject(
    asked=_words(r"водительск\w+|прав[аы]?|driv\w+ licen[cs]e|driver'?s? licen[cs]e|driving permit"),
    named=_words(
        r"(?<!вы )(?<!ты )(?<!он )(?<!вы были )(?<!совершенно )прав(?:а(?: категори\w+)?|"
        r"ами)?(?! (?:человек|потребител|голос|нога|рука))|водительск\w+|удостоверени\w+|"
        r"категори\w+|ву|licen[cs]e\w*|driving|"
        r"ксив\w+"
    ),
    yes=_words(
        r"сдал[аи]? на права|получил[аи]? права|вожу(?: машину| авто)?|за рулем(?: \w+){0,3}|"
        r"стаж(?: вождения)?(?: \w+){1,3}|"
        r"(?:с|since) (?:19|20)\d\d(?: года?| г)?|got (?:one|mine)|(?:full|clean)(?: \w+)? licen[cs]e|водила|"
        r"есть (?:и )?права|права есть|(?:i )?(?:do )?have (?:one|it)|valid(?: until \w+)?|действующ\w+|"
        r"получил[аи]?(?: \w+)? "
        r"(?:19|20)\d\d|(?:i )?have (?:a|my|one)(?: \w+)? licen[cs]e|(?:i )?passed(?: \w+)?|i drive"
    ),
    no=_words(
        r"лишил\w*|лишен\w*|лишили|отобрали|забрали|отняли|просроч\w+|истек\w*|аннулирова\w+|"
        r"учусь(?: \w+)? (?:в автошколе|на права|водить)|хожу в автошколу|в автошколе|сдаю(?: \w+)?|"
        r"не сдал\w*|"
        r"(?:еще |пока )?не получ\w+|получаю(?: \w+){0,3}|планирую (?:получ|сда)\w+|прав (?:\w+ )?(?:нет|"
        r"нету|не имею)|"
        r"(?:нет|нету|без) (?:\w+ )?прав|ни прав(?: \w+){0,3}|не вожу|не водитель|водить не (?:умею|"
        r"учил\w+)|пешеход|"
        r"expired|revoked|suspended|lapsed|confiscated|lost (?:it|mine|my licen[cs]e)|had it (?:revoked|"
        r"taken|suspended)|"
        r"(?:still )?learning(?: to drive)?|learner'?s?(?: permit)?|provisional(?: only)?|taking lessons|"
        r"not yet|"
        r"failed(?: \w+){0,3}|never (?:learned|learnt|got|had)(?: \w+){0,3}|(?:don't|can't|do not|"
        r"cannot) drive|"
        r"no licen[cs]e|never driven|(?:don't|do not) have (?:one|it|any)|not any ?more|taken away|ran out|"
        r"have to (?:pass|take)(?: \w+){0,3}|ни разу за рулем(?: \w+){0,2}|за рулем не \w+"
    ),
    beside=_words(
        r"(?:но |а |но у меня |правда )?(?:машин\w+ нет|нет (?:своей |личной )?(?:машин\w+|авто)|авто нет|"
        r"(?:давно |сам |почти )?не "
        r"(?:вожу|водил\w*|езжу)|без машины|без авто|(?:и |и своя )?машина(?: есть)?|международн\w+|"
        r"(?:but |though )?(?:i )?(?:don't|do not) (?:own|have) a car|(?:but )?no car|"
        r"(?:but )?(?:i )?haven't driven(?: \w+){0,3})"
    ),
)
CONVICTION = Subject(
    asked=_words(
        r"судимост\w*|суди(?:м|мы|лись)|привлекал\w+|criminal (?:record|conviction\w*)|"
        r"convict\w+|felony"
    ),
    named=_words(r"судим\w*|судимост\w*|record|convict\w+|felony"),
    yes=_words(
        r"погашен\w*|условн\w+|условка|снят\w*|(?:был[аи]? )?судим[аы]?|сидел[аи]?|отсидел[аи]?|отбыл\w*|"
        r"по молодости|"
        r"был[аои]?|одна|expunged|once|years ago|served|spent"
    ),
    no=_words(
        r"не (?:был[аи]? |имею |имеется )?(?:судим[аы]?|судимост\w*|привлекал\w+|привлечен\w*|состо\w+|"
        r"сидел\w*|имел\w*)|"
        r"чист[аы]?|бог миловал|боже упаси|упаси б\w+|тьфу тьфу|законопослушн\w+|закон не нарушал\w*|"
        r"clean(?: record)?|none|never|nothing|squeaky clean|spotless"
    ),
    beside=_words(_NEVER),
)
VISA = Subject(
    asked=_words(r"visa|sponsorship|work permit|виз[аыу]|разрешени\w+ на работу"),
    named=_words(r"visa|sponsorship|sponsor\w*|permit|виз\w+|разрешени\w+"),
    yes=_words(
        r"(?:i )?(?:will |would |do )?(?:need|require)(?: \w+){0,3}|h1b|h-1b|sponsorship needed|"
        r"нуж(?:на|но|ен|дается)"
    ),
    no=_words(
        r"(?:an? )?(?:\w+ )?(?:citizen|passport holder|national)|right to work|green card|"
        r"permanent resident|settled status|"
        r"(?:don't|do not|won't|will not|wouldn't) (?:need|require)(?: \w+){0,3}|(?:not|none) (?:needed|"
        r"required|necessary)|"
        r"no need|already (?:have|got)(?: \w+){0,4}|eu passport|гражданин\w*|гражданка|гражданство|"
        r"не нуж(?:на|но|ен)|"
        r"не требуется"
    ),
    beside=_words(_NEVER),
    dated=True,
)
NIGHTS = Subject(
    asked=_words(r"ночн\w+|ночью|ночам|nights?|night shifts?"),
    named=_words(r"ноч\w+|nights?"),
    yes=_words(
        r"сова|хоть круглосуточно|night owl|любые смены|любым сменам|в любые смены|any shifts?|"
        r"i prefer nights"
    ),
    no=_words(
        r"только (?:днем|дневн\w+|утр\w+|в день|день)|без ночн\w+|ночью не \w+|ночи не \w+|ночью сплю нет|"
        r"days only|only days|daytime only|only daytime|no nights|not nights"
    ),
    beside=_words(_NEVER),
)
TRIPS = Subject(
    asked=_words(r"командировк\w*|разъезд\w*|business trips?|travel\w*|trips?"),
    named=_words(r"командировк\w*|командировоч\w*|поездк\w*|езд\w+|разъезд\w*|trips?|travel\w*"),
    yes=_words(r"легк\w+ на подъем|объездил\w*|езжу(?: \w+){0,3}|love (?:to )?travel\w*"),
    no=_words(r"невыездн\w+|домосед\w*|не (?:езжу|ездок)|hate (?:to )?travel\w*|без командировок"),
    beside=_words(_NEVER),
)
MOVING = Subject(
    asked=_words(r"переезд\w*|переехать|релокац\w*|relocat\w+|move"),
    named=_words(r"переезд\w*|перее\w+|релокац\w*|relocat\w+|mov(?:e|ing)"),
    yes=_words(r"хоть завтра перееду|чемодан\w* собран\w*|bags are packed"),
    no=_words(r"без переезда|только удаленно|remote only|остаюсь(?: здесь| тут)?|staying put|not moving"),
    beside=_words(_NEVER),
)
_EVERY = (LICENCE, CONVICTION, VISA, NIGHTS, TRIPS, MOVING)
_CATEGORIES = Pattern(r"(?<![\w])[abcdабвсд](?:1|e|е)?(?![\w])")
_ASKED_CATEGORY = Pattern(r"категори\w+ (?P<letter>[abcdавс])(?![\w])|category (?P<en>[abcd])(?![\w])")
_LATIN = str.maketrans("абвсд", "abbcd")
MOST_WORDS = 9
"""Words: a longer answer tells more than these phrases say."""


_SOME_DAY = Pattern(r"\b(?:from|after|in|until|till|с|после|до|в) (?:20\d\d|\w+ (?:years?|months?))")
_UNREAL = Pattern(
    r"\b(?:later|eventually|in the future|one day|someday|потом|позже|в будущем|would|i'd|if|если|might|"
    r"наверное|возможно|probably|maybe)\b"
)
"""What makes an answer one about another time, or about another world."""


def subject_of(prompt: str) -> Subject | None:
    """Return what a folded question is about, where it is one of those asked most."""
    return next((one for one in _EVERY if one.asked.search(prompt)), None)


def answered(subject: Subject, text: Text, prompt: str) -> Answer | None:
    """Return what a short answer to such a question says, None where it says nothing or two things."""
    flat = text.flat
    if len(text.words) > MOST_WORDS:
        return None
    if subject is LICENCE:
        of_category = _by_category(flat, prompt)
        if of_category:
            return of_category
    if _UNREAL.search(flat) or (subject.dated and _SOME_DAY.search(flat)):
        return None
    flat = subject.beside.sub(" ", flat)
    no, left = subject.no.search(flat), subject.no.sub("#", flat)
    yes = subject.yes.search(left)
    particle = re.search(r"(?<![\w'])(?:да|есть|yes|yeah|yep|i do)(?![\w'])", left)
    denial = re.search(r"(?<![\w'])(?:нет|не|no|not|don't|never)(?![\w'])", left)
    plain_yes = flat != text.flat and set(flat.split()) <= _YES_ALONE and particle
    if plain_yes or (yes and not no and not denial):
        return "yes"
    return "no" if no and not yes and not particle else None


_YES_ALONE = listed("да есть конечно у меня имеется но и а yes yeah yep i do have but a конечно")


def _by_category(flat: str, prompt: str) -> Answer | None:
    """Read «B, C» or «только A» where a category was asked for: whether it is among them."""
    asked = _ASKED_CATEGORY.search(prompt)
    said = {one[0].translate(_LATIN)[:1] for one in _CATEGORIES.finditer(_NAMES_CATEGORY.sub(" ", flat))}
    rest = _CATEGORIES.sub(" ", _NAMES_CATEGORY.sub(" ", flat))
    if asked is None or not said or not set(rest.split()) <= _BESIDE:
        return None
    letter = str(asked["letter"] or asked["en"]).translate(_LATIN)
    only = re.search(r"\b(?:только|лишь|only|just)\b", flat) is not None
    if letter in said:
        return "yes"
    return "no" if only else "maybe"


_NAMES_CATEGORY = Pattern(r"\b(?:категори\w+|кат|category|categories|class)\b")
_BESIDE = frozenset(
    [
        "да",
        "есть",
        "у",
        "меня",
        "имеется",
        "имею",
        "открыты",
        "открыта",
        "права",
        "и",
        "а",
        "and",
        "also",
        "yes",
        "have",
        "i",
        "только",
        "лишь",
        "only",
        "just",
        "но",
    ]
)
