"""What people call the options that vacancies offer most: ways to work, hours, shifts, and known skills."""

import re
from functools import lru_cache

from beseda.understanding.abilities.skill_words import ALIASES

_GROUPS: tuple[tuple[str, str], ...] = (
    (
        r"полн\w+ (?:занятост|рабоч|день|ставк)|full.?time",
        (
            "фуллтайм|фул-тайм|фулл-тайм|full-time|фул тайм|фулл тайм|фултайм|full time|fulltime|полный"
            " рабочий день|полный день|полную ставку|"
            "полная ставка|на полную|5/2|пятидневка|весь день"
        ),
    ),
    (
        r"частичн\w+|неполн\w+|part.?time",
        (
            "парттайм|парт-тайм|part-time|парт тайм|part time|parttime|неполный день|неполный рабочий день|"
            "неполная|неполную|неполная занятость|"
            "неполную занятость|полставки|пол ставки|подработка|подработку|подработки|полдня|пол дня|частично"
        ),
    ),
    (
        r"проектн\w+|project|freelance|фриланс",
        (
            "фриланс|фрилансер|фрилансером|freelance|freelancer|по проектам|проекты|проектами|contract|"
            "contractor|контракт|"
            "разовая|разовые|projects|project based"
        ),
    ),
    (
        r"стажир\w+|intern",
        (
            "стажер|стажером|стажерская|стажеркой|практика|практику|практикант|intern|trainee|internship|"
            "стажерство"
        ),
    ),
    (
        r"удал[её]н\w+|remote|дистанц\w+",
        (
            "удаленка|удаленку|удаленке|на удаленке|удаленно|дистанционно|дистант|из дома|дома|на дому|home|"
            "from home|"
            "at home|my home|work from home|wfh|remotely|remote work|ремоут|ремоутно|онлайн|online"
        ),
    ),
    (
        r"офис|office|on.?site",
        (
            "в офисе|из офиса|офисе|офиса|onsite|on site|on-site|in-office|in office|in the office|in person|"
            "очно|на месте|on premises"
        ),
    ),
    (
        r"гибрид\w*|hybrid|смешанн\w+",
        (
            "гибридный|гибридно|гибридная|гибридный формат|mix|mixed|mix of both|a mix|a bit of both|bit of"
            " both|смешанный|"
            "смешанно|пополам|50 на 50|и дома и в офисе|и в офисе и дома|и из дома и из офиса|hybrid mode"
        ),
    ),
    (
        r"утр\w*|morning",
        "утром|утро|по утрам|утренние|утренняя|утреннюю|утренних|mornings|in the morning|утречком|с утра",
    ),
    (
        r"^день$|дневн\w+|afternoon",
        (
            "днем|дневные|дневная|дневную|дневных|днём|afternoons|in the afternoon|days|daytime|day shift|day"
            " shifts|day"
        ),
    ),
    (
        r"вечер\w*|evening",
        "вечером|вечера|по вечерам|вечерние|вечерняя|вечернюю|evenings|in the evening|eves",
    ),
    (
        r"ноч\w*|night",
        (
            "ночью|ночи|ночами|по ночам|ночные|ночная|ночную|ночных|nights|at night|overnight|graveyard|night"
            " shift|night shifts"
        ),
    ),
    (r"сменн\w+|shift", "смены|сменный|посменно|2/2|два через два|по сменам|shifts|сутки через трое"),
    (r"вахт\w+|rotation", "вахта|вахтой|вахтовый|вахтовым методом|вахтой 30 на 30"),
    (r"гибк\w+|flexible", "свободный|свободный график|гибко|flex|flexi"),
    (
        r"высш\w+|higher|degree",
        "вышка|высшее|бакалавр|бакалавриат|магистр|магистратура|университет|вуз|институт|university",
    ),
    (
        r"средн\w+ (?:специальн|профессиональн)\w+|колледж|vocational",
        "техникум|колледж|пту|училище|спо|college",
    ),
)
_KNOWN = {name.casefold(): (name, *aliases.split("|")) for name, aliases in ALIASES.items()}
_MORE = {
    "java": ("ява", "яве", "явой", "яву"),
    "c++": ("плюсов", "плюсами", "с плюсами", "си плюсплюс", "с плюс плюс"),
}


@lru_cache(maxsize=2048)
def synonyms(label: str) -> tuple[str, ...]:
    """Return other words for an option's label; none where it is no common one."""
    folded = label.casefold().replace("ё", "е").strip()
    known = (*_KNOWN.get(folded, ()), *_MORE.get(folded, ()))
    groups = [words.split("|") for pattern, words in _GROUPS if re.search(rf"\b(?:{pattern})", folded)]
    return known or tuple(word for words in groups for word in words)
