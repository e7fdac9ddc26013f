"""hh.ru's vacancy object, as `GET https://api.hh.ru/vacancies/{id}` and its search return it.

Source: https://github.com/hhru/api/blob/master/docs/vacancies.md and https://api.hh.ru/openapi
"""

from collections.abc import Mapping
from typing import Any

from beseda.hiring.policy import language_of
from beseda.hiring.postings.plain_html import plain_text
from beseda.hiring.postings.posting import (
    LONGEST_ID,
    LONGEST_URL,
    Making,
    Posting,
    fingerprint,
    name_of,
    names_of,
    text_of,
)

MONTH = "MONTH"
# What stands in a field of ours, below the description, or says nothing of the job.
TAKEN = frozenset(
    {"id", "name", "description", "branded_description", "snippet", "area", "salary", "salary_range"}
    | {"experience", "schedule", "employment", "employment_form", "work_format", "work_schedule_by_days"}
    | {"working_hours", "key_skills", "languages", "driver_license_types", "alternate_url", "url"}
    | {
        "fly_in_fly_out_duration",
        "night_shifts",
        "internship",
        "accept_temporary",
        "part_time",
        "working_days",
    }
    | {"working_time_intervals", "working_time_modes"}
)
SILENT = frozenset(
    {
        "apply_alternate_url",
        "published_at",
        "created_at",
        "initial_created_at",
        "premium",
        "relations",
        "type",
    }
    | {"allow_messages", "accept_incomplete_resumes", "billing_type", "response_url", "sort_point_distance"}
    | {"has_test", "response_letter_required", "adv_response_url", "is_adv_vacancy", "adv_context", "hidden"}
    | {
        "approved",
        "quick_responses_allowed",
        "negotiations_url",
        "suitable_resumes_url",
        "vacancy_constructor_template",
    }
    | {
        "show_logo_in_search",
        "show_contacts",
        "counters",
        "expires_at",
        "manager",
        "can_upgrade_billing_type",
    }
    | {"response_notifications", "branded_template", "vacancy_properties", "specializations", "video_vacancy"}
    | {
        "closed_for_applicants",
        "brand_snippet",
        "personal_data_resale",
        "civil_law_contracts",
        "age_restriction",
    }
    | {"experience_modifier", "auto_response", "professional_roles"}
)


def is_hh(found: Mapping[str, Any]) -> bool:
    """Whether an object is a vacancy of hh.ru."""
    return bool(text_of(found.get("name"))) and any(
        name in found for name in ("area", "employer", "alternate_url", "key_skills", "schedule", "snippet")
    )


def read_hh(found: Mapping[str, Any]) -> Posting:
    """Read a vacancy of hh.ru."""
    text, is_whole = _description(found)
    making = Making(language_of(text_of(found.get("name")), text))
    if not is_whole:
        making.leave("short_form")
    low, high, currency = _salary(found, making)
    _lines(found, making)
    title = making.title(text_of(found.get("name")))
    for name in sorted(found):
        if name not in TAKEN | SILENT and found[name] not in (None, "", False, [], {}):
            making.leave(name, _said(found[name]))
    if found.get("archived") is True:
        making.leave("archived")
    description = making.description(text) or title
    return Posting(
        kind="hh",
        source_id=text_of(found.get("id"))[:LONGEST_ID] or fingerprint(title, description),
        url=text_of(found.get("alternate_url"))[:LONGEST_URL],
        title=title,
        description=description,
        location=_location(found),
        remote=_is_remote(found),
        salary_min=low,
        salary_max=high,
        currency=currency,
        left_out=tuple(making.left_out),
    )


def _description(found: Mapping[str, Any]) -> tuple[str, bool]:
    """Return the description, and whether it is the whole: a search shows only a snippet of it."""
    whole = plain_text(text_of(found.get("description")) or text_of(found.get("branded_description")))
    if whole:
        return whole, True
    snippet = found.get("snippet")
    parts = (
        [text_of(snippet.get(name)) for name in ("responsibility", "requirement")]
        if isinstance(snippet, Mapping)
        else []
    )
    return plain_text("<br>".join(part for part in parts if part)), False


def _salary(found: Mapping[str, Any], making: Making) -> tuple[int | None, int | None, str]:
    """Return the monthly pay; any other goes below the description."""
    pay = found.get("salary_range") or found.get("salary")
    if not isinstance(pay, Mapping):
        return None, None, "RUB"
    currency = making.currency(pay.get("currency"))
    low, high = making.pay(pay.get("from"), pay.get("to"))
    if low is None and high is None:
        return None, None, currency or "RUB"
    gross = pay.get("gross")
    taxed = making.say("before taxes" if gross is True else "after taxes" if gross is False else "")
    mode = pay.get("mode")
    period = text_of(mode.get("id")) if isinstance(mode, Mapping) else MONTH
    if currency is None or period not in {"", MONTH}:
        ends = " – ".join(f"{end}" for end in (low, high) if end is not None)
        making.line("Pay", f"{ends} {text_of(pay.get('currency'))} {name_of(mode)}".strip(), taxed)
        making.leave(
            "salary_not_monthly" if currency else "currency", name_of(mode) or text_of(pay.get("currency"))
        )
        return None, None, "RUB"
    making.line("The pay is stated", taxed)
    making.line("Paid", name_of(pay.get("frequency")))
    return low, high, currency


def _lines(found: Mapping[str, Any], making: Making) -> None:
    making.line("Experience", name_of(found.get("experience")))
    making.line("Employment", name_of(found.get("employment_form")) or name_of(found.get("employment")))
    making.line("Place of work", *names_of(found.get("work_format")))
    days = names_of(found.get("work_schedule_by_days")) or names_of(found.get("schedule"))
    making.line("Schedule", *days)
    making.line("Working hours", *names_of(found.get("working_hours")))
    for name in ("working_days", "working_time_intervals", "working_time_modes"):
        making.line("Working time", *names_of(found.get(name)))
    making.line("Rotation", *names_of(found.get("fly_in_fly_out_duration")))
    if found.get("night_shifts") is True:
        making.lines.append(making.say("There are night shifts"))
    making.line("Skills", *names_of(found.get("key_skills")))
    making.line("Languages", *_languages(found.get("languages")))
    licences = found.get("driver_license_types")
    if isinstance(licences, list):
        ids = [text_of(one.get("id")) for one in licences if isinstance(one, Mapping)]
        making.line("Driving licence", *ids)


def _languages(found: Any) -> list[str]:
    """Return languages with their levels."""
    several = found if isinstance(found, list) else []
    return [
        " ".join(part for part in (name_of(one), name_of(one.get("level"))) if part)
        for one in several
        if isinstance(one, Mapping)
    ]


def _location(found: Mapping[str, Any]) -> str | None:
    address = found.get("address")
    city = text_of(address.get("city")) if isinstance(address, Mapping) else ""
    return (city or name_of(found.get("area")))[:200] or None


def _is_remote(found: Mapping[str, Any]) -> bool:
    formats = found.get("work_format")
    ids = (
        {text_of(one.get("id")) for one in formats if isinstance(one, Mapping)}
        if isinstance(formats, list)
        else set()
    )
    schedule = found.get("schedule")
    return "REMOTE" in ids or (isinstance(schedule, Mapping) and schedule.get("id") == "remote")


def _said(value: Any) -> str:
    return ", ".join(names_of(value))
