"""One thing to fuzz."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisWarning


@dataclass(frozen=True, slots=True)
class Target:
    """What is fuzzed: inputs are drawn from `inputs`, and `check` must not raise on any of them."""

    name: str
    inputs: st.SearchStrategy[Any]
    check: Callable[[Any], object]

    def run(self, examples: int, seed_number: int) -> None:
        """Try so many inputs; the same seed tries the same ones. Raise what the check raises, made small."""
        tried = given(self.inputs)(self.check)
        tried = settings(
            max_examples=examples,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink),
        )(tried)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", HypothesisWarning)  # it shows inputs, however large they are
            seed(seed_number)(tried)()


def damaged(whole: bytes, most: int = 12) -> st.SearchStrategy[bytes]:
    """Return `whole` with some bytes changed, a piece put in or left out, or its end cut off."""
    place = st.integers(0, len(whole))
    change = st.tuples(place, place, st.binary(max_size=8))

    def apply(drawn: tuple[list[tuple[int, int, bytes]], int]) -> bytes:
        changes, end = drawn
        data = whole
        for start, stop, put in changes:
            data = data[:start] + put + data[stop if stop - start in range(9) else start + len(put) :]
        return data[: end or len(data)]

    return st.tuples(st.lists(change, max_size=most), st.just(0) | place).map(apply)
