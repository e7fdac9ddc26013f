"""What says yes, no or maybe in Russian and English, and what only seems to."""

import re
from typing import Literal

from beseda.understanding.words.patterns import Pattern

Answer = Literal["yes", "no", "maybe"]
SURE = 0.97
LIKELY = 0.85
HEDGED = 0.8
_VERB = (
    r"(?:готова?|могу|смогу|буду|хочу|хотел[аи]? бы|умею|знаю|владею|имею|имеется|согласн?(?:ен|на)|"
    r"согласен|подходит|подойдет|устраивает|устроит|"
    r"работал[аи]?|работаю|пользовал(?:ся|ась)|использовал[аи]?|пробовал[аи]?|был[аои]?|планирую|"
    r"собираюсь|получится|люблю|нравится|рассматриваю|"
    r"служил|водил|вожу|учил(?:ся|ась)|учусь|закончил[аи]?|сдал[аи]?|получал[аи]?|получил[аи]?|"
    r"интересно|интересует|нужн[аоы]?|требуется|против|"
    r"участвовал[аи]?|занимал(?:ся|ась)|приходилось|доводилось|курю|пью|привлекал(?:ся|ась)|проживаю|"
    r"живу|верно|правильно|правда)"
)
_EN_VERB = (
    r"(?:do|did|does|am|was|have|had|has|can|could|will|would|should|agree|accept|want|like|know|own|"
    r"speak|work|worked|used|use|is|are|were|need|plan|drive|got|think so|believe so)"
)
# Idioms whose words would mislead: looked for first, and what they cover is not looked at again.
_IDIOMS: tuple[tuple[Answer, str], ...] = (
    (
        "yes",
        (
            r"(?:i'?m |i am )?not (?:against|opposed)(?: to)?(?: it| that)?|nothing against(?: it)?|"
            r"с радостью|"
            r"положительно|с превеликим \w+|"
            r"(?:нет|не вижу|не имею|нету)(?: (?:никаких|особых|совсем|ничего))? (?:препятств\w+|"
            r"ограничени\w+|возражени\w+|"
            r"противопоказани\w+|проблем\w*|против)|не (?:отказываюсь|боюсь|прочь|страш\w+|пугает|"
            r"смущает|напрягает|помеха)|"
            r"против (?:\w+ )?не имею|ничего (?:\w+ )?не имею против|нет ничего лучше|don't see why not|"
            r"never (?:refuse|say no)|"
            r"without hesitation|"
            r"(?:don't|do not|never|didn't|haven't|have not)(?: \w+)? (?:have|had|see) (?:a|an|"
            r"any) (?:problems?|issues?|objections?)|"
            r"почему (?:бы )?(?:и )?нет|(?:нет )?(?:никаких )?(?:проблем|вопросов)(?: нет)?|без проблем|"
            r"без вопросов|не вопрос|(?:нет )?(?:я )?не против|не возражаю|нет возражений|возражений нет|"
            r"не откажусь|нет сомнений|сомнений нет|не сомневаюсь|без сомнени[йя]|не вижу проблем|"
            r"ничего против(?: не имею)?|еще бы|а как же|куда (?:ж|же )?без|не сомневайтесь|"
            r"не то слово|само собой|да нет проблем|не проблема|не сложно|с удовольствием|"
            r"why not|no problem[so]?|no worries|no issues?|not a problem|no objections?|(?:i )?(?:do not|"
            r"don't|dont|wouldn't|would not|don’t) mind|can't wait|you bet|of course yes|no doubt|"
            r"without (?:a )?doubt|by all means|for sure|hell yes|hell yeah|heck yes|"
            r"not only (?:that )?but|no hesitations?|(?:answer (?:is|would be)|saying|i say|i said|ответ|"
            r"говорю)"
            r"(?: \w+)? (?:a )?(?:yes|да)"
        ),
    ),
    (
        "no",
        (
            r"ne (?:gotova?|mogu|soglas\w+|hochu|khochu|poedu|budu|smogu)|да нет(?: конечно)?|"
            r"конечно (?:же )?нет|нет конечно|ни (?:за что|в коем случае|в какую|"
            r"под каким|разу|капли|при каких)(?: \w+){0,2}|ни (?:в )?коем|никак нет|нисколько|ничуть|"
            r"вовсе нет|совсем нет|точно нет|однозначно нет|"
            r"(?<!не )исключено|не подходит|не устраивает|не согласн?(?:ен|на)|не готова?|против|"
            r"не совсем так|"
            r"вряд ли получится|"
            r"of course not|certainly not|definitely not|absolutely not|hell no|heck no|no way|not at all|"
            r"not really|not happening|not a chance|no chance|by no means|under no circumstances|"
            r"over my dead body|(?:я )?пас|откажусь|отрицательно|увы|упаси (?:бог|боже)|боже упаси|"
            r"i(?:'ll| will|ll) pass|i(?:'d| would| do) (?:\w+ )?mind|"
            r"(?:i(?:'d| would) )?(?:rather|prefer) not(?! to (?:say|answer|tell|share|disclose|discuss|"
            r"talk))|"
            r"(?:can't|cannot|can not|couldn't|could not) (?:possibly )?be (?:true|right|correct|so|it)|"
            r"no way(?: in \w+)?(?: that)?(?: is| it's| that's| it is)(?: \w+){0,2}|"
            r"(?:answer (?:is|would be|will be)|saying|i say|i said|i'd say|i would say|voting|ответ|"
            r"говорю)"
            r"(?: \w+)? (?:a )?(?:no|нет|false|negative)|"
            r"(?:i )?(?:do not|don't|dont|didn't|did not) (?:really |actually )?"
            r"(?:think|believe|thing)(?: so|"
            r" that| it| this| you|$)(?: \w+){0,6}|not (?:even close|likely true|for me)|i(?:'m|"
            r" am) afraid (?:that )?(?:not|that is not the case|that that is not the case)|not (?:true|"
            r"correct|right|the case|accurate|so|the truth)|inaccurate|"
            r"i (?:have|do|did|am|was|can|could|would|will) not(?! only| (?:think|believe|thing))|"
            r"(?:isn't|is not|isnt|wasn't|ain't|not be) (?:\w+ )?(?:true|correct|right|so|the case|"
            r"accurate|"
            r"it|valid|factual)|you(?:'re| are)? (?:got (?:it|that) )?wrong"
        ),
    ),
    (
        "maybe",
        (
            r"не исключаю|(?:it )?(?:doesn't|does not) matter|(?:i )?(?:don't|do not) care|"
            r"(?:и )?да и нет|ни да ни нет|не всегда|не совсем|не очень|не особо|"
            r"не полностью|не до конца|"
            r"не факт|не исключено|пятьдесят на пятьдесят|50 на 50|50 50|фифти фифти|когда как|"
            r"смотря \w+(?: \w+)?|"
            r"(?:все )?зависит|иногда|бывает|местами|периодически|частично|отчасти|немного|чуть чуть|"
            r"слегка|"
            r"теоретически|в теории|скорее (?:да|нет|всего)(?: чем (?:нет|да))?(?: нет| да)?|"
            r"может быть|может|мб|наверн(?:ое|о)(?: (?:да|нет))?|возможно|вероятно|вроде(?: бы)?(?: (?:да|"
            r"нет))?|похоже(?: что)?|кажется|пожалуй|подумаю|надо подумать|"
            r"не сейчас|не сразу|поп?озже|потом|not now|later|вряд ли|едва ли|сомневаюсь|(?:i )?doubt it|"
            r"нужно подумать|подумать надо|"
            r"если|при условии|в случае|только (?:если|при|удал\w+|не|по|на|с|после|до|в)|но только|"
            r"при наличии|"
            r"yes and no|sometimes|it depends|depends|depending|maybe|perhaps|possibly|probably(?: not)?|"
            r"might|likely|unlikely|possible|possibility|partially|partly|kind of|sort of|sorta|kinda|"
            r"somewhat|to some extent|a bit|"
            r"either|both|could (?:be|go)|i guess(?: so| not)?|i suppose(?: so| not)?|not necessarily|"
            r"not always|not entirely|not completely|occasionally|only if|only when|as long as|provided|"
            r"on condition|unless|if|50 50|fifty fifty|can go either way|on the fence|hard to say"
        ),
    ),
)
_WORDS: tuple[tuple[Answer, float, str], ...] = (
    (
        "no",
        SURE,
        (
            r"нет|нету|неа|net|не а|нит|неет|нееет|отнюдь|никогда|ни разу|отсутствует|отсутствуют|"
            r"отказываюсь|"
            r"нельзя|невозможно|неверно|неправда|не правда|неправильно|"
            r"no|nope|nah|naw|nay|noo+|never|negative|negatory|nada|nein|disagree|false|incorrect|untrue|"
            r"wrong|"
            r"erroneous|invalid|decline|not|cannot|can't|cant|won't|wont|don't|dont|doesn't|didn't|didnt|"
            r"haven't|havent|hasn't|isn't|wasn't|wouldn't|couldn't|aren't|ain't|no thanks|no thank you"
        ),
    ),
    (
        "no",
        LIKELY,
        rf"не (?:\w+ )?{_VERB}|не \w+(?:ю|у|л|ла|ли|лся|лась|юсь|усь)|без (?:опыта|прав|машины|авто)",
    ),
    (
        "yes",
        SURE,
        (
            r"да|даа+|дя|da|konechno|gotova?|можно|ага|угу|ок|окей|так точно|конечно|разумеется|"
            r"естественно|безусловно|однозначно|"
            r"обязательно|непременно|верно|именно|точно|абсолютно|определенно|стопроцентно|стопудово|"
            r"есть|имеется|имеются|имею|присутствует|плюс|легко|запросто|хорошо|ладно|договорились|давайте|"
            r"давай|подтверждаю|правда|"
            r"yes|yeah|yea|yep|yup|ya|yess+|yas|aye|ok|okay|okey|sure|certainly|definitely|absolutely|"
            r"indeed|"
            r"correct|right|true|affirmative|of course|exactly|totally|agree|agreed|positive|fine|"
            r"sounds good|roger|gladly|happily|obviously"
        ),
    ),
    (
        "yes",
        LIKELY,
        (
            rf"{_VERB}|i(?:'ve|'m|'d|'ll) (?:in|ready|able|happy|glad|love|like|done|had|used|worked|been|"
            r"got|do|be|fine|ok|okay|willing|down|interested|open|game)|"
            rf"(?:i|we) (?:\w+ )?{_EN_VERB}|i think so|i believe so|think so"
        ),
    ),
)
META = Pattern(
    r"\b(?:(?:не могу|не хочу|нет времени|некогда|неудобно)(?: \w+)? (?:говорить|отвечать|разговаривать|"
    r"писать|общаться)|"
    r"again|repeated|да ладно|да ну|да (?:вы|ты) что|да что (?:вы|ты)|(?:конечно|ага) как же|"
    r"no more|^(?:please )?(?:don\'t|dont|do not) (?:do|say|bother|worry|talk|speak)|"
    r"повтори\w*|еще раз|не понял[аи]?|не расслышал[аи]?|отмен[аи]\w*|останови\w*|хватит|"
    r"замолчи\w*|заново|"
    r"that'?s enough|that is enough|^enough\b|don't (?:say|talk|speak)\b|do not (?:say|talk|speak)\b|"
    r"skip (?:it|that)|"
    r"drop it|let it go|leave it|disregard|ignore that|once more|over again|speak up|^huh$|^what$|"
    r"go over (?:it|that)|tell me again|i missed|"
    r"repeat|say (?:\w+ )*again|ask (?:\w+ )*again|one more time|another time|restate|rephrase|pardon|"
    r"excuse me|come again|what did you|what was (?:that|said|the)|"
    r"(?:didn't|did not|couldn't) (?:quite )?(?:hear|catch|understand)|missed (?:what|that)|"
    r"run that by|know again|hear (?:that|it) again|"
    r"cancel\w*|abort|stop|quit|halt|undo|never ?mind|nevermind|shut up|be quiet|mute|scrap|refrain|"
    r"forget (?:it|that|about)|changed my mind|(?:don't|do not|dont) (?:continue|complete|proceed|"
    r"speak|talk|go)|"
    r"(?:don't|do not) want you to|hold on)\b"
)
EMOJI = {
    **dict.fromkeys("👍👌✅✔☑🆗💯🙆", "yes"),
    **dict.fromkeys("👎❌🚫⛔✖🙅", "no"),
    **dict.fromkeys("🤷🤔", "maybe"),
}
IDIOM = [(answer, Pattern(rf"(?<![\w'])(?:{pattern})(?![\w'])")) for answer, pattern in _IDIOMS]
WORD = [(answer, weight, Pattern(rf"(?<![\w'])(?:{pattern})(?![\w'])")) for answer, weight, pattern in _WORDS]
BUT = Pattern(
    r"\b(?:но|лишен\w*|просрочен\w*|истек\w*|expired|revoked|suspended|однако|правда только|хотя|but|"
    r"however|though|although|except|кроме|только|only)\b"
)
NOT_X_BUT = Pattern(r"\b(?:не|not) (?:да|yes|нет|no)\b")
DOUBLE = Pattern(
    r"\bnever (?:\w+ )?(?:no|refused?|declined?)\b|\bне (?:то чтобы|сказал\w*|скажу|"
    r"говорю)(?: \w+){0,3} нет\b|\b(?:не не|not not)\b|\bне (?:могу|"
    r"можем) не|can't say no|wouldn't say no|"
    r"не могу (?:сказать (?:что )?нет|отказ\w+)|"
    r"не \w+ не (?:могу|можем)|not untrue|"
    r"не отказал(?:ся|ась) бы"
)
APART = Pattern(
    r"\b(?:да|yes|конечно|sure|of course)\s*[.,!?;…(/-]+\s*(?:нет|no)\b"
    r"(?!,?\s+(?:проблем|вопрос|возраж|препятств|ограничен|никак|ничего|problem|worries|issue|doubt|"
    r"objection|hesitation))",
    re.IGNORECASE,
)
"""«Да нет» is no; «да. нет.» says both."""
STRESS = Pattern(
    r"definitely|certainly|absolutely|totally|for sure|sure|indeed|точно|абсолютно|определенно|однозначно|"
    r"конечно|безусловно|obviously|right|именно"
)
"""Words that are a yes alone, but only stress the no beside them."""
NOD = Pattern(
    r"да нет(?: конечно)?|конечно (?:же )?нет|нет конечно|никак нет|точно нет|однозначно нет|совсем нет|"
    r"вовсе нет|"
    r"of course not|certainly not|definitely not|absolutely not|not at all|no way|hell no|not really|"
    r"of course yes|"
    r"само собой|еще бы|for sure"
)
"""Idioms that say only yes or no, not what somebody would do."""
ALONE = Pattern(
    r"(?:i(?:'d| would) )?(?:rather|prefer) not(?: to)?|отказываюсь|i (?:refuse|decline)|"
    r"(?:no )?(?:i(?:'d| would) )?(?:rather|prefer) not"
)
"""A refusal that answers whether somebody would do a thing."""
