"""Explanations: rounds, drafts, answers, the latest round's documents, verdicts on products."""

import pytest
from sqlalchemy import select

from evidence_repo.errors import BadInput, NotAllowed, Refused
from evidence_repo.models import Explanation
from evidence_repo.services.workflow.explanation_verdicts import undo_explanation_verdict
from tests.services.world import World
from workflows.evidence import EvidenceState, VerdictKind
from workflows.explanations import ExplanationKind, ExplanationState

E = ExplanationState


def _rounds(world: World) -> list[tuple[int, ExplanationState, str]]:
    with world.reading() as session:
        rows = session.scalars(select(Explanation).order_by(Explanation.id)).all()
        return [(row.round, row.state, row.text) for row in rows]


def _returned_piece(world: World) -> int:
    piece = world.cite()
    world.submit()
    world.judge(piece, VerdictKind.NEEDS_EXPLANATION)
    world.return_()
    return piece


def test_a_pieces_explanation_follows_the_verdict_and_every_round_is_kept(world: World) -> None:
    piece = _returned_piece(world)
    world.explain(piece, text="vòng một")
    world.explain(piece, "mai", text="vòng một, rõ hơn")
    assert _rounds(world) == [(1, E.DRAFT, "vòng một, rõ hơn")]
    world.submit()
    assert _rounds(world) == [(1, E.SUBMITTED, "vòng một, rõ hơn")]
    world.judge(piece, VerdictKind.NEEDS_EXPLANATION)
    world.return_()
    world.explain(piece, text="vòng hai")
    assert [(r, s) for r, s, _ in _rounds(world)] == [(1, E.REJECTED), (2, E.SUBMITTED)]
    world.submit()
    world.judge(piece, VerdictKind.ACCEPTED_WITH_EXPLANATION)
    assert [(r, s) for r, s, _ in _rounds(world)] == [(1, E.REJECTED), (2, E.ACCEPTED)]


def test_only_a_piece_that_needs_it_is_explained(world: World) -> None:
    piece = world.cite()
    with pytest.raises(Refused):
        world.explain(piece)
    world.submit()
    world.judge(piece, VerdictKind.NEEDS_EXPLANATION)
    with pytest.raises(Refused):  # the pack is not returned yet
        world.explain(piece)


def test_an_explanation_without_words_changes_nothing(world: World) -> None:
    piece = _returned_piece(world)
    with pytest.raises(BadInput) as refused:
        world.explain(piece, text="  ")
    assert refused.value.field == "text"
    assert (world.state(piece), _rounds(world)) == (EvidenceState.NEEDS_EXPLANATION, [])


@pytest.mark.parametrize("who", ["justice", "district", "reviewer", "approver", "coordinator"])
def test_nobody_explains_for_another_agency(world: World, who: str) -> None:
    piece = _returned_piece(world)
    with pytest.raises(NotAllowed):
        world.explain(piece, who)
    with pytest.raises(NotAllowed):
        world.explain_product("1.1.3", 1, who)


def test_a_coordinating_agency_explains_its_own_piece(world: World) -> None:
    from evidence_repo.models import Evidence
    from evidence_repo.services.workflow.pieces import accept_contribution

    piece = world.cite("1.1.3", "district")
    with world.database.transaction() as session:
        evidence = session.get_one(Evidence, piece)
        accept_contribution(session, world.actor("lan"), evidence, clock=world.clock)
    world.submit()
    world.judge(piece, VerdictKind.NEEDS_EXPLANATION)
    world.return_()
    world.explain(piece, "district")
    assert world.state(piece) is EvidenceState.EXPLAINED


@pytest.mark.parametrize("code", ["5.2.1"])
def test_no_occurrence_needs_the_latest_rounds_documents(world: World, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        world.explain_product(code, kind=ExplanationKind.NO_OCCURRENCE)
    assert refused.value.code == "no_occurrence_without_documents"
    world.explain_product(code, kind=ExplanationKind.MISSING)
    world.explain_product("1.1.3", kind=ExplanationKind.NO_OCCURRENCE)


def test_a_rejected_product_explanation_is_answered_by_a_new_round(world: World) -> None:
    first = world.explain_product("1.1.3")
    world.submit()
    world.judge_explanation(first, accepted=False)
    with pytest.raises(Refused):  # not before the pack is returned
        world.explain_product("1.1.3")
    world.return_()
    with pytest.raises(Refused) as refused:
        world.submit()
    assert refused.value.code == "explanation_rejected"
    second = world.explain_product("1.1.3", text="Không có đợt nào")
    world.submit()
    world.judge_explanation(second, accepted=True)
    assert [(r, s) for r, s, _ in _rounds(world)] == [(1, E.REJECTED), (2, E.ACCEPTED)]
    world.approve()


def test_a_recall_makes_the_explanation_a_draft_again(world: World) -> None:
    world.explain_product("1.1.3")
    world.submit()
    world.recall()
    assert [(r, s) for r, s, _ in _rounds(world)] == [(1, E.DRAFT)]


def test_a_pieces_explanation_has_no_verdict_of_its_own(world: World) -> None:
    piece = _returned_piece(world)
    explanation = world.explain(piece)
    world.submit()
    with pytest.raises(Refused) as refused:
        world.judge_explanation(explanation, accepted=True)
    assert refused.value.code == "follows_the_piece"


def test_documents_of_another_agency_are_not_attached(world: World) -> None:
    with pytest.raises(NotAllowed):
        world.explain_product("1.1.3", documents=(world.document("justice"),))


def test_ones_own_verdict_on_a_product_can_be_undone(world: World) -> None:
    explanation = world.explain_product("1.1.3")
    world.submit()
    world.judge_explanation(explanation, accepted=True)

    def undo(who: str, reason: str) -> None:
        with world.database.transaction() as session:
            row = session.get_one(Explanation, explanation)
            undo_explanation_verdict(session, world.actor(who), row, reason=reason, clock=world.clock)

    with pytest.raises(Refused):
        undo("second", "nhầm")
    with pytest.raises(BadInput):
        undo("reviewer", "")
    undo("reviewer", "nhầm")
    assert [s for _, s, _ in _rounds(world)] == [E.SUBMITTED]
    with pytest.raises(Refused):
        world.recall()  # review has begun, though the verdict was undone
