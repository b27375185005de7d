"""Many rows at once, as a province has them late in its year: documents, pieces, verdicts, explanations, log.

They go in as a restored database would bring them, in one statement for each table, so that tens of thousands
take seconds. What the rules ask of the rows holds; the files and their texts are not there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import cycle, islice
from typing import Any

from sqlalchemy import Table, func, insert, select
from sqlalchemy.orm import Session

from evidence_repo.models import (
    Agency,
    AssessmentCycle,
    Assignment,
    AuditEvent,
    AuditHead,
    Blob,
    Criterion,
    CriterionField,
    Document,
    DocumentKind,
    DocumentVersion,
    Evidence,
    EvidencePack,
    EvidencePin,
    Explanation,
    PackSubmission,
    Review,
    SubmittedItem,
)
from evidence_repo.services.audit.chain import hash_of
from index.citations import number_key
from index.extraction import ExtractionState
from workflows.agency_kinds import DISTRICT
from workflows.assignments import AssignmentState
from workflows.audit_actions import AuditAction
from workflows.cycle import CycleState
from workflows.evidence import Reason, VerdictKind
from workflows.states import EvidenceState as Piece
from workflows.states import ExplanationKind, ExplanationState, PackState

BEGAN = datetime(2017, 3, 1, 2, tzinfo=UTC)

PIECES: Mapping[PackState, tuple[Piece, ...]] = {
    PackState.OPEN: (Piece.DRAFT,),
    PackState.SUBMITTED: (
        *(Piece.SUBMITTED,) * 8,
        *(Piece.SUFFICIENT,) * 8,
        *(Piece.EXPLAINED,) * 2,
        Piece.NEEDS_EXPLANATION,
        Piece.ACCEPTED_WITH_EXPLANATION,
    ),
    PackState.RETURNED: (
        *(Piece.SUFFICIENT,) * 6,
        *(Piece.NEEDS_EXPLANATION,) * 4,
        *(Piece.DRAFT,) * 2,
        Piece.EXPLAINED,
        Piece.WITHDRAWN,
    ),
    PackState.APPROVED: (*(Piece.SUFFICIENT,) * 8, Piece.ACCEPTED_WITH_EXPLANATION, Piece.WITHDRAWN),
    PackState.SEALED: (Piece.SUFFICIENT,),
}
"""The states of pieces in a pack, over and over."""

_ANSWERED = frozenset({Piece.EXPLAINED, Piece.ACCEPTED_WITH_EXPLANATION})
_DISPUTED = _ANSWERED | {Piece.NEEDS_EXPLANATION}
_FINAL = {
    Piece.SUFFICIENT: VerdictKind.SUFFICIENT,
    Piece.ACCEPTED_WITH_EXPLANATION: VerdictKind.ACCEPTED_WITH_EXPLANATION,
}


@dataclass(frozen=True, slots=True)
class Hands:
    """Whose hands the rows go through: ids of persons."""

    uploader: int
    head: int
    reviewer: int
    approver: int


@dataclass
class Crowd:
    """Rows on their way into the tables of one session."""

    session: Session
    hands: Hands
    rows: dict[Table, list[dict[str, Any]]] = field(default_factory=dict)
    ids: dict[Table, int] = field(default_factory=dict)

    def add(self, model: Any, **values: Any) -> int:
        """Add a row; return its id."""
        table: Table = model.__table__
        if table not in self.ids:
            self.ids[table] = self.session.scalar(select(func.max(model.id))) or 0
        self.ids[table] += 1
        self.rows.setdefault(table, []).append({"id": self.ids[table], **values})
        return self.ids[table]

    def add_blob(self, digest: str, at: datetime) -> None:
        """Add a blob, which has no number."""
        row = {"sha256": digest, "size": 10, "crc32": 1, "created_at": at, "condemned_at": None}
        self.rows.setdefault(Blob.__table__, []).append(row)  # type: ignore[arg-type]

    def write(self) -> None:
        """Write what was added."""
        for table in Blob.metadata.sorted_tables:
            if table in self.rows:
                self.session.execute(insert(table), self.rows[table])


def put_into(session: Session, pack: EvidencePack, state: PackState, hands: Hands) -> None:
    """Bring an open pack into this state, with its submission."""
    pack.state, pack.state_since = state, BEGAN
    if state is PackState.OPEN:
        return
    session.add(
        PackSubmission(
            pack_id=pack.id,
            number=1,
            submitted_by_id=hands.head,
            submitted_at=BEGAN,
            state_before=PackState.OPEN,
        )
    )
    if state is PackState.APPROVED:
        pack.approved_by_id, pack.approved_at = hands.approver, BEGAN


def add_pieces(
    session: Session, packs: Sequence[EvidencePack], count: int, hands: Hands, crowded: int | None = None
) -> None:
    """Cite that many documents: `crowded` of them (or half) for the first pack, the others in turn."""
    session.flush()
    crowd = Crowd(session, hands)
    submissions = dict(session.execute(select(PackSubmission.pack_id, PackSubmission.id)).all())
    states = {pack.id: cycle(PIECES[pack.state]) for pack in packs}
    others = cycle(packs[1:] or packs)
    first = (session.scalar(select(func.max(Document.id))) or 0) + 1
    for n in range(count):
        pack = packs[0] if n < (count // 2 if crowded is None else crowded) else next(others)
        _add_piece(crowd, first + n, pack, next(states[pack.id]), submissions.get(pack.id))
    crowd.write()
    _add_log(session, packs, count, hands)


def add_year(session: Session, before: AssessmentCycle, year: int, state: CycleState) -> list[EvidencePack]:
    """Copy the catalogue of a cycle for another year; return its packs, all open."""
    cycle = AssessmentCycle(
        year=year, province_id=before.province_id, state=state, created_at=before.created_at
    )
    session.add(cycle)
    session.flush()
    fields = {each.id: _copy(each, cycle_id=cycle.id) for each in _of_cycle(session, CriterionField, before)}
    session.add_all(fields.values())
    session.flush()
    packs = []
    for criterion in _of_cycle(session, Criterion, before):
        again = _copy(criterion, cycle_id=cycle.id, field_id=fields[criterion.field_id].id)
        again.products = [_copy(each) for each in criterion.products]
        again.deadlines = [_copy(each) for each in criterion.deadlines]
        packs.append(EvidencePack(criterion=again, state_since=BEGAN))
    session.add_all(packs)
    session.flush()
    return packs


def add_criteria(session: Session, pack: EvidencePack, count: int, *, first: int = 0) -> list[EvidencePack]:
    """Add that many criteria like this pack's to its cycle, numbered from `first`; return their packs."""
    before, packs = pack.criterion, []
    for number in range(first, first + count):
        again = _copy(before, cycle_id=before.cycle_id, code=f"9.{number}", ordinal=900 + number)
        again.products = [_copy(each) for each in before.products]
        again.deadlines = [_copy(each) for each in before.deadlines]
        packs.append(EvidencePack(criterion=again, state_since=BEGAN))
    session.add_all(packs)
    session.flush()
    return packs


