"""Other sites' vacancies read into ours: what is understood, what is left out, and whatever else comes."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from beseda.hiring.postings.plain_html import ld_scripts, plain_text
from beseda.hiring.postings.posting import LONGEST_DESCRIPTION, Posting
from beseda.hiring.postings.reading import LONGEST_CONTENT, NothingRead, read_content, read_document

HH: dict[str, Any] = {
    "id": "8331228",
    "name": "Курьер на автомобиле",
    "description": (
        "<p>Возим <strong>лекарства</strong>.</p><ul><li>График 2/2</li>"
        "<li><p>Оплата &laquo;день в день&raquo;</p></li></ul><script>alert(1)</script>"
    ),
    "area": {"id": "88", "name": "Казань", "url": "https://api.hh.ru/areas/88"},
    "address": {"city": "Иннополис", "street": "Университетская", "building": "1"},
    "salary": {"from": 70000, "to": None, "currency": "RUR", "gross": True},
    "salary_range": {
        "from": 70000,
        "to": 120000,
        "currency": "RUR",
        "gross": False,
        "mode": {"id": "MONTH", "name": "За месяц"},
        "frequency": {"id": "TWICE_PER_MONTH", "name": "Два раза в месяц"},
    },
    "experience": {"id": "between1And3", "name": "От 1 года до 3 лет"},
    "schedule": {"id": "flyInFlyOut", "name": "Вахтовый метод"},
    "employment_form": {"id": "FULL", "name": "Полная"},
    "work_format": [{"id": "ON_SITE", "name": "На месте работодателя"}, {"id": "REMOTE", "name": "Удалённо"}],
    "work_schedule_by_days": [{"id": "TWO_ON_TWO_OFF", "name": "2/2"}],
    "key_skills": [{"name": "Права категории B"}, {"name": "Пунктуальность"}],
    "languages": [{"id": "eng", "name": "Английский", "level": {"id": "b1", "name": "B1 — Средний"}}],
    "driver_license_types": [{"id": "B"}],
    "alternate_url": "https://hh.ru/vacancy/8331228",
    "contacts": {"name": "Анна", "email": "anna@example.com", "phones": []},
    "employer": {"id": "1", "name": "Ромашка"},
    "archived": False,
    "premium": True,
    "published_at": "2026-11-01T10:00:00+0300",
}
LD: dict[str, Any] = {
    "@context": "https://schema.org/",
    "@type": "JobPosting",
    "title": "Backend Developer",
    "description": "&lt;b&gt;not bold&lt;/b&gt; <p>We build <i>chats</i>.</p>",
    "identifier": {"@type": "PropertyValue", "name": "Acme", "value": "JOB-7"},
    "hiringOrganization": {"@type": "Organization", "name": "Acme"},
    "jobLocation": {"@type": "Place", "address": {"@type": "PostalAddress", "addressLocality": "Berlin"}},
    "jobLocationType": "TELECOMMUTE",
    "baseSalary": {
        "@type": "MonetaryAmount",
        "currency": "EUR",
        "value": {"@type": "QuantitativeValue", "minValue": 60000, "maxValue": 90000, "unitText": "YEAR"},
    },
    "employmentType": ["FULL_TIME", "CONTRACTOR"],
    "experienceRequirements": {"@type": "OccupationalExperienceRequirements", "monthsOfExperience": 36},
    "skills": "Python, PostgreSQL",
    "validThrough": "2026-12-31",
    "url": "https://acme.example/jobs/7",
}


def only(content: Any) -> Posting:
    (found,) = read_content(json.dumps(content, ensure_ascii=False))
    return found


def test_a_vacancy_of_hh_is_read_whole():
    found = only(HH)
    assert (found.kind, found.source_id, found.url) == ("hh", "8331228", "https://hh.ru/vacancy/8331228")
    assert (found.title, found.location, found.remote) == ("Курьер на автомобиле", "Иннополис", True)
    assert (found.salary_min, found.salary_max, found.currency) == (70000, 120000, "RUB")
    assert found.description.startswith("Возим лекарства.\n• График 2/2\n• Оплата «день в день»\n\n")
    for line in (
        "Зарплата указана: на руки",
        "Опыт: От 1 года до 3 лет",
        "Занятость: Полная",
        "График: 2/2",
        "Навыки: Права категории B, Пунктуальность",
        "Языки: Английский B1 — Средний",
        "Водительские права: B",
    ):
        assert line in found.description
    assert "alert" not in found.description
    assert [one.what for one in found.left_out] == ["address", "contacts", "employer"]
    assert found.draft.status == "draft"


def test_pay_that_is_not_for_a_month_stands_in_the_text():
    pay = {"from": 500, "to": 700, "currency": "RUR", "mode": {"id": "HOUR", "name": "За час"}}
    found = only(HH | {"salary_range": pay})
    assert (found.salary_min, found.salary_max) == (None, None)
    assert "Зарплата: 500 – 700 RUR За час" in found.description
    assert "salary_not_monthly" in [one.what for one in found.left_out]


@pytest.mark.parametrize(
    ("pay", "read", "code"),
    [
        ({"from": 9, "to": 5, "currency": "RUR"}, (None, None), "salary_reversed"),
        ({"from": "сто", "to": 5, "currency": "RUR"}, (None, 5), "salary_unreadable"),
        ({"from": -5, "to": None, "currency": "RUR"}, (None, None), "salary_unreadable"),
        ({"from": 5, "to": None, "currency": "рубль"}, (None, None), "currency"),
        ({"from": 10**18, "to": 5, "currency": "USD"}, (None, 5), "salary_unreadable"),
    ],
)
def test_a_salary_that_makes_no_sense_is_left_out(pay, read, code):
    found = only({name: value for name, value in HH.items() if name != "salary_range"} | {"salary": pay})
    assert (found.salary_min, found.salary_max) == read
    assert code in [one.what for one in found.left_out]


def test_a_search_of_hh_is_a_list_of_short_forms():
    snippet = {"requirement": "Права <highlighttext>B</highlighttext>", "responsibility": "Возить заказы"}
    items = [
        {"id": str(n), "name": f"Курьер {n}", "area": {"name": "Казань"}, "snippet": snippet} for n in (1, 2)
    ]
    found = read_document({"items": items, "found": 2, "pages": 1})
    assert [one.title for one in found] == ["Курьер 1", "Курьер 2"]
    assert found[0].description == "Возить заказы\nПрава B"
    assert [one.what for one in found[0].left_out] == ["short_form"]
    assert len(read_document([*items, items[0]])) == 2


def test_a_job_posting_is_read_whole():
    found = only(LD)
    assert (found.kind, found.source_id, found.url) == (
        "json_ld",
        "Acme:JOB-7",
        "https://acme.example/jobs/7",
    )
    assert (found.title, found.location, found.remote) == ("Backend Developer", "Berlin", True)
    assert (found.salary_min, found.salary_max, found.currency) == (5000, 7500, "EUR")
    assert (
        found.description.startswith("<b>not bold</b>\n\nWe build chats.")
        or "We build chats." in found.description
    )
    assert "Employment: full time, contractor" in found.description
    assert "Experience: months at least: 36" in found.description
    assert "Skills: Python, PostgreSQL" in found.description
    assert [one.what for one in found.left_out] == ["salary_yearly", "hiringOrganization", "validThrough"]


@pytest.mark.parametrize(
    "wrapped",
    [
        [LD],
        {"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, LD]},
        {"@type": "WebPage", "mainEntity": LD},
        LD | {"@type": ["JobPosting", "Thing"]},
        LD | {"@type": "https://schema.org/JobPosting"},
    ],
)
def test_a_job_posting_is_found_wherever_it_stands(wrapped):
    assert only(wrapped).source_id == "Acme:JOB-7"


def test_a_page_holds_its_posting_in_a_script():
    page = (
        "<!doctype html><html><head><script>var a = '<';</script>"
        '<SCRIPT type="application/ld+json">{broken</SCRIPT>'
        f"<script data-x=\"1\" type='application/ld+json'>{json.dumps(LD)}</script></head><body>…"
    )
    (found,) = read_content(page)
    assert found.title == "Backend Developer"


def test_sites_write_places_and_pay_in_many_ways():
    for location in ("Berlin", [{"address": "Berlin"}], {"address": {"addressRegion": {"name": "Berlin"}}}):
        assert only(LD | {"jobLocation": location}).location == "Berlin"
    for pay in (
        {"currency": "EUR", "value": 5000},
        {"currency": "EUR", "minValue": 5000, "maxValue": 5000},
        [{"currency": "EUR", "value": {"value": "5 000,4", "unitText": "MONTH"}}],
    ):
        found = only(LD | {"baseSalary": pay})
        assert (found.salary_min, found.salary_max) == (5000, 5000), pay
    assert "Pay: by agreement" in only(LD | {"baseSalary": "by agreement"}).description


def test_what_has_no_id_is_known_by_its_words():
    bare = {"@type": "JobPosting", "title": "Cook", "description": "Cooks."}
    assert only(bare).source_id == only(bare).source_id
    assert only(bare).source_id != only(bare | {"title": "Baker"}).source_id


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "empty"),
        ("  \ufeff", "empty"),
        ("x" * (LONGEST_CONTENT + 1), "too_long"),
        ("{", "json"),
        ("[" * 100_000, "json"),
        ("[]", "none"),
        ('{"name": "Только имя"}', "none"),
        ("просто текст", "none"),
        ("<html>без вакансии</html>", "none"),
        (json.dumps([HH | {"id": str(n)} for n in range(51)]), "too_many"),
    ],
)
def test_what_cannot_be_read_says_why(content, why):
    with pytest.raises(NothingRead, match=why):
        read_content(content)


def test_long_texts_are_cut_and_that_is_said():
    found = only(HH | {"name": "К" * 300, "description": "слово " * 10_000})
    assert (len(found.title), len(found.description)) == (200, LONGEST_DESCRIPTION)
    assert {"title_cut", "description_cut"} <= {one.what for one in found.left_out}
    assert found.draft


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
HH_SHAPE = st.fixed_dictionaries(
    {"name": st.text(min_size=1)}, optional={name: ANY_JSON for name in HH if name != "name"}
)
LD_SHAPE = st.fixed_dictionaries(
    {"@type": st.just("JobPosting")}, optional={name: ANY_JSON for name in LD if name[0] != "@"}
)


@hypothesis_settings(deadline=None)
@given(HH_SHAPE | LD_SHAPE | ANY_JSON)
def test_whatever_the_fields_hold_the_draft_is_a_vacancy(found):
    try:
        read = read_document(found)
    except NothingRead:
        return
    for posting in read:
        assert posting.draft.title
        assert posting.source_id
        assert "\x00" not in posting.description + posting.source_id + posting.url


@given(st.text(alphabet="<>/!-abliuprscte \n•&;#0", max_size=200))
def test_any_markup_becomes_plain_text(source):
    text = plain_text(source)
    assert text == text.strip()
    assert "\n\n\n" not in text
    list(ld_scripts(source))


@pytest.mark.parametrize(
    "piece",
    ["<!--", "<script", "<script>", "</script", "<li>", "<br>", "<p>\n", "<a ", "< ", "&#", "<ul><li><p>"],
)
def test_a_hostile_text_takes_no_longer_than_its_length(piece):
    hostile = piece * (200_000 // len(piece))
    assert len(plain_text(hostile)) <= len(hostile) * 3
    assert list(ld_scripts(hostile)) == []
