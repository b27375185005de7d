"""By what a search can be narrowed, and how many documents each choice holds.

All that is chosen holds for one and the same citation; several values of one facet mean any of them. What a
choice would hold is counted as if its own facet had none chosen, so that one can go on to another value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


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
Values = tuple[str | None, ...]
"""What a citation has, in the order of `Facet`."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One choice: its value in an address, its name (or the value, where the screens have a word for it)."""

    value: str
    name: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class FacetRows:
    """What can be chosen: for each citation its version and its values; and the names of values."""

    versions: Sequence[int]
    values: Sequence[Values]
    names: Mapping[tuple[Facet, str], str]

    def without(self, versions: frozenset[int]) -> FacetRows:
        """Return the rows of all other versions."""
        kept = [row for row, version in enumerate(self.versions) if version not in versions]
        return FacetRows([self.versions[row] for row in kept], [self.values[row] for row in kept], self.names)

    def chosen(self, filters: Filters) -> frozenset[int]:
        """Return the versions of the citations that are chosen in every facet."""
        failed = self._failures(filters)
        return frozenset(version for version, count in zip(self.versions, failed, strict=True) if not count)

    def counts(self, found: frozenset[int], filters: Filters) -> dict[Facet, list[FacetValue]]:
        """Return the choices of each facet for the versions found, those that hold most first."""
        failed = self._failures(filters)
        rows = [row for row, version in enumerate(self.versions) if version in found]
        clean = [row for row in rows if not failed[row]]
        counted = {}
        for place, facet in enumerate(Facet):
            wanted = filters.get(facet, ())
            among = (
                clean
                if not wanted
                else [row for row in rows if self._fails_at_most(row, failed, place, wanted)]
            )
            counted[facet] = self._choices(facet, place, among, wanted)
        return counted

    def _choices(
        self, facet: Facet, place: int, rows: Sequence[int], wanted: Collection[str]
    ) -> list[FacetValue]:
        pairs = {(self.values[row][place], self.versions[row]) for row in rows}
        held = Counter(value for value, _ in pairs if value)
        held.update(dict.fromkeys(wanted, 0))
        choices = [
            FacetValue(value, self.names.get((facet, value), value), count, value in wanted)
            for value, count in held.items()
        ]
        return sorted(choices, key=lambda choice: (-choice.count, choice.name))

    def _failures(self, filters: Filters) -> list[int]:
        """Return in how many facets each citation is not chosen."""
        chosen = [
            (place, frozenset(filters[facet])) for place, facet in enumerate(Facet) if filters.get(facet)
        ]
        return [sum(values[place] not in wanted for place, wanted in chosen) for values in self.values]

    def _fails_at_most(self, row: int, failed: Sequence[int], place: int, wanted: Collection[str]) -> bool:
        """Tell whether the citation is chosen in every facet but perhaps this one."""
        return failed[row] == (self.values[row][place] not in wanted)
