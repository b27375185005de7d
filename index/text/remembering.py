"""What was made of a piece of text once: the same syllables come again and again."""

from collections.abc import Callable
from typing import TypeVar

Made = TypeVar("Made")

_MOST = 1 << 17


class Remembered(dict[str, Made]):
    """What `make` returns for each text, made when first asked for; all is forgotten when it is full."""

    def __init__(self, make: Callable[[str], Made]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, text: str) -> Made:
        if len(self) >= _MOST:
            self.clear()
        made = self[text] = self._make(text)
        return made
