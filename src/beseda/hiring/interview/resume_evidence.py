"""What of a résumé may reach the decision: the vacancy's own terms found in it, and years of experience."""

from collections.abc import Sequence
from datetime import date

from beseda.hiring.interview.judging import Judged
from beseda.hiring.interview.phrases import say
from beseda.hiring.interview.script import ResumeEvidence, VacancyFacts
from beseda.hiring.relevance.resume import read_resume
from beseda.hiring.relevance.terms import wanted_terms
from beseda.hiring.requirements.questions import Requirements, in_language, parse_requirements
from beseda.understanding import describe

RESUME = "resume"
"""What the résumé's part of the score is called where questions have their ids."""


def terms_of(vacancy: VacancyFacts, requirements: Requirements | None = None) -> tuple[str, ...]:
    """Return what is looked for in a résumé: the employer's terms, else the skills its text names."""
    known = requirements or parse_requirements(vacancy.requirements)
    if known.resume.terms:
        return known.resume.terms
    options = [in_language(one.label, "ru") for asked in known.questions for one in asked.options]
    return wanted_terms([vacancy.title, vacancy.description, "; ".join(options)])


def resume_evidence(
    vacancy: VacancyFacts, text: str | None, *, name: str, day: date
) -> ResumeEvidence | None:
    """Read what a weighted résumé holds of what is wanted; None where the employer gave it no weight.

    It is frozen with the script, so that neither a later résumé nor its erasure changes a decision.
    """
    demand = resume_demand(vacancy)
    if demand is None or not text:
        return demand
    read = read_resume(text, demand.wanted, name=name, day=day)
    return demand.model_copy(update={"attached": True, "found": read.found, "years": read.years})


def resume_demand(vacancy: VacancyFacts) -> ResumeEvidence | None:
    """Return what is wanted of a résumé and what it weighs, with none attached; None without a weight."""
    requirements = parse_requirements(vacancy.requirements)
    demand, wanted = requirements.resume, terms_of(vacancy, requirements)
    if demand.weight <= 0 or not (wanted or demand.years):
        return None
    return ResumeEvidence(weight=demand.weight, wanted=wanted, least_years=demand.years)


def judged_resume(evidence: ResumeEvidence) -> Judged:
    """Judge a résumé by the share of what is wanted that it shows; it rejects nobody by itself.

    Who attached none is judged without it: a missing paper says nothing of a person.
    """
    if not evidence.attached:
        return Judged(RESUME, "skipped", 0.0, 0.0)
    shares = [1.0 if term in evidence.found else 0.0 for term in evidence.wanted]
    if evidence.least_years:
        shares.append(min(1.0, (evidence.years or 0.0) / evidence.least_years))
    return Judged(RESUME, "pass", round(sum(shares) / len(shares), 4), evidence.weight, counts=True)


def resume_texts(evidence: ResumeEvidence, locale: str) -> tuple[str, str]:
    """Say what was found in a résumé, and what was looked for."""
    wanted = list(evidence.wanted)
    if evidence.least_years:
        wanted.append(say(locale, "need_least", value=describe("years", evidence.least_years, locale)))
    if not evidence.attached:
        return say(locale, "resume_none"), ", ".join(wanted)
    found: Sequence[str] = evidence.found
    if evidence.years is not None:
        found = (*found, say(locale, "resume_years", value=describe("years", evidence.years, locale)))
    return ", ".join(found) or say(locale, "resume_nothing"), ", ".join(wanted)
