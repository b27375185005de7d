"""Packs as the rules look at them, with alike pieces counted by the database: for lists of many packs.

A tallied view has one `PieceView` for all pieces of one product in one state, and one `ExplanationView` for
all alike answers to them, each with its count. The rules judge it as they judge a view of every piece.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from evidence_repo.models import Evidence, EvidencePack, Explanation, Measurement, PackSubmission, Review
from evidence_repo.models.explanations import explanation_document
from evidence_repo.services.figures.judging import target_views
from evidence_repo.services.packs.views import product_views, question_views
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.visibility import visible_evidence, visible_explanations
from workflows.packs import ExplanationView, PackView, PieceView
from workflows.states import EvidenceState

_Alike = tuple[int | None, EvidenceState, bool]
"""Product, state, accepted: what pieces of one criterion are counted by."""
PiecesByCriterion = Mapping[int, Sequence[PieceView]]


def tallied_views(
    session: Session,
    packs: Sequence[EvidencePack],
    seen_by: Actor | None = None,
    pieces: PiecesByCriterion | None = None,
) -> dict[EvidencePack, PackView]:
    """Return these packs with tallied views, in the order given, in a number of queries that does not grow.

    With `seen_by` they count only what this person may see; `pieces` are groups that were counted already.
    """
    ids = [pack.criterion_id for pack in packs]
    found = _piece_groups(session, ids, seen_by) if pieces is None else pieces
    products, judged = product_views(session, ids), _judged_since_submission(session, packs)
    by_themselves, questions = _own_rounds(session, ids, seen_by), question_views(session, ids)
    of_pieces = _answer_groups(session, ids, seen_by, found)
    targets = target_views(session, ids, seen_by)
    return {
        pack: PackView(
            criterion_code=pack.criterion.code,
            state=pack.state,
            products=tuple(products.get(pack.criterion_id, ())),
            pieces=tuple(found.get(pack.criterion_id, ())),
            explanations=(
                *by_themselves.get(pack.criterion_id, ()),
                *of_pieces.get(pack.criterion_id, ()),
            ),
            has_verdict_since_submission=pack.id in judged,
            questions=tuple(questions.get(pack.criterion_id, ())),
            targets=targets[pack.criterion_id],
        )
        for pack in packs
    }


def sees_evidence(seen_by: Actor | None) -> ColumnElement[bool]:
    """Return the condition on `Evidence` that this person sees it; nobody named sees everything."""
    return true() if seen_by is None else visible_evidence(seen_by)


def _sees_explanations(seen_by: Actor | None) -> ColumnElement[bool]:
    return true() if seen_by is None else visible_explanations(seen_by)


def _piece_groups(session: Session, ids: Sequence[int], seen_by: Actor | None) -> dict[int, list[PieceView]]:
    is_accepted = Evidence.accepted_at.is_not(None)
    key = (Evidence.criterion_id, Evidence.product_id, Evidence.state, is_accepted)
    counted = (
        select(*key, func.min(Evidence.id), func.count())
        .where(Evidence.criterion_id.in_(ids), sees_evidence(seen_by))
        .group_by(*key)
        .order_by(func.min(Evidence.id))
    )
    found = defaultdict(list)
    for criterion_id, product_id, state, accepted, first, count in session.execute(counted):
        found[criterion_id].append(PieceView(first, state, product_id, bool(accepted), count))
    return found


def _own_rounds(
    session: Session, ids: Sequence[int], seen_by: Actor | None
) -> dict[int, list[ExplanationView]]:
    """Return the latest round of each product, question and measurement, where this person sees it."""
    latest = (
        select(
            Explanation.criterion_id,
            Explanation.id,
            Explanation.state,
            Explanation.kind,
            Explanation.product_id,
            Explanation.question_id,
            Explanation.measurement_id,
            _has_documents().label("has_documents"),
        )
        .where(
            Explanation.criterion_id.in_(ids),
            Explanation.evidence_id.is_(None),
            _is_latest(of_pieces=False),
            _sees_explanations(seen_by),
        )
        .order_by(Explanation.round, Explanation.id)
    )
    found = defaultdict(list)
    for row in session.execute(latest):
        view = ExplanationView(
            row.id,
            row.state,
            row.kind,
            product_id=row.product_id,
            has_documents=bool(row.has_documents),
            question_id=row.question_id,
            measurement_id=row.measurement_id,
        )
        found[row.criterion_id].append(view)
    return found


def _answer_groups(
    session: Session, ids: Sequence[int], seen_by: Actor | None, pieces: PiecesByCriterion
) -> dict[int, list[ExplanationView]]:
    """Return the pieces' latest rounds, alike ones as one; each names a piece of the group that it is for."""
    alike = (Evidence.criterion_id, Evidence.product_id, Evidence.state, Evidence.accepted_at.is_not(None))
    key = (*alike, Explanation.state, Explanation.kind, _has_documents())
    counted = (
        select(*key, func.min(Explanation.id), func.count())
        .join(Evidence, Evidence.id == Explanation.evidence_id)
        .where(
            Evidence.criterion_id.in_(ids),
            _is_latest(of_pieces=True),
            sees_evidence(seen_by),
            _sees_explanations(seen_by),
        )
        .group_by(*key)
        .order_by(func.min(Explanation.id))
    )
    named = {
        criterion_id: {_alike(view): view.id for view in views} for criterion_id, views in pieces.items()
    }
    found = defaultdict(list)
    for criterion_id, product, piece_state, accepted, state, kind, documents, first, count in session.execute(
        counted
    ):
        piece = named[criterion_id][product, piece_state, bool(accepted)]
        view = ExplanationView(first, state, kind, piece, has_documents=bool(documents), count=count)
        found[criterion_id].append(view)
    return found


