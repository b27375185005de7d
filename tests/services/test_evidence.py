"""Pieces of evidence: citing, moving, changing, withdrawing, contributions, lateness."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from evidence_repo.errors import BadInput, ChangedMeanwhile, NotAllowed, Refused
from evidence_repo.models import (
    Document,
    DocumentKind,
    DocumentVersion,
    Evidence,
    EvidencePin,
)
from evidence_repo.services.workflow.cited_pages import check_pages
from evidence_repo.services.workflow.pieces import (
    accept_contribution,
    change_pages,
    cite_document,
    move_evidence,
    refuse_contribution,
    replace_evidence,
    withdraw_evidence,
)
from tests.services.world import DOCX, PDF, World
from workflows.cycle import CycleState
from workflows.evidence import EvidenceState, VerdictKind

S = EvidenceState


def _act(world: World, who: str, evidence_id: int, action: object, *args: object, **kwargs: object) -> None:
    with world.database.transaction() as session:
        evidence = session.get_one(Evidence, evidence_id)
        action(session, world.actor(who), evidence, *args, clock=world.clock, **kwargs)  # type: ignore[operator]


def _replace(world: World, who: str, evidence_id: int, version: int, **kwargs: object) -> None:
    with world.database.transaction() as session:
        replace_evidence(
            session,
            world.actor(who),
            session.get_one(Evidence, evidence_id),
            version=session.get_one(DocumentVersion, version),
            clock=world.clock,
            **kwargs,  # type: ignore[arg-type]
        )


def _move(world: World, who: str, evidence_id: int, code: str, product: int | None = None) -> None:
    with world.database.transaction() as session:
        move_evidence(
            session,
            world.actor(who),
            session.get_one(Evidence, evidence_id),
            world.criterion(session, code),
            product=world.product(session, code, product) if product else None,
            clock=world.clock,
        )


def test_a_citation_keeps_who_what_where(world: World) -> None:
    piece = world.cite(pages=" 1 - 2 ;5")
    with world.reading() as session:
        evidence = session.get_one(Evidence, piece)
        assert evidence.pages == "1-2, 5"
        assert evidence.product is not None
        assert (evidence.state, evidence.product.ordinal) == (S.DRAFT, 1)
        assert evidence.cited_by_id == evidence.accepted_by_id == world.person("lan")
        assert [(pin.version_id, pin.pages) for pin in evidence.pins] == [(evidence.version_id, "1-2, 5")]


@pytest.mark.parametrize("who", ["reviewer", "approver", "coordinator", "observer", "ministry", "justice"])
def test_nobody_else_cites_for_the_agency(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        world.cite("1.1.3", who)


def test_an_agency_cites_its_own_documents_only(world: World) -> None:
    with pytest.raises(NotAllowed) as refused:
        world.cite("1.1.3", "lan", version=world.document("justice"))
    assert refused.value.code == "not_own_document"


def test_a_product_of_another_criterion_is_refused(world: World) -> None:
    version = world.document()
    with pytest.raises(BadInput) as refused, world.database.transaction() as session:
        cite_document(
            session,
            world.actor("lan"),
            session.get_one(DocumentVersion, version),
            world.criterion(session, "1.1.3"),
            product=world.product(session, "1.3.1", 1),
            clock=world.clock,
        )
    assert refused.value.field == "product"


def test_a_deadline_of_another_criterion_is_refused(world: World) -> None:
    version = world.document()
    with pytest.raises(BadInput) as refused, world.database.transaction() as session:
        cite_document(
            session,
            world.actor("lan"),
            session.get_one(DocumentVersion, version),
            world.criterion(session, "1.1.3"),
            deadline=world.criterion(session, "1.3.1").deadlines[0],
            clock=world.clock,
        )
    assert refused.value.field == "deadline"


@pytest.mark.parametrize("pages", ["0", "6", "2-1", "4-6", "a", "1,,2", "1-", "-1", "1.5"])
def test_pages_that_the_document_does_not_have_are_refused(world: World, pages: str) -> None:
    with pytest.raises(BadInput) as refused:
        world.cite(pages=pages)
    assert refused.value.field == "pages"
    with world.reading() as session:
        assert session.scalars(select(Evidence)).all() == []


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(0, 20)), min_size=1, max_size=8))
def test_stored_pages_read_back_as_themselves(ranges: list[tuple[int, int]]) -> None:
    version = DocumentVersion(media_type=PDF, page_count=60, document=Document(kind=DocumentKind.FILE))
    stored = check_pages(version, ";".join(f"{first}-{first + more}" for first, more in ranges))
    assert stored == check_pages(version, stored)


def test_without_pages_a_section_or_sheet_is_named(world: World) -> None:
    version = world.document(pages=None, media_type=DOCX)
    piece = world.cite(version=version, pages="Mục II,  biểu 3")
    with world.reading() as session:
        assert session.get_one(Evidence, piece).pages == "Mục II, biểu 3"
    with pytest.raises(BadInput):
        world.cite(version=version, pages="x" * 201)


def test_nothing_changes_while_the_pack_is_submitted(world: World) -> None:
    piece = world.cite()
    world.submit()
    other = world.document()
    for change in (
        lambda: world.cite(),
        lambda: _act(world, "lan", piece, withdraw_evidence),
        lambda: _act(world, "lan", piece, change_pages, "2"),
        lambda: _replace(world, "lan", piece, other),
        lambda: _move(world, "lan", piece, "1.3.1"),
        lambda: world.explain(piece),
    ):
        with pytest.raises(Refused):
            change()
    assert world.state(piece) is S.SUBMITTED


def test_nobody_changes_an_approved_pack(world: World) -> None:
    piece = world.cite()
    world.submit()
    world.judge(piece)
    world.approve()
    with pytest.raises(Refused):
        world.cite()
    with pytest.raises(Refused):
        _act(world, "head", piece, withdraw_evidence)


def test_a_draft_moves_to_another_criterion_of_the_agency(world: World) -> None:
    piece = world.cite("1.1.3")
    _move(world, "mai", piece, "1.3.1", product=2)
    with world.reading() as session:
        evidence = session.get_one(Evidence, piece)
        assert evidence.criterion.code == "1.3.1"
        assert evidence.product is not None
        assert (evidence.product.ordinal, evidence.state) == (2, S.DRAFT)
    with pytest.raises(Refused) as refused:
        _move(world, "lan", piece, "2.1.1")
    assert refused.value.code == "other_agency"


def test_a_move_needs_both_packs_open(world: World) -> None:
    piece = world.cite("1.1.3")
    world.cite("1.3.1")
    world.submit("1.3.1")
    with pytest.raises(Refused):
        _move(world, "lan", piece, "1.3.1")


def test_replacing_a_piece_that_needs_explanation_sends_it_back_to_the_reviewers(world: World) -> None:
    version = world.document()
    piece = world.cite(version=version)
    world.submit()
    world.judge(piece, VerdictKind.NEEDS_EXPLANATION)
    world.return_()
    newer = world.new_version(version, "mai")
    _replace(world, "mai", piece, newer, pages="3")
    with world.reading() as session:
        evidence = session.get_one(Evidence, piece)
        assert (evidence.state, evidence.version_id, evidence.pages) == (S.SUBMITTED, newer, "3")
        pins = session.scalars(select(EvidencePin).order_by(EvidencePin.id)).all()
    assert [(pin.version_id, pin.pinned_by_id) for pin in pins] == [
        (version, world.person("lan")),
        (newer, world.person("mai")),
    ]


def test_a_passed_piece_whose_pages_change_is_judged_again(world: World) -> None:
    passed, other = world.cite(), world.cite()
    world.submit()
    world.judge(passed)
    world.judge(other, VerdictKind.NEEDS_EXPLANATION)
    world.return_()
    _act(world, "lan", passed, change_pages, "4")
    assert world.state(passed) is S.SUBMITTED
    with pytest.raises(BadInput) as refused:
        _act(world, "lan", other, change_pages, None)
    assert refused.value.code == "nothing_changed"


def test_replacing_with_pages_that_the_new_version_lacks_changes_nothing(world: World) -> None:
    piece = world.cite(pages="5")
    with pytest.raises(BadInput):
        _replace(world, "lan", piece, world.document(pages=2))
    with world.reading() as session:
        assert session.get_one(Evidence, piece).pages == "5"


def test_withdrawing_one_citation_leaves_the_others(world: World) -> None:
    version = world.document()
    one, other = world.cite("1.1.3", version=version), world.cite("1.3.1", version=version)
    _act(world, "lan", one, withdraw_evidence)
    assert (world.state(one), world.state(other)) == (S.WITHDRAWN, S.DRAFT)
    with pytest.raises(Refused):
        _act(world, "lan", one, withdraw_evidence)


def test_a_contribution_joins_when_the_lead_agency_accepts_it(world: World) -> None:
    piece = world.cite("1.1.3", "district")
    with pytest.raises(NotAllowed):
        _act(world, "district", piece, accept_contribution)
    _act(world, "lan", piece, accept_contribution)
    with pytest.raises(Refused):
        _act(world, "lan", piece, accept_contribution)
    world.submit()
    assert world.state(piece) is S.SUBMITTED


def test_a_refused_contribution_is_withdrawn(world: World) -> None:
    piece = world.cite("1.1.3", "district")
    _act(world, "head", piece, refuse_contribution)
    assert world.state(piece) is S.WITHDRAWN
    own = world.cite("1.1.3")
    with pytest.raises(Refused) as refused:
        _act(world, "lan", own, refuse_contribution)
    assert refused.value.code == "not_a_contribution"


def test_a_coordinating_agency_mends_its_draft_and_does_not_withdraw_it(world: World) -> None:
    piece = world.cite("1.1.3", "district")
    _act(world, "district", piece, change_pages, "2")
    with pytest.raises(NotAllowed):
        _act(world, "district", piece, withdraw_evidence)


def test_a_moved_contribution_waits_for_acceptance_again(world: World) -> None:
    piece = world.cite("1.1.3", "district")
    _act(world, "lan", piece, accept_contribution)
    _move(world, "district", piece, "1.3.1")
    with world.reading() as session:
        assert session.get_one(Evidence, piece).is_contribution_waiting
    with pytest.raises(NotAllowed):
        _move(world, "district", piece, "5.2.1")  # the district contributes nothing there


def test_a_frozen_cycle_asks_why_so_late(world: World) -> None:
    early = world.cite()
    world.set_cycle(CycleState.FROZEN)
    with pytest.raises(BadInput) as refused:
        world.cite()
    assert refused.value.field == "late_reason"
    late = world.cite(late_reason=" báo cáo mới ký ")
    with world.reading() as session:
        assert session.get_one(Evidence, late).late_reason == "báo cáo mới ký"
    with pytest.raises(BadInput):
        _act(world, "lan", early, change_pages, "2")
    _act(world, "lan", early, change_pages, "2", late_reason="ghi nhầm trang")
    world.submit()
    world.judge(early)


@pytest.mark.parametrize("state", [CycleState.SUBMITTED, CycleState.APPRAISED, CycleState.CLOSED])
def test_after_the_dossier_left_nothing_is_cited(world: World, state: CycleState) -> None:
    world.set_cycle(state)
    with pytest.raises(Refused):
        world.cite(late_reason="muộn")


def test_what_somebody_changed_meanwhile_is_not_overwritten(world: World) -> None:
    piece = world.cite()
    with world.reading() as session:
        seen = session.get_one(Evidence, piece).lock
    _act(world, "mai", piece, change_pages, "2", seen_lock=seen)
    with pytest.raises(ChangedMeanwhile):
        _act(world, "lan", piece, change_pages, "3", seen_lock=seen)
    with world.reading() as session:
        assert session.get_one(Evidence, piece).pages == "2"
