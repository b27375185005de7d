"""Four eyes on persons: old versions, changes of role and agency, undone verdicts, recalled submissions."""

import pytest

from evidence_repo.errors import NotAllowed
from evidence_repo.models import DocumentVersion, Evidence
from evidence_repo.services.policy.involvement import (
    involvement_in_pieces,
    pieces_involving,
)
from evidence_repo.services.policy.pack_involvement import (
    involvement_in_pack,
    involvement_in_packs,
    packs_involving,
)
from evidence_repo.services.workflow.eligible import eligible_approvers, eligible_reviewers
from evidence_repo.services.workflow.pieces import change_pages, replace_evidence
from evidence_repo.services.workflow.verdicts import undo_verdict
from tests.services.world import CRITERIA, PEOPLE, World
from workflows.delegations import NONE_HELD
from workflows.evidence import EvidenceState, VerdictKind
from workflows.four_eyes import may_approve_pack, may_judge
from workflows.roles import Role

REVIEWER = {Role.REVIEWER}
V = VerdictKind


def _refused(world: World, piece: int, who: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        world.judge(piece, who=who)
    assert refused.value.code == "four_eyes"


def _undo(world: World, piece: int, who: str) -> None:
    with world.database.transaction() as session:
        undo_verdict(session, world.actor(who), session.get_one(Evidence, piece), "nhầm", clock=world.clock)


def test_uploader_citer_and_submitter_do_not_judge_also_after_a_change_of_role(world: World) -> None:
    piece = world.cite(who="lan", version=world.document("mai"))
    world.submit(who="head")
    for person in ("mai", "lan", "head"):
        world.give(person, roles=REVIEWER)
        _refused(world, piece, person)
    world.judge(piece, who="reviewer")


def test_parts_stay_after_a_change_of_agency(world: World) -> None:
    piece = world.cite()
    world.submit()
    world.give("lan", roles=REVIEWER, agency="tu-phap")
    _refused(world, piece, "lan")


def test_who_uploaded_or_cited_an_old_version_does_not_judge(world: World) -> None:
    first = world.document("lan")
    piece = world.cite(who="lan", version=first)
    world.submit()
    world.judge(piece, V.NEEDS_EXPLANATION)
    world.return_()
    newer = world.new_version(first, "mai")
    with world.database.transaction() as session:
        replace_evidence(
            session,
            world.actor("head"),
            session.get_one(Evidence, piece),
            version=session.get_one(DocumentVersion, newer),
            clock=world.clock,
        )
    world.submit()
    for person in ("lan", "mai", "head"):
        world.give(person, roles=REVIEWER)
        _refused(world, piece, person)


def test_who_only_uploaded_a_version_that_was_replaced_long_ago_does_not_judge(world: World) -> None:
    piece = world.cite(who="lan", version=world.document("mai"))
    other = world.document("lan")
    with world.database.transaction() as session:
        replace_evidence(
            session,
            world.actor("lan"),
            session.get_one(Evidence, piece),
            version=session.get_one(DocumentVersion, other),
            clock=world.clock,
        )
    world.submit()
    world.give("mai", roles=REVIEWER)
    _refused(world, piece, "mai")


def test_who_uploaded_an_earlier_version_of_the_document_does_not_judge(world: World) -> None:
    piece = world.cite(who="lan", version=world.new_version(world.document("mai"), "lan"))
    world.submit()
    world.give("mai", roles=REVIEWER)
    _refused(world, piece, "mai")


def test_who_only_changed_the_pages_of_a_draft_does_not_judge(world: World) -> None:
    piece = world.cite(who="lan")
    with world.database.transaction() as session:
        change_pages(session, world.actor("mai"), session.get_one(Evidence, piece), "2", clock=world.clock)
    world.submit()
    world.give("mai", roles=REVIEWER)
    _refused(world, piece, "mai")


def test_who_wrote_or_reworded_an_explanation_does_not_judge(world: World) -> None:
    piece = world.cite(who="lan")
    world.submit()
    world.judge(piece, V.NEEDS_EXPLANATION)
    world.return_()
    world.explain(piece, "mai")
    world.explain(piece, "head", text="rõ hơn")
    world.submit()
    for person in ("mai", "head"):
        world.give(person, roles=REVIEWER)
        _refused(world, piece, person)


def test_a_products_explanation_is_judged_under_the_same_guards(world: World) -> None:
    explanation = world.explain_product("1.1.3", who="lan", documents=(world.document("mai"),))
    world.submit()
    for person in ("lan", "mai", "head"):
        world.give(person, roles=REVIEWER)
        with pytest.raises(NotAllowed) as refused:
            world.judge_explanation(explanation, True, person)
        assert refused.value.code == "four_eyes"
    world.judge_explanation(explanation, True, "reviewer")


def test_a_recalled_submission_still_counts(world: World) -> None:
    world.give("mai", roles={Role.AGENCY_HEAD})
    piece = world.cite()
    world.submit(who="mai")
    world.recall(who="mai")
    world.submit(who="head")
    world.give("mai", roles=REVIEWER)
    _refused(world, piece, "mai")


def test_who_gave_a_verdict_even_an_undone_one_does_not_approve(world: World) -> None:
    piece = world.cite()
    world.submit()
    world.judge(piece, who="council")
    _undo(world, piece, "council")
    world.judge(piece, who="reviewer")
    with pytest.raises(NotAllowed) as refused:
        world.approve(who="council")
    assert refused.value.code == "four_eyes"
    world.approve(who="approver")


def test_who_decided_about_a_product_even_if_somebody_decided_later_does_not_approve(world: World) -> None:
    from evidence_repo.models import Explanation
    from evidence_repo.services.workflow.explanation_verdicts import undo_explanation_verdict

    explanation = world.explain_product("1.1.3")
    world.submit()
    world.judge_explanation(explanation, True, "council")
    with world.database.transaction() as session:
        row = session.get_one(Explanation, explanation)
        undo_explanation_verdict(session, world.actor("council"), row, reason="nhầm", clock=world.clock)
    world.judge_explanation(explanation, True, "reviewer")
    with pytest.raises(NotAllowed):
        world.approve(who="council")
    world.approve(who="approver")


def test_who_had_a_part_in_a_withdrawn_piece_does_not_approve(world: World) -> None:
    from evidence_repo.services.workflow.pieces import withdraw_evidence

    withdrawn, piece = world.cite(who="mai"), world.cite(who="lan")
    with world.database.transaction() as session:
        withdraw_evidence(
            session, world.actor("lan"), session.get_one(Evidence, withdrawn), clock=world.clock
        )
    world.submit()
    world.judge(piece)
    world.give("mai", roles={Role.APPROVER}, agency="tinh")
    with pytest.raises(NotAllowed):
        world.approve(who="mai")


def test_a_coordinator_never_judges_whatever_other_role_stands_beside(world: World) -> None:
    world.give("second", roles={Role.REVIEWER, Role.APPROVER, Role.COORDINATOR})
    piece = world.cite()
    world.submit()
    with pytest.raises(NotAllowed):
        world.judge(piece, who="second")
    world.judge(piece)
    with pytest.raises(NotAllowed):
        world.approve(who="second")


def test_who_is_left_to_judge_and_to_approve(world: World) -> None:
    world.give("second", roles={Role.REVIEWER, Role.UPLOADER})
    piece = world.cite(who="second")
    world.submit()
    with world.reading() as session:
        left = eligible_reviewers(session, session.get_one(Evidence, piece), NONE_HELD)
        assert [user.name for user in left] == ["council", "reviewer"]
        assert [u.name for u in eligible_approvers(session, world.pack(session, "1.1.3"), NONE_HELD)] == [
            "approver",
            "council",
        ]
    for person in ("reviewer", "council"):
        world.give(person, roles={Role.UPLOADER})
    with world.reading() as session:
        assert eligible_reviewers(session, session.get_one(Evidence, piece), NONE_HELD) == ()


def test_the_pieces_a_person_has_a_part_in_equal_the_rule(world: World) -> None:
    world.give("second", roles={Role.REVIEWER, Role.UPLOADER})
    first = world.cite("1.1.3", "lan", version=world.document("mai"))
    second = world.cite("1.3.1", "second")
    third = world.cite("2.1.1", "justice")
    world.submit("1.1.3")
    world.judge(first, V.NEEDS_EXPLANATION)
    world.return_("1.1.3")
    world.explain(first, "mai")
    world.explain(first, "second", text="rõ hơn")
    pieces = [first, second, third]
    with world.reading() as session:
        parts = involvement_in_pieces(session, pieces)
        for name in PEOPLE:
            person = world.person(name)
            alone = frozenset({person})
            expected = {piece for piece in pieces if may_judge(alone, parts[piece])}
            assert set(session.scalars(pieces_involving(alone))) == expected, name
        assert world.person("second") in parts[first].explanation_authors
        assert world.person("head") in parts[first].submitters
        pack = involvement_in_pack(session, world.pack(session, "1.1.3"))
        assert pack.verdict_givers == {world.person("reviewer")}
        of_packs = involvement_in_packs(session, [world.criterion(session, code).id for code in CRITERIA])
        for name in PEOPLE:
            alone = frozenset({world.person(name)})
            expected = {criterion for criterion, parts in of_packs.items() if may_approve_pack(alone, parts)}
            assert packs_involving(session, alone) == expected, name
    assert world.state(first) is EvidenceState.EXPLAINED
