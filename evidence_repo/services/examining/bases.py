"""Legal bases that an explanation can rest on: what the criterion's documents name, and what is kept here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidence_repo.models import Criterion, DocumentVersion, Evidence, NamedDocument
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.visibility import visible_evidence, visible_versions
from index.header.types import LEGAL

_MOST = 12
_MOST_NAMED = 200
_BINDING = frozenset({*LEGAL.values(), "Nghị quyết", "Quyết định", "Chỉ thị", "Kế hoạch", "Luật", "Bộ luật"})


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A document that binds, in the words in which papers name it; `version` where it is kept here."""

    words: str
    version: DocumentVersion | None


def legal_bases(session: Session, actor: Actor, criterion: Criterion) -> list[LegalBasis]:
    """Return what the criterion's documents name as binding, what is kept here first, then the most named.

    Only documents that this person may see are read, and only such are offered as kept.
    """
    named = (
        select(
            NamedDocument.number_key,
            func.min(NamedDocument.number),
            func.min(NamedDocument.doc_type),
            func.min(NamedDocument.issued_on),
        )
        .join(DocumentVersion, DocumentVersion.sha256 == NamedDocument.sha256)
        .join(Evidence, Evidence.version_id == DocumentVersion.id)
        .where(Evidence.criterion_id == criterion.id, visible_evidence(actor))
        .group_by(NamedDocument.number_key)
        .order_by(func.sum(NamedDocument.times).desc(), NamedDocument.number_key)
        .limit(_MOST_NAMED)
    )
    rows = [row for row in session.execute(named) if row[2] in _BINDING]
    kept = _kept(session, actor, [row[0] for row in rows])
    bases = [_basis(number, doc_type, day, kept.get(key)) for key, number, doc_type, day in rows]
    return sorted(bases, key=lambda basis: basis.version is None)[:_MOST]


def _kept(session: Session, actor: Actor, keys: Iterable[str]) -> dict[str, DocumentVersion]:
    """Return the newest visible version with each of these numbers."""
    seen = select(DocumentVersion).where(DocumentVersion.number_key.in_(keys), visible_versions(actor))
    found = session.scalars(seen.order_by(DocumentVersion.document_id, DocumentVersion.number))
    return {version.number_key or "": version for version in found}


def _basis(
    number: str, doc_type: str | None, issued_on: date | None, version: DocumentVersion | None
) -> LegalBasis:
    issuer = subject = ""
    if version is not None:
        doc_type, issued_on = version.header_type or doc_type, version.header_issued_on or issued_on
        issuer, subject = version.header_issuer or "", version.header_subject or ""
    day = f" ngày {issued_on:%d/%m/%Y}" if issued_on else ""
    of = f" của {issuer}" if issuer else ""
    about = f" {subject}" if subject else ""
    return LegalBasis(f"{doc_type or 'Văn bản'} số {number}{day}{of}{about}"[:500], version)
