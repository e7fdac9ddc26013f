"""Kinds `phone` and `email`: duckling_xx_phonenumber, recognizers_en_phonenumbermodel, *_email*.

Figures are compared; a country's code may be added. What a source gives as no number must be asked again.
"""

import re
from collections.abc import Iterator

from bench.answers.sets import Row, Sets, row


def _duckling_phone(line: Row, locale: str) -> Iterator[Row | str]:
    found = re.fullmatch(r'\(PhoneNumberValue "(.*)"\)', line["want"] or "")
    yield row(line, "phone", found[1] if found else None, locale=locale)


def _recognized_phone(line: Row, locale: str) -> Iterator[Row | str]:
    numbers = {one["value"]["value"] for one in line["want"]}
    yield row(line, "phone", numbers.pop() if len(numbers) == 1 else None, locale=locale)


def _duckling_email(line: Row, locale: str) -> Iterator[Row | str]:
    found = re.fullmatch(r'\(EmailData "(.*)"\)', line["want"] or "")
    yield row(line, "email", found[1] if found else None, locale=locale)


def _recognized_email(line: Row, locale: str) -> Iterator[Row | str]:
    addresses = {one["value"]["value"] for one in line["want"]}
    yield row(line, "email", addresses.pop() if len(addresses) == 1 else None, locale=locale)


SETS: Sets = {
    "duckling_xx_phonenumber": _duckling_phone,
    "recognizers_en_phonenumbermodel": _recognized_phone,
    "duckling_xx_email": _duckling_email,
    "recognizers_en_emailmodel": _recognized_email,
}
