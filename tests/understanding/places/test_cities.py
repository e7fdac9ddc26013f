"""Cities: named, misspelt, inflected, romanised, ambiguous, denied."""

import pytest
from tests.understanding.asking import ask, sure, unclear, value

from beseda.understanding import Question, Unclear, Understood, resolve_city, same_city, understand

MOSCOW, PETERSBURG, YEKATERINBURG, NIZHNY, KAZAN = 524901, 498817, 1486209, 520555, 551487


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Москва", "Moscow"),
        ("мск", "Moscow"),
        ("Мск, живу тут", "Moscow"),
        ("MSK", "Moscow"),
        ("Москва 🙂", "Moscow"),
        ("г. Москва", "Moscow"),
        ("ул. Ленина, Москва", "Moscow"),
        ("живу в Нижнем Новгороде", "Nizhny Novgorod"),
        ("из Питера", "Saint Petersburg"),
        ("в Питере живу", "Saint Petersburg"),
        ("я из мск но сейчас живу в спб", "Saint Petersburg"),
        ("Петербург раньше, теперь Москва", "Moscow"),
        ("Sankt-Peterburg", "Saint Petersburg"),
        ("Ekaterinburg", "Yekaterinburg"),
        ("Nizhniy Novgorod", "Nizhny Novgorod"),
        ("Nizhnij Novgorod", "Nizhny Novgorod"),
        ("I live in Kazan", "Kazan"),
        ("based in Berlin, Germany", "Berlin"),
        ("moved from Perm to Samara", "Samara"),
        ("переехал из Москвы в Казань", "Kazan"),
        ("родился в Омске, живу в Томске", "Tomsk"),
        ("Тула, но готов к переезду в Москву", "Tula"),
        ("не в Москве, а в Казани", "Kazan"),
        ("в Казани, точнее в Иннополисе", "Innopolis"),
        ("Тбилиси", "Tbilisi"),
        ("новосиб", "Novosibirsk"),
        ("New York", "New York City"),
        ("NYC", "New York City"),
        ("Нью-Йорк", "New York City"),
        ("I'm in Paris", "Paris"),
        ("меня зовут Владимир, живу в Твери", "Tver"),
        ("Владимир", "Vladimir"),
        ("Ижевск (Удмуртия)", "Izhevsk"),
        ("Ростов-на-Дону", "Rostov-on-Don"),
        ("Короле\u0308в", "Korolev"),
        ("\u202eМосква\u202c", "Moscow"),
        ("Мос\u200bква", "Moscow"),
        ("\0Москва\0", "Moscow"),
        ("в моем любимом городе Казань", "Kazan"),
        ("в любимом городе, в Казани", "Kazan"),
    ],
)
def test_the_city_is_read(text, name):
    found = ask("city", text)
    assert isinstance(found, Understood), found
    assert found.value["en"] == name


@pytest.mark.parametrize(
    ("text", "city"),
    [
        ("Масква", MOSCOW),
        ("Maskva", MOSCOW),
        ("moscwo", MOSCOW),
        ("Vjcrdf", MOSCOW),
        ("Екатеренбург", YEKATERINBURG),
        ("живу в Екатеренбурге", YEKATERINBURG),
        ("Новосибриск", 1496747),
        ("Санкт-Петербурк", PETERSBURG),
        ("краснадар", 542420),
    ],
)
def test_a_misspelt_city_is_read_less_surely(text, city):
    assert value("city", text)["id"] == city
    assert sure("city", text) < sure("city", "Москва")


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("London, UK", "GB"),
        ("London, Ontario", "CA"),
        ("Moscow, Idaho", "US"),
        ("Moscow", "RU"),
    ],
)
def test_a_region_or_country_tells_namesakes_apart(text, country):
    assert value("city", text)["country"] == country


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Springfield", "ambiguous"),
        ("Cambridge", "ambiguous"),
        ("живу в селе Ивановка", "ambiguous"),
        ("Москва или Питер", "several"),
        ("готов переехать в Москву", "not_residence"),
        ("родился в Омске", "not_residence"),
        ("под Москвой", "near"),
        ("Московская область", "no_city"),
        ("не в Москве", "no_city"),
        ("кроме Москвы", "no_city"),
        ("100 км от Москвы", "near"),
        ("удалённо", "no_city"),
        ("столица", "no_city"),
        ("Новгород", "no_city"),
        ("Москва, Франция", "no_city"),
        ("Ypypyp", "no_city"),
        ("Владивостокский", "no_city"),
        ("я не знаю", "unsure"),
        ("не скажу", "refused"),
        ("на луне", "joke"),
        ("где у вас офис?", "question"),
        ("🙂", "empty"),
        ("", "empty"),
        ("!!!", "empty"),
    ],
)
def test_what_is_no_sure_city_is_asked_again(text, why):
    assert unclear("city", text).why == why


