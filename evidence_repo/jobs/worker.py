"""The worker: takes due jobs, holds on to them while they run, and gives each back finished or failed.

The quick lanes do what people wait for, the readers' lanes the rest; each lane is a thread, the work on files
happens in the sandbox's processes. Several workers share one queue, on one machine or many.
"""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

from sqlalchemy.exc import SQLAlchemyError

from evidence_repo.bells import listening
from evidence_repo.container import Container
from evidence_repo.errors import EvidenceError, Unavailable
from evidence_repo.jobs.handlers import HANDLERS, QUICK_LANES, READERS_LANE, Handler, Lane, NotNow
from evidence_repo.jobs.presence import ended_workers, forget, present
from evidence_repo.jobs.sweep import ensure_sweep
from evidence_repo.logs import get_logger, log_to_stderr
from evidence_repo.services.maintenance.upkeep import request_derived_data_check
from evidence_repo.services.notices.failures import fail_and_notify
from evidence_repo.services.outbox.queue import (
    LEASE,
    Claim,
    claim_job,
    finish_job,
    next_due,
    postpone_job,
    release_jobs_of,
    renew_lease,
)
from storage import StorageError, StorageFull, StorageUnavailable

_LOOK_SECONDS = 0.2
"""How often it is asked whether all is done, by who waits for that."""
_LONGEST_REST = 30.0
"""A lane looks at the queue that often though nobody rang."""
_RENEW_SECONDS = LEASE.total_seconds() / 4
_DATABASE_PAUSE = 2.0
_STORE_PAUSE = timedelta(seconds=10)
_KILLED_TOO_OFTEN = "The worker ended in the middle of this job {} times."
FIRST_SWEEP = timedelta(minutes=1)
_HEARING_SECONDS = 1.0
"""How soon who listens to the bell notices that the worker stops."""

log = get_logger()


def new_owner() -> str:
    """Return a name for a worker that no other worker has had."""
    return f"{socket.gethostname()[:60]}-{os.getpid()}-{uuid4().hex[:8]}"


class _Alarm:
    """Wakes the lanes that rest; a ring while nobody rests is not lost, since it is counted."""

    def __init__(self) -> None:
        self._rung = threading.Condition()
        self.count = 0

    def ring(self) -> None:
        """Wake every lane."""
        with self._rung:
            self.count += 1
            self._rung.notify_all()

    def wait(self, heard: int, seconds: float) -> None:
        """Wait for a ring after the `heard`-th, at most this long."""
        with self._rung:
            self._rung.wait_for(lambda: self.count != heard, seconds)


