"""Comments: seen with their thing, internal ones apart; mentions that notify; changed, struck, never lost."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from sqlalchemy import event, select

from evidence_repo.clock import Clock
from evidence_repo.errors import ChangedMeanwhile, EvidenceError, NotAllowed, NotVisible, Refused
from evidence_repo.models import AuditEvent, Comment, Notice
from evidence_repo.services.comments.reading import (
    comment_counts,
    find_comment,
    find_comments,
    thread_lines,
)
from evidence_repo.services.comments.threads import find_thing, people_of_thread
from evidence_repo.services.comments.writing import add_comment, change_comment, strike_comment
from evidence_repo.services.notices.lines import notice_lines
from evidence_repo.services.notices.visibility import visible_notices
from evidence_repo.services.people.delegations import name_deputy
from tests.services.assigning import Assigning
from tests.services.measuring import Measuring
from tests.services.test_second_reviews import drawn, judged, share
from tests.services.world import PEOPLE, World
from workflows.comments import ThingKind
from workflows.cycle import CycleState
from workflows.evidence import VerdictKind
from workflows.notices import NoticeKind

T = ThingKind
TODAY = date(2017, 11, 27)


def say(
    world: World,
    who: str,
    kind: ThingKind,
    thing_id: int,
    text: str = "Đề nghị bổ sung danh sách.",
    *,
    internal: bool = False,
    people: Iterable[str] = (),
) -> int:
    ids = [world.person(each) for each in people]
    with world.database.transaction() as session:
        actor = world.actor(who)
        thing = find_thing(session, actor, kind, thing_id)
        comment = add_comment(session, actor, thing, text, internal=internal, people=ids, clock=world.clock)
        return comment.id


def readers(world: World, comment: int) -> set[str]:
    """Return who finds the comment."""
    found = set()
    with world.reading() as session:
        for who in PEOPLE:
            try:
                find_comment(session, world.actor(who), comment)
            except NotVisible:
                continue
            found.add(who)
    return found


def mentions(world: World, who: str) -> list[str]:
    """Return what the person is told of comments now, by the notices that they may see."""
    with world.reading() as session:
        actor = world.actor(who)
        wanted = select(Notice).where(visible_notices(actor), Notice.kind == NoticeKind.MENTION)
        lines = notice_lines(session, actor, session.scalars(wanted).all())
        return [f"{line.about} {line.path}" for line in lines]


LEADS = {"lan", "mai", "head"}
JUDGES = {"reviewer", "second", "approver", "council", "coordinator"}


def test_a_comment_is_read_by_whoever_sees_the_piece(world: World) -> None:
    piece = world.cite()
    comment = say(world, "lan", T.EVIDENCE, piece)
    assert readers(world, comment) == LEADS | {"coordinator"}
    world.submit()
    assert readers(world, comment) == LEADS | JUDGES | {"observer"}


def test_a_coordinating_agency_reads_what_is_said_of_its_own_piece_only(world: World) -> None:
    own, other = world.cite(who="district"), world.cite()
    assert "district" in readers(world, say(world, "district", T.EVIDENCE, own))
    assert "district" not in readers(world, say(world, "lan", T.EVIDENCE, other))


def test_internal_comments_are_read_by_reviewers_approvers_and_the_coordinator(world: World) -> None:
    piece = world.cite()
    world.submit()
    comment = say(world, "reviewer", T.EVIDENCE, piece, internal=True)
    assert readers(world, comment) == JUDGES
    with pytest.raises(NotAllowed):
        say(world, "lan", T.EVIDENCE, piece, internal=True)
    with pytest.raises(NotAllowed):
        say(world, "observer", T.EVIDENCE, piece)
    with pytest.raises(NotVisible):
        say(world, "justice", T.EVIDENCE, piece)


def test_a_packs_thread_is_its_lead_agencys_and_the_reviewers_once_it_was_submitted(world: World) -> None:
    world.cite()
    with world.reading() as session:
        pack = world.pack(session, "1.1.3").id
    comment = say(world, "lan", T.PACK, pack)
    assert readers(world, comment) == LEADS | {"coordinator"}
    world.submit()
    assert readers(world, comment) == LEADS | JUDGES | {"observer"}
    world.recall()
    assert readers(world, comment) == LEADS | {"coordinator"}


def test_threads_of_assignments_figures_and_explanations(world: World) -> None:
    [asked] = Assigning(world).assign()
    assert readers(world, say(world, "district", T.ASSIGNMENT, asked)) == LEADS | JUDGES | {
        "district",
        "observer",
    }
    measuring = Measuring(world)
    measuring.target()
    figures = measuring.give("1", "10")
    assert readers(world, say(world, "lan", T.FIGURES, figures)) == LEADS | {"coordinator"}
    explanation = world.explain_product()
    assert readers(world, say(world, "head", T.EXPLANATION, explanation)) == LEADS | {"coordinator"}


def test_a_blind_second_reviewer_finds_no_thread_that_tells_the_verdict(world: World) -> None:
    share(world)
    piece = judged(world, VerdictKind.NEEDS_EXPLANATION)
    _, who = drawn(world, piece)
    with world.reading() as session:
        pack = world.pack(session, "1.1.3").id
    said = [
        say(world, "reviewer", T.EVIDENCE, piece, internal=True),
        say(world, "reviewer", T.PACK, pack, "Hồ sơ cần giải trình.", people=[who]),
    ]
    for comment in said:
        assert who not in readers(world, comment)
        assert "reviewer" in readers(world, comment)
    with world.reading() as session:
        thing = find_thing(session, world.actor("reviewer"), T.PACK, pack)
        assert world.person(who) not in {
            each.id for each in people_of_thread(session, thing, TODAY, internal=True)
        }
    assert mentions(world, who) == []


def test_nor_does_who_stands_in_for_the_blind_reviewer(world: World) -> None:
    share(world)
    piece = judged(world, VerdictKind.NEEDS_EXPLANATION)
    _, who = drawn(world, piece)
    with world.database.transaction() as session:
        deputy, days = world.user(session, "approver"), {"first_day": TODAY, "last_day": TODAY}
        name_deputy(session, world.actor(who), deputy, **days, reason="đi họp", clock=world.clock)
    comment = say(world, "reviewer", T.EVIDENCE, piece, internal=True, people=["approver", "coordinator"])
    with world.reading() as session:
        assert {each.name for each in session.get_one(Comment, comment).mentioned} == {"coordinator"}


def test_whoever_is_named_is_notified_if_they_may_read_it(world: World) -> None:
    piece = world.cite()
    world.submit()
    with world.database.transaction() as session:
        for who, name in (("lan", "Nguyễn Thị Lan"), ("mai", "Nguyễn Thị Lan Anh"), ("justice", "Tâm")):
            world.user(session, who).name = name
    text = "Đề nghị @Nguyễn Thị Lan Anh và @Tâm xem lại."
    comment = say(world, "reviewer", T.EVIDENCE, piece, text, people=["head", "justice"])
    assert mentions(world, "mai") == [f"{text} /2017/comments/evidence/{piece}#comment-{comment}"]
    assert len(mentions(world, "head")) == 1
    assert mentions(world, "lan") == mentions(world, "justice") == mentions(world, "reviewer") == []
    internal = "@Nguyễn Thị Lan không thấy dòng này."
    say(world, "reviewer", T.EVIDENCE, piece, internal, internal=True, people=["lan"])
    assert mentions(world, "lan") == []


def test_what_may_not_be_seen_any_more_is_not_told(world: World) -> None:
    piece = world.cite()
    world.submit()
    say(world, "lan", T.EVIDENCE, piece, people=["reviewer"])
    assert len(mentions(world, "reviewer")) == 1
    world.recall()
    assert mentions(world, "reviewer") == []


def test_a_comment_is_changed_for_ten_minutes_and_what_stood_is_kept(world: World) -> None:
    piece = world.cite()
    comment = say(world, "lan", T.EVIDENCE, piece, "Ban dau")

    def change(who: str, text: str, lock: int | None = None, clock: Clock | None = None) -> None:
        with world.database.transaction() as session:
            actor = world.actor(who)
            row = find_comment(session, actor, comment)
            thing = find_thing(session, actor, row.thing_kind, row.thing_id)
            change_comment(session, actor, row, thing, text, seen_lock=lock, clock=clock or world.clock)

    change("lan", "Về sau @head", lock=1)
    with pytest.raises(ChangedMeanwhile):
        change("lan", "Lần nữa", lock=1)
    with pytest.raises(NotAllowed):
        change("head", "Của người khác")
    with world.database.transaction() as session:
        row = session.get_one(Comment, comment)
        assert (row.text, [each.text for each in row.before]) == ("Về sau @head", ["Ban dau"])
        row.made_at -= timedelta(minutes=11)
    with pytest.raises(Refused) as refused:
        change("lan", "Muộn rồi")
    assert refused.value.code == "comment_too_old"
    with world.database.transaction() as session:
        actor = world.actor("lan")
        row = find_comment(session, actor, comment)
        thing = find_thing(session, actor, row.thing_kind, row.thing_id)
        strike_comment(session, actor, row, thing, clock=world.clock)
        with pytest.raises(Refused):
            strike_comment(session, actor, row, thing, clock=world.clock)
    with world.reading() as session:
        [line] = thread_lines(session, world.actor("head"), thing, world.clock, internal=False)
        assert line.comment.struck_at is not None
        assert line.comment.text == "Về sau @head"
        assert not line.may_change
        assert comment_counts(session, world.actor("head"), thing.criterion.id) == {}
        actions = session.scalars(select(AuditEvent.action).where(AuditEvent.subject_type == "comment"))
        assert sorted(actions) == ["add_comment", "change_comment", "strike_comment"]


def test_comments_are_found_by_words_with_or_without_diacritics(world: World) -> None:
    piece = world.cite()
    say(world, "lan", T.EVIDENCE, piece, "Thiếu danh sách 100% đơn vị")
    say(world, "lan", T.EVIDENCE, piece, "Đã đủ")
    with world.reading() as session:
        cycle = world.cycle(session)

        def found(who: str, words: str) -> list[str]:
            return [each.text for each in find_comments(session, world.actor(who), cycle, words)]

        assert found("lan", "danh sach") == found("lan", "SÁCH 100%") == ["Thiếu danh sách 100% đơn vị"]
        assert found("lan", "") == ["Đã đủ", "Thiếu danh sách 100% đơn vị"]
        assert found("lan", "1_0%") == []
        assert found("justice", "danh sach") == []


@pytest.mark.parametrize("text", ["", " \n ", "x" * 4001, "x" * 900_000])
def test_an_empty_or_endless_comment_is_refused(world: World, text: str) -> None:
    piece = world.cite()
    with pytest.raises(EvidenceError):
        say(world, "lan", T.EVIDENCE, piece, text)


def test_a_closed_cycle_takes_no_comment(world: World) -> None:
    piece = world.cite()
    world.set_cycle(CycleState.CLOSED)
    with pytest.raises(Refused):
        say(world, "lan", T.EVIDENCE, piece)


def test_a_thread_of_many_costs_no_more_statements(world: World) -> None:
    piece = world.cite()
    world.submit()

    def statements() -> int:
        counted: list[str] = []
        with world.reading() as session:
            actor = world.actor("lan")
            thing = find_thing(session, actor, T.EVIDENCE, piece)

            def count(*args: object) -> None:
                counted.append(str(args[2]))

            event.listen(world.database.engine, "before_cursor_execute", count)
            lines = thread_lines(session, actor, thing, world.clock, internal=False)
            names = [
                (line.comment.author.name, [each.name for each in line.comment.mentioned]) for line in lines
            ]
            event.remove(world.database.engine, "before_cursor_execute", count)
        assert names
        return len(counted)

    say(world, "lan", T.EVIDENCE, piece, people=["head"])
    few = statements()
    for _ in range(20):
        say(world, "lan", T.EVIDENCE, piece, people=["head", "reviewer"])
    assert statements() == few
