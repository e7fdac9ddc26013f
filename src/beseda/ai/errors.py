"""What can go wrong with a language model, named after what happened; none of it is a visitor's fault."""

from typing import Any

from beseda.kit.errors import BesedaError, Kind


class AiError(BesedaError):
    """A language model did not do what it was asked; whoever asked goes on without it.

    `outcome` is what a call's record says; `again` tells whether the same request may do better in a moment.
    """

    kind, code = Kind.UNAVAILABLE, "ai_failed"
    message = "The language model could not be used."
    outcome = "failed"
    again = False


class AiUnavailable(AiError):
    """The model's server can't be reached, is overloaded or broken; `retry_after` is what it said itself."""

    code = "ai_unavailable"
    message = "The language model can't be reached just now."
    outcome = "unavailable"

    def __init__(self, *, again: bool = True, retry_after: float | None = None, **params: Any) -> None:
        super().__init__(retry_after=retry_after, **params)
        self.again = again


class AiOffline(AiError):
    """No language model is configured here."""

    code = "ai_offline"
    message = "No language model is configured here."
    outcome = "offline"


class AiTooSlow(AiError):
    """The model did not begin, or did not end, in the time it was given."""

    code = "ai_too_slow"
    message = "The language model took too long."
    outcome = "too_slow"


class AiRefused(AiError):
    """The server refused the request: a wrong key, an unknown model, a parameter that it does not know.

    `refused_with` is the HTTP status it did so with, `parameter` the one it names.
    """

    code = "ai_refused"
    message = "The language model's server refused the request."
    outcome = "refused"

    def __init__(self, *, refused_with: int = 400, parameter: str = "", **params: Any) -> None:
        super().__init__(**params)
        self.refused_with = refused_with
        self.parameter = parameter


class AiMalformed(AiError):
    """What the server sent is not what its API promises: no JSON, no content, the wrong shape."""

    code = "ai_malformed"
    message = "The language model's answer could not be read."
    outcome = "malformed"


class AiBrokeOff(AiError):
    """The answer ended before its end: the connection was cut, or its last part never came."""

    code = "ai_broke_off"
    message = "The language model's answer broke off."
    outcome = "broke_off"


class AiTooLarge(AiError):
    """The answer, or one piece of it, is larger than anything that was asked for."""

    code = "ai_too_large"
    message = "The language model's answer was too large."
    outcome = "too_large"


class BudgetSpent(AiError):
    """What may be spent on the model until midnight (UTC) is spent."""

    code = "ai_budget_spent"
    message = "The language model's budget for today is spent."
    outcome = "budget_spent"
