"""HTML forms: what was typed, read into a schema, and what is wrong with each field in words for people."""

from collections.abc import Mapping
from typing import Any, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError
from starlette.datastructures import UploadFile

from beseda.kit.i18n import current_locale, translate

Schema = TypeVar("Schema", bound=BaseModel)

# Pydantic's error types → what a person is told.
WORDS: Mapping[str, str] = {
    "missing": "Please fill this in.",
    "string_too_short": "Please fill this in.",
    "string_type": "Please fill this in.",
    "string_too_long": "This is too long: {max_length} characters at most.",
    "int_parsing": "Please write a whole number.",
    "int_type": "Please write a whole number.",
    "int_from_float": "Please write a whole number.",
    "greater_than_equal": "This must be at least {ge}.",
    "less_than_equal": "This must be at most {le}.",
    "literal_error": "Please choose one of the list.",
    "enum": "Please choose one of the list.",
}
BAD_EMAIL = "This does not look like an e-mail address."
BAD_VALUE = "Please check this field."


class Filled(dict[str, Any]):
    """What stands in a form's fields, or their errors; a field without any is empty."""

    def __missing__(self, key: str) -> str:
        """Return an empty text for a field nobody filled."""
        return ""


async def form_values(request: Request) -> Filled:
    """Read a posted form's text fields; files are read by their own door."""
    form = await request.form(max_files=4, max_fields=200)
    return Filled({name: value for name, value in form.items() if not isinstance(value, UploadFile)})


def field_errors(error: ValidationError) -> Filled:
    """Say what is wrong with each field, in the reader's language; the first error of a field counts."""
    found = Filled()
    for item in error.errors():
        name = str(item["loc"][0]) if item["loc"] else ""
        found.setdefault(name, _words(item))
    return found


def _words(item: Mapping[str, Any]) -> str:
    locale = current_locale()
    kind = item["type"]
    if kind == "value_error":
        if "email" in str(item["msg"]):
            return translate(locale, BAD_EMAIL)
        return translate(locale, str(item["msg"]).removeprefix("Value error, "))
    message = WORDS.get(kind)
    if message is None:
        return translate(locale, BAD_VALUE)
    context = item.get("ctx") or {}
    return translate(locale, message, **context) if "{" in message else translate(locale, message)


def read_form(schema: type[Schema], values: Mapping[str, Any]) -> tuple[Schema | None, Filled]:
    """Read a form into a schema; returns it, or None with the errors of its fields."""
    try:
        return schema.model_validate(dict(values)), Filled()
    except ValidationError as error:
        return None, field_errors(error)
