"""What a process keeps of what it made, as long as nothing has changed that it was made from."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

Made = TypeVar("Made")


class StampedCache:
    """A few values by key, each good for one stamp; the one used longest ago is forgotten first."""

    def __init__(self, size: int = 16) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[Hashable, Any]] = OrderedDict()

    def recall(self, key: Hashable, stamp: Hashable, make: Callable[[], Made]) -> Made:
        """Return what was made for this key and stamp, or make it; threads may make it twice."""
        with self._lock:
            kept_stamp, made = self._kept.get(key, (None, None))
            if made is not None and kept_stamp == stamp:
                self._kept.move_to_end(key)
                return cast(Made, made)
        fresh = make()
        with self._lock:
            self._kept[key] = (stamp, fresh)
            self._kept.move_to_end(key)
            if len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return fresh
