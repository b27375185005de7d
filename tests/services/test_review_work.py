"""Claims in the queue and ready comments: held for half an hour, taken over, ended by a verdict."""

from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select, update

from evidence_repo.errors import BadInput, ChangedMeanwhile, NotAllowed, Refused
from evidence_repo.models import AuditEvent, CannedComment, Evidence, Explanation, ReviewClaim
from evidence_repo.services.workflow.canned_comments import (
    LONGEST,
    add_comment,
    change_comment,
    find_comment,
    list_comments,
    remove_comment,
)
from evidence_repo.services.workflow.claims import (
    claim_item,
    claims_on,
    find_claim,
    keep_claim,
    release_item,
)
from tests.services.at_once import Decide, at_once
from tests.services.world import World
from workflows.claims import LASTS
from workflows.evidence import EvidenceState, Reason


def submitted(world: World) -> int:
    piece = world.cite()
    world.submit()
    return piece


def claim(world: World, piece: int, who: str = "reviewer") -> None:
    with world.database.transaction() as session:
        claim_item(session, world.actor(who), session.get_one(Evidence, piece), world.clock)


def holder(world: World, piece: int) -> str | None:
    with world.reading() as session:
        found = claims_on(session, [piece], [], world.clock.now()).get((piece, None))
        return found.person.name if found else None


def expire(world: World) -> None:
    """Let every claim be as old as one that has just ended."""
    with world.database.transaction() as session:
        session.execute(
            update(ReviewClaim).values(active_at=world.clock.now() - LASTS - timedelta(seconds=1))
        )


def actions(world: World, kind: str = "evidence") -> list[str]:
    with world.reading() as session:
        asked = select(AuditEvent.action).where(AuditEvent.subject_type == kind)
        return list(session.scalars(asked.order_by(AuditEvent.sequence)))


def test_one_reviewer_at_a_time_holds_a_piece_and_another_is_told_who(any_world: World) -> None:
    world = any_world
    piece = submitted(world)
    claim(world, piece)
    claim(world, piece)
    assert holder(world, piece) == "reviewer"
    with pytest.raises(Refused) as refused:
        claim(world, piece, "second")
    assert (refused.value.code, refused.value.params["name"]) == ("claim_held", "reviewer")
    expire(world)
    assert holder(world, piece) is None
    claim(world, piece, "second")
    assert holder(world, piece) == "second"
    assert actions(world)[-2:] == ["claim_item", "claim_item"]
    with world.reading() as session:
        last = session.scalars(select(AuditEvent).where(AuditEvent.action == "claim_item")).all()[-1]
    assert last.details["taken_from"] == "reviewer@example.vn"


def test_whoever_does_something_with_a_piece_keeps_their_own_claim_and_nobody_elses(world: World) -> None:
    piece = submitted(world)
    claim(world, piece)
    expire(world)
    for who, kept in (("second", None), ("reviewer", "reviewer")):
        with world.database.transaction() as session:
            keep_claim(session, world.actor(who), session.get_one(Evidence, piece), world.clock)
        assert holder(world, piece) == kept


def test_a_verdict_without_a_claim_is_one_and_ends_whoever_has_it(world: World) -> None:
    piece = submitted(world)
    claim(world, piece, "second")
    world.judge(piece, who="reviewer")
    assert world.state(piece) is EvidenceState.SUFFICIENT
    assert holder(world, piece) is None
    with pytest.raises(Refused):
        claim(world, piece, "second")


def test_two_verdicts_at_once_lose_nothing_with_a_claim_either(any_world: World) -> None:
    world = any_world
    piece = submitted(world)
    claim(world, piece)
    with world.reading() as session:
        seen = session.get_one(Evidence, piece).lock

    def judging(who: str) -> Decide:
        def decide(barrier: Barrier) -> None:
            barrier.wait()
            world.judge(piece, who=who, seen_lock=seen)

        return decide

    results = at_once(judging("reviewer"), judging("second"))
    refused = [each for each in results if isinstance(each, Exception)]
    assert [type(each) for each in refused] == [ChangedMeanwhile]
    assert world.state(piece) is EvidenceState.SUFFICIENT


