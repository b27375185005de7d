"""What tantivy is given of a document: ready tokens, between blanks, and the numbers that searches need."""

from itertools import pairwise

import tantivy

from index.search.document_terms import document_passages, header_terms
from index.search.engine import SearchDocument
from index.search.spaces import MAX_TERM, Space
from index.text import Passage

WORDS, PAIRS, KEYS = "words", "pairs", "keys"
ID, ISSUED, NEWEST, BLOCK, BIT = "id", "issued", "newest", "block", "bit"
TOKENIZER = "whitespace"
# Documents of a block are told apart by bits of a number that 64-bit floating point adds up exactly.
BLOCK_SIZE = 52
_JOIN = "_"  # in no word, so it stands for the blank between two words of a term
_ID_BITS = 40


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


def tantivy_document(document: SearchDocument) -> tantivy.Document:
    """Return the document as it is written."""
    passages = document_passages(document)
    made = tantivy.Document()
    for passage in passages:
        words = _cut(passage.folded)
        if words:
            made.add_text(WORDS, " ".join(words))
            # The last word makes a pair of its own, so that both fields have one length.
            made.add_text(PAIRS, " ".join((*_cut(list(map(_JOIN.join, pairwise(words)))), words[-1] + _JOIN)))
    made.add_text(KEYS, " ".join(_keys(passages)))
    _add_numbers(made, document)
    return made


def _add_numbers(made: tantivy.Document, document: SearchDocument) -> None:
    issued = document.issued_on.toordinal() if document.issued_on else 0
    made.add_integer(ID, document.id)
    made.add_integer(ISSUED, issued)
    made.add_integer(NEWEST, issued << _ID_BITS | document.id)
    made.add_integer(BLOCK, document.id // BLOCK_SIZE)
    made.add_float(BIT, float(1 << document.id % BLOCK_SIZE))


def _cut(words: list[str]) -> list[str]:
    if max(map(len, words), default=0) <= MAX_TERM:
        return words
    return [word[:MAX_TERM] for word in words]


def _keys(passages: list[Passage]) -> set[str]:
    keys: set[str] = set()
    for folded, exact, symbols in passages:
        keys.update(map(Space.EXACT.value.__add__, _cut([*set(exact).difference(folded)])))
        keys.update(map(Space.SYMBOL.value.__add__, _cut(symbols)))
    for space, terms in header_terms(passages):
        keys.update(space.value + term.replace(" ", _JOIN) for term in _cut([*terms]))
    return keys
