"""A thousand generated interviews: who somebody is changes nothing, and what is unclear rejects nobody."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import Any

from tests.hiring.interviews import NOW, Line, make_script

from beseda.hiring.interview.decision import Decision, decide
from beseda.hiring.interview.interviewer import fold
from beseda.hiring.interview.replaying import replayed
from beseda.hiring.interview.resume_evidence import resume_evidence
from beseda.hiring.interview.script import Script
from beseda.hiring.interview.state import Given, State
from beseda.hiring.interview.turns import next_words
from beseda.hiring.models import Vacancy

INTERVIEWS = 1000
MOST_MESSAGES = 60
SKILLS = ("Python", "Ruby", "Swift", "активные продажи")


@dataclass(frozen=True)
class Person:
    """Who somebody is; none of it may reach the decision."""

    name: str
    email: str
    photo: str
    age: int
    gender: str
    citizenship: str

    def heading(self) -> str:
        """The first lines of this person's résumé."""
        return (
            f"{self.name}\n{self.email}\nФото: {self.photo}\nПол: {self.gender}\n"
            f"Возраст: {self.age} лет, родился в {2026 - self.age}\nГражданство: {self.citizenship}\n"
        )


NAMES = (
    "Анна Смирнова",
    "Иван Питонов",
    "Ruby Swift",
    "Swift Ruby Python",
    "Мухаммаджон Рахимов",
    "Nguyễn Thị Mai",
    "O'Neil Jean-Luc",
    "Зухра Магомедова",
)
GENDERS = ("женский", "мужской", "female", "male", "не указан")
CITIZENSHIPS = ("Россия", "Узбекистан", "Deutschland", "USA", "Нигерия", "без гражданства")
ANSWERS = {
    "city": ("Москва", "живу в мск", "Казань", "Химки, 15 минут от Москвы", "London", "ну как сказать", "😀"),
    "years": ("5 лет", "полтора года", "без опыта", "от 2 до 5", "много", "не скажу", "2", "три с половиной"),
    "car": ("да", "нет", "возможно", "а какая машина?", "нет, но куплю", "конечно"),
    "shift": ("дневная", "ночью", "1", "любая", "не знаю", "обе"),
    "salary": ("от 100 тысяч", "150-180 тыс. на руки", "2000 евро", "договоримся", "90к"),
    "start": ("завтра", "через две недели", "15 декабря", "когда-нибудь", "сразу"),
}
REPLIES = ("да", "нет", "да, верно", "нет, не так", "хм", "Казань", "3 года")
OPTIONS = [{"id": "day", "label": "Дневная"}, {"id": "night", "label": "Ночная", "points": 0.3}]
RULES: dict[str, Sequence[dict[str, Any] | None]] = {
    "city": ({"op": "same_city"}, None),
    "years": ({"op": ">=", "value": 3}, {"op": "between", "value": [1, 6]}, None),
    "car": ({"op": "is", "value": "yes"}, None),
    "shift": ({"op": "is", "value": "day"}, None),
    "salary": ({"op": "<=", "value": 150_000}, None),
    "start": ({"op": "on_or_before", "value": "2026-12-05"}, None),
}
KINDS = {
    "city": "city",
    "years": "years",
    "car": "yes_no",
    "shift": "choice",
    "salary": "money",
    "start": "date",
}


def person(chance: random.Random) -> Person:
    name = chance.choice(NAMES)
    mailbox = chance.choice(("python", "ruby", "swift.sales", "a.b"))
    return Person(
        name,
        f"{mailbox}@example.com",
        f"photo-{chance.randrange(99)}.jpg",
        chance.randrange(18, 70),
        chance.choice(GENDERS),
        chance.choice(CITIZENSHIPS),
    )


def questions(chance: random.Random) -> list[dict[str, Any]]:
    made = []
    for name in chance.sample(list(KINDS), chance.randrange(2, 6)):
        question: dict[str, Any] = {"id": name, "kind": KINDS[name], "required": chance.random() < 0.8}
        rule = chance.choice(RULES[name])
        if rule is not None:
            question |= {
                "rule": {**rule, "knockout": chance.random() < 0.6},
                "weight": chance.randrange(0, 4),
            }
        if name == "shift":
            question["options"] = OPTIONS
        made.append(question)
    return made


