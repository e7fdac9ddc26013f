"""Yes, no and maybe."""

import pytest
from tests.understanding.asking import sure, unclear, understood, value


@pytest.mark.parametrize(
    "text",
    [
        "да", "Да!", "ДА", "ага", "угу", "конечно", "ну да", "да да", "готов", "да, готова", "умею",
        "есть", "есть категория B", "легко!", "ок",
        "не против", "не возражаю", "почему бы и нет", "без проблем", "нет проблем", "уже да",
        "думаю да", "👍", "✅", "+", "да 👍",
        "yes", "yes!!!", "yep", "sure", "of course", "absolutely", "I do", "why not", "no problem",
        "I wouldn't mind", "я согласен", "да, есть личное авто",
        "I have a personal car",
    ],
)  # fmt: skip
def test_yes(text):
    assert value("yes_no", text) == "yes"


@pytest.mark.parametrize(
    "text",
    [
        "нет", "Нет.", "неа", "не-а", "нет нет", "конечно нет", "да нет", "не готов", "нет, не готова",
        "не умею", "не имею", "нету", "пока нет",
        "водительских прав нет", "ни в коем случае", "никогда", "против", "исключено", "отказываюсь",
        "я не согласна", "👎", "❌", "думаю, что нет",
        "no", "NO", "nope", "of course not", "I don't", "I can't", "I have not", "not really",
        "absolutely not", "hell no", "no way", "never",
    ],
)  # fmt: skip
def test_no(text):
    assert value("yes_no", text) == "no"


@pytest.mark.parametrize(
    "text",
    [
        "наверное", "наверное да", "наверное нет", "да, наверное", "нет, наверное", "да нет, наверное",
        "наверно", "возможно", "может быть", "мб",
        "вероятно", "скорее да", "скорее нет", "скорее всего да", "вроде да", "не знаю", "не уверен",
        "хз", "как сказать", "не всегда", "иногда",
        "не исключено", "не сейчас", "готов, но позже", "были, но лишён", "вряд ли", "сомневаюсь",
        "если зарплата хорошая", "да, если оплатите",
        "да, но только удалённо", "только если в Москве",
        "надо подумать", "да и нет", "ни да ни нет", "🤷",
        "maybe", "probably", "probably not", "perhaps", "I guess", "not sure", "I'm not sure",
        "I don't know", "yes, but only remote", "yes and no",
        "it depends", "doubt it", "да, хотя далеко",
    ],
)  # fmt: skip
def test_maybe(text):
    assert value("yes_no", text) == "maybe"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("не скажу", "refused"),
        ("prefer not to say", "refused"),
        ("да. нет.", "ambiguous"),
        ("да, нет", "ambiguous"),
        ("yes no", "ambiguous"),
        ("права есть, машины нет", "ambiguous"),
        ("не могу не согласиться", "ambiguous"),
        ("не да и не нет", "ambiguous"),
        ("неа, шучу, да", "joke"),
        ("а что?", "question"),
        ("да?", "question"),
        ("нет?", "question"),
        ("да ладно", "no_answer"),
        ("да вы что!", "no_answer"),
        ("не могу отказаться", "ambiguous"),
        ("не согласиться не могу", "ambiguous"),
        ("ага, сейчас", "joke"),
        ("могу ли я работать из дома?", "question"),
        ("повторите вопрос", "no_answer"),
        ("синий", "no_answer"),
        ("👍👎", "empty"),
        ("-", "empty"),
        ("", "empty"),
        ("слово " * 45 + "да", "too_long"),
    ],
)
def test_neither_is_asked_again(text, why):
    assert unclear("yes_no", text).why == why


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("нет, хотя да", "yes"),
        ("да, точнее нет", "no"),
        ("нет… хотя знаете, да, готов", "yes"),
        ("yes, sorry, I mean no", "no"),
        ("no wait, actually yes", "yes"),
        ("раньше не мог, а теперь готов", "yes"),
        ("да конечно, разбежался", "no"),
    ],
)
def test_a_yes_or_no_taken_back_is_the_last_one_and_decides_nothing_alone(text, said):
    assert value("yes_no", text) == said
    assert sure("yes_no", text) < 0.75


