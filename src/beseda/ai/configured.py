"""The language model that the settings name."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from beseda.ai.budget import Limits
from beseda.ai.model import LanguageModel
from beseda.ai.offline import Offline
from beseda.ai.openai import OpenAi
from beseda.ai.port import Meter, Price, Provider
from beseda.settings import Settings

MILLION = 1_000_000


def configured_model(settings: Settings, meters: Mapping[str, Meter]) -> LanguageModel:
    """Return the model of the settings, or one that is offline; nothing is connected yet."""
    return LanguageModel(providers_of(settings), meters)


def providers_of(settings: Settings) -> Sequence[Provider]:
    """Return whom to ask, in turn: the model of the settings, then the one that steps in for it."""
    if not settings.has_model:
        return (Offline(),)
    key, address = settings.openai_api_key.get_secret_value(), settings.openai_base_url
    price = Price(settings.openai_price_in, settings.openai_price_out)
    first = OpenAi(
        key, address, settings.openai_model, embedding_model=settings.openai_embedding_model, price=price
    )
    if not settings.openai_fallback_model:
        return (first,)
    # Its price is another's: unknown, so that it counts by its tokens.
    return (first, OpenAi(key, address, settings.openai_fallback_model))


def daily_limits(settings: Settings) -> Limits:
    """Return what one workspace may use in a day."""
    cost: Decimal | None = settings.model_daily_cost
    return Limits(
        calls=settings.model_daily_calls,
        tokens=settings.model_daily_tokens,
        price=None if cost is None else int(cost * MILLION),
    )
