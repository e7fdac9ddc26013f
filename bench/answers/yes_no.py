"""Kind `yes_no`: clinc_yesno_en, recognizers_en_booleanmodel, nlupp_en, superjob_resume_fields_ru.

CLINC's "repeat" and "cancel" must be asked again. Of NLU++ what only affirms, denies or does not know is
read; what wants something of a bank or a hotel answers no question of ours ("Do you smoke?"), and must be
asked again.
"""

import re
from collections.abc import Iterator

from bench.answers.sets import Row, Sets, row

_SAYS = re.compile(
    r"\b(?:yes|yeah|yep|yup|sure|nope|nah|of course|correct|indeed|exactly|i think so|"
    r"that(?:'s| is)(?: not)? (?:right|true|so)|not (?:right|true)|"
    r"absolutely|definitely|certainly|affirmative)\b|"
    r"^no\b(?! kids)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"\b(?:but|not sure)\b")
_FIELDS = {
    "metro_or_moving": "Готовы ли вы к переезду?",
    "business_trips": "Готовы ли вы к командировкам?",
}
ASKED = "Do you smoke?"
_INTENTS = {"affirm": "yes", "deny": "no", "dont_know": "maybe"}


def _clinc(line: Row, locale: str) -> Iterator[Row | str]:
    want = line["want"] if line["want"] in {"yes", "no", "maybe"} else None
    yield row(line, "yes_no", want, locale=locale)


def _boolean(line: Row, locale: str) -> Iterator[Row | str]:
    answers = {one["value"]["value"] for one in line["want"]}
    yield row(
        line, "yes_no", ("yes" if answers.pop() else "no") if len(answers) == 1 else None, locale=locale
    )


def _nlupp(line: Row, locale: str) -> Iterator[Row | str]:
    meant = {_INTENTS[one] for one in line["intents"] or () if one in _INTENTS}
    alone = len(line["intents"] or ()) == 1 and len(meant) == 1
    says = _SAYS.search(line["text"]) is not None
    if alone or (len(meant) == 1 and says and not _GOES_ON.search(line["text"])):
        yield row(line, "yes_no", meant.pop(), locale=locale)
    elif "acknowledge" in (line["intents"] or ()) or (meant and says):
        yield "agrees, or says yes and goes on with but, beside other things it wants"
    else:
        yield row(line, "yes_no", None, locale=locale, question=ASKED)


def _resume(line: Row, _: str) -> Iterator[Row | str]:
    for field, asked in _FIELDS.items():
        if re.match(r"(?:не )?готов", line.get(field) or ""):
            want = "no" if line[field].startswith("не") else "yes"
            yield row({"text": line[field]}, "yes_no", want, question=asked)


SETS: Sets = {
    "clinc_yesno_en": _clinc,
    "recognizers_en_booleanmodel": _boolean,
    "nlupp_en": _nlupp,
    "superjob_resume_fields_ru": _resume,
}
