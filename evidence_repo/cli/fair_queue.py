"""Requests that wait for a thread, taken in turn: between addresses first, then between their visitors.

Whoever asks much waits for themselves, also under ever new names.
"""

from __future__ import annotations

from collections import Counter, OrderedDict, deque
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")
MOST_WAITING, MOST_OF_ADDRESS = 100, 1000
"""Requests of one visitor, and of one address, that wait at most."""


class Visitor(NamedTuple):
    """Who asks: the address that trusted proxies tell, and the cookie, which anybody may make up."""

    address: str
    cookie: bytes


class FairQueue(Generic[T]):
    """One lane: `threads` run at once, of one visitor a third, of one address all but a third.

    Used by one thread alone.
    """

    def __init__(self, threads: int) -> None:
        self._threads, self._share = threads, max(1, threads // 3)
        self._address_share = max(1, threads - self._share)
        self._running: Counter[Visitor] = Counter()
        self._running_of: Counter[str] = Counter()
        self._waiting: OrderedDict[str, OrderedDict[Visitor, deque[T]]] = OrderedDict()

    def put(self, visitor: Visitor, request: T) -> bool:
        """Let a request wait; False if too many of this visitor's or address's wait already."""
        there = self._waiting.setdefault(visitor.address, OrderedDict())
        own = there.get(visitor, ())
        if len(own) >= MOST_WAITING or sum(map(len, there.values())) >= MOST_OF_ADDRESS:
            return False
        there.setdefault(visitor, deque()).append(request)
        return True

    def next(self) -> tuple[Visitor, T] | None:
        """Return the next visitor's request to run now, None while the threads are taken."""
        if self._running.total() >= self._threads:
            return None
        for address, there in self._waiting.items():
            if self._running_of[address] < self._address_share:
                for visitor in there:
                    if self._running[visitor] < self._share:
                        return visitor, self._start(visitor)
        return None

    def _start(self, visitor: Visitor) -> T:
        """Take the visitor's oldest request; visitor and address go behind the others."""
        there = self._waiting[visitor.address]
        request = there[visitor].popleft()
        there.move_to_end(visitor)
        if not there[visitor]:
            del there[visitor]
        self._waiting.move_to_end(visitor.address)
        if not there:
            del self._waiting[visitor.address]
        self._running[visitor] += 1
        self._running_of[visitor.address] += 1
        return request

    def done(self, visitor: Visitor) -> None:
        """Note that a request of this visitor has ended."""
        self._running[visitor] -= 1
        self._running_of[visitor.address] -= 1
        if not self._running[visitor]:
            del self._running[visitor]
        if not self._running_of[visitor.address]:
            del self._running_of[visitor.address]