def script_of(chance: random.Random, who: Person, body: str) -> Script:
    """Make a script as `respond` does: of the résumé only what the vacancy weighs."""
    asked = questions(chance)
    facts = {
        "version": 3,
        "minimum_score": chance.choice((0.3, 0.5, 0.8)),
        "below": chance.choice(("review", "reject")),
        "mode": chance.choice(("automatic", "automatic", "recommend")),
    }
    demand = {"weight": chance.choice((0, 0, 2)), "terms": list(SKILLS), "years": chance.choice((None, 3))}
    vacancy = Vacancy(title="Курьер", description="Работа.", requirements={"questions": [], "resume": demand})
    text = who.heading() + body
    evidence = resume_evidence(vacancy, text, name=who.name, day=NOW.date())
    return make_script(*asked, **facts).model_copy(update={"resume": evidence})


def interviewed(chance: random.Random, script: Script, who: Person) -> list[Line]:
    """Lead an interview as the engine does, with the person's name beside each entry."""
    log: list[Line] = []
    at = NOW
    while len(log) < MOST_MESSAGES and (spoken := next_words(script, log)) is not None:
        for reply in spoken.replies:
            log.append(
                Line(len(log) + 1, "bot", reply.text, data=reply.to_data() | {"heard": spoken.heard}, at=at)
            )
        last = log[-1].data
        if spoken.decision is not None:
            log.append(Line(len(log) + 1, "bot", None, kind="ended", data=spoken.decision.outcome(), at=at))
            return log
        answers = REPLIES if last.get("echo") else ANSWERS[str(last["question"])]
        at += timedelta(seconds=20)
        log.append(Named(len(log) + 1, "candidate", chance.choice(answers), at=at, name=who.name))
    return log


@dataclass(frozen=True)
class Named(Line):
    """An entry with its author's name, as the engine shows it."""

    name: str = ""


def led(seed: int, who: Person) -> tuple[Script, list[Line]]:
    """Lead the seed's interview with a person: all that chance decides hangs on the seed alone."""
    chance = random.Random(seed)  # noqa: S311 - it makes up interviews, not secrets.
    body = chance.choice(
        (
            "Опыт работы 4 года. Пишу на питоне и Ruby.",
            "Experience: 2 years, active sales",
            "Занимался активными продажами",
            "Ничего особенного.",
        )
    )
    script = script_of(chance, who, body)
    return script, interviewed(chance, script, who)


@cache
def generated() -> tuple[tuple[Script, tuple[Line, ...]], ...]:
    people = random.Random(4)  # noqa: S311 - as above.
    return tuple(
        (script, tuple(log)) for script, log in (led(seed, person(people)) for seed in range(INTERVIEWS))
    )


def decisions() -> Iterator[tuple[Script, State, Decision]]:
    for script, log in generated():
        state = fold(script, log)
        yield script, state, decide(script, state)


def test_who_somebody_is_changes_nothing() -> None:
    people = random.Random(5)  # noqa: S311 - as above.
    for seed, (script, log) in enumerate(generated()):
        swapped, other = led(seed, person(people))
        assert swapped == script
        assert [line.text for line in other] == [line.text for line in log]
        assert replayed(swapped, other).to_dict() == replayed(script, log).to_dict()


def test_the_generated_interviews_are_worth_the_name() -> None:
    outcomes = [decision for _, _, decision in decisions()]
    counted = {status: sum(one.status == status for one in outcomes) for status in ("approved", "rejected")}
    assert min(counted.values()) > INTERVIEWS / 20
    assert sum(one.recommended is not None for one in outcomes) > INTERVIEWS / 50
    assert sum(any(part.kind == "resume" for part in one.parts) for one in outcomes) > INTERVIEWS / 10
    assert sum(any(part.outcome == "unclear" for part in one.parts) for one in outcomes) > INTERVIEWS / 5


def test_no_unclear_answer_rejects_anybody() -> None:
    """Whatever rejects was surely understood, and to doubt any answer of a person rejects nobody anew."""
    for script, state, decision in decisions():
        unclear = {part.question for part in decision.parts if part.outcome == "unclear"}
        reasons = decision.recommended.reasons if decision.recommended else decision.reasons
        assert unclear.isdisjoint(reason.question for reason in reasons)
        if not is_rejected(decision):
            for place, given in enumerate(state.given):
                doubted = Given(given.question, "unclear", given.said, given.seq, why="vague")
                answers = (*state.given[:place], doubted, *state.given[place + 1 :])
                assert not is_rejected(decide(script, replace(state, given=answers)))
        elif unclear:
            failed = [part for part in decision.parts if part.knockout and part.outcome == "fail"]
            assert failed, "an unclear answer lowered a score that rejected"


def is_rejected(decision: Decision) -> bool:
    return decision.status == "rejected" or decision.recommended is not None
