"""Requests that wait for a thread, taken in turn by visitor: whoever asks much waits for themselves."""

from __future__ import annotations

from collections import Counter, OrderedDict, deque
from typing import Generic, TypeVar

T = TypeVar("T")
MOST_WAITING = 100
"""Requests of one visitor that wait at most."""


class FairQueue(Generic[T]):
    """One lane: `threads` run at once, of one visitor only some of them. Used by one thread alone."""

    def __init__(self, threads: int) -> None:
        self._threads, self._share = threads, max(1, threads // 3)
        self._running: Counter[bytes] = Counter()
        self._waiting: OrderedDict[bytes, deque[T]] = OrderedDict()

    def put(self, visitor: bytes, request: T) -> bool:
        """Let a request wait; False if too many of this visitor's wait already."""
        waiting = self._waiting.setdefault(visitor, deque())
        if len(waiting) >= MOST_WAITING:
            return False
        waiting.append(request)
        return True

    def next(self) -> tuple[bytes, T] | None:
        """Return the next visitor's request to run now, None while the threads are taken."""
        if self._running.total() >= self._threads:
            return None
        for visitor in list(self._waiting):
            if self._running[visitor] < self._share:
                self._waiting.move_to_end(visitor)
                request = self._waiting[visitor].popleft()
                if not self._waiting[visitor]:
                    del self._waiting[visitor]
                self._running[visitor] += 1
                return visitor, request
        return None

    def done(self, visitor: bytes) -> None:
        """Note that a request of this visitor has ended."""
        self._running[visitor] -= 1
        if not self._running[visitor]:
            del self._running[visitor]
