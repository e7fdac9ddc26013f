"""Questions drafted from a vacancy's text: what it demands is asked, with its sentence, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beseda.hiring.requirements.drafting import DraftedQuestions, draft_questions
from beseda.hiring.requirements.questions import Requirements, parse_requirements

DRIVER = """Водитель-экспедитор
Требования:
- водительское удостоверение категории B, C;
- опыт работы от 2 лет;
- медкнижка обязательна;
- мужчина до 45 лет, гражданство РФ;
- график 2/2, возможны ночные смены;
Условия: зарплата от 90 000 до 120 000 рублей на руки. Склад в Химках. Командировки по области.
Приступить нужно срочно."""
DEVELOPER = """Senior Java Developer, Berlin
We need at least five years of commercial Java experience. Fluent English is a must, German B1 is a plus.
Bachelor's degree in computer science preferred. Occasional business trips. Salary €70,000 - 85,000 per year.
Stack: Spring, Kafka, PostgreSQL, Docker. Hybrid: two days in the office.
No night shifts. Start date: 1 March."""


def demanded(drafted: DraftedQuestions) -> dict[str, tuple[object, ...]]:
    """Each question's kind, operation, value and whether it rejects, by its id."""
    found: dict[str, tuple[object, ...]] = {}
    for one in drafted.questions:
        rule = one.question.get("rule") or {}
        facts = (rule.get("op"), rule.get("value"), rule.get("knockout"))
        found[str(one.question["id"])] = (one.question["kind"], *facts)
    return found


def parsed(drafted: DraftedQuestions) -> Requirements:
    return parse_requirements({"questions": [dict(one.question) for one in drafted.questions]})


def test_a_russian_text_is_read_demand_by_demand() -> None:
    drafted = draft_questions(DRIVER)
    assert demanded(drafted) == {
        "city": ("city", "same_city", None, True),
        "experience": ("years", ">=", 2.0, False),
        "licence": ("yes_no", "is", "yes", False),
        "schedule": ("yes_no", "is", "yes", False),
        "medical_book": ("yes_no", "is", "yes", True),
        "nights": ("yes_no", "is", "yes", False),
        "travel": ("yes_no", "is", "yes", False),
        "salary": ("money", "<=", 120_000, False),
        "start": ("notice", "<=", 14, False),
    }
    assert drafted.facts == {
        "location": "Химки",
        "salary_min": 90_000,
        "salary_max": 120_000,
        "currency": "RUB",
    }
    sentences = {str(one.question["id"]): one.sentence for one in drafted.questions}
    assert sentences["experience"] == "опыт работы от 2 лет"
    assert all(sentence in DRIVER for sentence in sentences.values())
    licence = next(one.question for one in drafted.questions if one.question["id"] == "licence")
    assert "B, C" in licence["prompt"]["ru"]
    assert len(parsed(drafted).questions) == 9


def test_an_english_text_is_read_demand_by_demand() -> None:
    drafted = draft_questions(DEVELOPER)
    found = demanded(drafted)
    assert found["skill_years"] == ("years", ">=", 5.0, False)
    assert found["language_en"] == ("language_level", ">=", "C1", True)
    assert found["language_de"] == ("language_level", ">=", "B1", False)
    assert found["education"][-1] is False
    assert found["skills"][:2] == ("skills", "has_any")
    assert "nights" not in found
    salary = next(one.question for one in drafted.questions if one.question["id"] == "salary")
    assert salary["rule"] == {
        "op": "<=",
        "value": 85_000,
        "currency": "EUR",
        "period": "year",
        "knockout": False,
    }
    assert "salary_max" not in drafted.facts
    assert parsed(drafted).questions


def test_who_a_person_is_is_never_asked_but_named() -> None:
    drafted = draft_questions(DRIVER)
    assert drafted.left_out == ("мужчина до 45 лет, гражданство РФ",)
    assert draft_questions("Ищем девушку до 30 лет").questions == ()
    assert draft_questions("Male, aged under 35 years, US citizens only").left_out != ()


@pytest.mark.parametrize(
    "text",
    [
        "Опыт не важен, всему научим.",
        "Работа без ночных смен и без командировок.",
        "No experience needed. No business trips.",
        "Дружный коллектив, печенье и кофе.",
        "",
        "   \n\n - \n • ",
    ],
)
def test_what_is_denied_or_not_said_is_not_asked(text: str) -> None:
    assert draft_questions(text).questions == ()


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Требуется опыт процедурной работы от года.", "experience"),
        ("Можно работать удалённо из любого города.", "remote"),
        ("Готовность к переезду в Казань.", "relocation"),
        ("Вахтовый метод, 60 на 30.", "rotation"),
        ("Разговорный английский.", "language_en"),
        ("Нужен личный автомобиль.", "own_car"),
        ("Высшее техническое образование.", "education"),
        ("You must lift boxes of up to 25 kg.", "lifting"),
        ("Working on weekends is part of the job.", "weekends"),
    ],
)
def test_each_topic_has_its_question(text: str, question: str) -> None:
    assert question in demanded(draft_questions(text))


@given(st.text(max_size=400))
def test_any_text_gives_questions_that_can_be_saved(text: str) -> None:
    drafted = draft_questions(text)
    assert len(parsed(drafted).questions or ()) >= 0
    assert all(one.sentence in text for one in drafted.questions)


@given(st.lists(st.sampled_from((DRIVER + "\n" + DEVELOPER).split()), max_size=60))
def test_any_order_of_telling_words_gives_questions_that_can_be_saved(words: list[str]) -> None:
    drafted = draft_questions(" ".join(words))
    assert len({one.question["id"] for one in drafted.questions}) == len(drafted.questions)
    parsed(drafted)
