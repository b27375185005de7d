"""Notices: what happens to whom they concern, once, and only what they may see now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.event import listen, remove
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import NotVisible
from evidence_repo.models import Assignment, Evidence, Notice
from evidence_repo.services.notices.failures import fail_and_notify
from evidence_repo.services.notices.following import follow_events
from evidence_repo.services.notices.lines import grouped_lines, notice_lines
from evidence_repo.services.notices.listing import (
    NoticeFilter,
    count_unread,
    find_notice,
    list_notices,
    mark_all_read,
)
from evidence_repo.services.notices.making import Subject, notify
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.outbox.queue import claim_job, enqueue_job
from evidence_repo.services.workflow.cycles import change_cycle_state
from evidence_repo.services.workflow.packs import reopen_pack
from evidence_repo.services.workflow.verdicts import undo_verdict
from tests.services.assigning import Assigning
from tests.services.rounds_world import Rounds
from tests.services.world import PEOPLE, World
from workflows.cycle import CycleAction
from workflows.events import VerdictGiven
from workflows.evidence import VerdictKind
from workflows.notices import NoticeKind, NoticeTopic, ObjectKind
from workflows.roles import Role

EVERYTHING = NoticeFilter()
NEEDED = VerdictKind.NEEDS_EXPLANATION


def told(world: World, kind: NoticeKind) -> set[str]:
    """Return who has a notice of this kind, whether they may see it or not."""
    with world.reading() as session:
        people = set(session.scalars(select(Notice.person_id).where(Notice.kind == kind)))
    return {name for name in PEOPLE if world.person(name) in people}


def seen(world: World, who: str) -> list[NoticeKind]:
    """Return the kinds of notices that this person sees, the newest first."""
    with world.reading() as session:
        return [each.kind for each in list_notices(session, world.actor(who), EVERYTHING, limit=100)]


def freeze(session: Session, world: World) -> None:
    """Freeze the cycle."""
    coordinator, cycle = world.actor("coordinator"), world.cycle(session)
    change_cycle_state(session, coordinator, cycle, CycleAction.FREEZE, clock=world.clock)


def test_the_lead_agency_hears_of_its_pack(any_world: World) -> None:
    world = any_world
    piece = world.cite()
    world.submit()
    world.judge(piece, NEEDED)
    world.return_()
    assert told(world, NoticeKind.PACK_RETURNED) == {"lan", "mai", "head"}
    world.explain(piece)
    world.submit()
    world.judge(piece, VerdictKind.ACCEPTED_WITH_EXPLANATION)
    world.approve()
    assert told(world, NoticeKind.PACK_APPROVED) == {"lan", "mai", "head"}
    with world.database.transaction() as session:
        reopen_pack(
            session, world.actor("approver"), world.pack(session, "1.1.3"), "Bổ sung", clock=world.clock
        )
    assert told(world, NoticeKind.PACK_REOPENED) == {"lan", "mai", "head"}
    assert seen(world, "lan") == [
        NoticeKind.PACK_REOPENED,
        NoticeKind.PACK_APPROVED,
        NoticeKind.PACK_RETURNED,
        NoticeKind.EXPLANATION_ASKED,
    ]


def test_a_second_question_about_the_same_piece_says_that_its_explanation_is_rejected(world: World) -> None:
    piece = world.cite()
    world.submit()
    world.judge(piece, NEEDED)
    world.return_()
    world.explain(piece)
    world.submit()
    world.judge(piece, NEEDED)
    assert told(world, NoticeKind.EXPLANATION_REJECTED) == {"lan", "mai", "head"}
    assert told(world, NoticeKind.EXPLANATION_ASKED) == {"lan", "mai", "head"}


def test_a_verdict_that_is_taken_back_is_told(world: World) -> None:
    piece = world.cite()
    world.submit()
    world.judge(piece)
    assert told(world, NoticeKind.EXPLANATION_ASKED) == set()
    with world.database.transaction() as session:
        reviewer = world.actor("reviewer")
        undo_verdict(session, reviewer, session.get_one(Evidence, piece), "Nhầm", clock=world.clock)
    assert told(world, NoticeKind.VERDICT_UNDONE) == {"lan", "mai", "head"}


def test_a_contribution_is_told_to_the_lead_and_its_fate_to_its_owner(world: World) -> None:
    world.cite("1.1.3", "district")
    assert told(world, NoticeKind.CONTRIBUTION_WAITING) == {"lan", "mai", "head"}
    world.cite("1.1.3", "lan")
    assert len(seen(world, "mai")) == 1  # a piece of the lead's own waits for nobody


def test_an_assignment_is_told_to_the_asked_agency_or_whom_it_names(world: World) -> None:
    asking = Assigning(world)
    [first] = asking.assign()
    assert told(world, NoticeKind.ASSIGNMENT_GIVEN) == {"district"}
    assert told(world, NoticeKind.ASSIGNMENT_RETURNED) == set()
    with world.reading() as session:
        notice = session.scalars(select(Notice)).one()
        assert (notice.object_kind, notice.object_id) == (ObjectKind.ASSIGNMENT, first)
        [line] = notice_lines(session, world.actor("district"), [notice])
        assert line.path == f"/2017/assignments/{first}"
        assert line.last_day == session.get_one(Assignment, first).last_day
        assert line.place is not None
        assert (line.place.label, line.place.path) == ("TCTP 1.1.3", "/2017/criteria/TCTP-1.1.3")


def test_a_question_of_the_ministry_goes_to_approvers_then_to_the_lead(world: World, tmp_path: Path) -> None:
    rounds = Rounds(world, tmp_path)
    question = rounds.ask()
    assert told(world, NoticeKind.MINISTRY_QUESTION) == {"approver", "council"}
    rounds.accept(question)
    assert told(world, NoticeKind.MINISTRY_QUESTION) == {"approver", "council", "lan", "mai", "head"}


def test_a_coordinator_who_also_approves_is_not_asked_as_an_approver(world: World, tmp_path: Path) -> None:
    world.give("approver", roles={Role.APPROVER, Role.COORDINATOR})
    Rounds(world, tmp_path).ask()
    assert told(world, NoticeKind.MINISTRY_QUESTION) == {"council"}


def test_freezing_is_told_to_every_agency(world: World) -> None:
    with world.database.transaction() as session:
        freeze(session, world)
    agencies = {"lan", "mai", "head", "justice", "justice-head", "district"}
    assert told(world, NoticeKind.CYCLE_FROZEN) == agencies


def test_who_left_is_not_told_and_who_moved_away_does_not_see(world: World) -> None:
    with world.database.transaction() as session:
        world.user(session, "mai").active = False
    piece = world.cite()
    world.submit()
    world.judge(piece, NEEDED)
    assert told(world, NoticeKind.EXPLANATION_ASKED) == {"lan", "head"}
    world.give("lan", agency="tu-phap")
    assert seen(world, "lan") == []
    with world.reading() as session:
        assert count_unread(session, world.actor("lan")) == 0
        assert count_unread(session, world.actor("head")) == 1
        one = session.scalars(select(Notice).where(Notice.person_id == world.person("lan"))).one()
        with pytest.raises(NotVisible):
            find_notice(session, world.actor("lan"), one.id)
        of_another = session.scalars(select(Notice).where(Notice.person_id == world.person("head"))).one()
        with pytest.raises(NotVisible):
            find_notice(session, world.actor("lan"), of_another.id)


def test_the_same_of_one_day_is_made_once(any_world: World) -> None:
    world = any_world
    now = datetime(2017, 11, 27, 3, tzinfo=UTC)
    with world.database.transaction() as session:
        about = Subject(ObjectKind.CYCLE, world.cycle(session).id, cycle_id=world.cycle(session).id)
        lan = world.person("lan")
        made = [
            notify(session, lan, NoticeKind.CYCLE_FROZEN, about, day=now.date(), now=now) for _ in range(3)
        ]
        assert made == [True, False, False]
        tomorrow = now.date() + timedelta(days=1)
        assert notify(session, lan, NoticeKind.CYCLE_FROZEN, about, day=tomorrow, now=now)


def test_they_are_filtered_grouped_and_marked_read(any_world: World) -> None:
    world = any_world
    asking = Assigning(world)
    for code in ("1.1.3", "1.3.1"):
        asking.assign(code)
    who, now = world.actor("district"), world.clock.now()
    with world.database.transaction() as session:
        found = list_notices(session, who, EVERYTHING, limit=10)
        groups = grouped_lines(notice_lines(session, who, found))
        assert [group.place.label for group in groups if group.place] == ["TCTP 1.3.1", "TCTP 1.1.3"]
        assert list_notices(session, who, NoticeFilter(NoticeTopic.PACKS), limit=10) == []
        assert len(list_notices(session, who, NoticeFilter(NoticeTopic.ASSIGNMENTS, 2017), limit=10)) == 2
        assert list_notices(session, who, NoticeFilter(year=2018), limit=10) == []
        assert mark_all_read(session, who, NoticeFilter(year=2018), now) == 0
        assert mark_all_read(session, who, EVERYTHING, now) == 2
        assert count_unread(session, who) == 0
        assert len(list_notices(session, who, EVERYTHING, limit=10)) == 2


@pytest.mark.parametrize("database", ["world", pytest.param("postgres_world", marks=pytest.mark.postgres)])
def test_work_that_failed_for_good_is_told_to_coordinators_once_a_day(
    request: pytest.FixtureRequest, database: str
) -> None:
    world: World = request.getfixturevalue(database)
    now = Clock().now()
    for attempts in (1, 1, 2):
        with world.database.transaction() as session:
            enqueue_job(session, JobKind.SWEEP, {}, now=now, max_attempts=attempts)
        with world.database.transaction() as session:
            claim = claim_job(session, "worker", now)
            assert claim is not None
            assert fail_and_notify(session, claim, now, "Không đọc được")
        assert told(world, NoticeKind.WORK_FAILED) == {"coordinator"}
    with world.reading() as session:
        assert session.scalar(select(func.count()).select_from(Notice)) == 1
    assert seen(world, "coordinator") == [NoticeKind.WORK_FAILED]


def test_many_events_take_few_statements(world: World) -> None:
    """However many pieces are judged in one transaction, the statements do not grow with them."""
    pieces = [world.cite() for _ in range(40)]
    world.submit()
    with world.reading() as session:
        events = [_asked(session.get_one(Evidence, piece)) for piece in pieces]

    def statements(happened: list[VerdictGiven]) -> int:
        counted: list[str] = []

        def count(*call: Any) -> None:
            counted.append(call[2])

        listen(world.database.engine, "before_cursor_execute", count)
        with world.database.transaction() as session:
            made = follow_events(session, [(None, each) for each in happened], world.clock.now())
        remove(world.database.engine, "before_cursor_execute", count)
        assert made == 3 * len(happened)
        return len(counted)

    assert statements(events[:1]) == statements(events[1:])


def _asked(piece: Evidence) -> VerdictGiven:
    return VerdictGiven(
        subject=piece.id,
        criterion_id=piece.criterion_id,
        version_id=piece.version_id,
        document_id=piece.version.document_id,
        state=piece.state,
        verdict=NEEDED,
        reason=None,
        comment=None,
    )
