"""Visitors take turns: nobody waits behind the heap of another, whatever cookies the other sends."""

from evidence_repo.cli.fair_queue import MOST_OF_ADDRESS, MOST_WAITING, FairQueue, Visitor

ONE, OTHER = "203.0.113.1", "203.0.113.2"


def test_whoever_asks_once_does_not_wait_behind_who_asks_much() -> None:
    queue: FairQueue[int] = FairQueue(6)
    much, once = Visitor(ONE, b"much"), Visitor(ONE, b"once")
    for number in range(50):
        assert queue.put(much, number)
    running = [queue.next() for _ in range(3)]
    assert running == [(much, 0), (much, 1), None]  # a third of the threads at most
    assert queue.put(once, 99)
    assert queue.next() == (once, 99)
    queue.done(once)
    queue.done(much)
    assert queue.next() == (much, 2)


def test_ever_new_cookies_do_not_take_the_turn_of_another_address() -> None:
    queue: FairQueue[int] = FairQueue(6)
    for number in range(50):
        assert queue.put(Visitor(ONE, b"%d" % number), number)
    running = [queue.next() for _ in range(5)]
    assert [turn and turn[1] for turn in running] == [0, 1, 2, 3, None]  # two threads are left to others
    once = Visitor(OTHER, b"")
    queue.put(once, 99)
    assert queue.next() == (once, 99)
    queue.put(once, 100)
    queue.done(Visitor(ONE, b"0"))
    assert [queue.next(), queue.next(), queue.next()] == [(Visitor(ONE, b"4"), 4), (once, 100), None]


def test_all_threads_serve_many_visitors_and_a_heap_ends() -> None:
    queue: FairQueue[int] = FairQueue(3)
    visitors = [Visitor(name, b"") for name in "abcd"]
    for visitor in visitors:
        queue.put(visitor, 1)
    assert [queue.next() for _ in range(4)] == [*((visitor, 1) for visitor in visitors[:3]), None]
    queue.done(visitors[1])
    assert queue.next() == (visitors[3], 1)
    heap = [queue.put(Visitor(ONE, b""), number) for number in range(MOST_WAITING + 1)]
    assert heap.count(False) == 1
    names = [queue.put(Visitor(OTHER, b"%d" % number), number) for number in range(MOST_OF_ADDRESS + 1)]
    assert names.count(False) == 1
