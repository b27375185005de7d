"""Why something cannot be done, as a code and its parameters; pages turn it into a sentence and a advice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

ParamValue = str | int | None


@dataclass(frozen=True, slots=True)
class Blocker:
    """One reason why an action is refused; `code` is stable, `params` fills the sentence."""

    code: str
    params: Mapping[str, ParamValue] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "params", MappingProxyType(dict(self.params)))

    def __hash__(self) -> int:
        return hash((self.code, tuple(sorted(self.params.items(), key=lambda item: item[0]))))


class InvalidTransition(Exception):
    """The table has no row for this; `blocker` says which part did not fit."""

    def __init__(self, blocker: Blocker) -> None:
        super().__init__(f"{blocker.code} {dict(blocker.params)}")
        self.blocker = blocker

    @property
    def code(self) -> str:
        """Return the blocker's code."""
        return self.blocker.code
