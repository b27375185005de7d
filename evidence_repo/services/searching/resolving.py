"""What a query says about citations: `tctp:1.1.3`, `trangthai:"cần giải trình"`, a plain `TCTP 1.1.3`.

Criteria and states are not words of the index: they are looked up among the citations that this person sees,
as they stand now, and handed to the engine as sets of documents.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from sqlalchemy.orm import Session

from evidence_repo.services.examining.citations import versions_naming
from evidence_repo.services.searching.citations import SeenCitations
from index.search import Among, And, Citation, Cited, Node, Not, Number, Or, ParsedQuery, Word
from index.text import folded_words
from workflows.evidence import EvidenceState

_KINDS = ("tc", "tctp")
# As the screens say them (`rules.md` §9); a person types any words of it that follow each other.
_STATE_WORDS = {
    EvidenceState.DRAFT: "Bản nháp",
    EvidenceState.SUBMITTED: "Đã nộp, chờ rà soát",
    EvidenceState.NEEDS_EXPLANATION: "Cần giải trình",
    EvidenceState.EXPLAINED: "Đã giải trình, chờ xem xét",
    EvidenceState.SUFFICIENT: "Đạt yêu cầu",
    EvidenceState.ACCEPTED_WITH_EXPLANATION: "Đạt (chấp nhận giải trình)",
}


def resolve_citations(query: ParsedQuery, citations: SeenCitations) -> ParsedQuery:
    """Return the query with its criteria and states looked up among the citations that a person sees."""
    return replace(query, tree=_Resolver(citations).resolved(query.tree))


def resolve_named(session: Session, query: ParsedQuery) -> ParsedQuery:
    """Return the query with `viendan:34/2016/NĐ-CP` looked up in what the texts name.

    Nothing is found by it that the person may not find otherwise: the engine keeps to what they see.
    """
    return replace(query, tree=_with_named(session, query.tree))


def _with_named(session: Session, tree: Node) -> Node:
    match tree:
        case Cited(what=Citation.NAMED):
            return Among(frozenset(session.scalars(versions_naming(tree.whole))))
        case And() | Or():
            return replace(tree, parts=tuple(_with_named(session, part) for part in tree.parts))
        case Not():
            return Not(_with_named(session, tree.part))
        case _:
            return tree


class _Resolver:
    """Turns what a query says about citations into sets of documents."""

    def __init__(self, citations: SeenCitations) -> None:
        self._citations = citations

    def resolved(self, tree: Node) -> Node:
        match tree:
            case Cited(what=Citation.CRITERION):
                return self._cited_for(tree.whole)
            case Cited(what=Citation.STATE):
                return self._in_state([word.folded for word in tree.words])
            case Number():
                return self._number(tree, tree.whole, tree)
            case And():
                return And(tuple(self._neighbours(tree.parts)))
            case Or():
                return Or(tuple(self.resolved(part) for part in tree.parts))
            case Not():
                return Not(self.resolved(tree.part))
            case _:
                return tree

    def _neighbours(self, parts: tuple[Node, ...]) -> Iterator[Node]:
        """Yield the parts resolved, where `TCTP 1.1.3` in plain words, or NOT before it, is one of them."""
        taken = False
        for part, following in pairwise((*parts, None)):
            assert part is not None
            kind = part.part if isinstance(part, Not) else part
            if taken:
                taken = False
            elif isinstance(kind, Word) and kind.folded in _KINDS and isinstance(following, Number):
                taken = True
                named = self._number(And((kind, following)), f"{kind.folded} {following.whole}", following)
                yield Not(named) if isinstance(part, Not) else named
            else:
                yield self.resolved(part)

    def _number(self, asked: Node, code: str, number: Number) -> Node:
        """Return what finds the words as they were typed, and the documents cited for what they name."""
        if any(letter not in "0123456789." for letter in number.whole):
            return asked
        cited = self._cited_for(code)
        return Or((asked, cited)) if cited.ids else asked

    def _cited_for(self, code: str) -> Among:
        return Among(self._citations.criteria.get(code, frozenset()))

    def _in_state(self, words: list[str]) -> Among:
        states = frozenset(state for state, named in _STATE_WORDS.items() if _says(named, state, words))
        return Among(self._citations.in_states(states))


def _says(named: str, state: EvidenceState, words: list[str]) -> bool:
    asked = f" {' '.join(words)} "
    return any(asked in f" {' '.join(folded_words(name))} " for name in (named, state.replace("_", " ")))
