"""What can go wrong with texts that employers write to rejected candidates."""

from beseda.kit.errors import BesedaError, Kind


class RejectionTextNotFound(BesedaError):
    """There is no such text, or the caller may not see it."""

    kind, code = Kind.MISSING, "rejection_text_not_found"
    message = "There is no such text any more."


class TooManyTexts(BesedaError):
    """A workspace keeps a hundred texts at most: nobody finds the right one among more."""

    kind, code = Kind.CONFLICT, "too_many_rejection_texts"
    message = "There are {most} texts already. Delete one that nobody uses."


class UnknownVariables(BesedaError):
    """A text names something in braces that nothing can be put in for."""

    kind, code = Kind.INVALID, "unknown_variables"
    message = "Nothing can be put in for {wrong}. These can be used: {known}."


class LetterWithoutRejection(BesedaError):
    """Only a rejection comes with a text of its own."""

    kind, code = Kind.INVALID, "letter_without_rejection"
    message = "A text to the candidate goes with a rejection alone."
