"""One or several of the offered options, and free text."""

import pytest
from tests.understanding.asking import ask, sure, unclear, value

from beseda.understanding import Option, Question, Understood, understand


@pytest.mark.parametrize(
    ("text", "option"),
    [
        *[
            ("Python", "python"),
            ("PYTHON!", "python"),
            ("питон", "python"),
            ("на питоне", "python"),
            ("джава", "java"),
        ],
        *[
            ("Pyton", "python"),
            ("Javascript", "js"),
            ("первый", "python"),
            ("второй вариант", "java"),
            ("2", "java"),
        ],
        *[
            ("№ 3", "js"),
            ("последний", "js"),
            ("the second one", "java"),
            ("the last one", "js"),
            ("option two", "java"),
        ],
        *[("не Java, а Python", "python"), ("Python, точнее Java", "java"), ("Python, но не Java", "python")],
        *[
            ("I use python daily", "python"),
            ("выбираю Java 👍", "java"),
            ("не работал с Java, но знаю Python", "python"),
        ],
    ],
)
def test_the_option_is_read(text, option):
    assert value("choice", text) == option


@pytest.mark.parametrize(
    ("text", "why"),
    [
        *[("Python или Java", "several"), ("Rust", "no_option"), ("4", "no_option"), ("любой", "no_option")],
        *[
            ("не Python", "no_option"),
            ("Python не знаю", "unsure"),
            ("не знаю Python", "unsure"),
            ("не знаю", "unsure"),
        ],
        *[
            ("без питона", "no_option"),
            ("never used Java", "no_option"),
            ("Java нет", "no_option"),
            ("Jav", "no_option"),
        ],
        *[
            ("не скажу", "refused"),
            ("какой лучше?", "question"),
            ("", "empty"),
            ("2 года на 3 проектах", "no_option"),
        ],
    ],
)
def test_what_is_no_one_option_is_asked_again(text, why):
    assert unclear("choice", text).why == why


@pytest.mark.parametrize(
    ("text", "options"),
    [
        *[
            ("Python, Java", ["python", "java"]),
            ("джава и питон", ["python", "java"]),
            ("1 и 3", ["python", "js"]),
        ],
        *[
            ("первый и последний", ["python", "js"]),
            ("все", ["python", "java", "js"]),
            ("any", ["python", "java", "js"]),
        ],
        *[("все кроме Java", ["python", "js"]), ("everything except python", ["java", "js"]), ("ничего", [])],
        *[
            ("none of them", []),
            ("Python, но не Java", ["python"]),
            ("наверное Python и Java", ["python", "java"]),
        ],
    ],
)
def test_the_options_are_read(text, options):
    assert value("multi_choice", text) == options


@pytest.mark.parametrize(
    ("text", "why"),
    [
        *[("не Java", "no_option"), ("Rust", "no_option"), ("both", "no_option"), ("не знаю", "unsure")],
        *[("кроме Java", "ambiguous"), ("не скажу", "refused"), ("", "empty")],
    ],
)
def test_no_clear_options_are_asked_again(text, why):
    assert unclear("multi_choice", text).why == why


def test_both_are_all_of_two():
    two = (Option("a", ("офис",)), Option("b", ("дом",)))
    reading = understand("оба", Question("multi_choice", options=two))
    assert isinstance(reading, Understood)
    assert reading.value == ["a", "b"]


def test_a_longer_label_wins_over_a_shorter_in_it():
    options = (Option("dev", ("разработчик",)), Option("lead", ("ведущий разработчик",)))
    reading = understand("ведущий разработчик", Question("choice", options=options))
    assert isinstance(reading, Understood)
    assert reading.value == "lead"


def test_a_word_that_is_near_two_options_is_neither():
    options = (Option("a", ("cashier",)), Option("b", ("cashiez",)))
    assert not isinstance(understand("cashies", Question("choice", options=options)), Understood)


def test_a_slip_an_ending_and_a_doubt_make_it_less_sure():
    assert sure("choice", "Python") > sure("choice", "на питоне") > sure("choice", "Pyton")
    assert sure("choice", "наверное Python") < sure("choice", "Python")
    assert sure("multi_choice", "наверное Python") < sure("multi_choice", "Python")


def test_without_options_nothing_is_chosen():
    for kind in ("choice", "multi_choice"):
        assert not isinstance(understand("Python", Question(kind)), Understood)


def test_text_is_kept_as_it_was_written():
    reading = ask("text", "  Привет,\0 мир!\ud800 \n")
    assert isinstance(reading, Understood)
    assert (reading.value, reading.span) == ("Привет, мир!", (2, 16))


def test_an_unknown_kind_is_text():
    assert value("essay", "не скажу") == "не скажу"


def test_no_text_and_too_much_text_are_asked_again():
    assert unclear("text", " 🙂 ").why == "empty"
    assert unclear("text", "а" * 10_001).why == "too_long"
    assert unclear("text", "а" * 100_000).why == "too_long"
    assert unclear("text", " " * 100_000).why == "empty"
    assert value("text", "а" * 10_000) == "а" * 10_000


def test_a_story_is_no_typed_answer():
    for kind in ("city", "years", "number", "money", "date", "choice", "yes_no"):
        assert unclear(kind, "Москва 5 да " * 1000).why == "too_long"
