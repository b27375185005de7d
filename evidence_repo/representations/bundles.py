"""Bundles and what the gate finds as JSON."""

from __future__ import annotations

from typing import Any

from evidence_repo.models import BundleScope, BundleState, SubmissionBundle
from evidence_repo.representations.schema import (
    AUDIT_HEAD,
    COUNT,
    CRITERION,
    FLAG,
    ID,
    MOMENT,
    SHA256,
    Published,
    many,
    number,
    one_of,
    optional,
    text,
    thing,
    words,
)
from evidence_repo.services.bundles import BundleCheck, GateReport


def bundle_json(bundle: SubmissionBundle) -> dict[str, Any]:
    """Return a bundle of the list."""
    return {
        "number": bundle.number,
        "name": bundle.name,
        "scope": bundle.scope.value,
        "state": bundle.state.value,
        "sha256": bundle.zip_sha256,
        "size": bundle.zip_size,
        "documents": bundle.documents,
        "audit_head": bundle.audit_head,
        "sealed_at": bundle.sealed_at.isoformat(),
        "sealed_by": bundle.sealed_by.name,
    }


def sealed_json(bundle: SubmissionBundle) -> dict[str, Any]:
    """Return a bundle whose ZIP was just made."""
    return {
        "number": bundle.number,
        "scope": bundle.scope.value,
        "sha256": bundle.zip_sha256,
        "size": bundle.zip_size,
        "documents": bundle.documents,
    }


def gate_json(report: GateReport) -> dict[str, Any]:
    """Return what the gate found."""
    findings = [
        {
            "level": found.level.value,
            "rule": found.rule,
            "criterion": found.criterion,
            "message": found.sentence,
            "link": found.link,
        }
        for found in report.findings
    ]
    return {"approved": report.approved, "total": report.total, "findings": findings}


def bundle_check_json(found: BundleCheck) -> dict[str, Any]:
    """Return what a check of a ZIP found."""
    return {
        "ok": found.is_sound,
        "name": found.name,
        "audit_head": found.audit_head,
        "files": found.files,
        "payload_bytes": found.payload_bytes,
        "faults": [{"rule": fault.rule, "message": fault.sentence} for fault in found.faults],
    }


_SCOPE = one_of(tuple(BundleScope))

SCHEMAS = {
    "bundle-check": Published(
        "evidence-repo bundle check --json",
        "What blocks sealing, and what deserves a look.",
        thing(
            approved=COUNT,
            total=COUNT,
            findings=many(
                thing(
                    level=one_of(("block", "warn")),
                    rule=text("^[a-z_]+$"),
                    criterion=CRITERION,
                    message=words(),
                    link=text("^/", description="Address of the page where it is put right."),
                )
            ),
        ),
    ),
    "bundle-list": Published(
        "evidence-repo bundle list --json",
        "The bundles of the cycle.",
        many(
            thing(
                number=ID,
                name=words(),
                scope=_SCOPE,
                state=one_of(tuple(BundleState)),
                sha256=optional(SHA256, description="Of the ZIP; null while it is being made."),
                size=optional(number(1)),
                documents=COUNT,
                audit_head=AUDIT_HEAD,
                sealed_at=MOMENT,
                sealed_by=words(),
            )
        ),
    ),
    "bundle-seal": Published(
        "evidence-repo bundle seal --json",
        "The sealed bundle.",
        thing(number=ID, scope=_SCOPE, sha256=SHA256, size=number(1), documents=COUNT),
    ),
    "bundle-verify": Published(
        "evidence-repo bundle verify --json",
        "Exit code 1 if `ok` is false.",
        thing(
            ok=FLAG,
            name=optional(text(), description="The bag's folder."),
            audit_head=optional(AUDIT_HEAD, description="For `audit verify --head`."),
            files=COUNT,
            payload_bytes=COUNT,
            faults=many(thing(rule=text("^[a-z0-9_]+$"), message=words())),
        ),
    ),
}
