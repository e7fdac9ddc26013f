"""What can go wrong with an import, named after what happened."""

from collections.abc import Mapping

from beseda.kit.errors import BesedaError, Kind

WORDS: Mapping[str, str] = {
    "empty": "Paste something, or choose a file.",
    "too_long": "This is too long: a million characters at most.",
    "json": "This begins like JSON and can't be read as such. Was it copied to its end?",
    "none": "There is no vacancy in this: neither hh.ru's JSON nor a JobPosting of schema.org.",
    "too_many": "This holds more than 50 vacancies. Please import them in parts.",
}


class NothingToImport(BesedaError):
    """No vacancy could be read from what was given; its field says why."""

    kind, code = Kind.INVALID, "nothing_to_import"
    message = "No vacancy could be read from this."

    def __init__(self, why: str) -> None:
        super().__init__(fields={"content": WORDS[why]})
