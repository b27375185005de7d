"""Vietnamese text: one way of writing, folding, tokens and the terms that are indexed."""

from index.text.bounded_cache import BoundedCache
from index.text.composing import compose, cut_marks, plain_line
from index.text.folding import fold, normalise
from index.text.lookalikes import vietnamese
from index.text.ordering import vietnamese_order
from index.text.symbols import Symbol, find_symbols
from index.text.telex import from_telex
from index.text.terms import IndexTerms, Passage, count_terms, folded_words, index_terms, read_passage
from index.text.tokens import Token, TokenKind, Words, as_compared, tokenise

__all__ = [
    "BoundedCache",
    "IndexTerms",
    "Passage",
    "Symbol",
    "Token",
    "TokenKind",
    "Words",
    "as_compared",
    "compose",
    "count_terms",
    "cut_marks",
    "find_symbols",
    "fold",
    "folded_words",
    "from_telex",
    "index_terms",
    "normalise",
    "plain_line",
    "read_passage",
    "tokenise",
    "vietnamese",
    "vietnamese_order",
]
