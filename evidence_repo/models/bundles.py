"""Submission bundles (bộ hồ sơ gửi Bộ Nội vụ thẩm định): one row per sealing, with its frozen snapshot."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidence_repo.models.base import Base, enum_of
from evidence_repo.models.cycles import AssessmentCycle
from evidence_repo.models.packs import EvidencePack
from evidence_repo.models.people import User


class BundleScope(StrEnum):
    FULL = "full"
    PARTIAL = "partial"


class BundleState(StrEnum):
    RENDERING = "rendering"
    SEALED = "sealed"


class ProofKind(StrEnum):
    """What proves a bundle beside its ZIP: both are of the tag manifest."""

    SIGNATURE = "signature"
    TIMESTAMP = "timestamp"


bundle_pack = Table(
    "bundle_pack",
    Base.metadata,
    Column("bundle_id", ForeignKey("submission_bundle.id"), primary_key=True),
    Column("pack_id", ForeignKey("evidence_pack.id"), primary_key=True),
)


class SubmissionBundle(Base):
    """Bundle N of a cycle: the snapshot is frozen first, the ZIP rendered from it, then its hash noted.

    `snapshot` is canonical JSON (`services.bundles.snapshot`): the whole truth about the bundle, in the row
    itself, so that freezing it, sealing the packs and queueing the rendering are one transaction.
    """

    __tablename__ = "submission_bundle"
    __table_args__ = (UniqueConstraint("cycle_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("assessment_cycle.id"), index=True)
    number: Mapped[int]
    scope: Mapped[BundleScope] = mapped_column(enum_of(BundleScope, "bundle_scope"))
    state: Mapped[BundleState] = mapped_column(
        enum_of(BundleState, "bundle_state"), default=BundleState.RENDERING
    )
    name: Mapped[str] = mapped_column(String(120))
    snapshot: Mapped[str] = mapped_column(Text, deferred=True)
    snapshot_sha256: Mapped[str] = mapped_column(String(64))
    content_sha256: Mapped[str] = mapped_column(String(64), index=True)
    changes: Mapped[list[Any]] = mapped_column(default=list)
    audit_head: Mapped[str] = mapped_column(String(120))
    documents: Mapped[int]
    zip_sha256: Mapped[str | None] = mapped_column(ForeignKey("blob.sha256"))
    zip_size: Mapped[int | None] = mapped_column(BigInteger)
    sealed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    sealed_at: Mapped[datetime]
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    rendered_at: Mapped[datetime | None]
    failure: Mapped[str | None] = mapped_column(Text)

    cycle: Mapped[AssessmentCycle] = relationship()
    sealed_by: Mapped[User] = relationship(foreign_keys=[sealed_by_id])
    packs: Mapped[list[EvidencePack]] = relationship(secondary=bundle_pack)


class BundleFile(Base):
    """A file of the bundle that we generated (index, manifests, explanations) and keep as a blob."""

    __tablename__ = "bundle_file"

    bundle_id: Mapped[int] = mapped_column(ForeignKey("submission_bundle.id"), primary_key=True)
    path: Mapped[str] = mapped_column(String(250), primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256"), index=True)


class BundleProof(Base):
    """A detached CMS signature, or an RFC 3161 answer; empty with its `failure` while it could not be had."""

    __tablename__ = "bundle_proof"

    bundle_id: Mapped[int] = mapped_column(ForeignKey("submission_bundle.id"), primary_key=True)
    kind: Mapped[ProofKind] = mapped_column(enum_of(ProofKind, "proof_kind"), primary_key=True)
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    made_by: Mapped[str | None] = mapped_column(String(300))
    made_at: Mapped[datetime | None]
    failure: Mapped[str | None] = mapped_column(Text)


class BundleVolumes(Base):
    """A size of volumes in which the bundle is offered; `hashes`, in their order, once they are found."""

    __tablename__ = "bundle_volumes"

    bundle_id: Mapped[int] = mapped_column(ForeignKey("submission_bundle.id"), primary_key=True)
    volume_size: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    asked_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    hashes: Mapped[list[Any]] = mapped_column(default=list)