def _alike(view: PieceView) -> _Alike:
    return view.product_id, view.state, view.is_accepted


def _is_latest(*, of_pieces: bool) -> ColumnElement[bool]:
    """Return the condition that no later round has the same target."""
    later = aliased(Explanation)
    target = (
        later.evidence_id == Explanation.evidence_id
        if of_pieces
        else or_(
            later.product_id == Explanation.product_id,
            later.question_id == Explanation.question_id,
            later.measurement_id == Explanation.measurement_id,
        )
    )
    is_later = or_(
        later.round > Explanation.round, (later.round == Explanation.round) & (later.id > Explanation.id)
    )
    return ~select(later.id).where(target, is_later).correlate(Explanation).exists()


def _has_documents() -> ColumnElement[bool]:
    attached = select(explanation_document.c.version_id)
    own = attached.where(explanation_document.c.explanation_id == Explanation.id)
    return own.correlate(Explanation).exists()


def _judged_since_submission(session: Session, packs: Sequence[EvidencePack]) -> frozenset[int]:
    """Return the packs with a verdict since their last submission, undone ones too."""
    last = (
        select(func.max(PackSubmission.submitted_at))
        .where(PackSubmission.pack_id == EvidencePack.id, PackSubmission.recalled_at.is_(None))
        .correlate(EvidencePack)
        .scalar_subquery()
    )
    on_pieces = (
        select(Review.id)
        .join(Evidence, Evidence.id == Review.evidence_id)
        .where(Evidence.criterion_id == EvidencePack.criterion_id, Review.decided_at >= last)
        .correlate(EvidencePack)
    )
    on_products = (
        select(Explanation.id)
        .where(Explanation.criterion_id == EvidencePack.criterion_id, Explanation.decided_at >= last)
        .correlate(EvidencePack)
    )
    on_figures = (
        select(Measurement.id)
        .where(Measurement.criterion_id == EvidencePack.criterion_id, Measurement.decided_at >= last)
        .correlate(EvidencePack)
    )
    judged = select(EvidencePack.id).where(
        EvidencePack.id.in_([pack.id for pack in packs]),
        or_(on_pieces.exists(), on_products.exists(), on_figures.exists()),
    )
    return frozenset(session.scalars(judged))
