"""schema.org's JobPosting, as sites write it for search engines.

Source: https://schema.org/JobPosting; sites differ in what is an object, a list or a plain text.
"""

from collections.abc import Iterator, Mapping
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

TYPE = "JobPosting"
MOST_DEPTH = 12
MONTHS_IN_YEAR = 12
TAKEN = frozenset(
    {"title", "name", "description", "identifier", "url", "jobLocation", "jobLocationType", "baseSalary"}
    | {"estimatedSalary", "salaryCurrency", "employmentType", "experienceRequirements", "skills", "workHours"}
    | {"qualifications", "responsibilities", "educationRequirements", "jobBenefits", "mainEntityOfPage"}
)
SILENT = frozenset({"datePosted", "directApply", "inLanguage", "image", "dateModified", "sameAs"})
EMPLOYMENT = {
    "FULL_TIME": "full time",
    "PART_TIME": "part time",
    "CONTRACTOR": "contractor",
    "TEMPORARY": "temporary",
    "INTERN": "internship",
    "VOLUNTEER": "volunteer",
    "PER_DIEM": "paid by the day",
}


def postings_in(found: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """Yield every JobPosting in a document: alone, in a list, in a graph, or inside another object."""
    if depth > MOST_DEPTH:
        return
    if isinstance(found, list):
        for one in found:
            yield from postings_in(one, depth + 1)
    elif isinstance(found, Mapping):
        if TYPE in {kind.rpartition("/")[2] for kind in names_of(found.get("@type"))}:
            yield found
            return
        for value in found.values():
            if isinstance(value, list | Mapping):
                yield from postings_in(value, depth + 1)


def read_json_ld(found: Mapping[str, Any]) -> Posting:
    """Read one JobPosting."""
    name = plain_text(text_of(found.get("title")) or text_of(found.get("name")))
    text = plain_text(text_of(found.get("description")))
    making = Making(language_of(name, text))
    title = making.title(name)
    low, high, currency = _salary(found, making)
    _lines(found, making)
    for name in sorted(found):
        if name not in TAKEN | SILENT and not name.startswith("@") and found[name] not in (None, "", [], {}):
            making.leave(name, ", ".join(names_of(found[name])))
    description = making.description(text) or title
    return Posting(
        kind="json_ld",
        source_id=_id(found) or fingerprint(title, description),
        url=_url(found),
        title=title,
        description=description,
        location=_location(found),
        remote="TELECOMMUTE" in {one.upper() for one in names_of(found.get("jobLocationType"))},
        salary_min=low,
        salary_max=high,
        currency=currency,
        left_out=tuple(making.left_out),
    )


def _id(found: Mapping[str, Any]) -> str:
    """Return what tells the posting from others: the employer's identifier and its name, else the address."""
    identifier = found.get("identifier")
    if isinstance(identifier, Mapping):
        value = text_of(identifier.get("value"))
        named = f"{name_of(identifier)}:{value}" if value else text_of(identifier.get("@id"))
    else:
        named = text_of(identifier)
    return (named or _url(found))[:LONGEST_ID]


def _url(found: Mapping[str, Any]) -> str:
    page = found.get("mainEntityOfPage")
    inner = text_of(page.get("@id")) if isinstance(page, Mapping) else text_of(page)
    url = text_of(found.get("url")) or inner
    return url[:LONGEST_URL] if url.startswith(("https://", "http://")) else ""


def _location(found: Mapping[str, Any]) -> str | None:
    places = found.get("jobLocation")
    for place in places if isinstance(places, list) else [places]:
        address = place.get("address") if isinstance(place, Mapping) else place
        if isinstance(address, Mapping):
            city = name_of(address.get("addressLocality")) or name_of(address.get("addressRegion"))
        else:
            city = text_of(address)
        if city:
            return city[:200]
    return None


def _salary(found: Mapping[str, Any], making: Making) -> tuple[int | None, int | None, str]:
    """Return the monthly pay; yearly pay is divided, any other goes below the description."""
    pay = found.get("baseSalary") or found.get("estimatedSalary")
    pay = pay[0] if isinstance(pay, list) and pay else pay
    if not isinstance(pay, Mapping):
        amount = text_of(pay)
        making.line("Pay", amount)
        if amount:
            making.leave("salary_unreadable", amount)
        return None, None, "RUB"
    code = pay.get("currency") or found.get("salaryCurrency")
    currency = making.currency(code)
    value = pay.get("value")
    range_ = value if isinstance(value, Mapping) else {**pay, "value": value}
    low = range_.get("minValue") or range_.get("value")
    high = range_.get("maxValue") or (range_.get("value") if "minValue" not in range_ else None)
    unit = (text_of(range_.get("unitText")) or text_of(pay.get("unitText")) or "MONTH").upper()
    ends = making.pay(low, high)
    if ends == (None, None):
        return None, None, currency or "RUB"
    if currency is None or unit not in {"MONTH", "YEAR"}:
        words = " – ".join(f"{end}" for end in ends if end is not None)
        making.line("Pay", f"{words} {text_of(code)} / {unit.lower()}")
        making.leave(
            "salary_not_monthly" if currency else "currency", unit.lower() if currency else text_of(code)
        )
        return None, None, "RUB"
    if unit == "YEAR":
        making.leave("salary_yearly")
        ends = tuple(None if end is None else round(end / MONTHS_IN_YEAR) for end in ends)  # type: ignore[assignment]
    return *ends, currency


def _lines(found: Mapping[str, Any], making: Making) -> None:
    kinds = names_of(found.get("employmentType"))
    making.line(
        "Employment",
        *(making.say(EMPLOYMENT[kind.upper()]) if kind.upper() in EMPLOYMENT else kind for kind in kinds),
    )
    making.line("Working hours", plain_text(text_of(found.get("workHours"))))
    making.line("Experience", _experience(found.get("experienceRequirements"), making))
    making.line("Skills", *(plain_text(one) for one in names_of(found.get("skills"))))
    for label, name in (
        ("Duties", "responsibilities"),
        ("Requirements", "qualifications"),
        ("Education", "educationRequirements"),
        ("What is offered", "jobBenefits"),
    ):
        making.line(label, *(plain_text(one) for one in _texts(found.get(name))))


def _experience(found: Any, making: Making) -> str:
    if isinstance(found, Mapping):
        months = text_of(found.get("monthsOfExperience"))
        return (
            f"{making.say('months at least')}: {months}"
            if months
            else plain_text(text_of(found.get("description")))
        )
    return plain_text(text_of(found))


def _texts(found: Any) -> list[str]:
    several = found if isinstance(found, list) else [found]
    return [
        text_of(one.get("credentialCategory")) or name_of(one) if isinstance(one, Mapping) else text_of(one)
        for one in several
    ]
