"""The job queue: who gets which job when, and who may still finish it."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest

from evidence_repo.db import Database
from evidence_repo.errors import Refused
from evidence_repo.models import Job, JobState
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.outbox.queue import (
    LEASE,
    RETRY_PAUSE,
    Claim,
    claim_job,
    enqueue_job,
    fail_job,
    finish_job,
    next_due,
    postpone_job,
    release_jobs_of,
    renew_lease,
    retry_job,
)
from tests.services.at_once import Decide, at_once

NOW = datetime(2017, 11, 27, 2, tzinfo=UTC)
SECOND = timedelta(seconds=1)
JUST_EXPIRED = NOW + LEASE + SECOND
KINDS = frozenset({"read"})


def enqueue(
    database: Database,
    kind: str = "read",
    *,
    priority: int = 50,
    run_after: datetime | None = None,
    max_attempts: int = 5,
    agency_id: int | None = None,
    **payload: object,
) -> int:
    with database.transaction() as session:
        job = enqueue_job(
            session,
            JobKind.READ_DOCUMENT,
            payload,
            now=NOW,
            run_after=run_after,
            max_attempts=max_attempts,
            agency_id=agency_id,
        )
        job.kind, job.priority = kind, priority
        session.flush()
        return job.id


def claim(
    database: Database, owner: str = "one", now: datetime = NOW, kinds: frozenset[str] | None = None
) -> Claim | None:
    with database.transaction() as session:
        return claim_job(session, owner, now, kinds)


def taken(database: Database, owner: str = "one", now: datetime = NOW) -> Claim:
    found = claim(database, owner, now)
    assert found is not None
    return found


def finish(database: Database, held: Claim, now: datetime = NOW) -> bool:
    with database.transaction() as session:
        return finish_job(session, held, now)


def fail(database: Database, held: Claim, now: datetime = NOW, error: str = "broken") -> bool:
    with database.transaction() as session:
        return fail_job(session, held, now, error)


def row(database: Database, job_id: int) -> Job:
    with database.reading() as session:
        return session.get_one(Job, job_id)


class TestOrder:
    def test_by_priority_then_by_age_then_as_queued(self, any_database: Database) -> None:
        late = enqueue(any_database, priority=50)
        older = enqueue(any_database, priority=50, run_after=NOW - SECOND)
        urgent = enqueue(any_database, priority=10)
        last = enqueue(any_database, priority=50)
        assert [taken(any_database).job_id for _ in range(4)] == [urgent, older, late, last]
        assert claim(any_database) is None

    def test_newest_first_only_among_equals(self, any_database: Database) -> None:
        older = enqueue(any_database, run_after=NOW - SECOND)
        new = enqueue(any_database)
        newest = enqueue(any_database)
        urgent = enqueue(any_database, priority=10, run_after=NOW - 2 * SECOND)
        with any_database.transaction() as session:
            order = [claim_job(session, "one", NOW, newest_first=True) for _ in range(4)]
        assert [claimed and claimed.job_id for claimed in order] == [urgent, newest, new, older]

    @pytest.mark.parametrize("newest_first", [False, True])
    def test_agencies_take_turns_however_much_one_has_sent(
        self, any_database: Database, newest_first: bool
    ) -> None:
        heap = [enqueue(any_database, agency_id=1) for _ in range(50)]
        single = enqueue(any_database, agency_id=2, run_after=NOW - newest_first * SECOND)
        pair = [enqueue(any_database, agency_id=3) for _ in range(2)]
        with any_database.transaction() as session:
            order = [claim_job(session, "one", NOW, newest_first=newest_first) for _ in range(6)]
        taken_first = [claimed.job_id for claimed in order if claimed]
        assert single in taken_first[:3]
        assert set(pair) < set(taken_first)
        assert len(set(taken_first) & set(heap)) == 3

    def test_an_agency_that_was_just_served_waits_for_one_that_comes_later(
        self, any_database: Database
    ) -> None:
        heap = [enqueue(any_database, agency_id=1) for _ in range(3)]
        assert taken(any_database).job_id == heap[0]
        assert taken(any_database).job_id == heap[1]
        late = enqueue(any_database, agency_id=2, run_after=NOW)
        assert [taken(any_database).job_id for _ in range(2)] == [late, heap[2]]

    def test_what_failed_more_than_once_goes_behind_everything_else(self, any_database: Database) -> None:
        costly = enqueue(any_database, priority=10)
        fail(any_database, taken(any_database))
        later = NOW + 1000 * SECOND
        enqueue(any_database, priority=90)
        assert taken(any_database, now=later).job_id == costly
        past = later + 61 * SECOND  # its worker was killed: the lease ran out
        assert taken(any_database, now=past).job_id != costly
        assert taken(any_database, now=past).job_id == costly

    def test_nothing_before_its_time(self, any_database: Database) -> None:
        job = enqueue(any_database, run_after=NOW + SECOND)
        assert claim(any_database) is None
        assert taken(any_database, now=NOW + SECOND).job_id == job

    def test_only_the_kinds_asked_for(self, any_database: Database) -> None:
        enqueue(any_database, "tag", priority=1)
        wanted = enqueue(any_database, "read", priority=90)
        found = claim(any_database, kinds=KINDS)
        assert found is not None
        assert (found.job_id, found.kind) == (wanted, "read")
        assert claim(any_database, kinds=KINDS) is None

    def test_whoever_only_looks_sees_what_a_claim_would_find(self, any_database: Database) -> None:
        def is_due(now: datetime) -> bool:
            with any_database.reading() as session:
                return (due := next_due(session, KINDS)) is not None and due <= now

        enqueue(any_database, "tag")
        assert not is_due(NOW)
        enqueue(any_database, "read")
        assert is_due(NOW)
        claim(any_database, kinds=KINDS)
        assert not is_due(NOW)
        assert is_due(JUST_EXPIRED)

    def test_the_payload_arrives_as_it_was_given(self, any_database: Database) -> None:
        enqueue(any_database, version=7, name="Báo cáo", pages=[1, 2])
        assert taken(any_database).payload == {"version": 7, "name": "Báo cáo", "pages": [1, 2]}

    def test_a_job_exists_only_if_its_change_does(self, any_database: Database) -> None:
        def change_and_fail() -> None:
            with any_database.transaction() as session:
                enqueue_job(session, JobKind.READ_DOCUMENT, {}, now=NOW)
                raise Refused("no")

        with pytest.raises(Refused):
            change_and_fail()
        assert claim(any_database) is None


class TestLease:
    def test_nobody_takes_it_before_the_lease_ran_out(self, any_database: Database) -> None:
        job = enqueue(any_database)
        first = taken(any_database, "one")
        assert claim(any_database, "two", NOW + LEASE - SECOND) is None
        second = taken(any_database, "two", JUST_EXPIRED)
        assert (second.job_id, second.attempt, first.attempt) == (job, 2, 1)

    def test_a_renewed_lease_holds_on(self, any_database: Database) -> None:
        enqueue(any_database)
        held = taken(any_database, "one")
        with any_database.transaction() as session:
            assert renew_lease(session, held, NOW + LEASE / 2)
        assert claim(any_database, "two", JUST_EXPIRED) is None
        assert claim(any_database, "two", JUST_EXPIRED + LEASE) is not None

    def test_whoever_lost_it_neither_finishes_nor_fails_nor_renews(self, any_database: Database) -> None:
        job = enqueue(any_database)
        lost = taken(any_database, "one")
        held = taken(any_database, "two", JUST_EXPIRED)
        assert not finish(any_database, lost, JUST_EXPIRED)
        assert not fail(any_database, lost, JUST_EXPIRED)
        with any_database.transaction() as session:
            assert not renew_lease(session, lost, JUST_EXPIRED)
            assert not postpone_job(session, lost, JUST_EXPIRED, SECOND)
        assert row(any_database, job).owner == "two"
        assert finish(any_database, held, JUST_EXPIRED)
        assert row(any_database, job).state is JobState.DONE

    def test_the_same_owner_finishes_only_its_present_attempt(self, any_database: Database) -> None:
        enqueue(any_database)
        first = taken(any_database, "one")
        second = taken(any_database, "one", JUST_EXPIRED)
        assert not finish(any_database, first, JUST_EXPIRED)
        assert finish(any_database, second, JUST_EXPIRED)

    def test_a_finished_job_is_finished(self, any_database: Database) -> None:
        job = enqueue(any_database)
        held = taken(any_database)
        assert finish(any_database, held)
        assert not finish(any_database, held)
        assert not fail(any_database, held)
        assert claim(any_database, "two", JUST_EXPIRED + LEASE) is None
        done = row(any_database, job)
        assert (done.state, done.finished_at, done.lease_until) == (JobState.DONE, NOW, None)

    def test_what_an_ended_worker_held_is_free_at_once(self, any_database: Database) -> None:
        mine, other = enqueue(any_database), enqueue(any_database)
        taken(any_database, "ended")
        taken(any_database, "alive")
        with any_database.transaction() as session:
            assert release_jobs_of(session, "ended", NOW) == 1
        assert taken(any_database, "next").job_id == mine
        assert claim(any_database, "next") is None
        assert row(any_database, other).owner == "alive"


class TestAttempts:
    def test_each_pause_is_twice_the_one_before(self, any_database: Database) -> None:
        job = enqueue(any_database)
        now, pauses = NOW, []
        for _ in range(4):
            fail(any_database, taken(any_database, now=now), now)
            waiting = row(any_database, job)
            assert (waiting.state, waiting.owner, waiting.last_error) == (JobState.QUEUED, None, "broken")
            pauses.append(waiting.run_after - now)
            assert claim(any_database, now=waiting.run_after - SECOND) is None
            now = waiting.run_after
        assert pauses == [RETRY_PAUSE * factor for factor in (1, 2, 4, 8)]

    def test_after_the_last_one_it_waits_for_a_person(self, any_database: Database) -> None:
        job = enqueue(any_database, max_attempts=2)
        fail(any_database, taken(any_database))
        later = NOW + RETRY_PAUSE
        fail(any_database, taken(any_database, now=later), later, "still broken")
        failed = row(any_database, job)
        assert (failed.state, failed.attempt, failed.last_error) == (JobState.FAILED, 2, "still broken")
        assert claim(any_database, now=later + 100 * LEASE) is None
        with any_database.transaction() as session:
            retry_job(session, session.get_one(Job, job), later)
        again = taken(any_database, now=later)
        assert (again.job_id, again.attempt) == (job, 1)
        assert finish(any_database, again, later)

    def test_a_job_that_kills_its_workers_shows_that_it_had_its_attempts(
        self, any_database: Database
    ) -> None:
        """No worker lives to say that it failed: the next one sees the attempts used up and parks it."""
        job = enqueue(any_database, max_attempts=2)
        now = NOW
        for _ in range(3):
            held = taken(any_database, now=now)
            now += LEASE + SECOND
        assert held.attempt > held.max_attempts
        fail(any_database, held, now)
        assert row(any_database, job).state is JobState.FAILED

    def test_a_turn_that_has_not_come_is_no_attempt(self, any_database: Database) -> None:
        job = enqueue(any_database, max_attempts=1)
        for turn in range(3):
            now = NOW + turn * SECOND
            held = taken(any_database, now=now)
            with any_database.transaction() as session:
                assert postpone_job(session, held, now, SECOND, "the store is away")
            assert row(any_database, job).last_error == "the store is away"
        last = taken(any_database, now=NOW + 3 * SECOND)
        assert last.attempt == 1
        assert finish(any_database, last)


def test_several_workers_claim_every_job_exactly_once(any_database: Database) -> None:
    jobs = [enqueue(any_database, number=number) for number in range(60)]
    claimed: dict[str, list[int]] = {owner: [] for owner in ("one", "two", "three", "four")}

    def working(owner: str) -> Decide:
        def decide(barrier: Barrier) -> None:
            barrier.wait()
            while (held := claim(any_database, owner)) is not None:
                claimed[owner].append(held.job_id)
                assert finish(any_database, held)

        return decide

    assert at_once(*[working(owner) for owner in claimed]) == [None] * 4
    counted = Counter(job for found in claimed.values() for job in found)
    assert counted == Counter(jobs)
    assert all(row(any_database, job).attempt == 1 for job in jobs)


@pytest.mark.postgres
def test_a_claim_does_not_wait_for_another_one(postgres_migrated: Database) -> None:
    """Two claims in transactions that overlap take two jobs (SQLite lets only one of them begin)."""
    jobs = {enqueue(postgres_migrated), enqueue(postgres_migrated)}
    with postgres_migrated.transaction() as one, postgres_migrated.transaction() as two:
        first, second = claim_job(one, "one", NOW), claim_job(two, "two", NOW)
        assert first is not None
        assert second is not None
        assert {first.job_id, second.job_id} == jobs
