"""Bundles and what the gate finds as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evidence_repo.models import BundleProof, BundleScope, BundleState, ProofKind, SubmissionBundle
from evidence_repo.representations.schema import (
    AUDIT_HEAD,
    COUNT,
    CRITERION,
    FLAG,
    ID,
    MOMENT,
    SHA256,
    YEAR,
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
from index.signatures import SignatureProblem, SignatureReport, SignatureState


def bundle_json(bundle: SubmissionBundle) -> dict[str, Any]:
    """Return a bundle of the list."""
    return {
        "year": bundle.cycle.year,
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
        "year": bundle.cycle.year,
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
    return {
        "year": report.year,
        "approved": report.approved,
        "total": report.total,
        "findings": findings,
    }


def bundle_check_json(found: BundleCheck, proofs: Mapping[ProofKind, SignatureReport]) -> dict[str, Any]:
    """Return what a check of a ZIP found, and what its proofs are worth."""
    return {
        "ok": found.is_sound,
        "name": found.name,
        "audit_head": found.audit_head,
        "files": found.files,
        "payload_bytes": found.payload_bytes,
        "faults": [{"rule": fault.rule, "message": fault.sentence} for fault in found.faults],
        **{kind.value: _report_json(proofs.get(kind)) for kind in ProofKind},
    }


def _report_json(report: SignatureReport | None) -> dict[str, Any] | None:
    if report is None:
        return None
    return {
        "state": report.state.value,
        "problem": report.problem.value,
        "signer": report.signer,
        "issuer": report.issuer,
        "signed_at": report.signed_at.isoformat() if report.signed_at else None,
    }


def proof_json(proof: BundleProof) -> dict[str, Any]:
    """Return a proof of a bundle, also one that could not be made yet."""
    return {
        "kind": proof.kind.value,
        "made_by": proof.made_by,
        "made_at": proof.made_at.isoformat() if proof.made_at else None,
        "failure": proof.failure,
    }


def written_json(name: str, size: int, sha256: str) -> dict[str, Any]:
    """Return a file that was written."""
    return {"name": name, "size": size, "sha256": sha256}


_PROOF = optional(
    thing(
        state=one_of(tuple(SignatureState)),
        problem=one_of(tuple(SignatureProblem)),
        signer=text(),
        issuer=text(),
        signed_at=optional(MOMENT),
    ),
    description="What lies beside the ZIP; null without it.",
)
_SCOPE = one_of(tuple(BundleScope))

SCHEMAS = {
    "bundle-check": Published(
        "evidence-repo bundle check --json",
        "What blocks sealing, and what deserves a look.",
        thing(
            year=YEAR,
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
                year=YEAR,
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
        thing(year=YEAR, number=ID, scope=_SCOPE, sha256=SHA256, size=number(1), documents=COUNT),
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
            signature=_PROOF,
            timestamp=_PROOF,
        ),
    ),
    "bundle-download": Published(
        "evidence-repo bundle download --json",
        "The files that were written.",
        thing(year=YEAR, number=ID, files=many(thing(name=words(), size=number(1), sha256=SHA256))),
    ),
    "bundle-stamp": Published(
        "evidence-repo bundle stamp --json",
        "What proves the bundle.",
        thing(
            year=YEAR,
            number=ID,
            proofs=many(
                thing(
                    kind=one_of(tuple(ProofKind)),
                    made_by=optional(text()),
                    made_at=optional(MOMENT),
                    failure=optional(words()),
                )
            ),
        ),
    ),
}
