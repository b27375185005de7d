"""The digital signatures of a version, as they were judged last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from evidence_repo.models import DocumentVersion, Examination
from index.signatures import SignatureReport, SignatureState


@dataclass(frozen=True, slots=True)
class Signatures:
    """What the signatures of a file are worth together, each of them, and when they were checked."""

    state: SignatureState
    reports: tuple[SignatureReport, ...]
    checked_at: datetime


def signatures_of(session: Session, version: DocumentVersion) -> Signatures | None:
    """Return the signatures of this version; None before they are checked, or where they cannot be."""
    found = session.get(Examination, version.sha256)
    if found is None or found.signature_state is None:
        return None
    reports = tuple(SignatureReport.from_json(report) for report in found.signatures)
    return Signatures(found.signature_state, reports, found.examined_at)
