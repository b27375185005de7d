"""The pack's table and guards, against the sentences of the rules."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.blockers import InvalidTransition
from workflows.explanations import ExplanationKind, ExplanationState
from workflows.packs import (
    ExplanationView,
    PackAction,
    PackState,
    PackView,
    PieceView,
    ProductView,
    SuppliedBy,
    advance_pack,
    content_blockers,
    may_approve,
    may_recall,
    may_reopen,
    may_return,
    may_submit,
    uncovered_products,
)
from workflows.roles import Role
from workflows.states import EvidenceState

RULES = {
    ("open", "submit", "agency_head"): {"submitted"},
    ("returned", "submit", "agency_head"): {"submitted"},
    ("submitted", "recall", "agency_head"): {"open", "returned"},
    ("submitted", "return", "reviewer"): {"returned"},
    ("submitted", "approve", "approver"): {"approved"},
    ("approved", "reopen", "approver"): {"open"},
    ("sealed", "reopen", "approver"): {"open"},
    ("approved", "seal", "approver"): {"sealed"},
    ("sealed", "seal", "approver"): {"sealed"},
}


def test_every_cell_is_as_the_rules_say() -> None:
    for state, action, role in product(PackState, PackAction, Role):
        reached = set()
        for back_to in PackState:
            try:
                reached.add(advance_pack(state, action, frozenset({role}), back_to=back_to).value)
            except InvalidTransition:
                continue
        assert reached == RULES.get((state.value, action.value, role.value), set()), (state, action, role)


def test_a_recall_goes_back_to_the_state_before() -> None:
    head = frozenset({Role.AGENCY_HEAD})
    for before in (PackState.OPEN, PackState.RETURNED):
        assert advance_pack(PackState.SUBMITTED, PackAction.RECALL, head, back_to=before) is before
    with pytest.raises(InvalidTransition):
        advance_pack(PackState.SUBMITTED, PackAction.RECALL, head)


REPORT = ProductView(1, is_optional=False, supplied_by=SuppliedBy.AGENCY)


def piece(state: str, product_id: int | None = 1, *, number: int = 10, accepted: bool = True) -> PieceView:
    return PieceView(number, EvidenceState(state), product_id, accepted)


def explanation(
    state: str,
    *,
    of_piece: int | None = None,
    of_product: int | None = None,
    kind: str = "missing",
    documents: bool = False,
) -> ExplanationView:
    return ExplanationView(
        20, ExplanationState(state), ExplanationKind(kind), of_piece, of_product, documents
    )


def pack(
    state: str, *pieces: PieceView, explanations: tuple[ExplanationView, ...] = (), code: str = "1.1.3"
) -> PackView:
    return PackView(code, PackState(state), (REPORT,), pieces, explanations)


def codes(blockers: tuple[object, ...]) -> list[str]:
    return [blocker.code for blocker in blockers]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("view", "wanted"),
    [
        (pack("open"), ["pack_empty"]),
        (pack("open", piece("withdrawn")), ["pack_empty"]),
        (pack("open", piece("draft", accepted=False)), ["pack_empty"]),
        (pack("open", piece("draft")), []),
        (pack("open", explanations=(explanation("draft", of_product=1),)), []),
        (pack("returned", piece("explained")), []),
        (pack("returned", piece("needs_explanation")), ["piece_needs_explanation"]),
        (pack("returned", piece("needs_explanation", accepted=False), piece("draft", number=11)), []),
        (
            pack("returned", piece("submitted"), explanations=(explanation("rejected", of_product=1),)),
            ["explanation_rejected"],
        ),
        # A replaced piece needs no explanation, so the rejected one of an earlier round does not hold it up.
        (pack("returned", piece("submitted"), explanations=(explanation("rejected", of_piece=10),)), []),
        (pack("submitted", piece("submitted")), ["wrong_pack_state"]),
        (pack("approved", piece("sufficient")), ["wrong_pack_state"]),
        (pack("sealed", piece("sufficient")), ["wrong_pack_state"]),
        # Explanations of a withdrawn piece are not what makes a pack non-empty.
        (pack("open", piece("withdrawn"), explanations=(explanation("draft", of_piece=10),)), ["pack_empty"]),
    ],
)
def test_submitting(view: PackView, wanted: list[str]) -> None:
    assert codes(may_submit(view)) == wanted


@pytest.mark.parametrize("code", ["5.2.1", "5.2.2", "5.3.2", "5.1.1"])
@pytest.mark.parametrize("documents", [True, False])
def test_no_occurrence_needs_the_latest_rounds_documents(code: str, documents: bool) -> None:
    draft = explanation("draft", of_product=1, kind="no_occurrence", documents=documents)
    asked = code != "5.1.1" and not documents
    wanted = ["no_occurrence_without_documents"] if asked else []
    assert codes(may_submit(pack("open", explanations=(draft,), code=code))) == wanted


APPROVAL = [
    (pack("submitted"), ["pack_empty", "product_uncovered"]),
    (pack("submitted", piece("sufficient")), []),
    (pack("submitted", piece("accepted_with_explanation")), []),
    (pack("submitted", piece("sufficient"), piece("withdrawn", number=11)), []),
    (pack("submitted", piece("sufficient", None)), ["product_uncovered"]),
    (pack("submitted", piece("sufficient", accepted=False)), ["pack_empty", "product_uncovered"]),
    (pack("submitted", piece("sufficient"), piece("draft", number=11, accepted=False)), []),
    (pack("submitted", piece("sufficient"), piece("draft", number=11)), ["piece_draft"]),
    (pack("submitted", piece("submitted")), ["piece_submitted", "product_uncovered"]),
    (pack("submitted", piece("needs_explanation")), ["piece_needs_explanation", "product_uncovered"]),
    (pack("submitted", piece("explained")), ["piece_explained", "product_uncovered"]),
    (pack("submitted", explanations=(explanation("accepted", of_product=1),)), []),
    (
        pack("submitted", explanations=(explanation("submitted", of_product=1),)),
        ["explanation_submitted", "product_uncovered"],
    ),
    (
        pack("submitted", piece("sufficient"), explanations=(explanation("draft", of_product=1),)),
        ["explanation_draft"],
    ),
    (
        pack("submitted", piece("sufficient"), explanations=(explanation("rejected", of_product=1),)),
        ["explanation_rejected"],
    ),
    (pack("submitted", piece("withdrawn")), ["pack_empty", "product_uncovered"]),
]


@pytest.mark.parametrize(("view", "wanted"), APPROVAL)
def test_approving(view: PackView, wanted: list[str]) -> None:
    assert codes(may_approve(view)) == wanted


@pytest.mark.parametrize("state", [s for s in PackState if s is not PackState.SUBMITTED])
def test_only_a_submitted_pack_is_approved_returned_or_recalled(state: PackState) -> None:
    view = pack(state, piece("needs_explanation"))
    for guard in (may_approve, may_return, may_recall):
        assert "wrong_pack_state" in codes(guard(view))


def test_an_empty_pack_is_refused_even_where_nothing_is_mandatory() -> None:
    view = replace(pack("submitted"), products=(replace(REPORT, is_optional=True),))
    assert codes(may_approve(view)) == ["pack_empty"]
    assert codes(may_submit(replace(view, state=PackState.OPEN))) == ["pack_empty"]


@pytest.mark.parametrize(
    ("supplied_by", "optional", "mandatory"),
    [
        ("agency", False, True),
        ("agency_and_ministry", False, True),
        ("ministry", False, False),
        ("agency", True, False),
        ("agency_and_ministry", True, False),
        ("ministry", True, False),
    ],
)
def test_the_ministrys_part_never_blocks(supplied_by: str, optional: bool, mandatory: bool) -> None:
    view = replace(pack("submitted"), products=(ProductView(1, optional, SuppliedBy(supplied_by)),))
    assert uncovered_products(view) == ((1,) if mandatory else ())


@pytest.mark.parametrize(
    ("view", "wanted"),
    [
        (pack("submitted", piece("sufficient")), ["nothing_to_return"]),
        (pack("submitted", piece("submitted")), ["nothing_to_return"]),
        (pack("submitted", piece("needs_explanation")), []),
        (pack("submitted", piece("sufficient", None)), []),
        (pack("submitted", explanations=(explanation("rejected", of_product=1),)), []),
        (pack("submitted", explanations=(explanation("submitted", of_product=1),)), ["nothing_to_return"]),
    ],
)
def test_returning_needs_something_for_the_agency_to_do(view: PackView, wanted: list[str]) -> None:
    assert codes(may_return(view)) == wanted


def test_a_verdict_ends_the_time_for_recalling() -> None:
    view = pack("submitted", piece("submitted"))
    assert may_recall(view) == ()
    assert codes(may_recall(replace(view, has_verdict_since_submission=True))) == ["verdict_since_submission"]


def test_reopening_needs_a_reason() -> None:
    assert may_reopen(pack("sealed", piece("sufficient")), "bổ sung") == ()
    assert codes(may_reopen(pack("approved", piece("sufficient")), " ")) == ["reason_missing"]
    assert codes(may_reopen(pack("open"), "bổ sung")) == ["wrong_pack_state"]


PIECES = st.builds(
    PieceView,
    id=st.integers(1, 5),
    state=st.sampled_from(EvidenceState),
    product_id=st.sampled_from([None, 1, 2]),
    is_accepted=st.booleans(),
)
EXPLANATIONS = st.builds(
    ExplanationView,
    id=st.integers(1, 5),
    state=st.sampled_from(ExplanationState),
    kind=st.sampled_from(ExplanationKind),
    piece_id=st.none(),
    product_id=st.sampled_from([1, 2]),
)
VIEWS = st.builds(
    PackView,
    criterion_code=st.sampled_from(["1.1.3", "5.2.1"]),
    state=st.sampled_from(PackState),
    products=st.just((REPORT, ProductView(2, is_optional=False, supplied_by=SuppliedBy.AGENCY_AND_MINISTRY))),
    pieces=st.lists(PIECES, max_size=5, unique_by=lambda p: p.id).map(tuple),
    explanations=st.lists(EXPLANATIONS, max_size=2, unique_by=lambda e: e.product_id).map(tuple),
)


@given(VIEWS)
def test_an_approvable_pack_has_nothing_to_return(view: PackView) -> None:
    if not may_approve(view):
        assert codes(may_return(view)) == ["nothing_to_return"]
        assert not uncovered_products(view)


@given(VIEWS, st.sampled_from(EvidenceState), st.sampled_from([None, 1, 2]))
def test_a_waiting_contribution_and_a_withdrawn_piece_change_nothing(
    view: PackView, state: EvidenceState, product_id: int | None
) -> None:
    for ghost in (
        PieceView(99, state, product_id, False),
        PieceView(99, EvidenceState.WITHDRAWN, product_id),
    ):
        more = replace(view, pieces=(*view.pieces, ghost))
        for guard in (may_submit, may_approve, may_return, may_recall, content_blockers, uncovered_products):
            assert guard(more) == guard(view)
