"""The words of languages and of how well they are known."""

from beseda.understanding.words.patterns import Pattern

_LANGUAGES = {
    "en": r"английск\w*|инглиш|англ|english",
    "ru": r"русск\w*|russian",
    "de": r"немецк\w*|german|deutsch",
    "fr": r"французск\w*|french",
    "es": r"испанск\w*|spanish",
    "it": r"итальянск\w*|italian",
    "zh": r"китайск\w*|chinese|mandarin",
    "ja": r"японск\w*|japanese",
    "ko": r"корейск\w*|korean",
    "uk": r"украинск\w*|ukrainian",
    "be": r"белорусск\w*|belarusian",
    "kk": r"казахск\w*|kazakh",
    "tt": r"татарск\w*|tatar",
    "hy": r"армянск\w*|armenian",
    "ka": r"грузинск\w*|georgian",
    "az": r"азербайджанск\w*|azerbaijani",
    "uz": r"узбекск\w*|uzbek",
    "tr": r"турецк\w*|turkish",
    "ar": r"арабск\w*|arabic",
    "he": r"иврит\w*|hebrew",
    "pl": r"польск\w*|polish",
    "pt": r"португальск\w*|portuguese",
    "cs": r"чешск\w*|czech",
    "fi": r"финск\w*|finnish",
    "sv": r"шведск\w*|swedish",
    "no": r"норвежск\w*|norwegian",
    "la": r"латын\w*|латинск\w*|latin",
    "hi": r"хинди|hindi",
}
LANGUAGE_NAMES = {
    "en": {"ru": "английский", "en": "English"},
    "ru": {"ru": "русский", "en": "Russian"},
    "de": {"ru": "немецкий", "en": "German"},
    "fr": {"ru": "французский", "en": "French"},
    "es": {"ru": "испанский", "en": "Spanish"},
    "it": {"ru": "итальянский", "en": "Italian"},
    "zh": {"ru": "китайский", "en": "Chinese"},
    "ja": {"ru": "японский", "en": "Japanese"},
    "ko": {"ru": "корейский", "en": "Korean"},
    "uk": {"ru": "украинский", "en": "Ukrainian"},
    "be": {"ru": "белорусский", "en": "Belarusian"},
    "kk": {"ru": "казахский", "en": "Kazakh"},
    "tt": {"ru": "татарский", "en": "Tatar"},
    "hy": {"ru": "армянский", "en": "Armenian"},
    "ka": {"ru": "грузинский", "en": "Georgian"},
    "az": {"ru": "азербайджанский", "en": "Azerbaijani"},
    "uz": {"ru": "узбекский", "en": "Uzbek"},
    "tr": {"ru": "турецкий", "en": "Turkish"},
    "ar": {"ru": "арабский", "en": "Arabic"},
    "he": {"ru": "иврит", "en": "Hebrew"},
    "pl": {"ru": "польский", "en": "Polish"},
    "pt": {"ru": "португальский", "en": "Portuguese"},
    "cs": {"ru": "чешский", "en": "Czech"},
    "fi": {"ru": "финский", "en": "Finnish"},
    "sv": {"ru": "шведский", "en": "Swedish"},
    "no": {"ru": "норвежский", "en": "Norwegian"},
    "la": {"ru": "латынь", "en": "Latin"},
    "hi": {"ru": "хинди", "en": "Hindi"},
}
LANGUAGES = {code: Pattern(rf"\b(?:{words})\b") for code, words in _LANGUAGES.items()}
CODE = Pattern(
    r"(?<![a-zа-я0-9])(?P<letter>[abcабвсциэ]|эй|би|бэ|бе|bee|си|сэ|цэ|see)(?P<gap> ?-? ?)"
    r"(?P<figure>[12]|один|ван|два|ту|one|two)(?![a-zа-я0-9])"
)
"""A level's code, its letter in either alphabet or as it is spoken: «В2» is often typed in Cyrillic."""
LETTERS = {
    **dict.fromkeys(("a", "а", "эй", "э"), "A"),
    **dict.fromkeys(("b", "б", "в", "и", "би", "бэ", "бе", "bee"), "B"),
    **dict.fromkeys(("c", "с", "ц", "си", "сэ", "цэ", "see"), "C"),
}
FIGURES = {**dict.fromkeys(("1", "один", "ван", "one"), "1"), **dict.fromkeys(("2", "два", "ту", "two"), "2")}
AIMED_AT = Pattern(
    r"\b(?:стремлюсь|стремимся|готовлюсь|планирую|учу|иду|хочу|дойти|working|aim\w*|towards?|studying|"
    r"preparing|"
    r"target\w*)(?: (?:к|на|до|on|for|at|to|towards?|now|сейчас))* $|\b(?:не|not) $"
)
"""What stands before a level that somebody does not have."""
FADED = Pattern(r"\b(?:подзабыл\w*|забыл\w*|забыт\w*|растерял\w*|rusty|forgot\w*)\b")
"""A level that was."""
EXAMS: tuple[tuple[Pattern, tuple[tuple[float, str], ...], float], ...] = (
    (
        Pattern(r"\b(?:ielts|а[йе]?лтс|ие?лтс|айелтс|ай ?элтс)\b"),
        ((8.5, "C2"), (7, "C1"), (5.5, "B2"), (4, "B1"), (3, "A2")),
        9,
    ),
    (Pattern(r"\b(?:toefl|то[йеи]?фл|тоефль|тойфель)\b"), ((95, "C1"), (72, "B2"), (42, "B1")), 120),
    (Pattern(r"\b(?:toeic|тоик)\b"), ((945, "C1"), (785, "B2"), (550, "B1"), (225, "A2")), 990),
)
"""Examinations by their names, the least score of each level, and the highest score there is."""
_LEVELS: tuple[tuple[str, str], ...] = (
    (
        "C2",
        (
            r"в совершенстве|совершенн\w+|носител\w+|родной|родным|как родн\w+|"
            r"native(?: speaker| like)?|proficient|"
            r"proficiency|mother tongue|bilingual|билингв\w*"
        ),
    ),
    ("C2", r"cpe|certificate of proficiency"),
    (
        "C1",
        (
            r"cae|сае|[сc]вободн\w+|бегл\w+|флюент\w*|продвинут\w+|fluent(?:ly)?|advanced|адван[сц]\w*|"
            r"эдван[сц]\w*|fluency"
        ),
    ),
    (
        "B2",
        (
            r"fce|выше среднего|upper[ -]?int[a-z]*m[a-z]d[a-z]*|upper|апп?ер\w*(?: инт[еэ]рм[еиэ]ди\w+)?|"
            r"средне продвинут\w+|"
            r"above (?:average|intermediate)|vantage"
        ),
    ),
    ("A2", r"pre ?intermediate|пре ?инт[еэ]рм[еиэ]ди\w+|ниже среднего|below intermediate"),
    (
        "B1",
        (
            r"разговорн\w+|средн\w+|inter?mediate|intermidiate|инт[еэ]рм[еиэ]ди\w+|"
            r"conversational(?:ly)?|threshold|"
            r"могу (?:объясниться|общаться)"
        ),
    ),
    (
        "A1",
        r"начальн\w+|beginn?er|б[еи]ги?н+[еэ]р\w*|нулев\w+ с плюсом|starter|только начал\w* учить|азы",
    ),
    ("A2", r"базов\w+|бейсик\w*|элемент[ао]р\w+|elementary|basics?|waystage"),
)
LEVELS = tuple((level, Pattern(rf"\b(?:{words})\b")) for level, words in _LEVELS)
NONE = Pattern(
    r"\b(?:ни слова|ни бум бум|ни в зуб(?: ногой)?|дуб дубом|не шпрехаю|ай доу?н?т спик|"
    r"not a (?:single )?word|"
    r"не (?:знаю|владею|говорю|изучал\w*|учил\w*)|никак\w*|нулев\w+|ноль|нет|не говорю|вообще не|"
    r"(?:don't|do not|dont) (?:speak|know)|none|not at all|zero|no)\b"
)
NOT_LEVELS = Pattern(
    r"\b(?:техническ\w+|со словарем|читаю|понимаю|хорош\w+|"
    r"неплох\w+|нормальн\w+|good|technical|ok|okay|decent|well)\b"
)
BELOW = Pattern(
    r"\b(?:не (?:ниже|хуже)|минимум|at least|minimum|почти|около|примерно|ближе к|стремлюсь|almost|about|"
    r"around|working towards|nearly)\b"
)
