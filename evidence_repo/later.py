"""Parts of a process that are made when they are first used: a command uses few of them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any


class Later:
    """Stands for a part of a container; made once, whichever thread uses it first."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._made: Any = None
        self._lock = threading.Lock()

    def __getattr__(self, name: str) -> Any:
        """Return what the part has."""
        with self._lock:
            if self._made is None:
                self._made = self._make()
        return getattr(self._made, name)

    def close(self) -> None:
        """Close the part, if it was ever used."""
        if self._made is not None:
            self._made.close()
