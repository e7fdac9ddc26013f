"""A language model may add to drafted questions: what it quotes is checked; without it the rules draft."""

import pytest
from tests.ai.model_twin import Asked, Fault, Said, model_twin
from tests.conftest import Serving
from tests.hiring.calls import register

from beseda.hiring.drafting_model import MOST_PROPOSED, Proposed, ProposedQuestions, checked
from beseda.hiring.requirements.drafting import draft_questions

TEXT = "Опыт работы от 2 лет. Работаем с детьми, важно терпение. Мужчина до 40 лет."
GOOD = {
    "quote": "Работаем с детьми, важно терпение",
    "kind": "yes_no",
    "ru": "Вы работали с детьми?",
    "en": "Have you worked with children?",
}


def proposed(**changes: str) -> list[str]:
    """Return the Russian prompts that are kept of one proposal."""
    found = ProposedQuestions(questions=[Proposed.model_validate(GOOD | changes)])
    return [str(one.question["prompt"]["ru"]) for one in checked(found, TEXT, draft_questions(TEXT))]


def test_a_proposal_that_quotes_the_text_is_kept_without_a_requirement() -> None:
    found = ProposedQuestions(questions=[Proposed.model_validate(GOOD)])
    (one,) = checked(found, TEXT, draft_questions(TEXT))
    assert one.question == {
        "id": "m1",
        "kind": "yes_no",
        "prompt": {"ru": GOOD["ru"], "en": GOOD["en"]},
    }
    assert one.sentence == GOOD["quote"]


@pytest.mark.parametrize(
    "changes",
    [
        {"quote": "Нужен опыт с лошадьми"},
        {"quote": "с"},
        {"quote": ""},
        {"quote": "Мужчина до 40 лет"},
        {"ru": "Какое у вас гражданство?"},
        {"en": "Are you male?"},
        {"ru": " "},
        {"en": "?" * 900},
        {"ru": "Сколько лет вы работаете по этой специальности?"},
    ],
)
def test_what_is_invented_about_the_person_or_known_is_dropped(changes: dict[str, str]) -> None:
    assert proposed(**changes) == []


def test_a_flood_is_cut_and_said_once() -> None:
    many = [Proposed.model_validate(GOOD | {"ru": f"Вопрос {n}?", "en": f"Question {n}?"}) for n in range(20)]
    kept = checked(ProposedQuestions(questions=many), TEXT, draft_questions(TEXT))
    assert len({str(one.question["id"]) for one in kept}) == len(kept) == MOST_PROPOSED
    twice = ProposedQuestions(questions=[Proposed.model_validate(GOOD)] * 2)
    assert len(checked(twice, TEXT, draft_questions(TEXT))) == 1


def helper(asked: Asked) -> Said:
    """Propose one question, and one that the text does not call for."""
    assert "Опыт работы" in asked["messages"][1]["content"]
    return {"questions": [GOOD, GOOD | {"quote": "Есть ли у вас лошадь", "ru": "Лошадь?", "en": "A horse?"}]}


async def test_the_editor_gets_both_and_the_rules_alone_when_the_model_fails(serving: Serving) -> None:
    async with (
        model_twin(helper) as twin,
        serving(openai_base_url=twin.url, openai_model="twin-1") as server,
        server.client() as api,
    ):
        employer = await register(api)
        answer = await api.post("/console/draft", json={"text": TEXT}, headers=employer.headers)
        found = [(one["by_model"], one["question"]["id"]) for one in answer.json()["questions"]]
        assert found == [(False, "experience"), (True, "m1")]
        twin.always = Fault(status=500)
        again = await api.post("/console/draft", json={"text": TEXT}, headers=employer.headers)
        assert [one["by_model"] for one in again.json()["questions"]] == [False]
