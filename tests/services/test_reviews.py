"""Verdicts: given, undone, asked for again; the queue."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from evidence_repo.errors import BadInput, NotAllowed, Refused
from evidence_repo.models import Evidence, Review, ReviewQuestion
from evidence_repo.services.screens.review_queue import review_queue
from evidence_repo.services.screens.waiting import QueueFilters
from evidence_repo.services.workflow.verdicts import (
    ask_again,
    record_verdict,
    undo_verdict,
)
from tests.services.world import World
from workflows.evidence import EvidenceState, Reason, VerdictKind
from workflows.explanations import ExplanationState
from workflows.roles import Role

S = EvidenceState
V = VerdictKind


def _submitted(world: World, code: str = "1.1.3") -> int:
    piece = world.cite(code)
    world.submit(code)
    return piece


def _undo(world: World, piece: int, who: str = "reviewer", reason: str = "nhầm") -> None:
    with world.database.transaction() as session:
        undo_verdict(session, world.actor(who), session.get_one(Evidence, piece), reason, clock=world.clock)


def _ask(world: World, piece: int, who: str = "approver", reason: str = "xem lại trang 3") -> None:
    with world.database.transaction() as session:
        ask_again(session, world.actor(who), session.get_one(Evidence, piece), reason, clock=world.clock)


def _record(world: World, piece: int, verdict: VerdictKind, **kwargs: object) -> Review:
    with world.database.transaction() as session:
        evidence = session.get_one(Evidence, piece)
        return record_verdict(
            session,
            world.actor("reviewer"),
            evidence,
            verdict,
            clock=world.clock,
            **kwargs,  # type: ignore[arg-type]
        )


def test_a_verdict_keeps_version_reason_and_anchors(world: World) -> None:
    piece = _submitted(world)
    anchor = {"page": 3, "quote": " chưa nêu kết quả ", "boxes": [[1, 2, 3.5, 4]], "else": "dropped"}
    review = _record(
        world,
        piece,
        V.NEEDS_EXPLANATION,
        reason=Reason.OTHER,
        comment=" thiếu phụ lục ",
        anchors=[anchor],
    )
    assert review.anchors == [{"page": 3, "quote": "chưa nêu kết quả", "boxes": [[1.0, 2.0, 3.5, 4.0]]}]
    assert (review.comment, review.state_before) == ("thiếu phụ lục", S.SUBMITTED)
    assert world.state(piece) is S.NEEDS_EXPLANATION


@pytest.mark.parametrize(
    ("verdict", "reason", "comment", "field"),
    [
        (V.NEEDS_EXPLANATION, None, "thiếu", "reason"),
        (V.NEEDS_EXPLANATION, Reason.OTHER, "  ", "comment"),
        (V.SUFFICIENT, Reason.UNSIGNED, None, "reason"),
    ],
)
def test_a_verdict_that_lacks_something_is_not_taken(
    world: World, verdict: VerdictKind, reason: Reason | None, comment: str | None, field: str
) -> None:
    piece = _submitted(world)
    with pytest.raises(BadInput) as refused:
        _record(world, piece, verdict, reason=reason, comment=comment)
    assert (refused.value.field, world.state(piece)) == (field, S.SUBMITTED)


@pytest.mark.parametrize(
    "anchor",
    [
        {"page": 6, "quote": "", "boxes": []},
        {"page": 0, "quote": ""},
        {"page": True},
        {"page": "1"},
        {"page": 1, "quote": 5},
        {"page": 1, "boxes": [[1, 2, 3]]},
        {"page": 1, "boxes": [[1, 2, 3, float("nan")]]},
        "page 1",
    ],
)
def test_anchors_that_make_no_sense_are_refused(world: World, anchor: object) -> None:
    piece = _submitted(world)
    with pytest.raises(BadInput) as refused:
        _record(world, piece, V.SUFFICIENT, anchors=[anchor])
    assert refused.value.field == "anchors"


@pytest.mark.parametrize("who", ["lan", "head", "approver", "coordinator", "observer", "ministry"])
def test_only_reviewers_judge(world: World, who: str) -> None:
    piece = _submitted(world)
    with pytest.raises(NotAllowed):
        world.judge(piece, who=who)


def test_nothing_is_judged_outside_a_submitted_pack(world: World) -> None:
    piece = world.cite()
    with pytest.raises(Refused):
        world.judge(piece)
    world.submit()
    with pytest.raises(Refused):  # nothing was explained, so there is no explanation to accept
        world.judge(piece, V.ACCEPTED_WITH_EXPLANATION)


def test_undo_goes_back_to_the_state_before_the_verdict(world: World) -> None:
    piece = _submitted(world)
    world.judge(piece, V.NEEDS_EXPLANATION)
    world.return_()
    world.explain(piece)
    world.submit()
    for verdict in (V.SUFFICIENT, V.NEEDS_EXPLANATION, V.ACCEPTED_WITH_EXPLANATION):
        world.judge(piece, verdict)
        _undo(world, piece)
        assert world.state(piece) is S.EXPLAINED
        with world.reading() as session:
            review = session.scalars(select(Review).order_by(Review.id.desc())).first()
            assert review is not None
            assert review.undo_reason == "nhầm"
            from evidence_repo.models import Explanation

            assert session.scalars(select(Explanation.state)).all() == [ExplanationState.SUBMITTED]


def test_only_ones_own_verdict_with_a_reason_can_be_undone(world: World) -> None:
    piece = _submitted(world)
    with pytest.raises(Refused) as refused:
        _undo(world, piece)
    assert refused.value.code == "no_verdict"
    world.judge(piece)
    with pytest.raises(Refused) as refused:
        _undo(world, piece, "second")
    assert refused.value.code == "not_own_verdict"
    with pytest.raises(BadInput):
        _undo(world, piece, reason=" ")


def test_no_undo_after_the_agency_acted(world: World) -> None:
    passed, other = world.cite(), world.cite()
    world.submit()
    world.judge(passed)
    world.judge(other, V.NEEDS_EXPLANATION)
    world.return_()
    with pytest.raises(Refused):  # the pack is not submitted
        _undo(world, passed)
    world.explain(other)
    world.submit()
    with pytest.raises(Refused) as refused:
        _undo(world, passed)
    assert refused.value.code == "agency_has_acted"


def test_asking_again_needs_an_approver_and_a_reason(world: World) -> None:
    piece = _submitted(world)
    world.judge(piece)
    with pytest.raises(NotAllowed):
        _ask(world, piece, "second")
    with pytest.raises(BadInput):
        _ask(world, piece, reason="")
    _ask(world, piece)
    assert world.state(piece) is S.SUBMITTED
    with world.reading() as session:
        [asked] = session.scalars(select(ReviewQuestion).where(ReviewQuestion.evidence_id == piece))
        assert asked.reason == "xem lại trang 3"
    world.judge(piece, who="second")


def test_the_queue_shows_first_what_this_person_may_judge(world: World) -> None:
    world.give("second", roles={Role.REVIEWER, Role.UPLOADER})
    own = world.cite("1.1.3", "second")
    world.submit("1.1.3")
    other = _submitted(world, "1.3.1")
    explanation = world.explain_product("5.2.1")
    world.submit("5.2.1")
    with world.reading() as session:
        items = review_queue(session, world.actor("second"), world.cycle(session))
        told = [
            (item.evidence.id if item.evidence else None, item.explanation and item.explanation.id)
            for item in items
        ]
    assert told == [(other, None), (None, explanation), (own, None)]
    assert [item.may_judge for item in items] == [True, True, False]
    assert {blocker.params["part"] for blocker in items[2].blockers} == {"uploader", "citer"}


def test_the_queue_is_filtered_by_field_agency_and_age(world: World) -> None:
    first, second = _submitted(world, "1.1.3"), world.cite("2.1.1", "justice")
    world.submit("2.1.1", "justice-head")

    def queue(**wanted: object) -> list[int]:
        with world.reading() as session:
            filters = QueueFilters(**wanted)  # type: ignore[arg-type]
            items = review_queue(session, world.actor("reviewer"), world.cycle(session), filters)
            return [item.evidence.id for item in items if item.evidence]

    with world.reading() as session:
        justice = world.agency(session, "tu-phap").id
        since = session.get_one(Evidence, first).state_since
    assert queue() == [first, second]
    assert queue(field="2") == [second]
    assert queue(field="9") == []
    assert queue(agency_id=justice) == [second]
    assert queue(waiting_since=since) == [first]
    assert queue(waiting_since=since - timedelta(seconds=1)) == []


def test_the_queue_of_who_does_not_judge_is_empty(world: World) -> None:
    _submitted(world)
    with world.reading() as session:
        for who in ("lan", "coordinator", "approver", "ministry"):
            assert review_queue(session, world.actor(who), world.cycle(session)) == ()
