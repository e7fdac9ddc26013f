"""Taking out of a text who its writer is, before a language model sees it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_LAST = "аяйьеоиы"
_ENDINGS = (
    "[аяуюеиыойь]|[оеё]й|[оеё]ю|[оеыи]м|[ыи]х|[ое]го|[ое]му|[ая]ми|[ая]х|[ая]м|[ыи]ми|[ое]в|ье|ья|ью|ьи|'?s"
)
"""What a Russian name ends in, and how; "s" is English."""
MASK = "[…]"
SHORTEST_NAME = 3
SHORTEST_STEM = 4
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(r"(?:https?://|www\.|t\.me/|vk\.com/|linkedin\.com/)\S+|(?<!\w)@\w{4,}", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w.,])\+?\d(?:[\s().-]*\d){9,14}(?!\w)")
_INTRODUCED = re.compile(
    r"(\b(?:меня зовут|мо[её] имя|моя фамилия|my name is|i am called|call me)\s+)"
    r"[^\W\d_]+(?:[\s-]+[A-ZА-ЯЁ][^\W\d_]+){0,2}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of a candidate that a model must not see: its name, its mailbox, its telephone."""

    name: str = ""
    email: str = ""
    phone: str = ""


def masked(text: str, who: Identity) -> str:
    """Return a text without its writer's name, in any case of it, and without addresses and telephones."""
    for pattern in (_ADDRESS, _LINK, _PHONE):
        text = pattern.sub(MASK, text)
    text = _INTRODUCED.sub(lambda found: f"{found[1]}{MASK}", text)
    known = [*_stems(who.name.split()), *_words([who.email, who.email.partition("@")[0], who.phone])]
    for pattern in known:
        text = pattern.sub(MASK, text)
    return text


def _stems(names: Iterable[str]) -> Iterable[re.Pattern[str]]:
    """Return what finds a name and its cases: «Иванова» is found in «Ивановой»."""
    for name in names:
        if len(name) >= SHORTEST_NAME:
            stem = name[:-1] if name[-1].casefold() in _LAST else name
            yield re.compile(rf"(?<!\w){re.escape(stem)}(?:{_ENDINGS})?(?!\w)", re.IGNORECASE)


def _words(known: Iterable[str]) -> Iterable[re.Pattern[str]]:
    for one in known:
        if len(one) > SHORTEST_STEM:
            yield re.compile(rf"(?<!\w){re.escape(one)}(?!\w)", re.IGNORECASE)
