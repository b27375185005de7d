"""Packs as the rules look at them: `PackView`s, for one pack or for all of a cycle in a few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from evidence_repo.models import (
    AssessmentCycle,
    Criterion,
    Evidence,
    EvidencePack,
    ExpectedProduct,
    Explanation,
    PackSubmission,
    Review,
)
from evidence_repo.models.explanations import explanation_document
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.visibility import visible_evidence, visible_explanations
from workflows.packs import ExplanationView, PackView, PieceView, ProductView, SuppliedBy


def packs_of_cycle(session: Session, cycle: AssessmentCycle, *options: ORMOption) -> Sequence[EvidencePack]:
    """Return the cycle's packs in the plan's order, by agency, then row; `options` say what else to load."""
    packs = (
        select(EvidencePack)
        .join(Criterion)
        .where(Criterion.cycle_id == cycle.id)
        .options(joinedload(EvidencePack.criterion).selectinload(Criterion.warnings), *options)
    )
    return sorted(session.scalars(packs), key=lambda pack: plan_order(pack.criterion))


def plan_order(criterion: Criterion) -> tuple[int, str, int]:
    """Return the sort key of the plan's order: its Roman agency numbers, then the row."""
    return value_of_roman(criterion.agency_order), criterion.agency_order, criterion.ordinal


def value_of_roman(numeral: str) -> int:
    """Return a Roman numeral's value, so that IV comes before V."""
    values = [_ROMAN.get(letter, 0) for letter in numeral.upper()]
    following = [*values[1:], 0]
    return sum(-one if one < after else one for one, after in zip(values, following, strict=True))


_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def view_of_pack(session: Session, pack: EvidencePack) -> PackView:
    """Return what the guards look at for this pack."""
    return views_of_packs(session, [pack])[pack]


def views_of_cycle(session: Session, cycle: AssessmentCycle) -> dict[EvidencePack, PackView]:
    """Return every pack of the cycle with its view, in the plan's order."""
    return views_of_packs(session, packs_of_cycle(session, cycle))


def views_of_packs(session: Session, packs: Sequence[EvidencePack]) -> dict[EvidencePack, PackView]:
    """Return these packs with their views, in the order given, in a number of queries that does not grow."""
    ids = [pack.criterion_id for pack in packs]
    products, pieces = _products(session, ids), _pieces(session, ids)
    explanations, judged = _explanations(session, ids), _last_verdicts(session, ids)
    submitted = _last_submissions(session, [pack.id for pack in packs])
    views = {}
    for pack in packs:
        verdict, submission = judged.get(pack.criterion_id), submitted.get(pack.id)
        views[pack] = PackView(
            criterion_code=pack.criterion.code,
            state=pack.state,
            products=tuple(products[pack.criterion_id]),
            pieces=tuple(pieces[pack.criterion_id]),
            explanations=tuple(explanations[pack.criterion_id]),
            has_verdict_since_submission=bool(verdict and submission and verdict >= submission),
        )
    return views


def views_seen_by(
    session: Session, actor: Actor, packs: Sequence[EvidencePack]
) -> dict[EvidencePack, PackView]:
    """Return these packs with views that hold only the pieces and explanations that this person may see."""
    ids = [pack.criterion_id for pack in packs]
    seen_pieces = select(Evidence.id).where(Evidence.criterion_id.in_(ids), visible_evidence(actor))
    seen_rounds = select(Explanation.id).where(Explanation.criterion_id.in_(ids), visible_explanations(actor))
    pieces, rounds = set(session.scalars(seen_pieces)), set(session.scalars(seen_rounds))
    return {
        pack: replace(
            view,
            pieces=tuple(piece for piece in view.pieces if piece.id in pieces),
            explanations=tuple(each for each in view.explanations if each.id in rounds),
        )
        for pack, view in views_of_packs(session, packs).items()
    }


def _products(session: Session, ids: Iterable[int]) -> dict[int, list[ProductView]]:
    found = defaultdict(list)
    product = ExpectedProduct
    query = select(product.criterion_id, product.id, product.is_optional, product.supplied_by)
    for row in session.execute(query.where(product.criterion_id.in_(ids)).order_by(product.ordinal)):
        view = ProductView(row.id, row.is_optional, SuppliedBy(row.supplied_by))
        found[row.criterion_id].append(view)
    return found


def _pieces(session: Session, ids: Iterable[int]) -> dict[int, list[PieceView]]:
    found = defaultdict(list)
    query = select(
        Evidence.criterion_id, Evidence.id, Evidence.state, Evidence.product_id, Evidence.accepted_at
    )
    for row in session.execute(query.where(Evidence.criterion_id.in_(ids)).order_by(Evidence.id)):
        view = PieceView(row.id, row.state, row.product_id, is_accepted=row.accepted_at is not None)
        found[row.criterion_id].append(view)
    return found


def _explanations(session: Session, ids: Sequence[int]) -> dict[int, list[ExplanationView]]:
    """Return the latest round for each target."""
    query = select(
        Explanation.criterion_id,
        Explanation.id,
        Explanation.state,
        Explanation.kind,
        Explanation.evidence_id,
        Explanation.product_id,
    )
    latest = {}
    in_order = query.where(Explanation.criterion_id.in_(ids)).order_by(Explanation.round, Explanation.id)
    for row in session.execute(in_order):
        latest[row.evidence_id, row.product_id] = row
    documented = _documented(session, ids) if latest else frozenset()
    found = defaultdict(list)
    for row in latest.values():
        view = ExplanationView(
            row.id, row.state, row.kind, row.evidence_id, row.product_id, has_documents=row.id in documented
        )
        found[row.criterion_id].append(view)
    return found


def _documented(session: Session, ids: Iterable[int]) -> frozenset[int]:
    attached = select(explanation_document.c.explanation_id).join(Explanation)
    return frozenset(session.scalars(attached.where(Explanation.criterion_id.in_(ids)).distinct()))


def _last_submissions(session: Session, pack_ids: Iterable[int]) -> dict[int, datetime]:
    query = select(PackSubmission.pack_id, func.max(PackSubmission.submitted_at)).where(
        PackSubmission.pack_id.in_(pack_ids), PackSubmission.recalled_at.is_(None)
    )
    return dict(session.execute(query.group_by(PackSubmission.pack_id)).all())


def _last_verdicts(session: Session, ids: Sequence[int]) -> dict[int, datetime]:
    """Return when each criterion had its last verdict, undone ones too, on a piece or an explanation."""
    on_pieces = (
        select(Evidence.criterion_id, func.max(Review.decided_at))
        .join(Evidence, Evidence.id == Review.evidence_id)
        .where(Evidence.criterion_id.in_(ids))
        .group_by(Evidence.criterion_id)
    )
    on_products = (
        select(Explanation.criterion_id, func.max(Explanation.decided_at))
        .where(Explanation.criterion_id.in_(ids), Explanation.decided_at.is_not(None))
        .group_by(Explanation.criterion_id)
    )
    last: dict[int, datetime] = {}
    for query in (on_pieces, on_products):
        for criterion_id, decided_at in session.execute(query):
            if decided_at is not None:
                last[criterion_id] = max(decided_at, last.get(criterion_id, decided_at))
    return last
