"""Sets of documents by id, as one flag for each: what was found, what may be seen, what a facet counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Value = TypeVar("Value")


class DocumentSet:
    """An immutable set of ids from 0; set operations on 100,000 documents take some microseconds."""

    __slots__ = ("__dict__", "flags")

    def __init__(self, flags: NDArray[np.bool_]) -> None:
        """Take over an array that has True at the place of every id that is in; nobody changes it later."""
        self.flags = flags

    @classmethod
    def of(cls, ids: Iterable[int] | NDArray[np.integer]) -> DocumentSet:
        """Return the set of these ids; negative ones are nobody's."""
        if isinstance(ids, DocumentSet):
            return ids
        numbers = ids if isinstance(ids, np.ndarray) else np.fromiter(ids, dtype=np.int64)
        numbers = numbers[numbers >= 0]
        flags = np.zeros(int(numbers.max()) + 1 if len(numbers) else 0, dtype=np.bool_)
        flags[numbers] = True
        return cls(flags)

    @cached_property
    def size(self) -> int:
        """How many ids are in."""
        return int(np.count_nonzero(self.flags))

    def __len__(self) -> int:
        return self.size

    def __contains__(self, id_: object) -> bool:
        return isinstance(id_, int) and 0 <= id_ < len(self.flags) and bool(self.flags[id_])

    def __iter__(self) -> Iterator[int]:
        return iter(self.ids().tolist())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DocumentSet) and self.size == other.size == len(self & other)

    def __hash__(self) -> int:
        return hash(self.ids().tobytes())

    def __and__(self, other: DocumentSet) -> DocumentSet:
        shorter = min(len(self.flags), len(other.flags))
        return DocumentSet(self.flags[:shorter] & other.flags[:shorter])

    def __or__(self, other: DocumentSet) -> DocumentSet:
        shorter, longer = sorted((self.flags, other.flags), key=len)
        flags = longer.copy()
        flags[: len(shorter)] |= shorter
        return DocumentSet(flags)

    def __sub__(self, other: DocumentSet) -> DocumentSet:
        flags = self.flags.copy()
        shorter = min(len(flags), len(other.flags))
        flags[:shorter] &= ~other.flags[:shorter]
        return DocumentSet(flags)

    def ids(self) -> NDArray[np.int64]:
        """Return the ids, rising."""
        return np.flatnonzero(self.flags)

    def are_in(self, ids: NDArray[np.integer]) -> NDArray[np.bool_]:
        """Return for each id (0 or more, in any order, also repeatedly) whether it is in."""
        known = np.asarray(ids) < len(self.flags)
        answer = np.zeros(len(ids), dtype=np.bool_)
        answer[known] = self.flags[ids[known]]
        return answer

    def counts(self, values: Mapping[Value, DocumentSet]) -> dict[Value, int]:
        """Return how many of these documents have each value of a facet: `{value: documents having it}`."""
        return {value: len(self & documents) for value, documents in values.items()}
