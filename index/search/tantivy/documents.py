"""What tantivy is given of a document: ready tokens, between blanks, and the numbers that searches need."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import tantivy

from index.search.document_terms import HEADER, document_texts, field_terms
from index.search.protocol import SearchDocument
from index.search.spaces import MAX_TERM, Space
from index.text import BoundedCache, Passage, folded_words, read_passage

WORDS, PAIRS, KEYS = "words", "pairs", "keys"
ID, ISSUED, NEWEST, BLOCK, BIT = "id", "issued", "newest", "block", "bit"
TOKENIZER = "whitespace"
# Documents of a block are distinguished by bits of a number that 64-bit floating point adds up exactly.
BLOCK_SIZE = 52
_JOIN = "_"  # in no word, so it stands for the blank between two words of a term
_LONG = "!"  # in no word either: marks what has a word so long that a pair of it is cut
_ID_BITS = 40
_REMEMBERED = 4_096  # texts of the header


def search_schema() -> tantivy.Schema:
    """Return the schema: words with counts, pairs with positions, all other terms as keys."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(WORDS, tokenizer_name=TOKENIZER, index_option="freq")
    builder.add_text_field(PAIRS, tokenizer_name=TOKENIZER, index_option="position")
    builder.add_text_field(KEYS, tokenizer_name=TOKENIZER, index_option="basic")
    for name in (ID, ISSUED):
        builder.add_integer_field(name, indexed=True, fast=True)
    for name in (NEWEST, BLOCK):
        builder.add_integer_field(name, fast=True)
    builder.add_float_field(BIT, fast=True)
    return builder.build()


def register_tokenizer(index: tantivy.Index) -> None:
    """Have the index cut texts at blanks only."""
    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(TOKENIZER, analyzer)


def place_of(key: str) -> tuple[str, str]:
    """Return the field in which the term of a key stands, and how it is written there."""
    space, term = Space(key[0]), key[1:].replace(" ", _JOIN)
    if space is Space.WORD:
        return WORDS, term
    if space is Space.PAIR:
        return PAIRS, term
    return KEYS, key[0] + term


def term_of(value: str, field: str) -> str:
    """Return the term that is written so in a field: the way back of `place_of`."""
    return (value[1:] if field == KEYS else value).replace(_JOIN, " ")


class _Part(NamedTuple):
    """A text as it is written: words and pairs, between blanks, and the keys of its other terms."""

    words: str
    pairs: str
    keys: frozenset[str]


def tantivy_document(document: SearchDocument) -> tantivy.Document:
    """Return the document as it is written."""
    *header, text = document_texts(document)
    parts = [part for part in (*map(_header_part, header), _part(text)) if part.pairs]
    keys = [_field_keys(space, header[place]) for space, places in HEADER.items() for place in places]
    made = tantivy.Document()
    made.add_text(WORDS, "\n".join([part.words for part in parts]))
    for part in parts:
        made.add_text(PAIRS, part.pairs)
    made.add_text(KEYS, " ".join(frozenset().union(*keys, *(part.keys for part in parts))))
    _add_numbers(made, document)
    return made


def _part(text: str) -> _Part:
    passage = read_passage(text)
    exact = " ".join(map(_EXACT_KEYS.__getitem__, set(passage.pieces))).split()
    symbols = map(Space.SYMBOL.value.__add__, _cut(passage.symbols))
    return _Part(*_words_and_pairs(passage), frozenset((*exact, *symbols)))


_header_part = lru_cache(maxsize=_REMEMBERED)(_part)  # issuers, signatories and types come again and again


@lru_cache(maxsize=_REMEMBERED)
def _field_keys(space: Space, text: str) -> frozenset[str]:
    terms = _cut(field_terms(read_passage(text)))
    return frozenset(space.value + term.replace(" ", _JOIN) for term in terms)


def _paired(piece: str) -> str:
    """Return each word of a piece as the end of a pair and as the beginning of the next: `cai cai_`."""
    words = folded_words(piece)
    mark = _LONG if max(map(len, words), default=0) >= MAX_TERM // 2 else ""
    return mark + "".join(f"{word} {word}{_JOIN}" for word in words)


def _exact_keys(piece: str) -> str:
    return " ".join(Space.EXACT.value + word for word in _cut(read_passage(piece).marked()))


_PAIRED, _EXACT_KEYS = BoundedCache(_paired), BoundedCache(_exact_keys)


def _words_and_pairs(passage: Passage) -> tuple[str, str]:
    """Return the words and the pairs; both are empty if there is no word.

    The last word makes a pair of its own, so that both fields have one length.
    """
    paired = "".join(map(_PAIRED.__getitem__, passage.pieces))
    if _LONG not in paired:
        return passage.line(), paired.partition(" ")[2]
    words = _cut(passage.folded())
    return " ".join(words), " ".join((*_cut(map(_JOIN.join, pairwise(words))), words[-1] + _JOIN))


def _cut(terms: Iterable[str]) -> list[str]:
    return [term[:MAX_TERM] for term in terms]


def _add_numbers(made: tantivy.Document, document: SearchDocument) -> None:
    issued = document.issued_on.toordinal() if document.issued_on else 0
    made.add_integer(ID, document.id)
    made.add_integer(ISSUED, issued)
    made.add_integer(NEWEST, issued << _ID_BITS | document.id)
    made.add_integer(BLOCK, document.id // BLOCK_SIZE)
    made.add_float(BIT, float(1 << document.id % BLOCK_SIZE))
