"""The words of years of experience: units, beginnings and ends, none at all, too vague to count."""

from beseda.understanding.words.patterns import Pattern
from beseda.understanding.words.text import listed

SINCE = {"с", "со", "от", "since", "from"}
STARTED = listed(
    "начал начала начинал начинала started began begun устроился устроилась пришел пришла work"
    " working работаю занимаюсь"
)
UNTIL = {"по", "до", "to", "until", "till", "-"}
TODAY = {
    "сей",
    "нынешний",
    "текущий",
    "настоящее",
    "сейчас",
    "сегодня",
    "now",
    "present",
    "today",
    "н",
    "current",
}
PREPOSITIONS = {"в", "на", "с", "по", "in", "at", "with", "или", "or"}
TOTAL = listed(
    "всего общий общем общего итого суммарно total overall altogether sum суммарный сумме совокупности"
)
AGE_BEFORE = {"мне", "возраст", "исполнилось", "age", "aged", "возрасте"}
FILLERS = listed(
    "опыт опыта стаж стажа работы работаю у меня мой есть около примерно где то лет год ну вот в этом"
    " в этой сфере области уже на данный момент"
    " наверное наверно думаю кажется почти больше более точно ровно всего итого так это будет скажем"
    " здравствуйте добрый день"
    " i i've have got my experience of about around is it's roughly approx exactly well so just maybe"
    " probably say almost over total hi hello"
    " ой эм ммм хм честно говоря признаться пожалуй порядка плюс минус приблизительно имею знаю точно"
    " sure not no"
    " don't know think guess ish honestly actually hmm"
    " но подряд если все сложить с перерывами суммарно вместе взятых excluding internships professionally"
    " commercially let's lets i'd точка блин bit less little just shy between and между but ага да"
    " пока чисто forgot remember не помню"
    " more than at least minimum минимум не менее меньше свыше от до или or to ответ answer"
)
NONE = Pattern(
    r"^(?:у меня )?(?:вообще |совсем |пока |ещ[её] |к сожалению |увы )*(?:нет|нету|никакого|нисколько|"
    r"нулевой|ни сколько|ничего|none|no|nope|nothing|nil|not any|zero|zilch|nada|zip|none whatsoever|нуль|"
    r"nix|"
    r"i (?:don't|do not) have any)(?: такого| его| пока| совсем|"
    r" увы| к сожалению| unfortunately| yet| at all| zip| nada| zilch| ничего| нисколько)*$|"
    r"(?<!не )\b(?:без|нет|нету|не имею|нет никакого|не было|не имеется)(?: (?:у меня|никакого|такого|"
    r"релевантного|профильного|пока|ещ[её]|вообще|совсем|какого либо|рабочего|этого|подобного|"
    r"\w+ого))* (?:опыта|стажа|опыт)\b|"
    r"\b(?:опыта|опыт|стажа|стаж)(?: (?:работы|у меня|такого|пока|вообще|совсем|в \w+|с \w+|по \w+|"
    r"этом|этой|к сожалению|увы|\w+ого))* (?:нет|нету|не имею|ноль|нулевой|отсутствует|не было|"
    r"никакого|не имеется|никакой)\b|"
    r"\b(?:нулевой|ноль|отсутствует) (?:опыт|опыта|стаж)\b|"
    r"\b(?:никогда|нигде|ещ[её]|пока|вообще|совсем|ни разу)(?: \w+){0,2} не (?:работал[аи]?|"
    r"занимал(?:ся|ась|ись)|трудил(?:ся|ась)|пробовал[аи]?|писал[аи]?|программировал[аи]?|кодил[аи]?|"
    r"использовал[аи]?|"
    r"сталкивал(?:ся|ась)|пользовал(?:ся|ась)|имел[аи]? дела?|трогал[аи]?|щупал[аи]?|видел[аи]?|был[аои]?)\b|"
    r"^(?:я )?(?:с (?:ним|ней|этим|таким) |на (?:нем|ней) |еще |пока |никогда |вообще )*не "
    r"(?:работал|писал|программировал|кодил|сталкивал|использовал|пользовал|применял|приходил|"
    r"доводил)[а-я]*\b|\bне (?:приходилось|доводилось|довелось)\b|"
    r"\bни (?:одного )?(?:года|дня|месяца|разу)\b|"
    r"\b(?:no|zero|without|without any|not any|don't have|dont have|do not have|haven't|have not|"
    r"haven't got|have no|i've no|lack)(?: (?:any|much of|prior|previous|relevant|work|working|"
    r"professional|such|commercial|real|got))* experience\b|"
    r"\b(?:never|haven't|havent|have not|didn't|did not)(?: (?:ever|really|actually|yet|had|"
    r"i))* (?:worked|work|used|use|done|tried|touched|a job)\b|\bnot a (?:single )?(?:day|year|month)\b"
)
STOPPED = Pattern(
    r"\b(?:since i (?:quit|left|stopped)|как (?:уш[её]л|ушла|уволи\w+|бросил\w*)|нулев\w+|"
    r"не (?:работал[аи]?|работаю|занимал(?:ся|ась)|занимаюсь|пользовал(?:ся|ась)|"
    r"использовал[аи]?|"
    r"писал[аи]?|"
    r"программировал[аи]?|имею|было|приходилось)|опыта (?:нет|не было)|нет опыта|(?:never|haven't|"
    r"have not|didn't) "
    r"(?:\w+ )?(?:worked|work|used|use|done|written|tried)|no experience|don't work|not working|not used)\b"
)
"""A denial beside a length: which of the two answers the question, only they know."""
SUPPOSED = Pattern(
    r"\b(?:если|считая|с учетом|включая|вместе с|if|counting|including|будет|скоро|планирую|хочу|надеюсь|"
    r"will be|soon|"
    r"hope|хотел[аи]? бы)\b"
)
LITTLE = Pattern(
    r"\b(?:официально|коммерчески|большого|особого|особо|много|значительного|богатого|коммерческого|"
    r"официального|much|a lot|"
    r"enough|extensive|formal|significant)\b"
)
VAGUE = Pattern(
    r"\b(?:несколько|мало|немного|чуть чуть|много|давно|недавно|всю жизнь|достаточно|неск|(?:менее|"
    r"меньше|до|около) (?:одного )?(?:года|месяца|полугода)|less than a|under a|a few|few|several|"
    r"many|some|long time|a while|all my life|recently|enough|lots|plenty)\b"
)
LATER = Pattern(r"\b(?:years? back$|назад|ago|from now|in (?:\w+ )?(?:years?|months?)|через)\b")
STARTS = Pattern(
    r"\b(?:начал[аи]?|начинал[аи]?|устроил(?:ся|ась)|приш(?:[её]л|ла)|started|began|since|с тех пор|"
    r"joined|got into|первый раз)\b"
)
ORDINAL_YEAR = Pattern(
    r"\b(?:первый|второй|третий|четвертый|пятый|шестой|седьмой|восьмой|девятый|десятый|my (?:first|"
    r"second|third|fourth|fifth)) (?:год|year)\b"
)
BUT = Pattern(r"\b(?:но|однако|хотя|зато|только|кроме|but|however|though|although|except|only)\b")
DENIALS = (
    ["нет"],
    ["нету"],
    ["don't", "have"],
    ["not", "have"],
    ["dont", "have"],
    ["haven't", "got"],
    ["no"],
)
"""The one or two words before a length that deny it."""
ELSEWHERE = Pattern(
    r"\b(?:но|but) (?:не|not)\b|\bв друг(?:ой|их)\b|\b(?:another|different|unrelated)\b|\bне (?:по|"
    r"в) (?:эт|специальн|профил)"
)
"""Words that put the years into another field than the one asked about."""
