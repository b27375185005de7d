"""Take the snapshot: read what the chosen packs hold, in a number of queries that does not grow with them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from evidence_repo.models import (
    Agency,
    BundleScope,
    Criterion,
    CriterionField,
    Document,
    DocumentVersion,
    Evidence,
    EvidencePack,
    Explanation,
    PackSubmission,
    Review,
    RoundQuestion,
)
from evidence_repo.models.rounds import question_piece
from evidence_repo.services.audit.chain import ChainHead
from evidence_repo.services.bundles.gate import name_of_piece
from evidence_repo.services.bundles.naming import name_files
from evidence_repo.services.bundles.snapshot import (
    FORMAT,
    CriterionFacts,
    ExplanationFacts,
    FieldFacts,
    LeftOut,
    PieceFacts,
    QuestionFacts,
    QuoteFacts,
    Snapshot,
)
from evidence_repo.services.bundles.taking_documents import document_facts, iso_day
from evidence_repo.services.bundles.taking_tables import take_tables
from evidence_repo.services.bundles.words import named
from evidence_repo.services.packs.views import views_of_packs
from evidence_repo.services.rounds.questions import name_of_round
from workflows.bundle_layout import criterion_folder, field_folder
from workflows.packs import PackView
from workflows.rounds import QuestionState
from workflows.states import PASSED, ExplanationState


@dataclass(frozen=True, slots=True)
class Sealing:
    """What the snapshot says of the sealing itself."""

    name: str
    number: int
    scope: BundleScope
    sealed_at: datetime
    sealed_by: str
    audit_head: ChainHead


@dataclass(slots=True)
class _Held:
    """What the packs hold, by criterion, in the order of the bundle."""

    pieces: dict[int, list[Evidence]] = field(default_factory=lambda: defaultdict(list))
    explanations: dict[int, list[Explanation]] = field(default_factory=lambda: defaultdict(list))
    questions: dict[int, list[QuestionFacts]] = field(default_factory=lambda: defaultdict(list))
    verdicts: dict[int, Review] = field(default_factory=dict)
    submissions: dict[int, PackSubmission] = field(default_factory=dict)


def take_snapshot(
    session: Session, packs: Sequence[EvidencePack], others: Sequence[EvidencePack], sealing: Sealing
) -> Snapshot:
    """Return the snapshot of a bundle of `packs`, which leaves `others` out; the packs must be locked."""
    cycle = packs[0].criterion.cycle
    held = _read_held(session, packs)
    criteria = [_criterion(pack, held) for pack in sorted(packs, key=_bundle_order)]
    fields = {pack.criterion.field_id: pack.criterion.field for pack in [*packs, *others]}
    snapshot: Snapshot = {
        "format": FORMAT,
        "name": sealing.name,
        "number": sealing.number,
        "scope": sealing.scope.value,
        "year": cycle.year,
        "province": cycle.province.name,
        "plan_number": cycle.plan_number,
        "plan_title": cycle.plan_title,
        "plan_issued_on": iso_day(cycle.plan_issued_on),
        "sealed_at": sealing.sealed_at.isoformat(timespec="seconds"),
        "sealed_by": sealing.sealed_by,
        "audit_head": str(sealing.audit_head),
        "fields": [_field(one) for one in sorted(fields.values(), key=_field_order)],
        "criteria": criteria,
        "left_out": [_left_out(pack.criterion) for pack in sorted(others, key=_bundle_order)],
        "changes_since": None,
        "changes": [],
    }
    if tables := take_tables(session, sorted(packs, key=_bundle_order)):
        snapshot["tables"] = tables
    name_files(snapshot)
    return snapshot


def _field_order(one: CriterionField) -> tuple[int, str]:
    return one.ordinal, one.code


def _bundle_order(pack: EvidencePack) -> tuple[tuple[int, str], list[tuple[int, str]], str]:
    """Order by field, then by code as people count: 1.2 before 1.10."""
    criterion = pack.criterion
    parts = re.findall(r"\d+|[^\d.]+", criterion.code)
    code = [(int(part), "") if part.isdecimal() else (0, part) for part in parts]
    return _field_order(criterion.field), code, criterion.kind.value


def _read_held(session: Session, packs: Sequence[EvidencePack]) -> _Held:
    held = _Held()
    criteria = [pack.criterion_id for pack in packs]
    ordinals = {product.id: product.ordinal for pack in packs for product in pack.criterion.products}
    for piece in _pieces(session, criteria):
        held.pieces[piece.criterion_id].append(piece)
    for pieces in held.pieces.values():
        pieces.sort(key=lambda piece: (ordinals.get(piece.product_id or 0, 999), piece.cited_at, piece.id))
    for explanation in _accepted(session, views_of_packs(session, packs).values()):
        held.explanations[explanation.criterion_id].append(explanation)
    for explanations in held.explanations.values():
        explanations.sort(key=lambda one: (ordinals.get(_product_of(one) or 0, 999), one.id))
    held.questions = _questions_by_piece(session, criteria)
    held.verdicts = _verdicts(session, criteria)
    held.submissions = _submissions(session, [pack.id for pack in packs])
    return held


def _questions_by_piece(session: Session, criteria: Iterable[int]) -> dict[int, list[QuestionFacts]]:
    """Return, by the piece, the accepted questions of the Ministry that it answers."""
    answered = (
        select(question_piece.c.evidence_id, RoundQuestion)
        .join(RoundQuestion, RoundQuestion.id == question_piece.c.question_id)
        .where(RoundQuestion.criterion_id.in_(criteria), RoundQuestion.state == QuestionState.ACCEPTED)
        .options(joinedload(RoundQuestion.round))
    )
    found: dict[int, list[QuestionFacts]] = defaultdict(list)
    for piece, question in session.execute(answered.order_by(RoundQuestion.id)):
        found[piece].append(_question(question))
    return found


def _question(question: RoundQuestion) -> QuestionFacts:
    return {
        "question_id": question.id,
        "round": name_of_round(question.round),
        "text": question.text,
    }


def _product_of(explanation: Explanation) -> int | None:
    return explanation.evidence.product_id if explanation.evidence else explanation.product_id


def _pieces(session: Session, criteria: Iterable[int]) -> Iterable[Evidence]:
    version = joinedload(Evidence.version)
    return session.scalars(
        select(Evidence)
        .where(
            Evidence.criterion_id.in_(criteria),
            Evidence.state.in_(PASSED),
            Evidence.accepted_at.is_not(None),
        )
        # Without this every document would bring all its versions along.
        .options(version.joinedload(DocumentVersion.document).lazyload(Document.versions))
        .options(selectinload(Evidence.agency))
        .execution_options(populate_existing=True)
    )


def _accepted(session: Session, views: Iterable[PackView]) -> Iterable[Explanation]:
    """Return the latest rounds that were accepted, of products and of pieces that count."""
    wanted = [
        explanation.id
        for view in views
        for explanation in view.counted_explanations()
        if explanation.state is ExplanationState.ACCEPTED
    ]
    return session.scalars(
        select(Explanation)
        .where(Explanation.id.in_(wanted))
        .options(
            selectinload(Explanation.documents)
            .joinedload(DocumentVersion.document)
            .lazyload(Document.versions)
        )
        .options(selectinload(Explanation.evidence))
        .execution_options(populate_existing=True)
    )


def _verdicts(session: Session, criteria: Iterable[int]) -> dict[int, Review]:
    standing = (
        select(Review)
        .join(Evidence, Evidence.id == Review.evidence_id)
        .where(Evidence.criterion_id.in_(criteria), Review.undone_at.is_(None))
    )
    return {review.evidence_id: review for review in session.scalars(standing.order_by(Review.id))}


def _submissions(session: Session, packs: Iterable[int]) -> dict[int, PackSubmission]:
    standing = select(PackSubmission).where(
        PackSubmission.pack_id.in_(packs), PackSubmission.recalled_at.is_(None)
    )
    return {found.pack_id: found for found in session.scalars(standing.order_by(PackSubmission.number))}


def _field(one: CriterionField) -> FieldFacts:
    return {"code": one.code, "name": one.name, "folder": field_folder(one.code, one.name)}


def _left_out(criterion: Criterion) -> LeftOut:
    return {
        "label": criterion.label,
        "title": criterion.title,
        "agency": criterion.lead_agency.name,
        "field": criterion.field.code,
    }


def _criterion(pack: EvidencePack, held: _Held) -> CriterionFacts:
    criterion, submission = pack.criterion, held.submissions.get(pack.id)
    ordinals = {product.id: product.ordinal for product in criterion.products}
    return {
        "criterion_id": criterion.id,
        "label": criterion.label,
        "kind": criterion.kind.value,
        "code": criterion.code,
        "title": criterion.title,
        "requirement": criterion.requirement,
        "agency": criterion.lead_agency.name,
        "field": criterion.field.code,
        "folder": criterion_folder(criterion.kind.value, criterion.code),
        "products": [
            {
                "ordinal": product.ordinal,
                "text": product.text,
                "optional": product.is_optional,
                "supplied_by": product.supplied_by.value,
            }
            for product in criterion.products
        ],
        "submission": submission.number if submission else None,
        "submitted_at": _moment(submission.submitted_at) if submission else None,
        "approved_by": (named(pack.approved_by, pack.approved_on_behalf_of) if pack.approved_by else None),
        "approved_at": _moment(pack.approved_at),
        "pieces": [_piece(piece, ordinals, held) for piece in held.pieces[criterion.id]],
        "explanations": [_explanation(one, ordinals) for one in held.explanations[criterion.id]],
    }


def _piece(piece: Evidence, ordinals: Mapping[int, int], held: _Held) -> PieceFacts:
    verdict = held.verdicts.get(piece.id)
    facts: PieceFacts = {
        "evidence_id": piece.id,
        "product": ordinals.get(piece.product_id) if piece.product_id else None,
        "deadline": piece.deadline.label if piece.deadline else None,
        "pages": piece.pages,
        "agency": piece.agency.name,
        "state": piece.state.value,
        "decided_at": _moment(verdict.decided_at) if verdict else None,
        "document": document_facts(piece.version, piece.agency),
    }
    if held.questions[piece.id]:
        facts["answers"] = held.questions[piece.id]
    if verdict is not None and verdict.version_id == piece.version_id and verdict.anchors:
        facts["quotes"] = _quotes(verdict)
    return facts


def _quotes(verdict: Review) -> list[QuoteFacts]:
    """Return the passages that a verdict pins, in the order of the pages; a pin without words is a page."""
    pinned = sorted(verdict.anchors, key=lambda anchor: int(anchor["page"]))
    return [{"page": int(anchor["page"]), "text": str(anchor.get("quote", ""))} for anchor in pinned]


def _explanation(explanation: Explanation, ordinals: Mapping[int, int]) -> ExplanationFacts:
    product = _product_of(explanation)
    facts: ExplanationFacts = {
        "explanation_id": explanation.id,
        "product": ordinals.get(product) if product else None,
        "evidence_id": explanation.evidence_id,
        "about": _about(explanation),
        "kind": explanation.kind.value,
        "round": explanation.round,
        "text": explanation.text,
        "legal_basis": explanation.legal_basis,
        "submitted_at": _moment(explanation.submitted_at),
        "decided_at": _moment(explanation.decided_at),
        "path": "",
        "documents": [
            document_facts(version, *_parties(explanation))
            for version in sorted(explanation.documents, key=lambda v: v.id)
        ],
    }
    if explanation.question is not None:
        facts["answers"] = [_question(explanation.question)]
    if explanation.measurement_id is not None:
        facts["measurement_id"] = explanation.measurement_id
    return facts


def _about(explanation: Explanation) -> str:
    if explanation.evidence is not None:
        version = explanation.evidence.version
        return name_of_piece(version.header_number, version.title)
    return explanation.target_text


def _parties(explanation: Explanation) -> list[Agency]:
    """Return the agencies whose documents the explanation can attach."""
    parties = (explanation.evidence, explanation.measurement)
    return [explanation.criterion.lead_agency, *(each.agency for each in parties if each)]


def _moment(value: datetime | None) -> str | None:
    return value.isoformat(timespec="microseconds") if value else None
