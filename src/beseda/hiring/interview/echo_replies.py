"""What the interviewer says of what it understood, and about the vacancy."""

from beseda.hiring.interview.branching import next_position
from beseda.hiring.interview.corrections import question_of
from beseda.hiring.interview.echoes import may_join, would_reject
from beseda.hiring.interview.phrases import say
from beseda.hiring.interview.replies import PARAGRAPH, question_reply, reply_to
from beseda.hiring.interview.script import Script
from beseda.hiring.interview.state import Choice, Given, Reply, State
from beseda.hiring.interview.wording import city_name, option_label, value_text
from beseda.hiring.requirements.abilities import missing_skills
from beseda.hiring.requirements.questions import Question, in_language
from beseda.understanding import describe


def standing_reply(script: Script, state: State, opening: str = "") -> Reply:
    """Say again what stands open: the reading to confirm, or the question."""
    if state.echo is not None:
        return echo_reply(script, state, state.echo, opening)
    return question_reply(script, state, opening)


def echo_reply(script: Script, state: State, echo: Given, opening: str = "") -> Reply:
    """Ask whether an answer was understood; with it the next question, where the two can't be confused."""
    question = question_of(script, echo.question)
    texts: tuple[str, ...] = (opening, _echo_text(script, state, question, echo))
    following = joined_question(script, state)
    if following is not None:
        texts = (*texts, say(script.locale, "echo_joint", prompt=script.prompt(following)))
    choices = tuple(Choice(one, say(script.locale, one)) for one in ("right", "wrong"))
    return reply_to(script, state, question, texts, choices, echo=True)


def joined_question(script: Script, state: State) -> Question | None:
    """Return the question that is put together with the echo; None where there is none."""
    return following_question(script, state) if state.joint else None


def following_question(script: Script, state: State) -> Question | None:
    """Return the question that may be put together with the echo of the one that is open."""
    if state.echo is None or state.answer_to(state.echo.question) is not None:
        return None
    place = next_position(script, (*state.given, state.echo))
    if place >= len(script.questions):
        return None
    following = script.questions[place]
    noted = any(one.question == following.id for one in state.noted)
    return following if not noted and may_join(question_of(script, state.echo.question), following) else None


def _echo_text(script: Script, state: State, question: Question, echo: Given) -> str:
    what = value_text(question, echo.value, script.locale)
    if question.options:
        what = say(script.locale, "quoted", what=what)
    prompt = in_language(question.prompt, script.locale).rstrip(" .:")
    if state.answer_to(question.id) is not None:
        return say(script.locale, "echo_corrected", question=prompt, what=what)
    if echo.how.startswith("also_"):
        return say(script.locale, "echo_noted", question=prompt, what=what)
    if question.kind == "yes_no":
        return say(script.locale, "echo_yes_no", question=prompt, what=what)
    missing = _missing(script, question, echo)
    if missing:
        return say(script.locale, "echo_skills", what=what, missing=missing)
    return say(script.locale, "echo", what=what)


def _missing(script: Script, question: Question, echo: Given) -> str:
    """Name the skills that a rule demands and an answer does not name: silence is no "no"."""
    rule = question.rule
    if question.kind != "skills" or rule is None or not would_reject(script, question, echo):
        return ""
    names = (option_label(question, one, script.locale) for one in missing_skills(rule.value, echo.value))
    return ", ".join(names)


def side_answer(script: Script, topics: tuple[str, ...]) -> str:
    """Answer a candidate's questions from the vacancy; what it does not say is said to be unknown."""
    answers = [_about(script, topic) for topic in topics]
    known = [answer for answer in answers if answer]
    if len(known) < len(topics) or not topics:
        known.append(say(script.locale, "side_unknown"))
    return PARAGRAPH.join(known)


def is_known(script: Script, topics: tuple[str, ...]) -> bool:
    """Whether the vacancy says something about all of these topics."""
    return bool(topics) and all(_about(script, topic) for topic in topics)


def _about(script: Script, topic: str) -> str:
    own = {"salary": _salary, "remote": _remote, "office": _office, "next": _next}.get(topic)
    texts = [own(script) if own else "", _fact(script, topic)]
    return " ".join(text for text in texts if text)


def _fact(script: Script, topic: str) -> str:
    fact = script.facts.get(topic, "")
    return say(script.locale, "side_fact", what=fact) if fact else ""


def _salary(script: Script) -> str:
    low, high = script.salary_min, script.salary_max
    if low is None and high is None:
        return ""
    value = {"min": low, "max": high, "currency": script.currency, "period": "month"}
    if low == high:
        value = {"amount": low, "currency": script.currency, "period": "month"}
    return say(script.locale, "side_salary", what=describe("money", value, script.locale))


def _remote(script: Script) -> str:
    if script.remote:
        return say(script.locale, "side_remote_yes")
    return (
        say(script.locale, "side_remote_no", city=city_name(script.city, script.locale))
        if script.city
        else ""
    )


def _office(script: Script) -> str:
    if not script.city:
        return say(script.locale, "side_remote_yes") if script.remote else ""
    return say(script.locale, "side_office", city=city_name(script.city, script.locale))


def _next(script: Script) -> str:
    return say(script.locale, "side_next")
