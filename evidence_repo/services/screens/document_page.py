"""What the page of a document shows a person: versions, citations, signatures, what may be done with it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from evidence_repo.models import DocumentVersion, Evidence
from evidence_repo.services.documents.bytes_uses import BytesUse, uses_of_bytes
from evidence_repo.services.examining.citations import (
    Citing,
    Named,
    citing_documents,
    named_documents,
)
from evidence_repo.services.examining.near_duplicates import NearUse, near_uses
from evidence_repo.services.examining.signatures import Signatures, signatures_of
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.permissions import DocumentPermissions, states_of_citing_packs
from evidence_repo.services.policy.visibility import visible_evidence
from evidence_repo.services.reading.again import can_retry_reading
from evidence_repo.services.workflow.headers import is_doubtful
from workflows.rights import header_blockers


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """A document at one of its versions, as this person may see it."""

    version: DocumentVersion
    versions: tuple[DocumentVersion, ...]
    citations: tuple[Evidence, ...]
    other_uses: tuple[BytesUse, ...]
    near_uses: tuple[NearUse, ...]
    signatures: Signatures | None
    named: tuple[Named, ...]
    citing: tuple[Citing, ...]
    may_confirm: bool
    may_retry: bool

    @property
    def is_superseded(self) -> bool:
        """Return whether a newer version, that this person sees, has replaced this one."""
        return self.versions[-1].id != self.version.id

    def is_doubtful(self, name: str) -> bool:
        """Return whether a person should look at this header field: not confirmed, and not read for sure."""
        return is_doubtful(self.version, name)


def document_page(
    session: Session, actor: Actor, version: DocumentVersion, permissions: DocumentPermissions
) -> DocumentPage:
    """Return the page of `version`, which this person may open."""
    versions = permissions.versions
    citing_packs = states_of_citing_packs(session, [version.id])[version.id]
    uses = uses_of_bytes(session, actor, version.sha256)
    return DocumentPage(
        version=version,
        versions=versions,
        citations=_citations(session, actor, [each.id for each in versions]),
        other_uses=tuple(use for use in uses if use.document_id != version.document_id),
        near_uses=near_uses(session, actor, version),
        signatures=signatures_of(session, version),
        named=named_documents(session, actor, version),
        citing=citing_documents(session, actor, version),
        may_confirm=not header_blockers(actor.roles, is_own=permissions.is_own, citing_packs=citing_packs),
        may_retry=can_retry_reading(session, actor, version),
    )


def _citations(session: Session, actor: Actor, version_ids: list[int]) -> tuple[Evidence, ...]:
    seen = (
        select(Evidence)
        .where(Evidence.version_id.in_(version_ids), visible_evidence(actor))
        .options(joinedload(Evidence.criterion), joinedload(Evidence.product))
        .order_by(Evidence.criterion_id, Evidence.id)
    )
    return tuple(session.scalars(seen).unique())
