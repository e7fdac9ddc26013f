"""The demo's employer and its five vacancies, each with questions of its own, in Russian and English."""

from typing import Any

from beseda.hiring.schemas.vacancies import VacancyCreate

COMPANY = "April"
EMAIL = "demo@beseda.example"
PASSWORD = "april-demo-2026"  # noqa: S105 - it is printed for whoever tries the program out.
OWNER = "Ольга Демидова"

Json = dict[str, Any]


def _option(option_id: str, ru: str, en: str, *synonyms: str, points: float | None = None) -> Json:
    option: Json = {"id": option_id, "label": {"ru": ru, "en": en}, "synonyms": list(synonyms)}
    return option if points is None else option | {"points": points}


def _question(question_id: str, kind: str, ru: str, en: str, **more: Any) -> Json:
    return {"id": question_id, "kind": kind, "prompt": {"ru": ru, "en": en}} | more


def _rule(op: str, value: Any = None, *, knockout: bool = False, **more: Any) -> Json:
    return {"op": op, "value": value, "knockout": knockout} | more


COURIER = VacancyCreate(
    title="Курьер-доставщик",
    description="Доставляем лекарства и товары для здоровья из наших аптек по Москве: пешком, на велосипеде "
    "или самокате, в пределах двух районов. Смены от четырёх часов, график собираете сами. Даём форму, "
    "термосумку и проездной, оплата каждую неделю.\n\n"
    "Что нужно: жить в Москве, быть аккуратным и вежливым. Опыт не важен.",
    location="Москва",
    salary_min=70_000,
    salary_max=120_000,
    locale="ru",
    requirements={
        "questions": [
            _question(
                "city",
                "city",
                "В каком городе вы живёте?",
                "Which city do you live in?",
                rule=_rule("same_city", knockout=True),
            ),
            _question(
                "shifts",
                "number",
                "Сколько смен в неделю вам удобно?",
                "How many shifts a week suit you?",
                rule=_rule(">=", 3),
                weight=2,
                example={"ru": "«4»", "en": "“4”"},
            ),
            _question(
                "transport",
                "choice",
                "На чём вам удобнее доставлять?",
                "How would you rather deliver?",
                options=[
                    _option("foot", "Пешком", "On foot", "ногами", "на своих двоих", points=0.6),
                    _option("bike", "Велосипед", "Bicycle", "велик", "на велике", "на велосипеде", "bike"),
                    _option("scooter", "Самокат", "Scooter", "на самокате", "электросамокат"),
                    _option("car", "Машина", "Car", "на машине", "на авто", "автомобиль", points=0.8),
                ],
            ),
            _question(
                "bag",
                "yes_no",
                "Сможете носить термосумку до 8 килограммов?",
                "Can you carry an insulated bag of up to 8 kilograms?",
                rule=_rule("is", "yes", knockout=True),
            ),
            _question(
                "start",
                "date",
                "С какого числа готовы выйти?",
                "From which date can you start?",
                required=False,
            ),
        ]
    },
)

NURSE = VacancyCreate(
    title="Медицинская сестра в дневной стационар",
    description="Дневной стационар нашей клиники в Казани: капельницы, инъекции, наблюдение, ведение карты в "
    "медицинской системе. Два дня через два, без ночных смен. Помогаем с повышением квалификации.\n\n"
    "Нужен действующий сертификат или аккредитация и опыт процедурной работы от года.",
    location="Казань",
    salary_min=65_000,
    salary_max=90_000,
    locale="ru",
    requirements={
        "questions": [
            _question(
                "city",
                "city",
                "В каком городе вы живёте?",
                "Which city do you live in?",
                rule=_rule("same_city", knockout=True),
            ),
            _question(
                "certificate",
                "yes_no",
                "У вас есть действующий сертификат или аккредитация по сестринскому делу?",
                "Do you hold a valid nursing certificate or accreditation?",
                rule=_rule("is", "yes", knockout=True),
            ),
            _question(
                "experience",
                "years",
                "Сколько лет вы работали процедурной медсестрой?",
                "How many years have you worked as a treatment nurse?",
                rule=_rule(">=", 1),
                weight=3,
            ),
            _question(
                "skills",
                "multi_choice",
                "Что из этого вы делаете уверенно?",
                "Which of these are you confident in?",
                options=[
                    _option("drip", "Капельницы", "Drips", "капельница", "инфузии"),
                    _option("injection", "Инъекции", "Injections", "уколы", "внутривенные"),
                    _option("dressing", "Перевязки", "Dressings", "перевязка"),
                    _option("ecg", "ЭКГ", "ECG", "кардиограмма", "экг"),
                ],
                rule=_rule("has_all", ["drip", "injection"]),
                weight=2,
            ),
            _question(
                "why",
                "text",
                "Почему вам интересна работа в дневном стационаре?",
                "Why does a day clinic interest you?",
                required=False,
            ),
        ]
    },
)

