"""Visitors take turns: nobody waits behind the heap of another."""

from evidence_repo.cli.fair_queue import MOST_WAITING, FairQueue


def test_whoever_asks_once_does_not_wait_behind_who_asks_much() -> None:
    queue: FairQueue[int] = FairQueue(6)
    for number in range(50):
        assert queue.put(b"much", number)
    running = [queue.next() for _ in range(3)]
    assert running == [(b"much", 0), (b"much", 1), None]  # a third of the threads at most
    assert queue.put(b"once", 99)
    assert queue.next() == (b"once", 99)
    queue.done(b"once")
    queue.done(b"much")
    assert queue.next() == (b"much", 2)


def test_all_threads_serve_many_visitors_and_a_heap_ends() -> None:
    queue: FairQueue[int] = FairQueue(3)
    for visitor in (b"a", b"b", b"c", b"d"):
        queue.put(visitor, 1)
    assert [queue.next() for _ in range(4)] == [(b"a", 1), (b"b", 1), (b"c", 1), None]
    queue.done(b"b")
    assert queue.next() == (b"d", 1)
    assert [queue.put(b"heap", number) for number in range(MOST_WAITING + 1)].count(False) == 1
