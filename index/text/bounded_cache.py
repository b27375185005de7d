"""What was made of a piece of text once: the same syllables come again and again."""

from collections.abc import Callable
from typing import TypeVar

Made = TypeVar("Made")

_MOST = 1 << 16
_LONGEST = 40  # characters; what is longer is noise that does not come again


class BoundedCache(dict[str, Made]):
    """What `make` returns for each text, made when first asked for; bounded, by forgetting everything."""

    def __init__(self, make: Callable[[str], Made]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, text: str) -> Made:
        made = self._make(text)
        if len(text) <= _LONGEST:
            if len(self) >= _MOST:
                self.clear()
            self[text] = made
        return made
