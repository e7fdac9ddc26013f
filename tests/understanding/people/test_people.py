"""Languages, skills, names, telephone numbers and addresses."""

import pytest
from tests.understanding.asking import ask, sure, unclear, value

from beseda.understanding import Option, Question, Understood, understand

ENGLISH = "Как вы владеете английским?"


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("B2", "B2"), ("в2", "B2"), ("уровень С1", "C1"), ("Upper-Intermediate", "B2"),
        ("Intermediate", "B1"), ("pre-intermediate", "A2"), ("разговорный", "B1"), ("свободно", "C1"),
        ("fluent", "C1"), ("native speaker", "C2"), ("базовый", "A2"), ("elementary", "A2"),
        ("не свободно, а средний", "B1"), ("английский не знаю", "none"), ("не владею", "none"),
        ("немецкого нет, английский B2", "B2"), ("B2 english, A1 german", "B2"),
        ("понимаю, но не говорю", "?vague"),
    ],
)  # fmt: skip
def test_the_level_is_read(text, level):
    reading = value("language_level", text, prompt=ENGLISH)
    assert (reading if isinstance(reading, str) else reading["level"]) == level


def test_the_answer_names_the_language_or_the_question_does():
    assert value("language_level", "B2", prompt=ENGLISH) == {"language": "en", "level": "B2"}
    assert value("language_level", "немецкий, B1") == {"language": "de", "level": "B1"}
    assert value("language_level", "B2") == {"level": "B2"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("технический", "vague"), ("читаю со словарём", "vague"), ("A2-B1", "several"), ("не знаю", "unsure"),
        ("свободно на немецком", "several"), ("да", "no_level"), ("нет", "no_level"),
    ],
)  # fmt: skip
def test_what_is_no_one_level_is_asked_again(text, why):
    assert unclear("language_level", text, prompt=ENGLISH).why == why


def test_skills_come_with_years_and_levels_and_without_denied_ones():
    text = "Python 5 лет, SQL уверенно, немного докер, с Java не работал"
    reading = understand(text, Question("skills"))
    assert isinstance(reading, Understood)
    assert reading.value == [
        {"skill": "Python", "years": 5.0},
        {"skill": "SQL", "level": "advanced"},
        {"skill": "Docker", "level": "basic"},
    ]


def test_the_question_knows_more_skills():
    options = (Option("laser", ("лазерная резка", "лазер")),)
    reading = understand("лазерная резка и сварка", Question("skills", options=options))
    assert isinstance(reading, Understood)
    assert [one["skill"] for one in reading.value] == ["laser", "Welding"]


def test_no_skills():
    assert value("skills", "ничего") == []
    assert value("skills", "Java не знаю") == []
    assert unclear("skills", "ответственность").why == "no_skill"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("8 (903) 123-45-67", "+79031234567"), ("+7 903 1234567, звоните", "+79031234567"),
        ("79031234567", "+79031234567"),
        ("+49 30 901820", "+4930901820"), ("8-800-555-35-35", "+78005553535"),
    ],
)  # fmt: skip
def test_the_telephone_is_read(text, number):
    assert value("phone", text) == number


def test_figures_no_plan_knows_are_unsure():
    assert sure("phone", "1234567890123") < 0.75


@pytest.mark.parametrize(
    "text",
    ["нет", "01.02.2020", "2019-2021", "паспорт 4509 123456", "150 000", "12345", "9a1-677-0060",
     "+7 903 1234567 или +7 903 7654321"],
)  # fmt: skip
def test_what_is_no_one_telephone_is_asked_again(text):
    unclear("phone", text)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("ivan@mail.ru", "ivan@mail.ru"), ("Пишите на Ivan.P+job@Mail.RU, спасибо.", "ivan.p+job@mail.ru"),
        ("ivan собака mail точка ru", "ivan@mail.ru"), ("john (at) example (dot) com", "john@example.com"),
    ],
)  # fmt: skip
def test_the_address_is_read(text, address):
    assert value("email", text) == address


def test_two_addresses_are_asked_about():
    assert unclear("email", "a@b.ru или c@d.ru").why == "several"
    assert unclear("email", "нет почты").why == "no_email"
    assert unclear("email", "не скажу").why == "refused"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Меня зовут Анна Петрова", "Анна Петрова"), ("иванов иван иванович", "Иванов Иван Иванович"),
        ("ИВАНОВ ИВАН", "Иванов Иван"), ("I'm John Smith", "John Smith"), ("Анна-Мария", "Анна-Мария"),
        ("Здравствуйте, я Олег, хочу работать", "Олег"), ("Jean O'Neill", "Jean O'Neill"),
    ],
)  # fmt: skip
def test_the_name_is_read(text, name):
    assert value("name", text) == name


@pytest.mark.parametrize("text", ["а зачем вам", "да", "не скажу", "123", "какая у вас зарплата?", "🙂"])
def test_what_is_no_name_is_asked_again(text):
    assert not isinstance(ask("name", text), Understood)
