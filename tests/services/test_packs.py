"""The pack's way: submit, recall, return, approve, reopen, with every guard."""

import pytest
from sqlalchemy import select

from evidence_repo.errors import BadInput, EvidenceError, NotAllowed, Refused
from evidence_repo.models import AuditEvent, EvidencePack, PackSubmission
from evidence_repo.representations.packs import packs_json
from evidence_repo.services.audit.chain import verify_chain
from evidence_repo.services.policy.actors import actor_of
from evidence_repo.services.policy.refusals import ADVICE, SENTENCES, Blocked
from evidence_repo.services.workflow.packs import (
    packs_of_cycle,
    reopen_pack,
    view_of_pack,
    views_of_cycle,
)
from tests.services.world import World
from workflows.evidence import EvidenceState, VerdictKind
from workflows.explanations import ExplanationKind
from workflows.packs import PackState
from workflows.roles import Role

S = EvidenceState


def test_the_whole_way(world: World) -> None:
    piece = world.cite(pages="1-2")
    world.submit()
    assert (world.state(piece), world.pack_state()) == (S.SUBMITTED, PackState.SUBMITTED)
    world.judge(piece, VerdictKind.NEEDS_EXPLANATION)
    world.return_()
    assert world.pack_state() is PackState.RETURNED
    world.explain(piece, version=world.new_version(world.document()))
    assert world.state(piece) is S.EXPLAINED
    world.submit()
    world.judge(piece, VerdictKind.ACCEPTED_WITH_EXPLANATION)
    world.approve()
    assert (world.state(piece), world.pack_state()) == (S.ACCEPTED_WITH_EXPLANATION, PackState.APPROVED)
    with world.reading() as session:
        actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.sequence)).all()
        assert actions == [
            *("cite_document", "submit_pack", "record_verdict", "return_pack", "explain"),
            *("submit_pack", "record_verdict", "approve_pack"),
        ]
        assert verify_chain(session) == ()


def test_submit_names_what_it_moved_and_leaves_contributions_out(world: World) -> None:
    piece, waiting = world.cite(), world.cite(who="district")
    explanation = world.explain_product("1.1.3")
    world.submit()
    with world.reading() as session:
        submission = session.scalars(select(PackSubmission)).one()
        moved = {(item.evidence_id, item.explanation_id) for item in submission.moved}
    assert moved == {(piece, None), (None, explanation)}
    assert world.state(waiting) is S.DRAFT


@pytest.mark.parametrize("who", ["lan", "justice-head", "reviewer", "approver", "coordinator", "observer"])
def test_only_the_lead_agencys_head_submits(world: World, who: str) -> None:
    world.cite()
    with pytest.raises(NotAllowed):
        world.submit(who=who)
    assert world.pack_state() is PackState.OPEN


def test_an_empty_pack_is_not_submitted(world: World) -> None:
    world.cite(who="district")  # a contribution that nobody accepted is not in the pack
    with pytest.raises(Blocked) as refused:
        world.submit()
    assert [blocker.code for blocker in refused.value.blockers] == ["pack_empty"]


def test_a_recall_takes_back_only_what_the_submission_moved(world: World) -> None:
    first = world.cite()
    world.submit()
    world.judge(first, VerdictKind.NEEDS_EXPLANATION)
    world.return_()
    world.explain(first)
    second = world.cite()
    world.submit()
    world.recall()
    assert world.pack_state() is PackState.RETURNED
    assert (world.state(first), world.state(second)) == (S.EXPLAINED, S.DRAFT)
    world.submit()
    assert (world.state(first), world.state(second)) == (S.EXPLAINED, S.SUBMITTED)


def test_no_recall_after_a_verdict_even_an_undone_one(world: World) -> None:
    from evidence_repo.models import Evidence
    from evidence_repo.services.workflow.verdicts import undo_verdict

    piece = world.cite()
    world.submit()
    world.judge(piece)
    with world.database.transaction() as session:
        evidence = session.get_one(Evidence, piece)
        undo_verdict(session, world.actor("reviewer"), evidence, "nhầm", clock=world.clock)
    with pytest.raises(Refused) as refused:
        world.recall()
    assert refused.value.code == "verdict_since_submission"


def test_return_needs_something_for_the_agency(world: World) -> None:
    piece = world.cite()
    world.submit()
    with pytest.raises(Refused) as refused:
        world.return_()
    assert refused.value.code == "nothing_to_return"
    world.judge(piece, VerdictKind.NEEDS_EXPLANATION)
    with pytest.raises(NotAllowed):
        world.return_(who="approver")
    world.return_()