PYTHON = VacancyCreate(
    title="Python-разработчик (backend)",
    description="Делаем онлайн-аптеку: заказы, остатки, доставка. Python 3.11+, FastAPI, PostgreSQL, Redis, "
    "очереди. Команда из семи человек, ревью без формальностей, релизы каждый день. Можно работать "
    "удалённо; офис есть в Петербурге.\n\n"
    "Ждём от трёх лет коммерческой разработки на Python и уверенный SQL.",
    location="Санкт-Петербург",
    remote=True,
    salary_min=220_000,
    salary_max=350_000,
    locale="ru",
    requirements={
        "questions": [
            _question("city", "city", "Из какого вы города?", "Which city are you in?"),
            _question(
                "python",
                "years",
                "Сколько лет вы пишете на Python за деньги?",
                "How many years of commercial Python do you have?",
                rule=_rule(">=", 2, knockout=True),
                weight=3,
            ),
            _question(
                "stack",
                "multi_choice",
                "С чем из этого вы работали?",
                "Which of these have you worked with?",
                options=[
                    _option("fastapi", "FastAPI", "FastAPI", "фастапи", "fast api"),
                    _option("django", "Django", "Django", "джанго", points=0.7),
                    _option("postgres", "PostgreSQL", "PostgreSQL", "постгрес", "postgres"),
                    _option("redis", "Redis", "Redis", "редис", points=0.8),
                    _option("kafka", "Kafka", "Kafka", "кафка", points=0.8),
                ],
                rule=_rule("has_any", ["fastapi", "django"]),
                weight=2,
            ),
            _question(
                "oncall",
                "yes_no",
                "Готовы дежурить одну неделю в два месяца?",
                "Are you ready to be on call one week in two months?",
                rule=_rule("is", "yes"),
            ),
            _question(
                "salary",
                "money",
                "Какую зарплату вы ждёте в месяц, на руки?",
                "What monthly salary do you expect, after tax?",
                rule=_rule("<=", 350_000, currency="RUB"),
            ),
            _question(
                "proud",
                "text",
                "Каким своим решением вы гордитесь? Пара предложений.",
                "Which solution of yours are you proud of? A few sentences.",
                required=False,
            ),
        ],
        "minimum_score": 0.6,
    },
)

SUPPORT = VacancyCreate(
    title="Support Team Lead (remote)",
    description="You lead seven people who answer our customers in Russian and English, in chats and mail. "
    "You plan shifts, read dialogs, coach, and own the knowledge base. Fully remote, core hours 10:00 to "
    "16:00 Moscow time.\n\n"
    "We look for somebody who has led a support team for at least a year and writes clear English.",
    remote=True,
    salary_min=140_000,
    salary_max=190_000,
    locale="en",
    requirements={
        "questions": [
            _question(
                "lead",
                "years",
                "Сколько лет вы руководили командой поддержки?",
                "How many years have you led a support team?",
                rule=_rule(">=", 1),
                weight=3,
            ),
            _question(
                "english",
                "choice",
                "Какой у вас уровень английского?",
                "What is your level of English?",
                options=[
                    _option("a2", "A2, базовый", "A2, basic", "a2", "базовый", "basic", points=0),
                    _option(
                        "b1", "B1, средний", "B1, intermediate", "b1", "средний", "intermediate", points=0.5
                    ),
                    _option("b2", "B2, выше среднего", "B2, upper intermediate", "b2", "upper", points=0.9),
                    _option("c1", "C1, свободный", "C1, fluent", "c1", "c2", "свободный", "fluent", "native"),
                ],
                weight=2,
            ),
            _question(
                "hours",
                "yes_no",
                "Сможете быть на связи с 10:00 до 16:00 по Москве?",
                "Can you be online from 10:00 to 16:00 Moscow time?",
                rule=_rule("is", "yes", knockout=True),
            ),
            _question(
                "team",
                "number",
                "Сколько человек было в вашей самой большой команде?",
                "How many people were in the largest team you led?",
                rule=_rule(">=", 4),
            ),
            _question(
                "start",
                "date",
                "Когда сможете начать?",
                "When could you start?",
                required=False,
            ),
        ]
    },
)

SALES = VacancyCreate(
    title="Sales Manager, English-speaking markets",
    description="You sell our pharmacy software to chains in Europe and the Gulf: demos, negotiations, "
    "contracts. About 40 % inbound, the rest is yours to find. Two trade fairs a year. You work from "
    "our Berlin office with a team of four.\n\n"
    "Fluent English and two years of B2B sales are a must; another language is a plus.",
    location="Berlin",
    salary_min=3_800,
    salary_max=5_500,
    currency="EUR",
    locale="en",
    requirements={
        "questions": [
            _question(
                "city",
                "city",
                "В каком городе вы живёте?",
                "Which city do you live in?",
                rule=_rule("same_city", knockout=True),
            ),
            _question(
                "b2b",
                "years",
                "Сколько лет вы в B2B-продажах?",
                "How many years of B2B sales do you have?",
                rule=_rule(">=", 2),
                weight=3,
            ),
            _question(
                "deals",
                "choice",
                "Каков ваш обычный размер сделки в год?",
                "What is your usual deal size per year?",
                options=[
                    _option("small", "До 10 тысяч евро", "Below €10,000", "small", "below 10k", points=0.4),
                    _option(
                        "middle", "10–50 тысяч евро", "€10,000 to €50,000", "10 to 50", "medium", points=0.8
                    ),
                    _option(
                        "large", "Больше 50 тысяч евро", "Above €50,000", "large", "above 50k", "over 50k"
                    ),
                ],
                weight=2,
            ),
            _question(
                "travel",
                "yes_no",
                "Готовы к командировкам дважды в год?",
                "Are you ready to travel twice a year?",
                rule=_rule("is", "yes"),
            ),
            _question(
                "salary",
                "money",
                "Какую зарплату вы ждёте в месяц?",
                "What monthly salary do you expect?",
                rule=_rule("<=", 5_500, currency="EUR"),
            ),
        ],
        "minimum_score": 0.55,
    },
)

VACANCIES = {"courier": COURIER, "nurse": NURSE, "python": PYTHON, "support": SUPPORT, "sales": SALES}
"""The demo's vacancies, by the name that its candidates know them by."""