class Worker:
    """Works on the queue of one installation until it is stopped."""

    def __init__(
        self, container: Container, owner: str | None = None, handlers: Mapping[str, Handler] = HANDLERS
    ) -> None:
        self._container = container
        self._database = container.database
        self._clock = container.clock.in_real_time()
        self._handlers = handlers
        self._folder = container.settings.var / "workers"
        self.owner = owner or new_owner()
        self._stop = threading.Event()  # tells the lanes
        self._alarm = _Alarm()
        self._lock = threading.Lock()
        self._held: dict[int, Claim] = {}
        self._taking = 0
        self._taken = 0

    def run(self, until_idle: bool = False, stop: threading.Event | None = None) -> None:
        """Work until `stop` is set or, with `until_idle`, until nothing is due and nothing runs here.

        A stop lets the jobs in hand end. Jobs that wait for another attempt are not waited for.
        """
        stop = stop or threading.Event()
        with present(self._folder, self.owner):
            self._begin()
            with self._running_threads() as lanes:
                while not stop.wait(_LOOK_SECONDS if until_idle else 1) and all(
                    lane.is_alive() for lane in lanes
                ):
                    if until_idle and self._is_idle():
                        break
        log.info("worker.stopped", owner=self.owner, jobs=self._taken)

    def _begin(self) -> None:
        """Queue a sweep and a check of derived data; take over from workers that ended without saying so."""
        now = self._clock.now()
        with self._database.transaction() as session:
            ensure_sweep(session, now + FIRST_SWEEP, now)
            request_derived_data_check(session, now)
        log.info("worker.started", owner=self.owner, released=self._take_over())

    def _take_over(self) -> int:
        """Make the jobs of workers that ended without saying so due again; return how many."""
        ended = ended_workers(self._folder)
        if not ended:
            return 0
        with self._database.transaction() as session:
            released = sum(release_jobs_of(session, owner, self._clock.now()) for owner in ended)
        for owner in ended:
            forget(self._folder, owner)
        return released

    @contextmanager
    def _running_threads(self) -> Iterator[list[threading.Thread]]:
        ended = threading.Event()
        renewer = threading.Thread(target=self._renew_leases, args=(ended,), name="leases")
        hearer = threading.Thread(target=self._hear, name="bell")
        plan = (*QUICK_LANES, *[READERS_LANE] * self._container.settings.workers)
        lanes = [threading.Thread(target=self._work, args=(lane,)) for lane in plan]
        for thread in (hearer, renewer, *lanes):
            thread.start()
        try:
            yield lanes
        finally:
            self._stop.set()
            self._alarm.ring()
            for lane in lanes:
                lane.join()
            ended.set()
            renewer.join()
            hearer.join()

    def _hear(self) -> None:
        with listening(self._database.bell) as listener:
            while not self._stop.is_set():
                if listener.wait(_HEARING_SECONDS):
                    self._alarm.ring()

    def _is_idle(self) -> bool:
        """Return whether nothing is due and nothing runs here, at one and the same moment."""
        with self._lock:
            before = (self._taking, self._taken)
        with self._database.reading() as session:
            due = next_due(session, frozenset(self._handlers))
        is_due = due is not None and due <= self._clock.now()
        with self._lock:
            return not is_due and before == (0, self._taken) and self._taking == 0

    def _work(self, lane: Lane) -> None:
        while not self._stop.is_set():
            heard = self._alarm.count
            try:
                is_busy = self._do_one(lane)
                rest = lane.rest_seconds if is_busy else self._rest(lane)
            except (
                SQLAlchemyError
            ) as error:  # the database is away; a job in hand keeps its lease till it ends
                log.error("worker.database_silent", owner=self.owner, error=str(error))
                self._stop.wait(_DATABASE_PAUSE)
                continue
            if is_busy:
                self._stop.wait(rest)
            else:
                self._alarm.wait(heard, rest)

    def _rest(self, lane: Lane) -> float:
        """Return how long the lane may wait if nobody rings, in seconds."""
        with self._database.reading() as session:
            due = next_due(session, lane.kinds)
        if due is None:
            return _LONGEST_REST
        return min(_LONGEST_REST, max(0.0, (due - self._clock.now()).total_seconds()))

    def _do_one(self, lane: Lane) -> bool:
        """Take one job and see it through; False if there is none."""
        with self._lock:
            self._taking += 1
        try:
            claim = self._claim(lane)
            if claim is None:
                return False
            with self._holding(claim):
                self._see_through(claim)
            return True
        finally:
            with self._lock:
                self._taking -= 1

    def _claim(self, lane: Lane) -> Claim | None:
        with self._database.reading() as session:
            due = next_due(session, lane.kinds)
        if due is None or due > self._clock.now():
            return None
        with self._database.transaction() as session:
            now = self._clock.now()
            return claim_job(session, self.owner, now, lane.kinds, newest_first=lane.newest_first)

    @contextmanager
    def _holding(self, claim: Claim) -> Iterator[None]:
        with self._lock:
            self._held[claim.job_id] = claim
            self._taken += 1
        try:
            yield
        finally:
            with self._lock:
                del self._held[claim.job_id]

    def _see_through(self, claim: Claim) -> None:
        facts = {"job": claim.job_id, "kind": claim.kind, "attempt": claim.attempt}
        log.info("job.began", **facts)
        if claim.attempt > claim.max_attempts:
            self._end(claim, fail_and_notify, _KILLED_TOO_OFTEN.format(claim.max_attempts))
            return
        try:
            self._handlers[claim.kind](self._container, claim.payload)
        except NotNow as later:
            self._end(claim, postpone_job, later.pause)
        except Exception as error:
            # Whatever one job does, the others go on.
            if _is_store_away(error):  # not this job's fault: it waits for better times
                self._end(claim, postpone_job, _STORE_PAUSE, str(error))
                return
            log.error("job.failed", **facts, exc_info=not isinstance(error, (EvidenceError, StorageError)))
            self._end(claim, fail_and_notify, _sentence(error))
        else:
            self._end(claim, finish_job)

    def _end(self, claim: Claim, how: Callable[..., bool], *values: object) -> None:
        with self._database.transaction() as session:
            is_ours = how(session, claim, self._clock.now(), *values)
        if how is not finish_job:
            self._alarm.ring()  # it is due again at a moment that resting lanes do not know
        log.info("job.ended", job=claim.job_id, kind=claim.kind, how=how.__name__, is_ours=is_ours)

    def _renew_leases(self, ended: threading.Event) -> None:
        while not ended.wait(_RENEW_SECONDS):
            with self._lock:
                held = list(self._held.values())
            try:
                self._take_over()
                if not held:
                    continue
                with self._database.transaction() as session:
                    lost = [each.job_id for each in held if not renew_lease(session, each, self._clock.now())]
            except SQLAlchemyError as error:
                log.error("worker.database_silent", owner=self.owner, error=str(error))
            else:
                log.debug("worker.leases_renewed", owner=self.owner, held=len(held), lost=lost)


def _is_store_away(error: Exception) -> bool:
    cause = error.__cause__ if isinstance(error, Unavailable) else error
    return isinstance(cause, (StorageUnavailable, StorageFull))


def _sentence(error: Exception) -> str:
    if isinstance(error, (EvidenceError, StorageError)):
        return str(error)
    return f"An unexpected fault: {type(error).__name__}: {error}"[:500]


def run_worker(container: Container, until_idle: bool = False) -> None:
    """Run a worker in the main thread; SIGTERM and SIGINT let the jobs in hand end, a second one does not."""
    log_to_stderr()
    log.info("worker.isolation", **container.sandbox.isolation().to_json())
    stop = threading.Event()
    with _stopping_on_signals(stop):
        Worker(container).run(until_idle=until_idle, stop=stop)


@contextmanager
def _stopping_on_signals(stop: threading.Event) -> Iterator[None]:
    before = {int(number): signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def note(number: int, _frame: object) -> None:
        stop.set()
        signal.signal(number, before[number])

    for number in before:
        signal.signal(number, note)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
