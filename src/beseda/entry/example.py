"""The example .env, written from the settings themselves."""

import textwrap
from enum import Enum
from typing import Any

from pydantic import AliasChoices, SecretStr
from pydantic.fields import FieldInfo

from beseda.settings import Settings

WIDTH = 100
HEAD = """\
# Every setting of Beseda with its default. Copy this file to .env and uncomment what you change.
# Written by `beseda settings`; a test compares it.
"""


COMPOSE = """
# Read by compose.yaml alone: the address Caddy gets a certificate for
#DOMAIN=hr.example.com

# Read by compose.yaml alone: the password of its own PostgreSQL, set before its first start
#POSTGRES_PASSWORD=beseda
"""


def text() -> str:
    """Return the example file: each setting commented out, under what it is for."""
    return (
        HEAD + "".join(f"\n{_entry(name, field)}" for name, field in Settings.model_fields.items()) + COMPOSE
    )


def _entry(name: str, field: FieldInfo) -> str:
    about = textwrap.wrap(_about(name, field), WIDTH - 2)
    return "".join(f"# {line}\n" for line in about) + f"#{name.upper()}={_written(field.default)}\n"


def _about(name: str, field: FieldInfo) -> str:
    """Return a setting's description and its other names."""
    others = [other.upper() for other in _names(field) if other != name]
    also = f" (also {', '.join(others)})" if others else ""
    return f"{field.description}{also}"


def _names(field: FieldInfo) -> list[str]:
    alias = field.validation_alias
    return [str(choice) for choice in alias.choices] if isinstance(alias, AliasChoices) else []


def _written(value: Any) -> str:
    """Write a default as it would stand in a file."""
    match value:
        case None:
            return ""
        case bool():
            return "on" if value else "off"
        case SecretStr():
            return value.get_secret_value()
        case list():
            return ",".join(str(item) for item in value)
    return str(value.value if isinstance(value, Enum) else value)
