"""The words of drafted questions, Russian and English side by side."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

PROMPTS: Mapping[str, Mapping[str, str]] = {
    "city": {"ru": "В каком городе вы живёте?", "en": "Which city do you live in?"},
    "remote": {"ru": "Готовы ли вы работать удалённо?", "en": "Are you ready to work remotely?"},
    "relocation": {"ru": "Готовы ли вы к переезду?", "en": "Are you ready to relocate?"},
    "experience": {
        "ru": "Сколько лет вы работаете по этой специальности?",
        "en": "How many years have you done this kind of work?",
    },
    "skill_years": {
        "ru": "Сколько лет вы работаете с {skill}?",
        "en": "How many years have you worked with {skill}?",
    },
    "skills": {
        "ru": "С чем из этого вы работали?",
        "en": "Which of these have you worked with?",
    },
    "language": {
        "ru": "Какой у вас уровень: {ru}?",
        "en": "What is your level of {en}?",
    },
    "licence": {
        "ru": "Есть ли у вас водительские права категории {category}?",
        "en": "Do you hold a driving licence of category {category}?",
    },
    "schedule": {"ru": "Вам подходит график {pattern}?", "en": "Does a {pattern} schedule suit you?"},
    "salary": {
        "ru": "Какую зарплату вы ожидаете, в месяц?",
        "en": "What salary do you expect, per month?",
    },
    "salary_yearly": {
        "ru": "Какую зарплату вы ожидаете, в год?",
        "en": "What salary do you expect, per year?",
    },
    "start": {"ru": "Когда вы сможете приступить к работе?", "en": "When can you start?"},
}


@dataclass(frozen=True, slots=True)
class Consent:
    """A yes-or-no question, and what a sentence must have to propose it; a firm one rejects a "no"."""

    pattern: re.Pattern[str]
    ru: str
    en: str
    firm: bool = False


def _consent(pattern: str, ru: str, en: str, *, firm: bool = False) -> Consent:
    return Consent(re.compile(pattern, re.IGNORECASE), ru, en, firm)


CONSENTS: Mapping[str, Consent] = {
    "education": _consent(
        r"высш\w+ (?:\w+ )?образовани\w*|bachelor|master'?s degree|university degree|\bdegree in\b",
        "Есть ли у вас высшее образование?",
        "Do you have a university degree?",
    ),
    "vocational": _consent(
        r"средне-?\s?(?:специальн|профессиональн)\w+|vocational|college diploma",
        "Есть ли у вас профильное среднее специальное образование?",
        "Do you have a vocational diploma in this field?",
    ),
    "medical_book": _consent(
        r"мед\.?\s?книжк\w*|медицинск\w+ книжк\w*|food handler|health card",
        "Есть ли у вас действующая медицинская книжка?",
        "Do you have a valid health card?",
        firm=True,
    ),
    "certificate": _consent(
        r"действующ\w+ (?:сертификат|аккредитац|удостоверени|допуск)\w*"
        r"|(?:сертификат|аккредитац)\w+ (?:специалист|по)\w*|valid (?:certificate|accreditation|licen[cs]e)",
        "Есть ли у вас действующий сертификат или аккредитация?",
        "Do you hold a valid certificate or accreditation?",
        firm=True,
    ),
    "own_car": _consent(
        r"личн\w+ (?:авто|автомобил|машин)\w*"
        r"|сво(?:й|им|его) (?:авто|автомобил|машин)\w*|own car|your own vehicle",
        "Есть ли у вас личный автомобиль?",
        "Do you have a car of your own?",
    ),
    "nights": _consent(
        r"ночн\w+ (?:смен|график|дежурств)\w*|night shifts?|overnight",
        "Готовы ли вы работать в ночные смены?",
        "Are you ready to work night shifts?",
    ),
    "weekends": _consent(
        r"(?:работ\w+|смен\w+|выход\w*)[^.;]{0,20} (?:по|в) выходн\w+"
        r"|weekend (?:work|shifts?)|work(?:ing)? (?:on )?weekends",
        "Готовы ли вы работать в выходные дни?",
        "Are you ready to work at weekends?",
    ),
    "rotation": _consent(
        r"\bвахт\w*|rotation(?:al)? work|fly-in fly-out",
        "Готовы ли вы работать вахтовым методом?",
        "Are you ready to work on rotation?",
    ),
    "office": _consent(
        r"работа\w* (?:только )?(?:в|из) офис\w*|гибрид\w*|on-?site|in the office|hybrid",
        "Готовы ли вы работать из офиса?",
        "Are you ready to work from the office?",
    ),
    "on_call": _consent(
        r"дежурств\w*|on[- ]call",
        "Готовы ли вы к дежурствам?",
        "Are you ready to be on call?",
    ),
    "travel": _consent(
        r"командировк\w*|командировок|разъездн\w+ характер"
        r"|business trips?|\btravel (?:up to|to|is|required|\d)|ready to travel",
        "Готовы ли вы к командировкам?",
        "Are you ready to travel for work?",
    ),
    "lifting": _consent(
        r"(?:поднима|перенос|носить|подъ[её]м|груз\w* )\w*[^.;]{0,30}\d+ ?(?:кг|килограмм)"
        r"|lift\w* [^.;]{0,30}\d+ ?(?:kg|lbs)",
        "Сможете ли вы поднимать такой вес, как сказано в описании?",
        "Can you lift the weights that the description names?",
    ),
}
