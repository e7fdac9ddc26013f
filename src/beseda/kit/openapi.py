"""The API's schema as it is: every error is a Problem, also those that FastAPI documents in its own shape."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from beseda.kit.problems import MEDIA_TYPE, FieldProblem, Problem

PREFIX = "#/components/schemas/"
FASTAPI_ERRORS = ("HTTPValidationError", "ValidationError")


def install_schema(app: FastAPI) -> None:
    """Let the application describe itself with our errors; the schema is built once, when first asked for."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = build_schema(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def build_schema(app: FastAPI) -> dict[str, Any]:
    """Build the schema of an application's documented doors."""
    schema = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
    schemas = schema.setdefault("components", {}).setdefault("schemas", {})
    for name in FASTAPI_ERRORS:
        schemas.pop(name, None)
    for model in (FieldProblem, Problem):
        described = model.model_json_schema(ref_template=PREFIX + "{model}")
        described.pop("$defs", None)
        schemas[model.__name__] = described
    for operations in schema.get("paths", {}).values():
        for operation in operations.values():
            _use_problems(operation)
    return schema


def _use_problems(operation: dict[str, Any]) -> None:
    """Describe an operation's invalid input as the Problem that it is answered with."""
    described = operation["responses"].get("422", {}).get("content", {})
    reference = described.get("application/json", {}).get("schema", {}).get("$ref", "")
    if reference.removeprefix(PREFIX) in FASTAPI_ERRORS:
        operation["responses"]["422"]["content"] = {MEDIA_TYPE: {"schema": {"$ref": PREFIX + "Problem"}}}