def test_approval_says_everything_that_stands_in_the_way(world: World) -> None:
    world.cite(product=None)
    world.submit()
    with pytest.raises(Blocked) as refused:
        world.approve()
    assert {blocker.code for blocker in refused.value.blockers} == {"piece_submitted", "product_uncovered"}


def test_an_accepted_explanation_covers_a_product_and_the_ministrys_part_never_blocks(world: World) -> None:
    documents = (world.document(),)
    explanation = world.explain_product("5.2.1", kind=ExplanationKind.NO_OCCURRENCE, documents=documents)
    world.submit("5.2.1")
    world.judge_explanation(explanation, accepted=True)
    world.approve("5.2.1")
    assert world.pack_state("5.2.1") is PackState.APPROVED


def test_reopening_needs_a_reason_and_keeps_the_pieces(world: World) -> None:
    piece = world.cite()
    world.submit()
    world.judge(piece)
    world.approve()

    def reopen(reason: str) -> None:
        with world.database.transaction() as session:
            pack = world.pack(session, "1.1.3")
            reopen_pack(session, world.actor("approver"), pack, reason, clock=world.clock)

    with pytest.raises(BadInput) as refused:
        reopen("  ")
    assert refused.value.field == "reason"
    reopen("bổ sung số liệu")
    assert (world.pack_state(), world.state(piece)) == (PackState.OPEN, S.SUFFICIENT)
    with world.reading() as session:
        pack = world.pack(session, "1.1.3")
        assert (pack.was_reopened, pack.reopen_reason, pack.approved_by_id) == (True, "bổ sung số liệu", None)
    world.submit()
    world.approve()


def test_views_for_all_packs_equal_the_single_ones_in_few_queries(world: World) -> None:
    from sqlalchemy import event

    world.judge_explanation(_submitted_explanation(world), accepted=False)
    world.cite("1.3.1")
    statements: list[str] = []
    event.listen(world.database.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    with world.reading() as session:
        views = views_of_cycle(session, world.cycle(session))
        taken = len(statements)
        assert [pack.criterion.code for pack in views] == ["1.1.3", "1.3.1", "5.2.1", "2.1.1"]
        assert views == {pack: view_of_pack(session, pack) for pack in views}
    assert taken <= 16


def _submitted_explanation(world: World) -> int:
    explanation = world.explain_product("1.1.3")
    world.submit("1.1.3")
    return explanation


def test_the_list_of_packs_tells_states_pieces_and_gaps(world: World) -> None:
    world.cite()
    world.cite()
    world.submit()
    with world.reading() as session:
        packs = packs_of_cycle(session, world.cycle(session))
        told = packs_json(session, actor_of(world.user(session, "reviewer"), "cli"), packs, world.clock)
    rows = {row["criterion"]: row for row in told}
    assert rows["TCTP 1.1.3"] == {
        "year": 2017,
        "criterion": "TCTP 1.1.3",
        "agency": "Sở Nội vụ",
        "state": "submitted",
        "pieces": {"submitted": 2},
        "uncovered": [1],
    }
    assert rows["TCTP 5.2.1"]["uncovered"] == [1]


def test_every_blocker_of_the_rules_has_a_sentence() -> None:
    import re
    from pathlib import Path

    import workflows

    folder = Path(workflows.__file__).parent
    named = {
        code
        for name in ("evidence", "explanations", "packs", "cycle", "four_eyes", "rights")
        for code in re.findall(r'Blocker\(\s*"([a-z_]+)"', (folder / f"{name}.py").read_text())
    }
    named |= {f"piece_{state}" for state in ("draft", "submitted", "needs_explanation", "explained")}
    named |= {f"explanation_{state}" for state in ("draft", "submitted", "rejected")}
    assert named <= SENTENCES.keys()
    assert ADVICE.keys() <= SENTENCES.keys()


def test_a_person_with_several_roles_still_needs_the_right_agency(world: World) -> None:
    world.give("justice-head", roles={Role.AGENCY_HEAD, Role.REVIEWER})
    world.cite()
    with pytest.raises(EvidenceError):
        world.submit(who="justice-head")


def test_every_pack_stands_alone(world: World) -> None:
    world.cite("1.1.3")
    world.submit("1.1.3")
    with world.reading() as session:
        states = dict(session.execute(select(EvidencePack.criterion_id, EvidencePack.state)).all())
    assert sorted(states.values()) == ["open", "open", "open", "submitted"]