def add_agencies(session: Session, count: int) -> list[int]:
    """Add that many districts; return their ids."""
    there = session.scalar(select(func.max(Agency.id))) or 0
    agencies = [
        Agency(code=f"huyen-{number}", name=f"UBND huyện {number}", kind=DISTRICT)
        for number in range(there + 1, there + 1 + count)
    ]
    session.add_all(agencies)
    session.flush()
    return [agency.id for agency in agencies]


def _of_cycle(session: Session, model: Any, cycle: AssessmentCycle) -> list[Any]:
    return list(session.scalars(select(model).where(model.cycle_id == cycle.id).order_by(model.id)).unique())


def _copy(row: Any, **changed: Any) -> Any:
    """Return another row with the same values, but for its own id, its parent's, and what is changed."""
    left_out = {"id", "criterion_id", "cycle_id"}
    columns = [attribute.key for attribute in type(row).__mapper__.column_attrs]
    return type(row)(**{key: getattr(row, key) for key in columns if key not in left_out} | changed)


def add_assignments(
    session: Session,
    packs: Sequence[EvidencePack],
    count: int,
    hands: Hands,
    agencies: Sequence[int] = (),
) -> None:
    """Ask these agencies, or every active one, for their part of one product after another, so many times."""
    active = select(Agency.id).where(Agency.is_active.is_(True)).order_by(Agency.id)
    agencies = agencies or session.scalars(active).all()
    asked = (
        (pack, product, agency)
        for pack in packs
        for product in pack.criterion.products
        for agency in agencies
        if agency != pack.criterion.lead_agency_id
    )
    crowd = Crowd(session, hands)
    for pack, product, agency in islice(asked, count):
        crowd.add(
            Assignment,
            criterion_id=pack.criterion_id,
            product_id=product.id,
            product_key=product.id,
            agency_id=agency,
            words="Báo cáo phần việc của đơn vị",
            last_day=date(2017, 11, 24),
            state=AssignmentState.ASSIGNED,
            state_since=BEGAN,
            assigned_by_id=hands.uploader,
            assigned_at=BEGAN,
            lock=1,
        )
    crowd.write()


def _add_piece(crowd: Crowd, number: int, pack: EvidencePack, state: Piece, submission: int | None) -> None:
    criterion, at = pack.criterion, BEGAN + timedelta(minutes=number)
    version = _add_document(crowd, number, criterion, at)
    product = criterion.products[number % len(criterion.products)].id if number % 7 else None
    deadlines = criterion.deadlines
    piece = crowd.add(
        Evidence,
        criterion_id=criterion.id,
        product_id=product,
        deadline_id=deadlines[number % len(deadlines)].id if len(deadlines) > 1 else None,
        version_id=version,
        agency_id=criterion.lead_agency_id,
        pages=None,
        state=state,
        cited_by_id=crowd.hands.uploader,
        cited_at=at,
        accepted_at=at,
        state_since=at,
        lock=1,
    )
    crowd.add(
        EvidencePin,
        evidence_id=piece,
        version_id=version,
        pages=None,
        pinned_by_id=crowd.hands.uploader,
        pinned_at=at,
    )
    if submission is not None and state not in {Piece.DRAFT, Piece.WITHDRAWN}:
        crowd.add(SubmittedItem, submission_id=submission, evidence_id=piece, explanation_id=None)
        _judge(crowd, piece, version, criterion, state, at)


