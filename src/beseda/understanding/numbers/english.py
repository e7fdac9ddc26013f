"""English number words."""

UNITS = {
    "zero": 0, "nought": 0, "nil": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "fiv": 5, "sevn": 7,
}  # fmt: skip
_TEENS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "fiveteen": 15, "fourten": 14, "eightteen": 18,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90, "ninty": 90, "twelf": 12, "fivty": 50,
}  # fmt: skip
NUMBERS: dict[str, float] = {**UNITS, **_TEENS, **_TENS}
GROUPS = {"dozen": 12, "dozens": 12, "doz": 12, "dozs": 12}
VAGUE = {"couple": 2}
HUNDREDS = {"hundred": 100, "hundreds": 100}
SCALES = {
    "thousand": 1_000, "thousands": 1_000, "lakh": 100_000, "lakhs": 100_000, "lkh": 100_000,
    "million": 1_000_000, "millions": 1_000_000, "mil": 1_000_000, "mln": 1_000_000, "mn": 1_000_000,
    "crore": 10_000_000, "crores": 10_000_000, "krores": 10_000_000, "koti": 10_000_000, "cr": 10_000_000,
    "billion": 1_000_000_000, "billions": 1_000_000_000, "bn": 1_000_000_000,
    "trillion": 1_000_000_000_000, "trillions": 1_000_000_000_000,
}  # fmt: skip
SHORT = {"k": 1_000, "grand": 1_000, "m": 1_000_000, "mm": 1_000_000}
SHORT_GIGA = {"g": 1_000_000_000, "b": 1_000_000_000}

_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
]
ORDINALS = {word: index for index, word in enumerate(_ORDINALS, 1)} | {
    "thirtieth": 30, "fortieth": 40, "fiftieth": 50, "sixtieth": 60, "seventieth": 70, "eightieth": 80,
    "ninetieth": 90, "hundredth": 100,
}  # fmt: skip
