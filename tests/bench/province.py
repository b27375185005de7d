"""A province in the middle of its year: documents cited for all criteria, judged, approved, sealed.

The rows go in as a restored database would: what the rules would have made of the same year, without the
hours that the services would take. The same numbers give the same province.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy.orm import Session

from evidence_repo.models import (
    Blob,
    Criterion,
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
    User,
)
from evidence_repo.services.audit.events import emit
from evidence_repo.services.packs.views import packs_of_cycle
from evidence_repo.services.policy.actors import actor_of
from evidence_repo.services.workflow.cycles import find_cycle
from index.extraction import ExtractionState
from index.search import SearchDocument
from storage import BlobStore
from tests.bench.search_rights import keep_text
from tests.bench.texts import search_documents
from tests.crowd import PIECES
from tests.documents import build_admin_pdf
from workflows.events import AuditAction, Event
from workflows.evidence import Reason, VerdictKind
from workflows.states import EvidenceState as Piece
from workflows.states import ExplanationKind, ExplanationState, PackState

BEGAN = datetime(2017, 3, 1, 2, tzinfo=UTC)
CROWDED = 60
"""Pieces of the first criterion, at the least; it has half of all documents: 1,000 of 2,000."""

PACKS = (
    (PackState.OPEN,) * 5 + (PackState.SUBMITTED,) * 5 + (PackState.RETURNED,) * 3 + (PackState.APPROVED,) * 4
)
"""How the packs are dealt out, over and over."""

_ANSWERED = frozenset({Piece.EXPLAINED, Piece.ACCEPTED_WITH_EXPLANATION})
_DISPUTED = _ANSWERED | {Piece.NEEDS_EXPLANATION}
_FINAL: Mapping[Piece, VerdictKind] = {
    Piece.SUFFICIENT: VerdictKind.SUFFICIENT,
    Piece.ACCEPTED_WITH_EXPLANATION: VerdictKind.ACCEPTED_WITH_EXPLANATION,
}
_COMMENT = "Nêu rõ số liệu của từng đơn vị và kèm theo phụ lục đã ký, đóng dấu."
_ANSWER = "Đã bổ sung số liệu của từng đơn vị; phụ lục kèm theo ở trang cuối của văn bản."


@dataclass
class Province:
    """The year as it is being written into one session; `people` are those of the installation's accounts."""

    session: Session
    store: BlobStore
    people: Mapping[str, User]
    paper: bytes
    draw: random.Random = field(default_factory=lambda: random.Random(416))
    uploaders: dict[int, User] = field(default_factory=dict)
    minutes: Iterator[int] = field(default_factory=count)

    def now(self) -> datetime:
        """Return the moment after the last one."""
        return BEGAN + timedelta(minutes=next(self.minutes))

    def note(self, who: User, action: AuditAction, subject: Any, criterion: Criterion | None = None) -> None:
        """Let the log hold it, as the services do."""
        self.session.flush()
        event = Event(
            action=action,
            subject_type=subject.__tablename__,
            subject=subject.id,
            criterion_id=criterion.id if criterion else None,
        )
        emit(self.session, actor_of(who, "web"), event)

    def uploader_of(self, criterion: Criterion) -> User:
        """Return whoever brings documents for the lead agency."""
        agency = criterion.lead_agency
        if agency.id not in self.uploaders:
            user = User(
                email=f"chuyenvien-{agency.code}@angiang.vn",
                name=f"Chuyên viên {agency.name}",
                agency_id=agency.id,
                session_stamp=agency.code,
                created_at=BEGAN,
            )
            self.session.add(user)
            self.session.flush()
            self.uploaders[agency.id] = user
        return self.uploaders[agency.id]


