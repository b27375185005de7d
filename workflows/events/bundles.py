"""Submission bundles."""

from __future__ import annotations

from dataclasses import dataclass

from workflows.audit_actions import AuditAction
from workflows.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleSealed(Event):
    """A bundle was frozen; its ZIP is to be rendered."""

    action: AuditAction = AuditAction.SEAL_BUNDLE
    subject_type: str = "submission_bundle"
    number: int
    scope: str
    name: str
    snapshot_sha256: str
    audit_head: str
    packs: int
    documents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleZip(Event):
    """A bundle's ZIP was rendered or downloaded."""

    subject_type: str = "submission_bundle"
    number: int
    zip_sha256: str | None
    zip_size: int | None = None
    files: int | None = None
    volume: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleProved(Event):
    """A bundle's tag manifest was signed, or its time stamped."""

    subject_type: str = "submission_bundle"
    number: int
    proof_sha256: str
    made_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleSplit(Event):
    """A bundle is to be offered in volumes of this many bytes."""

    action: AuditAction = AuditAction.SPLIT_BUNDLE
    subject_type: str = "submission_bundle"
    number: int
    volume_size: int
