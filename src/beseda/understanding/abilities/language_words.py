"""The words of languages and of how well they are known."""

import re

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
LANGUAGES = {code: re.compile(rf"\b(?:{words})\b") for code, words in _LANGUAGES.items()}
CODE = re.compile(r"(?<![a-zа-я0-9])([abcабвс]) ?-? ?([12])(?= |$)")
"""A level's code, its letter in either alphabet: «В2» is often typed in Cyrillic."""
_LEVELS: tuple[tuple[str, str], ...] = (
    (
        "C2",
        (
            r"в совершенстве|совершенн\w+|носител\w+|родной|родным|как родн\w+|"
            r"native(?: speaker| like)?|proficient|"
            r"proficiency|mother tongue|bilingual|билингв\w*"
        ),
    ),
    ("C1", r"[сc]вободн\w+|бегл\w+|продвинут\w+|fluent(?:ly)?|advanced|адванс\w*|эдванс\w*|fluency"),
    (
        "B2",
        (
            r"выше среднего|upper intermediate|upper|аппер\w*(?: интермедиейт)?|средне продвинут\w+|"
            r"above (?:average|intermediate)|vantage"
        ),
    ),
    ("A2", r"pre intermediate|пре интермедиейт|преинтермедиейт|ниже среднего|below intermediate"),
    (
        "B1",
        (
            r"разговорн\w+|средн\w+|intermediate|интермедиейт\w*|conversational(?:ly)?|threshold|"
            r"могу (?:объясниться|общаться)"
        ),
    ),
    (
        "A1",
        r"начальн\w+|beginner|нулев\w+ с плюсом|starter|только начал\w* учить|азы",
    ),
    ("A2", r"базов\w+|элементарн\w+|elementary|basics?|waystage"),
)
LEVELS = tuple((level, re.compile(rf"\b(?:{words})\b")) for level, words in _LEVELS)
NONE = re.compile(
    r"\b(?:не (?:знаю|владею|говорю|изучал\w*|учил\w*)|никак\w*|нулев\w+|ноль|нет|не говорю|вообще не|"
    r"(?:don't|do not|dont) (?:speak|know)|none|not at all|zero|no)\b"
)
NOT_LEVELS = re.compile(
    r"\b(?:техническ\w+|со словарем|читаю|понимаю|хорош\w+|"
    r"неплох\w+|нормальн\w+|good|technical|ok|okay|decent|well)\b"
)
BELOW = re.compile(
    r"\b(?:не (?:ниже|хуже)|минимум|at least|minimum|почти|около|примерно|ближе к|стремлюсь|almost|about|"
    r"around|working towards|nearly)\b"
)
