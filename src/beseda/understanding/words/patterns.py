"""Regular expressions that are compiled at their first use: an answer needs few of them, the import none."""

import re
from collections.abc import Callable, Iterator
from functools import cached_property


class Pattern:
    """A regular expression, compiled when it is first looked for; its methods are those of re.Pattern."""

    def __init__(self, source: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        self.source = source
        self.flags = flags

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The expression itself."""
        return re.compile(self.source, self.flags)

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        """Find it anywhere from a place on."""
        return self.compiled.search(text, start)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """Find it right at a place."""
        return self.compiled.match(text, start)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Find it as the whole text."""
        return self.compiled.fullmatch(text)

    def finditer(self, text: str, start: int = 0) -> Iterator[re.Match[str]]:
        """Find each place of it."""
        return self.compiled.finditer(text, start)

    def findall(self, text: str) -> list[str]:
        """Return each place of it, as what its group or all of it says."""
        return self.compiled.findall(text)

    def sub(self, meant: str | Callable[[re.Match[str]], str], text: str) -> str:
        """Put something else in each place of it."""
        return self.compiled.sub(meant, text)
