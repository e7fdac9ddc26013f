"""Partial bodies: what was sent is changed, what was left out stays."""

from typing import Any

from pydantic import BaseModel


class Partial(BaseModel):
    """A body of which any field may be left out."""

    def changes(self) -> dict[str, Any]:
        """Return the fields that were sent, by name."""
        return {name: getattr(self, name) for name in self.model_fields_set}


def not_emptied(value: Any) -> Any:
    """Return a value as it is; raises ValueError for null, where a field must hold something."""
    if value is None:
        raise ValueError("This field can't be empty.")
    return value
