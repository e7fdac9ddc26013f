"""What a format is: how its content is recognised, which library it loads, and how it is read."""

from collections.abc import Callable
from dataclasses import dataclass

from beseda.extraction.limits import Limits


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file said: its raw text, its pages where it has some, and whether reading stopped early."""

    text: str
    pages: int | None = None
    truncated: bool = False


def load_nothing() -> None:
    """Load nothing: the format needs only what is there."""


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file.

    `recognise` looks at the content alone and is cheap, for it runs in the server's own process too. `load`
    imports the libraries before the child gives up its rights. `read` runs in the child, raises errors of
    `extraction.errors`, and may raise anything else on a damaged file.
    """

    media_type: str
    recognise: Callable[[bytes], bool]
    read: Callable[[bytes, Limits], Reading]
    load: Callable[[], None] = load_nothing
    refuses: bool = False  # Its `read` does nothing but say why not, whatever is accepted.
