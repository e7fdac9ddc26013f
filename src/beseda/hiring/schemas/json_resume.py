"""A candidate's profile in the common format of résumés (https://jsonresume.org/schema)."""

from datetime import UTC

from beseda.hiring.models import Candidate
from beseda.hiring.schemas.held import JsonResume, ResumeBasics, ResumeLocation, ResumeMeta
from beseda.understanding import resolve_city


def json_resume(candidate: Candidate) -> JsonResume:
    """Return a candidate's profile as JSON Resume 1.0.

    The résumé is text that we do not take apart, so all of it is the summary; positions and schools are not
    made up from it.
    """
    return JsonResume(
        basics=ResumeBasics(
            name=candidate.full_name,
            email=candidate.email,
            phone=candidate.phone,
            summary=candidate.resume_text,
            location=_location(candidate.city),
        ),
        meta=ResumeMeta(lastModified=candidate.updated_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")),
    )


def _location(city: str | None) -> ResumeLocation | None:
    if not city:
        return None
    known = resolve_city(city)
    return ResumeLocation(city=city, countryCode=str(known["country"]) if known else None)