def test_who_may_not_judge_may_not_claim(world: World) -> None:
    piece = submitted(world)
    world.give("lan", roles={*world.actor("reviewer").roles})
    for who in ("lan", "approver", "coordinator", "head"):
        with pytest.raises(NotAllowed):
            claim(world, piece, who)


def test_an_explanation_of_a_product_is_claimed_released_and_judged(world: World) -> None:
    explained = world.explain_product()
    world.submit()
    actor, other = world.actor("reviewer"), world.actor("second")
    with world.database.transaction() as session:
        claim_item(session, actor, session.get_one(Explanation, explained), world.clock)
    with pytest.raises(Refused) as refused, world.database.transaction() as session:
        release_item(session, other, session.get_one(Explanation, explained), world.clock)
    assert refused.value.code == "claim_not_own"
    with world.database.transaction() as session:
        release_item(session, actor, session.get_one(Explanation, explained), world.clock)
        assert find_claim(session, session.get_one(Explanation, explained)) is None
        claim_item(session, other, session.get_one(Explanation, explained), world.clock)
    world.judge_explanation(explained, accepted=True)
    with world.reading() as session:
        assert session.scalars(select(ReviewClaim)).all() == []
    assert actions(world, "explanation")[-4:] == [
        "claim_item",
        "release_item",
        "claim_item",
        "judge_explanation",
    ]


def test_ready_comments_are_kept_by_the_coordinator_and_audited(world: World) -> None:
    coordinator = world.actor("coordinator")
    with world.database.transaction() as session:
        kept = add_comment(session, coordinator, Reason.UNSIGNED, "  Văn bản chưa\n được ký. ").id
        add_comment(session, coordinator, Reason.MISSING_CONTENT, "Thiếu phụ lục.")
    with world.database.transaction() as session:
        change_comment(
            session, coordinator, find_comment(session, kept), "Văn bản chưa ký, chưa đóng dấu.", 1
        )
    with world.reading() as session:
        found = {reason: [each.text for each in rows] for reason, rows in list_comments(session).items()}
    assert list(found.items()) == [
        (Reason.MISSING_CONTENT, ["Thiếu phụ lục."]),
        (Reason.UNSIGNED, ["Văn bản chưa ký, chưa đóng dấu."]),
    ]
    with world.database.transaction() as session:
        remove_comment(session, coordinator, find_comment(session, kept))
    assert actions(world, "canned_comment") == [
        *("add_canned_comment", "add_canned_comment", "change_canned_comment", "remove_canned_comment")
    ]
    with world.reading() as session:
        assert len(session.scalars(select(CannedComment)).all()) == 1


@pytest.mark.parametrize("text", [" \n", "x" * (LONGEST + 1), "Thiếu phụ lục."])
def test_a_comment_that_is_empty_too_long_or_there_already_is_refused(world: World, text: str) -> None:
    coordinator = world.actor("coordinator")
    with world.database.transaction() as session:
        add_comment(session, coordinator, Reason.MISSING_CONTENT, "Thiếu phụ lục.")
    with pytest.raises(BadInput) as refused, world.database.transaction() as session:
        add_comment(session, coordinator, Reason.MISSING_CONTENT, text)
    assert refused.value.field == "text"


def test_nobody_else_changes_ready_comments_nor_overwrites_anothers_words(world: World) -> None:
    for who in ("reviewer", "approver", "lan"):
        with pytest.raises(NotAllowed), world.database.transaction() as session:
            add_comment(session, world.actor(who), Reason.OTHER, "…")
    coordinator = world.actor("coordinator")
    with world.database.transaction() as session:
        kept = add_comment(session, coordinator, Reason.OTHER, "một").id
    with world.database.transaction() as session:
        change_comment(session, coordinator, find_comment(session, kept), "hai", 1)
    with pytest.raises(ChangedMeanwhile), world.database.transaction() as session:
        change_comment(session, coordinator, find_comment(session, kept), "ba", 1)
    with pytest.raises(BadInput), world.reading() as session:
        find_comment(session, kept + 1)
