"""Packs as the rules look at them: `PackView`s, for one pack or for all of a cycle in a few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from evidence_repo.models import (
    AssessmentCycle,
    Criterion,
    Evidence,
    EvidencePack,
    ExpectedProduct,
    Explanation,
    Measurement,
    PackSubmission,
    Review,
    RoundQuestion,
)
from evidence_repo.models.explanations import explanation_document
from evidence_repo.models.rounds import question_piece
from evidence_repo.services.figures.judging import target_views
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.visibility import visible_evidence, visible_explanations
from workflows.cycle import FOR_EVERY_PACK, REOPENED_ONLY, CycleState
from workflows.packs import ExplanationView, PackView, PieceView, ProductView, QuestionView, SuppliedBy
from workflows.rounds import QuestionState
from workflows.states import EvidenceState


def packs_of_cycle(session: Session, cycle: AssessmentCycle, *options: ORMOption) -> Sequence[EvidencePack]:
    """Return the cycle's packs in the plan's order, by agency, then row; `options` say what else to load."""
    return find_packs(session, Criterion.cycle_id == cycle.id, *options)


def find_packs(
    session: Session, condition: ColumnElement[bool], *options: ORMOption
) -> Sequence[EvidencePack]:
    """Return the packs that fit, joined with their criterion, in the plan's order."""
    packs = (
        select(EvidencePack)
        .join(Criterion)
        .where(condition, Criterion.dropped_reason.is_(None))
        .options(joinedload(EvidencePack.criterion).selectinload(Criterion.warnings), *options)
    )
    return sorted(session.scalars(packs), key=lambda pack: plan_order(pack.criterion))


def at_work() -> ColumnElement[bool]:
    """Return the condition on packs, joined with their criterion, that their cycle lets them be worked on.

    It is `workflows.cycle.is_at_work` for the database.
    """
    cycles = select(AssessmentCycle.id)
    for_every_pack = cycles.where(AssessmentCycle.state.in_(FOR_EVERY_PACK))
    reopened_only = cycles.where(AssessmentCycle.state.in_(REOPENED_ONLY))
    return or_(
        Criterion.cycle_id.in_(for_every_pack),
        Criterion.cycle_id.in_(reopened_only) & EvidencePack.was_reopened,
    )


def plan_order(criterion: Criterion) -> tuple[int, str, int]:
    """Return the sort key of the plan's order: its Roman agency numbers, then the row."""
    return value_of_roman(criterion.agency_order), criterion.agency_order, criterion.ordinal


def plan_places(session: Session, cycle: AssessmentCycle | None = None) -> dict[int, int]:
    """Return the place of each criterion in the plan's order: of the cycle, or of all that are not closed."""
    criteria = select(Criterion.id, Criterion.agency_order, Criterion.ordinal)
    not_closed = select(AssessmentCycle.id).where(AssessmentCycle.state != CycleState.CLOSED)
    wanted = Criterion.cycle_id.in_(not_closed) if cycle is None else Criterion.cycle_id == cycle.id
    rows = session.execute(criteria.where(wanted)).all()
    in_order = sorted(rows, key=lambda row: (value_of_roman(row[1]), row[1], row[2], row[0]))
    return {row[0]: place for place, row in enumerate(in_order)}


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
    products, pieces = product_views(session, ids), _pieces(session, ids)
    explanations, judged = _explanations(session, ids), _last_verdicts(session, ids)
    submitted = _last_submissions(session, [pack.id for pack in packs])
    questions = question_views(session, ids)
    targets = target_views(session, ids)
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
            questions=tuple(questions.get(pack.criterion_id, ())),
            targets=targets[pack.criterion_id],
        )
    return views


def views_seen_by(
    session: Session, actor: Actor, packs: Sequence[EvidencePack]
) -> dict[EvidencePack, PackView]:
    """Return these packs with views that hold only the pieces and explanations that this person may see."""
    ids = [pack.criterion_id for pack in packs]
    seen_pieces = select(Evidence.id).where(Evidence.criterion_id.in_(ids), visible_evidence(actor))
    seen_rounds = select(Explanation.id).where(Explanation.criterion_id.in_(ids), visible_explanations(actor))
    targets = target_views(session, ids, actor)
    pieces, rounds = set(session.scalars(seen_pieces)), set(session.scalars(seen_rounds))
    return {
        pack: replace(
            view,
            pieces=tuple(piece for piece in view.pieces if piece.id in pieces),
            explanations=tuple(each for each in view.explanations if each.id in rounds),
            targets=targets[pack.criterion_id],
        )
        for pack, view in views_of_packs(session, packs).items()
    }


