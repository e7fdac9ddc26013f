import pytest
from tests.ai.model_twin import Fault, model_twin
from tests.serving import free_port

from beseda.operations.component import State
from beseda.operations.model_check import judge_model, try_model
from beseda.settings import Settings


async def test_the_doctor_asks_the_models_server(settings: Settings):
    assert await try_model(settings) is None
    async with model_twin() as twin:
        there = settings.model_copy(update={"openai_base_url": twin.url, "openai_model": "twin"})
        found = await try_model(there)
        assert found is not None
        assert (found.state, found.detail) == (State.OK, "twin answers")
        twin.always = Fault(status=401)
        refused = await try_model(there)
        assert refused is not None
        assert (refused.state, "refused" in refused.detail) == (State.DEGRADED, True)
        assert twin.url not in refused.detail + refused.advice
    away = settings.model_copy(update={"openai_base_url": f"http://127.0.0.1:{free_port()}/v1"})
    gone = await try_model(away)
    assert gone is not None
    assert "unavailable" in gone.detail


@pytest.mark.parametrize(
    ("names", "state"),
    [
        (["llama3:latest"], State.OK),
        (["llama3"], State.OK),
        ([], State.OK),
        (["other", "more"], State.DEGRADED),
    ],
)
def test_a_server_that_lists_no_such_model(names: list[str], state: State):
    found = judge_model("llama3", names)
    assert found.state is state
    assert ("more, other" in found.advice) == (state is State.DEGRADED)
