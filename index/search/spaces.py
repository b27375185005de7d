"""The kinds of terms that an index knows."""

from enum import StrEnum

from index.search.nodes import Field

MAX_TERM = 80  # longer "words" are noise of extraction; they are cut, in queries as well


class Space(StrEnum):
    """The kind of a term; each is looked up apart from the others."""

    WORD = "w"
    PAIR = "p"
    EXACT = "x"
    SYMBOL = "s"
    TITLE = "h"  # words, pairs and symbols of number and subject, which rank higher
    NUMBER = "n"
    DOC_TYPE = "t"
    ISSUER = "i"
    SIGNATORY = "g"


SPACE_OF = {
    Field.NUMBER: Space.NUMBER,
    Field.DOC_TYPE: Space.DOC_TYPE,
    Field.ISSUER: Space.ISSUER,
    Field.SIGNATORY: Space.SIGNATORY,
}


def term_key(space: Space, term: str) -> str:
    """Return the key of a term; keys sort as their UTF-8 bytes do."""
    return space.value + term[:MAX_TERM]