def product_views(session: Session, ids: Iterable[int]) -> dict[int, list[ProductView]]:
    """Return what the guards know of the products of these criteria."""
    found = defaultdict(list)
    product = ExpectedProduct
    query = select(product.criterion_id, product.id, product.is_optional, product.supplied_by)
    for row in session.execute(query.where(product.criterion_id.in_(ids)).order_by(product.ordinal)):
        view = ProductView(row.id, row.is_optional, SuppliedBy(row.supplied_by))
        found[row.criterion_id].append(view)
    return found


def question_views(session: Session, ids: Iterable[int]) -> dict[int, list[QuestionView]]:
    """Return the accepted questions of these criteria, each with the states of its pieces that count."""
    accepted = (
        select(RoundQuestion.criterion_id, RoundQuestion.id)
        .where(RoundQuestion.criterion_id.in_(ids), RoundQuestion.state == QuestionState.ACCEPTED)
        .order_by(RoundQuestion.id)
    )
    rows = session.execute(accepted).all()
    if not rows:
        return {}
    served = defaultdict(list)
    counted = (
        select(question_piece.c.question_id, Evidence.state)
        .join(Evidence, Evidence.id == question_piece.c.evidence_id)
        .join(RoundQuestion, RoundQuestion.id == question_piece.c.question_id)
        .where(
            RoundQuestion.id.in_([row.id for row in rows]),
            Evidence.criterion_id == RoundQuestion.criterion_id,  # a draft may have moved on
            Evidence.accepted_at.is_not(None),
            Evidence.state != EvidenceState.WITHDRAWN,
        )
    )
    for question_id, state in session.execute(counted.order_by(Evidence.id)):
        served[question_id].append(state)
    found = defaultdict(list)
    for row in rows:
        found[row.criterion_id].append(QuestionView(row.id, tuple(served[row.id])))
    return found


def _pieces(session: Session, ids: Iterable[int]) -> dict[int, list[PieceView]]:
    found = defaultdict(list)
    is_accepted = Evidence.accepted_at.is_not(None)
    query = select(Evidence.criterion_id, Evidence.id, Evidence.state, Evidence.product_id, is_accepted)
    in_order = query.where(Evidence.criterion_id.in_(ids)).order_by(Evidence.id)
    for criterion_id, piece, state, product, accepted in session.execute(in_order):
        found[criterion_id].append(PieceView(piece, state, product, is_accepted=accepted))
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
        Explanation.question_id,
        Explanation.measurement_id,
    )
    latest = {}
    in_order = query.where(Explanation.criterion_id.in_(ids)).order_by(Explanation.round, Explanation.id)
    for row in session.execute(in_order):
        latest[row.evidence_id, row.product_id, row.question_id, row.measurement_id] = row
    documented = _documented(session, ids) if latest else frozenset()
    found = defaultdict(list)
    for row in latest.values():
        view = ExplanationView(
            row.id,
            row.state,
            row.kind,
            row.evidence_id,
            row.product_id,
            has_documents=row.id in documented,
            question_id=row.question_id,
            measurement_id=row.measurement_id,
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
    by_themselves = (
        select(Explanation.criterion_id, func.max(Explanation.decided_at))
        .where(Explanation.criterion_id.in_(ids), Explanation.decided_at.is_not(None))
        .group_by(Explanation.criterion_id)
    )
    on_figures = (
        select(Measurement.criterion_id, func.max(Measurement.decided_at))
        .where(Measurement.criterion_id.in_(ids), Measurement.decided_at.is_not(None))
        .group_by(Measurement.criterion_id)
    )
    last: dict[int, datetime] = {}
    for query in (on_pieces, by_themselves, on_figures):
        for criterion_id, decided_at in session.execute(query):
            if decided_at is not None:
                last[criterion_id] = max(decided_at, last.get(criterion_id, decided_at))
    return last