def test_no_that_goes_on_is_no_and_yes_that_takes_back_is_maybe():
    assert value("yes_no", "нет, я работаю в другой сфере") == "no"
    assert value("yes_no", "да, но не умею водить") == "maybe"
    assert value("yes_no", "да, я не умею водить") == "maybe"


def test_a_particle_is_surer_than_a_verb_and_both_than_a_doubt():
    assert sure("yes_no", "да") > sure("yes_no", "умею") > sure("yes_no", "наверное")


def test_the_span_is_what_was_read():
    reading = understood("yes_no", "Ну, в общем — да!")
    start, end = reading.span
    assert "Ну, в общем — да!"[start:end] == "да"


AGAINST, NOT_AGAINST = "Вы против командировок?", "Вы не против командировок?"
MIND, SMOKE = "Do you mind working nights?", "Вы не курите?"


@pytest.mark.parametrize(
    ("prompt", "text", "answer"),
    [
        (AGAINST, "нет", "no"), (AGAINST, "да", "yes"), (AGAINST, "не против", "no"),
        (AGAINST, "готов", "no"),
        (AGAINST, "нет, готов", "no"), (AGAINST, "против", "yes"), (AGAINST, "может быть", "maybe"),
        (AGAINST, "да, готов", "?ambiguous"), (AGAINST, "нет, не готов", "?ambiguous"),
        (NOT_AGAINST, "не против", "yes"), (NOT_AGAINST, "против", "no"), (NOT_AGAINST, "готов", "yes"),
        (NOT_AGAINST, "нет", "?ambiguous"), (NOT_AGAINST, "да", "?ambiguous"),
        (MIND, "no", "no"), (MIND, "I don't mind", "no"), (MIND, "I would mind", "yes"),
        (MIND, "yes", "?ambiguous"), (MIND, "sure", "?ambiguous"),
        (SMOKE, "не курю", "yes"), (SMOKE, "курю", "no"), (SMOKE, "нет", "?ambiguous"),
        ("Готовы ли вы к переезду?", "нет", "no"),
    ],
)  # fmt: skip
def test_the_answer_is_to_the_question_as_it_was_put(prompt, text, answer):
    assert value("yes_no", text, prompt=prompt) == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("definitely no", "no"), ("false for sure", "no"), ("точно нет", "no"),
        ("absolutely, no hesitation", "yes"), ("конечно, нет проблем", "yes"),
        ("that can't be true", "no"), ("i'll pass", "no"), ("i would prefer not", "no"),
    ],
)  # fmt: skip
def test_a_stressed_no_is_no(text, answer):
    assert value("yes_no", text) == answer


def test_who_prefers_not_to_say_refuses():
    assert unclear("yes_no", "i prefer not to say").why == "refused"


TRIPS = "Готовы ли вы к командировкам?"


@pytest.mark.parametrize(
    "text",
    [
        "нет времени отвечать", "не могу сейчас говорить", "я не понял вопрос", "камера не работает",
        "нет, вы не поняли, я готов", "не то чтобы нет", "я бы не сказал что нет", "не отказываюсь",
        "не исключаю", "нет препятствий", "ничего не имею против", "не боюсь командировок",
        "не готов был раньше, сейчас готов", "конечно!!! нет слов как хочу", "нет у меня детей",
        "I could not hear you", "no kids", "not only ready but eager", "I don't see why not",
        "my payment didn't go through", "can't say no", "I'm not against it", "I can't hear you",
        "I don't understand",
        "I don't have a problem with it", "I've never said no to trips", "doesn't matter",
    ],
)  # fmt: skip
def test_a_denial_of_something_else_is_no_no(text):
    assert value("yes_no", text, prompt=TRIPS) != "no"


@pytest.mark.parametrize(
    "text",
    ["нет, спасибо", "не поеду", "не люблю ездить", "нет, к сожалению", "не смогу ездить", "no, sorry"],
)
def test_a_denial_of_what_was_asked_is_no(text):
    assert value("yes_no", text, prompt=TRIPS) == "no"


@pytest.mark.parametrize(
    "text", ["I want to change my limit", "I have kids", "I would like a room for two nights"]
)
def test_a_yes_in_a_sentence_about_other_things_is_asked_again(text):
    assert unclear("yes_no", text, prompt="Do you smoke?").why == "no_answer"
