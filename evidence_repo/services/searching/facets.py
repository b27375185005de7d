"""By what a search can be narrowed, and how many documents each choice holds.

All that is chosen holds for one and the same citation; several values of one facet mean any of them. What a
choice would hold is counted as if its own facet had none chosen, so that one can go on to another value.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from index.search import DocumentSet
from index.text import vietnamese_order


class Facet(StrEnum):
    """By what a search can be narrowed; the value is its name in an address."""

    TYPE = "doc_type"
    AGENCY = "agency"
    ISSUER = "issuer"
    FIELD = "field"
    CRITERION = "criterion"
    STATE = "state"
    REASON = "reason"
    YEAR = "year"
    FORMAT = "format"


Filters = Mapping[Facet, Collection[str]]
Columns = Mapping[Facet, Sequence[str | None]]
"""What each citation has, facet by facet."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One choice: its value in an address, its name (or the value, where the screens have a word for it)."""

    value: str
    name: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class _Column:
    """One facet of all citations; values are numbered from 1, 0 stands for none.

    A version cited twice with one value counts once: such citations are one pair of value and version.
    """

    values: Sequence[str]
    codes: NDArray[np.int64]
    pairs: NDArray[np.int64]
    code_of_pair: NDArray[np.int64]

    @classmethod
    def of(cls, versions: NDArray[np.int64], values: Sequence[str | None]) -> _Column:
        distinct = [value for value in set(values) if value]
        numbers: dict[str | None, int] = {value: number for number, value in enumerate(distinct, start=1)}
        numbers |= {None: 0, "": 0}
        codes = np.fromiter(map(numbers.__getitem__, values), dtype=np.int64, count=len(values))
        spread = int(versions.max(initial=0)) + 1
        found, pairs = np.unique(codes * spread + versions, return_inverse=True)
        return cls(distinct, codes, pairs, found // spread)

    def kept(self, rows: NDArray[np.bool_]) -> _Column:
        """Return the column of some of the citations."""
        return _Column(self.values, self.codes[rows], self.pairs[rows], self.code_of_pair)

    def fails(self, wanted: Collection[str]) -> NDArray[np.bool_]:
        """Return for each citation whether it has none of the values."""
        fits = np.array([False, *(value in wanted for value in self.values)])
        return ~fits[self.codes]

    def counts(self, rows: NDArray[np.bool_]) -> Iterator[tuple[str, int]]:
        """Yield the values of the citations chosen, with how many versions have each."""
        there = np.zeros(len(self.code_of_pair), dtype=np.bool_)
        there[self.pairs[rows]] = True
        counted = np.bincount(self.code_of_pair[there], minlength=len(self.values) + 1).tolist()
        return ((value, count) for value, count in zip(self.values, counted[1:], strict=True) if count)


@dataclass(frozen=True, slots=True)
class FacetRows:
    """What can be chosen: for each citation its version and its values; and the names of values."""

    versions: NDArray[np.int64]
    columns: Sequence[_Column]
    names: Mapping[tuple[Facet, str], str]
    documents: DocumentSet
    """All versions."""

    @classmethod
    def of(
        cls, versions: Sequence[int], values: Columns, names: Mapping[tuple[Facet, str], str]
    ) -> FacetRows:
        """Return the rows of citations of these versions with these values."""
        ids = np.array(versions, dtype=np.int64)
        columns = [_Column.of(ids, values[facet]) for facet in Facet]
        return cls(ids, columns, names, DocumentSet.of(ids))

    def without(self, versions: Collection[int]) -> FacetRows:
        """Return the rows of all other versions."""
        rows = ~DocumentSet.of(versions).are_in(self.versions)
        ids = self.versions[rows]
        return FacetRows(ids, [column.kept(rows) for column in self.columns], self.names, DocumentSet.of(ids))

    def chosen(self, filters: Filters) -> DocumentSet:
        """Return the versions of the citations that are chosen in every facet."""
        return DocumentSet.of(self.versions[self._failures(filters) == 0])

    def counts(self, found: DocumentSet, filters: Filters) -> dict[Facet, list[FacetValue]]:
        """Return the choices of each facet for the versions found, those that hold most first."""
        failed = self._failures(filters)
        among = found.are_in(self.versions)
        counted = {}
        for facet, column in zip(Facet, self.columns, strict=True):
            wanted = filters.get(facet, ())
            # chosen in every facet but perhaps this one
            rows = among & (failed == column.fails(wanted) if wanted else failed == 0)
            counted[facet] = self._choices(facet, column, rows, wanted)
        return counted

    def _choices(
        self, facet: Facet, column: _Column, rows: NDArray[np.bool_], wanted: Collection[str]
    ) -> list[FacetValue]:
        held = dict.fromkeys(wanted, 0) | dict(column.counts(rows))
        choices = [
            FacetValue(value, self.names.get((facet, value), value), count, value in wanted)
            for value, count in held.items()
        ]
        return sorted(choices, key=lambda choice: (-choice.count, vietnamese_order(choice.name)))

    def _failures(self, filters: Filters) -> NDArray[np.int64]:
        """Return in how many facets each citation is not chosen."""
        failed = np.zeros(len(self.versions), dtype=np.int64)
        for facet, column in zip(Facet, self.columns, strict=True):
            if filters.get(facet):
                failed += column.fails(filters[facet])
        return failed
