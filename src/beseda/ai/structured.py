"""Answers of a given shape: by the server's schema where it takes one, checked here, repaired once."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from beseda.ai.attempts import moment
from beseda.ai.errors import AiMalformed, AiRefused, AiTooSlow
from beseda.ai.model import DEFAULT, LanguageModel
from beseda.ai.port import Ask, Message, Patience, Purpose, Reply, Shape

Form = TypeVar("Form", bound=BaseModel)
NO_SHAPES = frozenset({400, 404, 415, 422, 501})
"""How servers refuse a request for the schema in it."""
MOST_FAULTS = 5
LONGEST_SHOWN = 2000
_THOUGHTS = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
"""What models that think aloud put before their answer."""


async def formed(
    model: LanguageModel, ask: Ask, form: type[Form], purpose: Purpose, patience: Patience = DEFAULT
) -> Form:
    """Return a model's answer as a `form`; raises AiMalformed where one repair did not give it that shape."""
    until = moment() + patience.whole
    shape = Shape(form.__name__.lower(), strict(form.model_json_schema()))
    asked = replace(ask, shape=shape) if model.takes_shapes else _described(ask, shape)
    try:
        reply = await model.complete(asked, purpose, patience)
    except AiRefused as refused:
        if not model.takes_shapes or refused.refused_with not in NO_SHAPES:
            raise
        asked = _described(ask, shape)
        reply = await model.complete(asked, purpose, _rest(patience, until))
        model.takes_shapes = False
    read = _read(reply.text, form)
    if isinstance(read, form):
        return read
    repaired = await model.complete(
        _repairing(asked, shape, reply, str(read)), purpose, _rest(patience, until)
    )
    read = _read(repaired.text, form)
    if isinstance(read, form):
        return read
    raise AiMalformed


def strict(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a JSON schema as strict servers want it: all that is named is there, and nothing beside it."""
    made = {
        name: _strict_part(name, value) for name, value in schema.items() if name not in {"title", "default"}
    }
    if made.get("type") == "object":
        made["additionalProperties"] = False
        made["required"] = list(made.get("properties", {}))
    return made


def _strict_part(name: str, value: Any) -> Any:
    if name in {"properties", "$defs"}:
        # These hold schemas by names of the form's own: one of them may well be "title".
        return {key: strict(one) for key, one in value.items()}
    if isinstance(value, Mapping):
        return strict(value)
    return (
        [strict(one) if isinstance(one, Mapping) else one for one in value]
        if isinstance(value, list)
        else value
    )


def _rest(patience: Patience, until: float) -> Patience:
    left = until - moment()
    if left <= 0:
        raise AiTooSlow
    return replace(patience, whole=left)


def _described(ask: Ask, shape: Shape) -> Ask:
    """Say the schema in words, for servers that take none."""
    told = f"Answer with one JSON object and nothing else. Its JSON schema:\n{json.dumps(shape.schema)}"
    return replace(ask, messages=(*ask.messages, Message("system", told)))


def _repairing(ask: Ask, shape: Shape, reply: Reply, faults: str) -> Ask:
    told = (
        f"This is not the JSON object that was asked for: {faults}\n"
        f"Answer again, with that object alone. Its JSON schema:\n{json.dumps(shape.schema)}"
    )
    said = Message("assistant", reply.text[:LONGEST_SHOWN])
    return replace(ask, messages=(*ask.messages, said, Message("user", told)))


def _read(text: str, form: type[Form]) -> Form | str:
    """Read a form out of an answer, also one wrapped in words or a fence; else say what is wrong with it."""
    text = _THOUGHTS.sub("", text)
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start:
        return "there is no object in it"
    try:
        return form.model_validate_json(text[start : end + 1])
    except ValidationError as error:
        faults = error.errors(include_input=False, include_url=False, include_context=False)[:MOST_FAULTS]
        return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in faults)