def test_msk_is_never_ormskirk():
    for text in ("мск", "МСК", "msk", "из мск", "Мск.", "я в мск"):
        assert value("city", text)["id"] == MOSCOW


def test_the_vacancys_city_settles_namesakes():
    hint = value("city", "Cambridge, Massachusetts")
    assert hint["country"] == "US"
    assert value("city", "Cambridge", city="Cambridge, Massachusetts") == hint


def test_the_candidates_are_the_cities_thought_of():
    candidates = unclear("city", "Москва или Питер").candidates
    assert [one.value["id"] for one in candidates] == [MOSCOW, PETERSBURG]


@pytest.mark.parametrize(
    ("text", "city"),
    [
        ("Москва (м. Тульская)", MOSCOW),
        ("Moscow, Russia", MOSCOW),
        ("Екатеринбург, ул. Малышева, 51", YEKATERINBURG),
        ("Нижний Новгород", NIZHNY),
        ("офис в Казани", KAZAN),
    ],
)
def test_a_vacancys_location_is_resolved(text, city):
    found = resolve_city(text)
    assert found is not None
    assert found["id"] == city


@pytest.mark.parametrize("text", [None, "", "удалённо", "Земля", "Москва, Франция", "🙂"])
def test_no_location_is_no_city(text):
    assert resolve_city(text) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Москва", "Moscow", True),
        ("Зеленоград", "Москва", True),
        ("Колпино", "Санкт-Петербург", True),
        ("Москва", "Казань", False),
        ("Химки", "Москва", False),
        (None, "Москва", False),
        (None, None, False),
        ("удалённо", "удалённо", False),
        ({"id": MOSCOW}, "мск", True),
        ({"id": 1}, {"id": 1}, True),
        ({"id": "524901"}, "Москва", False),
        ({}, "Москва", False),
    ],
)
def test_cities_are_compared_by_the_place(one, other, same):
    assert same_city(one, other) is same
    assert same_city(other, one) is same


def test_a_doubted_city_is_less_sure():
    assert sure("city", "наверное, Москва") < sure("city", "Москва")


def test_a_place_that_is_only_worked_in_is_no_home():
    reading = understand("работал в Москве", Question("city"))
    assert isinstance(reading, Unclear)


@pytest.mark.parametrize(
    ("name", "turned"), [("Троицк", "в Троицке"), ("Кембридж", "из Кембриджа"), ("Советск", "в Советске")]
)
def test_a_case_settles_no_namesakes(name, turned):
    assert unclear("city", turned).why == unclear("city", name).why == "ambiguous"


@pytest.mark.parametrize("text", ["в Сочах", "из Сочей"])
def test_a_case_that_is_not_in_the_table_is_read_by_the_dictionary(text):
    assert value("city", text)["id"] == 491422


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("я в Москве не живу", "no_city"), ("живу на два города: Москва и Питер", "several"),
        ("на Мальте", "no_city"), ("Бали", "no_city"), ("ближе к Москве", "near"),
        ("I don't live in Moscow", "no_city"),
    ],
)  # fmt: skip
def test_a_city_denied_joined_or_near_is_asked_again(text, why):
    assert unclear("city", text).why == why


def test_a_large_namesake_abroad_is_asked_about() -> None:
    """London alone may be in England or in Ontario; the vacancy's city settles it."""
    asked = understand("London", Question("city", locale="en"))
    assert isinstance(asked, Unclear)
    assert [one.value["country"] for one in asked.candidates] == ["GB", "CA"]
    settled = understand("London", Question("city", locale="en", city="London, Ontario"))
    assert isinstance(settled, Understood)
    assert settled.value["country"] == "CA"
