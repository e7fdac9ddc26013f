"""Files to text, in a bounded child process: what a file is, and what it says, whatever it tries."""

from beseda.extraction import errors, limits
from beseda.extraction.bounded import Extracted, extract
from beseda.extraction.formats import sniff

__all__ = ["Extracted", "errors", "extract", "limits", "sniff"]
