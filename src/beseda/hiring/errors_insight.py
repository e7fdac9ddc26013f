"""What can go wrong with the employer's instruments."""

from beseda.kit.errors import BesedaError, Kind


class NotDecidedYet(BesedaError):
    """Candidates are asked about themselves after a decision alone."""

    kind, code = Kind.CONFLICT, "not_decided_yet"
    message = "This can be answered once something has been decided about the application."


class TooFewToCompare(BesedaError):
    """A comparison needs two candidates at least, and shows five at most."""

    kind, code = Kind.INVALID, "too_few_to_compare"
    message = "Choose from {least} to {most} candidates to compare."
