"""Words that tell a place from an ordinary word, and what is said of a place from what is said of another."""

from beseda.understanding.words.patterns import Pattern
from beseda.understanding.words.text import listed

PLACE_BEFORE = listed(
    "to into в во из г гор город города городе пгт рп село с поселок пос деревня станица д нп in from city of"
    " town at near iz v gorod это is"
)
STREETS = listed(
    "ул улица улице улицы пр просп проспект проспекте пр-кт кт шоссе метро м бульвар б пер переулок"
    " наб набережная площадь пл мкр микрорайон жк бц тц тер стр корп street avenue проезд дом мкрн"
    " квартал имени им станция ст"
)
AFTER_STREET = listed(
    "проспект пр шоссе улица бульвар б переулок район района районе р вокзал проезд street avenue"
    " road st ave съезд набережная университет банк"
)
ENGLISH_WORDS = listed(
    "of nice reading mobile bath most hope home best same man van bar split tours orange normal"
    " independence surprise male deal sale wells police cork"
    " live living now remote work any city town place here there can will ready move good well near"
    " north south east west center central union"
    " the and are not but was for you all has have had who how what this that with from they been"
    " some very new old on in at to is it as be he"
    " me my no so up us we do go if or by an am yes maybe about job time year years day week month"
    " long short big small bay bell born man day data"
    " mary martin lake park hill valley river bridge castle church opportunity liberty freedom"
    " university school college march june sunday"
    " experience office home office street road avenue building floor house apartment country state"
    " region area district native original"
    " salem march date many sandy young same post camp sale delta alpha sun moon earth mars venus"
    " luna paradise victoria georgia chad jordan israel"
    " barry marion florence vernon lincoln jackson madison houston austin kent essex warren bali"
    " sydney lima pune such mine same come use male ho"
    " of san los las del la le el da de do en un une mas per via pro con logos media male fort ada"
    " hello hi sorry thanks think mean"
) - {
    "reading",
    "houston",
    "austin",
    "sydney",
    "lima",
    "pune",
    "florence",
    "jackson",
    "madison",
    "salem",
    "orange",
    "mobile",
}
RUSSIAN_WORDS = listed(
    "мира мир мире дом дома саду сад центр центре север юг восток запад свобода победа надежда труд"
    " луч заря звезда искра восход маяк береза речной"
    " советский советском октябрьский первомайский ленинский кировский московский новый старый"
    " большой красный белый зеленый железнодорожный"
    " заводской центральный северный южный восточный западный удаленно любой любом этот этом другой"
    " другом сам сама один первый второй удаленка"
    " пока как так все там тут это мой моя наш ваш дай том тот был была были есть нет да мама папа"
    " брат работа работе город области область район"
    " иван мария марина анна владимир роман пушкин чехов киров гагарин ленинск герой степь лес поле"
    " река озеро море гора сосновка березовка"
    " можно нужно если через будет буду хочу могу рядом около сейчас теперь раньше живу жил жила"
    " готов готова переезд переезду ищу жизнь"
    " меня мне мной тебя всего всех даже лишь мало много уже еще тоже снова опять каждый сегодня"
    " завтра вчера мост порт остров час часе часа часах минуте минутах километре километрах полчасе"
)
_OTHERS = (
    r"(?:мам\w+|пап\w+|муж\w*|жен[аы]|родител\w+|брат\w*|сестр\w+|друз\w+|друг|подруг\w*|семь\w+|дети|"
    r"сын\w*|дочь?\w*|"
    r"бабушк\w+|дедушк\w+|родн\w+|родственник\w*|офис\w*|компани\w+|работодател\w+|девушка|парень|wife'?s?|"
    r"husband'?s?|parents|mother|mom|father|dad|brothers?|sisters?|friends?|family|kids|children|office|"
    r"company|"
    r"boss|girlfriend|boyfriend)"
)
ROLES: tuple[tuple[str, Pattern], ...] = (
    (
        "other",
        Pattern(
            rf"(?<!с )(?<!со )(?<!у )(?<!with )(?<!and )(?<!и )\b{_OTHERS}(?! и я)(?: (?!я\b|i\b|i'm\b|"
            rf"сам|живу|мы\b|"
            rf"we\b)\w+(?:'\w+)?){{0,4}}$"
        ),
    ),
    (
        "visit",
        Pattern(
            r"\b(?:работаю|тружусь|служу|work|working)(?: \w+)? (?:в|in|at)$|"
            r"\b(?:в отпуске|на отдыхе|отдыхаю|в гостях|гощу|в командировке|проездом|on (?:vacation|"
            r"holiday)|visiting)\b"
        ),
    ),
    (
        "origin",
        Pattern(
            r"\b(?:родил(?:ся|ась)|родом|вырос(?:ла)?|(?:пере|у|при)ехал[аи]? из|жил[аи]?|раньше|прежде|"
            r"ранее|прошл\w+|(?:от|вы)?учил(?:ся|ась)|сначала|по паспорту|официально|previously|i was|"
            r"окончил[аи]?|закончил[аи]?|работал[аи]?|бывал[аи]?|был[аи]?|"
            r"гость|"
            r"приезжая|прописк\w+|прописан[аы]?|регистрац\w+|зарегистрирован\w*|born|grew up|originally|"
            r"moved from|used to|lived|formerly|studied|worked|visited|raised)\b"
        ),
    ),
    (
        "target",
        Pattern(
            r"\b(?:переезжа\w+|переехать|переед\w+|переезд\w*|релокац\w+|готов\w*|планиру\w+|буду|хочу|"
            r"хотел\w*|"
            r"собира\w+|мечта\w+|командировк\w+|езжу|ездить|приехать|могу|ищу работу|relocat(?:e|ing|ion)|"
            r"move to|"
            r"moving to|willing|want|plan\w*|going to|can move|would like|commut\w+|dream)\b"
        ),
    ),
    (
        "near",
        Pattern(
            r"\b(?:под|ближе к|closer to|рядом|недалеко|неподалеку|близ|возле|вблизи|пригород\w*|"
            r"окрестност\w+|км от|"
            r"километр\w* от|минут\w* от|час\w* от|near|nearby|close to|outside|suburb\w*|around|km from|"
            r"not far|miles? from|hours? from)\b"
        ),
    ),
)
HOME = Pattern(
    r"\b(?:жив(?:у|ем)|прожива\w+|наход(?:имся|ится)|нахожусь|обита\w+|базируюсь|теперь|сейчас|ныне|"
    r"нынче|на данный момент|переехал[аи]? (?:в|сюда)|(?<!used to )live|living|lives|based|located|reside|"
    r"residing|"
    r"resident|currently|now|(?:moved|relocated) to|zhivu|call \w+ home|снимаю|обосновал\w+|осел[аи]?|"
    r"последн\w+ (?:\w+ ){0,2}"
    r"(?:лет|год\w*|месяц\w*)|фактически|по факту)\b"
)
SELF = Pattern(
    r"\b(?:я|сам|сама|i'm|i am|me)(?: (?:пока|уже|же|сейчас|вот|сам|сама|from|in|based|"
    r"of))*(?: (?:в|из|во|from|in))?$"
)
"""Who answers, told from those of whom they speak."""
BREAKS = {".", ",", ";", "!", "?", "но", "а", "but", "and", "и", ")", "(", "\n"}
NICKNAMES = {
    "munchen": "munich", "muenchen": "munich", "cologne": "koln", "koeln": "koln", "seville": "sevilla",
    "saigon": "ho chi minh city", "гаага": "the hague", "гааге": "the hague", "bangalore": "bengaluru",
    "plzen": "pilsen", "wien": "vienna",
    "praha": "prague", "warszawa": "warsaw", "roma": "rome", "milano": "milan", "firenze": "florence",
    "napoli": "naples", "torino": "turin", "lisboa": "lisbon", "moskau": "moscow", "la": "los angeles",
    "sf": "san francisco", "philly": "philadelphia", "vegas": "las vegas", "нур султан": "астана",
    "город на неве": "санкт петербург", "северная столица": "санкт петербург",
    "северной столице": "санкт петербург", "kyiv": "kiev",
    "den haag": "the hague", "bruxelles": "brussels", "geneve": "geneva", "zuerich": "zurich",
    "kobenhavn": "copenhagen", "goteborg": "gothenburg", "bucuresti": "bucharest", "beograd": "belgrade",
}  # fmt: skip
"""Names that the gazetteer lacks, and whose they are."""
NO_CITIES = listed("бали bali кипр крит мальта пхукет")
"""Islands that people live on, whose namesakes elsewhere nobody means."""
