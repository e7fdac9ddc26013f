"""What a vacancy's text may speak of, and the question each topic proposes."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from beseda.hiring.relevance.terms import wanted_terms
from beseda.hiring.requirements.drafting_words import CONSENTS, PROMPTS, Consent
from beseda.understanding import Question, Understood, resolve_city, understand
from beseda.understanding.abilities.language_words import LANGUAGE_NAMES
from beseda.understanding.abilities.languages import languages_in
from beseda.understanding.words.text import read_text

MOST_SKILLS = 10
SOON = 14
_DENIED_BEFORE = re.compile(r"(?:\bбез|\bне|\bнет|\bno|\bnot|\bwithout)\s+(?:\w+\s+)?$", re.IGNORECASE)
_DENIED_AFTER = re.compile(
    r"^[^,.;]{0,40}?(?:не (?:важ|треб|нуж|обяз)\w*|необязательн|not (?:required|needed|necessary|important)"
    r"|isn't required)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A vacancy's sentences."""

    sentences: tuple[str, ...]

    def matching(self, pattern: re.Pattern[str]) -> Iterator[tuple[str, re.Match[str]]]:
        """Yield the sentences that speak of something and don't deny it, with what matched."""
        for sentence in self.sentences:
            found = pattern.search(sentence)
            if found and not is_denied(sentence, found):
                yield sentence, found

    def first(self, pattern: re.Pattern[str]) -> tuple[str, re.Match[str]] | None:
        """Return the first sentence that speaks of something and does not deny it."""
        return next(self.matching(pattern), None)


