"""The audit chain: eight writers do not fork it, and whatever is done to its rows is found."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from evidence_repo.db import Database
from evidence_repo.errors import Refused
from evidence_repo.models import AuditEvent, AuditHead
from evidence_repo.services.audit.chain import ChainHead, read_head, verify_chain, verify_part
from evidence_repo.services.audit.events import emit
from evidence_repo.services.policy.actors import SYSTEM
from tests.services.at_once import Decide, at_once
from workflows.events import AuditAction, Event, SearchKept

WRITERS, TURNS, PARTS = 8, 10, 2


def noticed(subject: str) -> Event:
    """Return an event that touches nothing else."""
    return SearchKept(action=AuditAction.SAVE_SEARCH, subject=subject, tells_by_mail=True)


def test_eight_writers_do_not_fork_the_chain(any_database: Database) -> None:
    def writing(number: int) -> Decide:
        def decide(barrier: threading.Barrier) -> None:
            barrier.wait()
            for turn in range(TURNS):
                with any_database.transaction() as session:
                    for part in range(PARTS):
                        emit(session, SYSTEM, noticed(f"{number}/{turn}/{part}"))

        return decide

    assert at_once(*[writing(number) for number in range(WRITERS)]) == [None] * WRITERS
    with any_database.reading() as session:
        assert verify_chain(session) == ()
        assert read_head(session).count == WRITERS * TURNS * PARTS
        told = session.scalars(select(AuditEvent.subject_id).order_by(AuditEvent.sequence)).all()
    wanted = [f"{n}/{t}/{p}" for n in range(WRITERS) for t in range(TURNS) for p in range(PARTS)]
    assert sorted(told) == sorted(wanted)
    # What one transaction told stands together, in its order.
    assert all(f"{first[:-1]}1" == second for first, second in zip(told[::2], told[1::2], strict=True))


@pytest.mark.postgres
def test_a_head_that_was_read_before_is_read_again_behind_its_lock(postgres_migrated: Database) -> None:
    """Sealing reads the head and writes an event in one transaction; others write in between."""
    with postgres_migrated.transaction() as sealing:
        seen = sealing.get_one(AuditHead, 1)
        with postgres_migrated.transaction() as other:
            emit(other, SYSTEM, noticed("between"))
        assert seen.count == 0
        emit(sealing, SYSTEM, noticed("after"))
    with postgres_migrated.reading() as session:
        assert verify_chain(session) == ()
        assert read_head(session).count == 2


def test_a_transaction_that_fails_leaves_no_event(any_database: Database) -> None:
    def fail() -> None:
        with any_database.transaction() as session:
            emit(session, SYSTEM, noticed("1"))
            raise Refused("no")

    with pytest.raises(Refused):
        fail()
    with any_database.reading() as session:
        assert read_head(session).count == 0
        assert session.scalars(select(AuditEvent)).all() == []


@pytest.fixture
def noted(any_database: Database) -> ChainHead:
    """Write six events; give the head as it was then."""
    for number in range(6):
        with any_database.transaction() as session:
            emit(session, SYSTEM, noticed(str(number)))
    with any_database.reading() as session:
        head = read_head(session)
        assert verify_chain(session, head) == ()
    return head


@contextmanager
def tampering(database: Database) -> Iterator[Session]:
    """Give a session to somebody who owns the database: the triggers that protect the log are gone."""
    with database.transaction() as session:
        if session.get_bind().dialect.name == "sqlite":
            session.execute(text("DROP TRIGGER audit_event_refuses_update"))
            session.execute(text("DROP TRIGGER audit_event_refuses_delete"))
        else:
            session.execute(text("DROP TRIGGER audit_event_refuses_change ON audit_event"))
        yield session


@pytest.mark.usefixtures("noted")
@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_event SET action = 'x' WHERE sequence = 3", "DELETE FROM audit_event WHERE sequence = 6"],
)
def test_the_database_itself_refuses_to_change_the_log(any_database: Database, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), any_database.transaction() as session:
        session.execute(text(statement))
    with any_database.reading() as session:
        assert verify_chain(session) == ()


@pytest.mark.usefixtures("noted")
@pytest.mark.parametrize(
    "change",
    [
        {"action": "tested"},
        {"actor_name": "somebody"},
        {"subject_type": "pack"},
        {"subject_id": "x"},
        {"details": {"text": "khác"}},
        {"os_user": "root"},
        {"channel": "cli"},
    ],
)
def test_a_changed_event_is_found(any_database: Database, change: dict[str, object]) -> None:
    with tampering(any_database) as session:
        session.execute(update(AuditEvent).where(AuditEvent.sequence == 3).values(**change))
    with any_database.reading() as session:
        assert verify_chain(session) == ("event 3 was changed",)
        assert _in_parts(session, 2) == [(), ("event 3 was changed",), ()]


def _in_parts(session: Session, most: int) -> list[tuple[str, ...]]:
    """Return what is found in one part of the chain after another."""
    parts = [verify_part(session, 1, most)]
    while not parts[-1].is_end:
        parts.append(verify_part(session, parts[-1].last + 1, most))
    return [part.faults for part in parts]


@pytest.mark.usefixtures("noted")
def test_parts_of_the_chain_follow_each_other_to_its_end(any_database: Database) -> None:
    with any_database.reading() as session:
        assert [len(_in_parts(session, most)) for most in (1, 2, 4, 6, 7)] == [6, 3, 2, 1, 1]
        assert sum(_in_parts(session, 4), ()) == ()
        assert verify_part(session, 99).faults == ()


@pytest.mark.usefixtures("noted")
@pytest.mark.parametrize(
    ("sequence", "fault"),
    [
        (1, "event 1 is missing (found 2 in its place)"),
        (3, "event 3 is missing (found 4 in its place)"),
        (6, "the head row says 6 events, the chain has 5 with another end"),
    ],
)
def test_a_removed_event_is_found_also_the_last(any_database: Database, sequence: int, fault: str) -> None:
    with tampering(any_database) as session:
        session.execute(delete(AuditEvent).where(AuditEvent.sequence == sequence))
    with any_database.reading() as session:
        assert verify_chain(session)[0] == fault
        in_parts = (part for most in (1, 2, 6, 7) for part in [_in_parts(session, most)])
        assert all(fault in sum(part, ()) for part in in_parts)


@pytest.mark.usefixtures("noted")
def test_reordered_events_are_found(any_database: Database) -> None:
    with tampering(any_database) as session:
        for old, new in ((3, 99), (4, 3), (99, 4)):
            session.execute(update(AuditEvent).where(AuditEvent.sequence == old).values(sequence=new))
    with any_database.reading() as session:
        found = verify_chain(session)
    assert {"event 3 was changed", "event 4 was changed"} <= set(found)


@pytest.mark.usefixtures("noted")
def test_an_emptied_log_is_found(any_database: Database) -> None:
    with tampering(any_database) as session:
        session.execute(delete(AuditEvent))
    with any_database.reading() as session:
        assert verify_chain(session) == ("the head row says 6 events, the chain has 0 with another end",)


def test_a_chain_cut_together_with_its_head_is_found_against_a_noted_head(
    any_database: Database, noted: ChainHead
) -> None:
    with tampering(any_database) as session:
        session.execute(delete(AuditEvent).where(AuditEvent.sequence == 6))
        last = session.get_one(AuditEvent, 5)
        session.execute(update(AuditHead).values(count=5, hash=last.hash))
    with any_database.reading() as session:
        assert verify_chain(session) == ()
        assert verify_chain(session, noted) == ("event 6 is not the one whose hash was noted elsewhere",)
