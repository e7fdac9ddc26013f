"""What a candidate says of itself, as a form; an empty choice is "prefer not to say"."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator

from beseda.hiring.models_insight import AgeBand, Gender
from beseda.kit.text import blank_is_none


class SelfIdentificationWrite(BaseModel):
    """The choices; both may be left open."""

    gender: Annotated[Gender | None, BeforeValidator(blank_is_none)] = None
    age_band: Annotated[AgeBand | None, BeforeValidator(blank_is_none)] = None