def is_denied(sentence: str, found: re.Match[str]) -> bool:
    """Whether a sentence says that something is not so, or not needed: «без ночных смен», «опыт не важен»."""
    return bool(
        _DENIED_BEFORE.search(sentence[: found.start()]) or _DENIED_AFTER.search(sentence[found.end() :])
    )


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question that a sentence proposes (empty: none), and facts for the vacancy's fields.

    A firm one rejects whoever does not meet it; None never does, whatever the sentence says. `clause` is the
    part of the sentence that says how much it matters, where it is not all of it.
    """

    sentence: str
    question: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)
    firm: bool | None = False
    clause: str = ""


def _asked(question_id: str, kind: str, **more: Any) -> dict[str, Any]:
    params = more.pop("params", {})
    prompt = {locale: text.format(**params) for locale, text in PROMPTS[question_id].items()}
    return {"id": question_id, "kind": kind, "prompt": prompt, **more}


_REMOTE = re.compile(r"удал[её]нн?\w*|из дома|дистанционн\w*|\bremote(?:ly)?\b|work from home", re.IGNORECASE)
_MOVE = re.compile(r"релокац\w*|\bпереезд\w*|relocat\w*", re.IGNORECASE)
_AT = re.compile(
    r"(?:\b(?:в|во|из|по|г\.?|город\w*|офис\w*|склад\w*|магазин\w*|клиник\w* в|in|at|near|our|based in)\s+)"
    r"(?P<name>[А-ЯЁA-Z][\w’'-]+(?:[ -][А-ЯЁA-Z][\w’'-]+){0,2})"
)
_PLACE = re.compile(
    r"(?:город|место работы|локация|location|city|office)\s*[:—–-]\s*(?P<name>[^,.;\n]{2,40})", re.IGNORECASE
)


def place(seen: Seen) -> Iterator[Proposal]:
    """Propose the city, remote work and moving."""
    remote = seen.first(_REMOTE)
    city = next(_cities(seen), None)
    if city is not None:
        sentence, name = city
        question = {} if remote else _asked("city", "city", rule={"op": "same_city"})
        yield Proposal(sentence, question, {"location": name}, firm=True)
    if remote is not None:
        yield Proposal(
            remote[0], _asked("remote", "yes_no", rule={"op": "is", "value": "yes"}), {"remote": True}
        )
    moving = seen.first(_MOVE)
    if moving is not None:
        yield Proposal(moving[0], _asked("relocation", "yes_no"))


def _cities(seen: Seen) -> Iterator[tuple[str, str]]:
    for sentence in seen.sentences:
        for pattern in (_PLACE, _AT):
            for found in pattern.finditer(sentence):
                words = found["name"].strip().split()
                for size in range(len(words), 0, -1):
                    known = resolve_city(" ".join(words[:size]))
                    if known:
                        locale = "ru" if re.search("[а-яё]", sentence, re.IGNORECASE) else "en"
                        yield sentence, str(known[locale])
                        break


_EXPERIENCE = re.compile(
    r"опыт\w*|стаж\w*|experience|\b(?:лет|года?)\b.{0,40}разработ\w*|years? (?:of|in|as)"
    r"|(?:at least|for) .{0,20}years?",
    re.IGNORECASE,
)


_A_YEAR = re.compile(
    r"(?:от|не менее|минимум|более) (?:одного )?года\b|at least (?:a|one) year", re.IGNORECASE
)


def experience(seen: Seen) -> Iterator[Proposal]:
    """Propose how many years, with the least that the text names."""
    plain = None
    for sentence, _ in seen.matching(_EXPERIENCE):
        least = _least_years(sentence)
        plain = plain or sentence
        if least is None:
            continue
        skills = wanted_terms([sentence])
        rule = {"op": ">=", "value": least}
        if len(skills) == 1:
            yield Proposal(sentence, _asked("skill_years", "years", rule=rule, params={"skill": skills[0]}))
        else:
            yield Proposal(sentence, _asked("experience", "years", rule=rule))
        return
    if plain is not None:
        yield Proposal(plain, _asked("experience", "years"))


def _least_years(sentence: str) -> float | None:
    result = understand(sentence[:400], Question("years", prompt="Какой нужен опыт работы, сколько лет?"))
    if not isinstance(result, Understood):
        return 1.0 if _A_YEAR.search(sentence) else None
    least = result.value.get("min") if isinstance(result.value, dict) else result.value
    return float(least) if least else None


_PAY = re.compile(
    r"зарплат\w*|\bзп\b|\bоклад\w*|доход\w*|оплат\w*|₽|\bруб\w*|€|\$|\beur\b|\busd\b|salary|\bpay\b|compensation",
    re.IGNORECASE,
)


def pay(seen: Seen) -> Iterator[Proposal]:
    """Propose what somebody expects, at most what the text offers."""
    for sentence, _ in seen.matching(_PAY):
        result = understand(sentence[:400], Question("money", prompt="Какая зарплата?"))
        if not isinstance(result, Understood) or result.value.get("period") not in {None, "month", "year"}:
            continue
        value, yearly = result.value, result.value.get("period") == "year"
        low, high = value.get("min"), value.get("max")
        if value.get("amount") is not None:
            low = high = value["amount"]
        facts = {"salary_min": low, "salary_max": high, "currency": value.get("currency")}
        known = {name: int(one) if name != "currency" else one for name, one in facts.items() if one}
        rule = {
            "op": "<=",
            "value": high,
            "currency": value.get("currency"),
            "period": "year" if yearly else None,
        }
        more = {"rule": {name: one for name, one in rule.items() if one is not None}} if high else {}
        question = _asked("salary_yearly" if yearly else "salary", "money", **more) | {"id": "salary"}
        # The vacancy's own fields hold a month's pay.
        yield Proposal(sentence, question, {} if yearly else known, firm=None)
        return


_SHIFTS = re.compile(
    r"(?:график\w*|смен\w*|schedule)[^.;\d]{0,20}(?P<pattern>\d\s?/\s?\d)|(?P<bare>\b[2-7]/[2-7]\b)",
    re.IGNORECASE,
)


def schedule(seen: Seen) -> Iterator[Proposal]:
    """Propose the schedule that the text names: 2/2, 5/2."""
    found = seen.first(_SHIFTS)
    if found is not None:
        pattern = (found[1]["pattern"] or found[1]["bare"]).replace(" ", "")
        rule = {"op": "is", "value": "yes"}
        yield Proposal(found[0], _asked("schedule", "yes_no", rule=rule, params={"pattern": pattern}))


_CATEGORY = r"[ABCDEАВСДЕ](?:[, /+и]{1,3}[ABCDEАВСДЕ])*1?"
_LICENCE = re.compile(
    r"(?:прав[ао]?\b|водительск\w+|категори\w+|driv\w+ licen[cs]e)"
    rf"(?:[^.;]{{0,40}}?(?:категори\w+|кат\.?|category|class)?\s*[«\"]?(?P<category>{_CATEGORY})\b)?",
)
_IS_LICENCE = re.compile(
    r"водительск|прав[ао]? (?:на управление|категори|кат\b)|driv\w+ licen[cs]e|права [«\"]?[BCDВС]\b",
    re.IGNORECASE,
)


def licence(seen: Seen) -> Iterator[Proposal]:
    """Propose the driving licence with its category."""
    found = seen.first(_IS_LICENCE)
    if found is None:
        return
    named = [one["category"] for one in _LICENCE.finditer(found[0]) if one["category"]]
    category = named[0].translate(str.maketrans("АВСДЕ", "ABCDE")) if named else "B"
    rule = {"op": "is", "value": "yes"}
    yield Proposal(found[0], _asked("licence", "yes_no", rule=rule, params={"category": category}))


def languages(seen: Seen) -> Iterator[Proposal]:
    """Propose the level of each language that the text asks for; a sentence with a level is preferred."""
    found: dict[str, Proposal] = {}
    for sentence in seen.sentences:
        for code in sorted(languages_in(f" {read_text(sentence).flat} ") & LANGUAGE_NAMES.keys()):
            proposal, known = _language(sentence, code), found.get(code)
            if proposal is not None and (known is None or "rule" not in known.question):
                found[code] = proposal
    yield from found.values()


def _language(sentence: str, code: str) -> Proposal | None:
    names, clause = LANGUAGE_NAMES[code], _clause_about(sentence, code)
    result = understand(sentence[:400], Question("language_level", prompt=f"{names['ru']} язык"))
    if not isinstance(result, Understood) and not _SPOKEN.search(clause):
        return None
    level = result.value["level"] if isinstance(result, Understood) else "none"
    rule = {} if level == "none" else {"rule": {"op": ">=", "value": level, "language": code}}
    question = _asked("language", "language_level", params=names, **rule) | {"id": f"language_{code}"}
    return Proposal(sentence, question, clause=clause)


_SPOKEN = re.compile(
    r"знани|владени|владе[её]т|разговорн|письменн|\bязык|(?<!-)\bspeak|spoken|\bwrit(?:es?|ing|ten)|clear|good|skills",
    re.IGNORECASE,
)


def _clause_about(sentence: str, code: str) -> str:
    """Return the part of a sentence that names a language: a must in one part may be a plus in another."""
    clauses = re.split(r"[,;]", sentence)
    return next((one for one in clauses if code in languages_in(f" {read_text(one).flat} ")), sentence)


def skills(seen: Seen) -> Iterator[Proposal]:
    """Propose the skills that the text names, as one question with a button each."""
    named = {sentence: wanted_terms([sentence]) for sentence in seen.sentences}
    found = list(dict.fromkeys(skill for terms in named.values() for skill in terms))[:MOST_SKILLS]
    if len(found) > 1:
        sentence = max(named, key=lambda one: len(named[one]))
        options = [{"id": f"s{place}", "label": name} for place, name in enumerate(found, 1)]
        rule = {"op": "has_any", "value": [one["id"] for one in options]}
        yield Proposal(sentence, _asked("skills", "skills", options=options, rule=rule))


_START = re.compile(
    r"приступить|выйти на работу|выход на работу|дата (?:выхода|начала)|начать работу|срочно|как можно скорее"
    r"|start (?:date|immediately|asap)|\basap\b|immediate(?:ly)? (?:start|available)|available immediately",
    re.IGNORECASE,
)
_HURRY = re.compile(r"срочно|скорее|сразу|asap|immediate", re.IGNORECASE)


def start(seen: Seen) -> Iterator[Proposal]:
    """Propose when somebody can begin; a hurry wants two weeks."""
    found = seen.first(_START)
    if found is not None:
        rule = {"rule": {"op": "<=", "value": SOON}} if _HURRY.search(found[0]) else {}
        yield Proposal(found[0], _asked("start", "notice", **rule), firm=None)


def consents(seen: Seen) -> Iterator[Proposal]:
    """Propose what is answered by yes or no: travel, nights, education, a medical book, an own car."""
    for name, consent in CONSENTS.items():
        found = seen.first(consent.pattern)
        if found is not None:
            yield Proposal(found[0], _consent(name, consent), firm=consent.firm)


def _consent(name: str, consent: Consent) -> dict[str, Any]:
    rule = {"op": "is", "value": "yes"}
    return {"id": name, "kind": "yes_no", "prompt": {"ru": consent.ru, "en": consent.en}, "rule": rule}


TOPICS: tuple[Callable[[Seen], Iterator[Proposal]], ...] = (
    place,
    experience,
    skills,
    languages,
    licence,
    schedule,
    consents,
    pay,
    start,
)
"""In the order in which their questions are asked: what matters most first, money and dates last."""