def _add_document(crowd: Crowd, number: int, criterion: Criterion, at: datetime) -> int:
    digest = sha256(f"crowd {number}".encode()).hexdigest()
    crowd.add_blob(digest, at)
    document = crowd.add(
        Document,
        owner_agency_id=criterion.lead_agency_id,
        kind=DocumentKind.FILE,
        created_by_id=crowd.hands.uploader,
        created_at=at,
    )
    paper = number - 3 if number % 10 == 0 else number  # some papers are there twice
    named = f"{paper}/BC-SNV" if number % 23 else None
    return crowd.add(
        DocumentVersion,
        document_id=document,
        number=1,
        sha256=digest,
        media_type="application/pdf",
        file_name=f"bao-cao-{number}.pdf",
        uploaded_by_id=crowd.hands.uploader,
        uploaded_at=at,
        extraction_state=ExtractionState.DONE if number % 7 else ExtractionState.NO_TEXT,
        extraction_warnings=[],
        page_count=3,
        pages_read=3,
        has_rendition=False,
        header_number=named,
        number_key=number_key(named) if named else None,
        header_issued_on=date(2016, 11, 20) + timedelta(days=paper % 40 * 8) if number % 17 else None,
        header_issuer="Sở Nội vụ",
        header_subject=f"Báo cáo số {number} về cải cách hành chính",
        header_confidence={},
        header_confirmed_by_id=crowd.hands.uploader if number % 3 else None,
        header_confirmed_at=at if number % 3 else None,
        lock=1,
    )


def _judge(crowd: Crowd, piece: int, version: int, criterion: Criterion, state: Piece, at: datetime) -> None:
    is_answered = state in _ANSWERED
    if state in _DISPUTED:
        _record(crowd, piece, version, VerdictKind.NEEDS_EXPLANATION, Piece.SUBMITTED, at)
    if is_answered:
        is_accepted = state is Piece.ACCEPTED_WITH_EXPLANATION
        crowd.add(
            Explanation,
            criterion_id=criterion.id,
            evidence_id=piece,
            product_id=None,
            kind=ExplanationKind.PARTIAL,
            text="Đã bổ sung số liệu của từng đơn vị.",
            round=1,
            state=ExplanationState.ACCEPTED if is_accepted else ExplanationState.SUBMITTED,
            author_id=crowd.hands.uploader,
            written_at=at,
            submitted_at=at,
            decided_by_id=crowd.hands.reviewer if is_accepted else None,
            decided_at=at if is_accepted else None,
            lock=1,
        )
    if state in _FINAL:
        before = Piece.EXPLAINED if is_answered else Piece.SUBMITTED
        _record(crowd, piece, version, _FINAL[state], before, at)


def _record(
    crowd: Crowd, piece: int, version: int, verdict: VerdictKind, before: Piece, at: datetime
) -> None:
    is_refusal = verdict is VerdictKind.NEEDS_EXPLANATION
    crowd.add(
        Review,
        evidence_id=piece,
        version_id=version,
        reviewer_id=crowd.hands.reviewer,
        verdict=verdict,
        reason=Reason.PARTIAL_COVERAGE if is_refusal else None,
        comment="Nêu rõ số liệu." if is_refusal else None,
        anchors=[],
        state_before=before,
        decided_at=at,
        password_was_shared=False,
    )


def _add_log(session: Session, packs: Sequence[EvidencePack], count: int, hands: Hands) -> None:
    """Let the log hold an event for each, chained as the dispatcher does it."""
    head = session.get_one(AuditHead, 1)
    rows = [_chained(head, event) for event in _events(packs, count, hands)]
    session.execute(insert(AuditEvent), rows)


def _events(packs: Sequence[EvidencePack], count: int, hands: Hands) -> Iterator[AuditEvent]:
    for n in range(count):
        yield AuditEvent(
            at=BEGAN + timedelta(minutes=n),
            actor_id=hands.uploader,
            actor_name="lan@example.vn",
            channel="web",
            os_user=None,
            action=AuditAction.CITE_DOCUMENT.value,
            subject_type="evidence",
            subject_id=str(n + 1),
            criterion_id=packs[n % len(packs)].criterion_id,
            details={},
        )


def _chained(head: AuditHead, event: AuditEvent) -> dict[str, Any]:
    event.sequence, event.previous_hash = head.count + 1, head.hash
    event.hash = hash_of(event)
    head.count, head.hash, head.changes = event.sequence, event.hash, head.changes + 1
    return {
        column.key: getattr(event, column.key)
        for column in AuditEvent.__table__.columns
        if column.key != "id"
    }
