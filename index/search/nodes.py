"""What a query asks for: a tree that knows no engine, its words ready to be compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Field(StrEnum):
    """A part of a document that can be asked for by name."""

    NUMBER = "number"
    DOC_TYPE = "doc_type"
    ISSUER = "issuer"
    SIGNATORY = "signatory"


class Citation(StrEnum):
    """What can be asked of a document's citations, which no index knows; and what it names itself."""

    CRITERION = "criterion"
    STATE = "state"
    NAMED = "named"


@dataclass(frozen=True, slots=True)
class All:
    """Every document."""


@dataclass(frozen=True, slots=True)
class Word:
    """The word somewhere in the document; under `Not`, only as it was written if it has diacritics."""

    exact: str
    folded: str

    @property
    def is_marked(self) -> bool:
        """Return whether the word was written with diacritics."""
        return self.exact != self.folded


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words one after the other."""

    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Prefix:
    """A word whose folded form begins with `stem`, or one of the whole words `also`."""

    stem: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Number:
    """A number and symbol as a whole, or its parts one after the other."""

    whole: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class FieldIs:
    """A field that has the words one after the other, or the whole number."""

    field: Field
    words: tuple[Word, ...]
    whole: str = ""


@dataclass(frozen=True, slots=True)
class DateRange:
    """Issued on or after `first`, and on or before `last`."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Cited:
    """A criterion (`whole` is its code) or a state that a document is cited for or in, or a number it names.

    Whoever knows the citations puts `Among` in its place; an engine finds nothing for it.
    """

    what: Citation
    words: tuple[Word, ...]
    whole: str = ""


@dataclass(frozen=True, slots=True)
class Among:
    """One of these documents, by id: what whoever asks has looked up elsewhere."""

    ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class And:
    """What fulfils every part; neighbouring words rank higher where they are neighbours in the text."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """What fulfils at least one part."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """What does not fulfil the part."""

    part: Node


Node = All | Word | Phrase | Prefix | Number | FieldIs | DateRange | Cited | Among | And | Or | Not
Leaf = Word | Phrase | Prefix | Number | FieldIs | DateRange | Cited | Among


def wanted_leaves(tree: Node) -> Iterator[Leaf]:
    """Yield the leaves that a document may be found for, in the order of the query."""
    if isinstance(tree, And | Or):
        for part in tree.parts:
            yield from wanted_leaves(part)
    elif not isinstance(tree, Not | All):
        yield tree


def word_runs(tree: Node) -> Iterator[tuple[Word, ...]]:
    """Yield the words that stand next to each other in the query, each run as long as it is."""
    if isinstance(tree, Or):
        for part in tree.parts:
            yield from word_runs(part)
    elif isinstance(tree, And):
        run: list[Word] = []
        for part in tree.parts:
            if isinstance(part, Word):
                run.append(part)
                continue
            if run:
                yield tuple(run)
            run = []
            yield from word_runs(part)
        if run:
            yield tuple(run)
    elif isinstance(tree, Word):
        yield (tree,)
    elif isinstance(tree, Phrase | Number):
        yield tree.words


def required_words(tree: Node) -> set[Word]:
    """Return words that everything has which fulfils the tree."""
    if isinstance(tree, And):
        return {word for part in tree.parts for word in required_words(part)}
    return set(tree.words) if isinstance(tree, Phrase) else {tree} if isinstance(tree, Word) else set()