def fill(session: Session, store: BlobStore, people: Mapping[str, User], documents: int) -> list[str]:
    """Cite that many documents for all criteria of the cycle; return the codes of approved packs."""
    with TemporaryDirectory() as folder:
        body = ("Phần một.", "Phần hai.", "Phần ba.")
        paper = build_admin_pdf(Path(folder) / "paper.pdf", pages=body).read_bytes()
    province = Province(session, store, people, paper)
    province.uploaders[people["lan"].agency_id] = people["lan"]
    packs = packs_of_cycle(session, find_cycle(session, 2017))
    for pack, state in zip(packs, _dealt(), strict=False):
        _open_pack(province, pack, state)
    crowded = max(CROWDED, documents // 2)
    for made in search_documents(documents):
        pack = packs[0] if made.id <= crowded else province.draw.choice(packs)
        version = _add_document(province, made, pack.criterion)
        _cite(province, version, pack)
        if province.draw.random() < 0.25:
            _cite_beside(province, version, pack, packs)
    session.flush()
    return [pack.criterion.label for pack in packs if pack.state is PackState.APPROVED]


def _dealt() -> Iterator[PackState]:
    yield PackState.SUBMITTED  # the crowded one is under review
    while True:
        yield from PACKS


def _open_pack(province: Province, pack: EvidencePack, state: PackState) -> None:
    pack.state, pack.state_since = state, province.now()
    if state is PackState.OPEN:
        return
    head = province.people["hung"]
    submission = PackSubmission(
        number=1, submitted_by_id=head.id, submitted_at=province.now(), state_before=PackState.OPEN
    )
    pack.submissions.append(submission)
    if state is PackState.APPROVED:
        pack.approved_by_id, pack.approved_at = province.people["quan"].id, province.now()
    province.session.flush()
    province.note(head, AuditAction.SUBMIT_PACK, pack, pack.criterion)


def _add_document(province: Province, made: SearchDocument, criterion: Criterion) -> DocumentVersion:
    content = province.paper + f"\n% {made.id}\n".encode()
    digest = sha256(content).hexdigest()
    province.store.put(digest, BytesIO(content), len(content))
    keep_text(province.store, digest, made)
    who, now = province.uploader_of(criterion), province.now()
    blob = Blob(sha256=digest, size=len(content), crc32=zlib.crc32(content), created_at=now)
    version = DocumentVersion(
        number=1,
        blob=blob,
        media_type="application/pdf",
        file_name=made.file_name,
        uploaded_by_id=who.id,
        uploaded_at=now,
        extraction_state=ExtractionState.DONE,
        page_count=3,
        pages_read=3,
        header_number=made.number,
        header_type=made.number.partition("/")[2].partition("-")[0],
        header_issued_on=date(2017, 1, 1) + timedelta(days=made.id % 330),
        header_issuer=made.issuer,
        header_subject=made.subject,
        header_confirmed_by_id=who.id if made.id % 3 else None,
        header_confirmed_at=now if made.id % 3 else None,
    )
    document = Document(
        owner_agency_id=criterion.lead_agency_id,
        kind=DocumentKind.FILE,
        created_by_id=who.id,
        created_at=now,
        versions=[version],
    )
    province.session.add(document)
    province.session.flush()
    province.note(who, AuditAction.ADD_DOCUMENT, document)
    return version


def _cite_beside(
    province: Province, version: DocumentVersion, pack: EvidencePack, packs: Sequence[EvidencePack]
) -> None:
    """Cite the document for another criterion of the same agency too."""
    agency = pack.criterion.lead_agency_id
    others = [each for each in packs if each is not pack and each.criterion.lead_agency_id == agency]
    if others:
        _cite(province, version, province.draw.choice(others))


def _cite(province: Province, version: DocumentVersion, pack: EvidencePack) -> None:
    criterion, draw = pack.criterion, province.draw
    who, now = province.uploader_of(criterion), province.now()
    piece = Evidence(
        criterion_id=criterion.id,
        product_id=draw.choice(criterion.products).id,
        deadline_id=draw.choice(criterion.deadlines).id if len(criterion.deadlines) > 1 else None,
        version=version,
        agency_id=criterion.lead_agency_id,
        pages=draw.choice((None, "1", "1-2", "2-3")),
        state=draw.choice(PIECES[pack.state]),
        cited_by_id=who.id,
        cited_at=now,
        accepted_at=now,
        state_since=now,
        pins=[EvidencePin(version=version, pinned_by_id=who.id, pinned_at=now)],
    )
    province.session.add(piece)
    province.session.flush()
    province.note(who, AuditAction.CITE_DOCUMENT, piece, criterion)
    if piece.state not in {Piece.DRAFT, Piece.WITHDRAWN}:
        pack.submissions[0].moved.append(SubmittedItem(evidence_id=piece.id))
        _judge(province, piece, criterion)


def _judge(province: Province, piece: Evidence, criterion: Criterion) -> None:
    explanation = None
    if piece.state in _DISPUTED:
        _record(province, piece, criterion, VerdictKind.NEEDS_EXPLANATION, Piece.SUBMITTED)
    if piece.state in _ANSWERED:
        explanation = _explain(province, piece, criterion)
    if piece.state in _FINAL:
        before = Piece.EXPLAINED if explanation else Piece.SUBMITTED
        _record(province, piece, criterion, _FINAL[piece.state], before)


def _record(
    province: Province, piece: Evidence, criterion: Criterion, verdict: VerdictKind, before: Piece
) -> None:
    is_refusal = verdict is VerdictKind.NEEDS_EXPLANATION
    review = Review(
        evidence_id=piece.id,
        version_id=piece.version_id,
        reviewer_id=province.people["hoa"].id,
        verdict=verdict,
        reason=province.draw.choice(list(Reason)) if is_refusal else None,
        comment=_COMMENT if is_refusal else None,
        state_before=before,
        decided_at=province.now(),
    )
    province.session.add(review)
    province.note(province.people["hoa"], AuditAction.RECORD_VERDICT, piece, criterion)


def _explain(province: Province, piece: Evidence, criterion: Criterion) -> Explanation:
    who, now = province.uploader_of(criterion), province.now()
    is_accepted = piece.state is Piece.ACCEPTED_WITH_EXPLANATION
    explanation = Explanation(
        criterion_id=criterion.id,
        evidence_id=piece.id,
        kind=ExplanationKind.PARTIAL,
        text=_ANSWER,
        state=ExplanationState.ACCEPTED if is_accepted else ExplanationState.SUBMITTED,
        author_id=who.id,
        written_at=now,
        submitted_at=now,
        decided_by_id=province.people["hoa"].id if is_accepted else None,
        decided_at=province.now() if is_accepted else None,
    )
    province.session.add(explanation)
    province.note(who, AuditAction.EXPLAIN, piece, criterion)
    return explanation
