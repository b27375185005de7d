"""“Did you mean”: words near those typed, of documents that this person may find.

A word is taken for a slip if no document that the person may find has it beside its neighbours in the query.
What is put in its place stands in such a document, and the whole query finds something.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy.orm import Session

from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.searching.citations import seen_citations
from evidence_repo.stamped_cache import StampedCache
from index.search import MAX_QUERY, DocumentSet, IndexDamaged, SearchEngine, Space, parse_query
from index.text import Token, TokenKind, from_telex, tokenise

_MAX_WORDS = 12
_CANDIDATES = 60
_SHORT = 4
"""Letters; a word no longer than this may have one slip, a longer one two."""

_FIELD_MARKS = ':"*'
_OPERATORS = {"and", "or", "not", "va", "hoac", "khong"}


def better_query(
    session: Session, engine: SearchEngine, actor: Actor, typed: str, *, memory: StampedCache | None = None
) -> str | None:
    """Return what may have been meant and finds something, or None; fields and quotes are left alone."""
    words = [token for token in tokenise(typed[:MAX_QUERY]) if token.kind is TokenKind.WORD]
    if not 0 < len(words) <= _MAX_WORDS or any(mark in typed for mark in _FIELD_MARKS):
        return None
    try:
        seen = seen_citations(session, actor, memory).versions
        corrector = _Corrector(engine, seen, words)
        corrected = corrector.corrected(typed)
        if corrected and engine.search(parse_query(corrected), visible=corrector.seen, limit=1).total:
            return corrected
    except IndexDamaged:  # a worker rebuilds it
        return None
    return None


class _Corrector:
    """Replaces the words of one query that nothing has beside their neighbours."""

    def __init__(self, engine: SearchEngine, seen: DocumentSet, words: Sequence[Token]) -> None:
        self._engine = engine
        self.seen = seen
        self._words = words
        self._folded = [word.folded for word in words]

    def corrected(self, typed: str) -> str | None:
        """Return what was typed with each slip replaced, or None if there is none or no better word."""
        pieces, place, is_better = [], 0, False
        meant = [self._from_keys(word) for word in self._folded]
        self._folded = [key or word for key, word in zip(meant, self._folded, strict=True)]
        for index, word in enumerate(self._words):
            better = self._better(index) or meant[index]
            if better is None:
                continue
            self._folded[index] = better
            pieces += [typed[place : word.start], better]
            place, is_better = word.end, True
        return "".join([*pieces, typed[place:]]) if is_better else None

    def _from_keys(self, word: str) -> str | None:
        """Return what the keys of Telex mean, if they stayed keys: nothing has them as a word."""
        meant = from_telex(word)
        known = meant is not None and not self._count(Space.WORD, word) and self._count(Space.WORD, meant)
        return meant if known else None

    def _better(self, index: int) -> str | None:
        word = self._folded[index]
        if word in _OPERATORS or not word.isalpha() or self._support(index, word):
            return None
        near = [(slips, -self._support(index, other), other) for other, slips in self._near(word)]
        return min((one for one in near if one[1] < 0), default=(0, 0, None))[2]

    def _support(self, index: int, word: str) -> int:
        """Return how many findable documents have the word beside a neighbour (a lone word: at all)."""
        beside = list(self._pairs(index, word))
        if not beside:
            return self._count(Space.WORD, word)
        return max(self._count(Space.PAIR, pair) for pair in beside)

    def _pairs(self, index: int, word: str) -> Iterator[str]:
        if index > 0:
            yield f"{self._folded[index - 1]} {word}"
        if index + 1 < len(self._folded):
            yield f"{word} {self._folded[index + 1]}"

    def _near(self, word: str) -> Iterator[tuple[str, int]]:
        allowed = 1 if len(word) <= _SHORT else 2
        found = process.extract(
            word, self._vocabulary, scorer=OSA.distance, score_cutoff=allowed, limit=_CANDIDATES
        )
        for term, slips, _ in found:
            if term != word and term.isalpha():
                yield term, int(slips)

    @cached_property
    def _vocabulary(self) -> list[str]:
        return [term.term for term in self._engine.terms(Space.WORD, limit=None)]

    def _count(self, space: Space, term: str) -> int:
        return len(self._engine.documents_with(space, term) & self.seen)
