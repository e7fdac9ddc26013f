"""The check of the language model: whether its server answers and has the model that the settings name."""

from collections.abc import Sequence

from beseda.ai.configured import providers_of
from beseda.ai.errors import AiError
from beseda.operations.component import Component, degraded, fine, say
from beseda.settings import Settings

MOST_NAMES = 5
NAME = "language model"


async def try_model(settings: Settings) -> Component | None:
    """Ask the model's server what it has, which is too dear for `/health`; None where there is no model."""
    if not settings.has_model:
        return None
    provider = providers_of(settings)[0]
    try:
        names = await provider.models()
    except AiError as error:
        return degraded(
            NAME,
            say("not usable ({reason}): interviews go on without it", reason=error.outcome.replace("_", " ")),
            say("Check OPENAI_BASE_URL and OPENAI_API_KEY, and that the server can be reached from here."),
        )
    finally:
        await provider.close()
    return judge_model(settings.openai_model, names)


def judge_model(model: str, names: Sequence[str]) -> Component:
    """Judge whether a server has a model; one that lists none may still have it, so it counts as there."""
    listed = {name.removesuffix(":latest") for name in names}
    if not names or model.removesuffix(":latest") in listed:
        return fine(NAME, say("{model} answers", model=model))
    shown = ", ".join(sorted(listed)[:MOST_NAMES])
    return degraded(
        NAME,
        say("the server answers and does not list {model}", model=model),
        say("Check OPENAI_MODEL; the server lists: {names}.", names=shown),
    )
