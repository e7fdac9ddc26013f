"""What a text is about: its words without endings, so that an answer can be held against its question."""

from beseda.understanding.words.text import Text, Token, listed

STEM = 5
LEAST = 3
COMMON = listed(
    "you are the and for any can per one out now did was has who why all not нет что как где кто или при"
    " все это так"
    " сколько какой какая какие какую когда готовы готов можете могли хотите есть ваша ваше ваши вам вас для"
    " работы работать опыт опыта лет года стаж how many much what which when have your with years experience"
    " work working would could ready able does this that нашей нашем этой этом можно нужно расскажите укажите"
)
"""Words of many questions, which say nothing about which one is meant."""


def topics(text: Text) -> frozenset[str]:
    """Return the beginnings of a text's telling words: «командировкам» and «командировки» are one."""
    return frozenset(token.text[:STEM] for token in text.tokens if _tells(token))


def _tells(token: Token) -> bool:
    return token.kind == "word" and len(token.text) >= LEAST and token.text not in COMMON
