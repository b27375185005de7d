"""Sign a bundle's tag manifest and have its time stamped, where the installation is set up for it.

Both lie beside the ZIP, whose bytes they leave alone, and each is made once: a bundle is sealed without them
as well, and what could not be had at once is made later.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.db import Database
from evidence_repo.errors import Unavailable
from evidence_repo.logs import get_logger
from evidence_repo.models import BundleFile, BundleProof, ProofKind, SubmissionBundle
from evidence_repo.services.audit.events import emit
from evidence_repo.services.policy.actors import SYSTEM
from evidence_repo.settings import Settings
from evidence_repo.words import N_
from index.signatures import NO_TRUST, SignatureReport, SignatureState, TrustRoots
from storage import BlobStore
from verifier.names import SIGNATURE_ENDING, TAG_MANIFEST, TIMESTAMP_ENDING
from verifier.proofs import LARGEST_PROOF
from workflows.events import AuditAction, BundleProved

_LARGEST_CERTIFICATE = 1024 * 1024
_ACTIONS = {ProofKind.SIGNATURE: AuditAction.SIGN_BUNDLE, ProofKind.TIMESTAMP: AuditAction.STAMP_BUNDLE}
_ENDINGS = {ProofKind.SIGNATURE: SIGNATURE_ENDING, ProofKind.TIMESTAMP: TIMESTAMP_ENDING}
_WRONG = frozenset({SignatureState.INVALID, SignatureState.CHANGED})

log = get_logger()


@dataclass(frozen=True, slots=True)
class Notary:
    """What makes proofs here: a certificate with its key (PKCS#12), a time-stamping authority's address."""

    certificate: Path | None = None
    passphrase: str | None = None
    timestamp_url: str | None = None

    @classmethod
    def of(cls, settings: Settings) -> Notary:
        """Return the notary that the settings describe."""
        return cls(settings.seal_certificate, settings.seal_passphrase, settings.timestamp_url)

    @property
    def kinds(self) -> tuple[ProofKind, ...]:
        """Return what this installation makes."""
        both = ((ProofKind.SIGNATURE, self.certificate), (ProofKind.TIMESTAMP, self.timestamp_url))
        return tuple(kind for kind, setting in both if setting)


@dataclass(frozen=True, slots=True)
class _Made:
    content: bytes
    by: str


def prove_bundle(database: Database, store: BlobStore, bundle_id: int, notary: Notary) -> None:
    """Make the proofs that a rendered bundle does not have yet.

    Raise `Unavailable` for the first that could not be made; why is noted for each, and nothing else is lost.
    """
    with database.reading() as session:
        had = {proof.kind for proof in proofs_of(session, bundle_id) if proof.content is not None}
        wanted = [kind for kind in notary.kinds if kind not in had]
        sha256_of_manifest = session.scalar(
            select(BundleFile.sha256).where(
                BundleFile.bundle_id == bundle_id, BundleFile.path == TAG_MANIFEST
            )
        )
    if not wanted or sha256_of_manifest is None:
        return
    with store.open(sha256_of_manifest) as stream:
        manifest = stream.read()
    refused = list(_prove_each(database, bundle_id, wanted, notary, manifest))
    if refused:
        raise refused[0]


def proofs_of(session: Session, bundle_id: int) -> list[BundleProof]:
    """Return the proofs of a bundle, also those that could not be made yet."""
    of_bundle = select(BundleProof).where(BundleProof.bundle_id == bundle_id)
    return list(session.scalars(of_bundle.order_by(BundleProof.kind)))


def proof_name(bundle: SubmissionBundle, kind: ProofKind) -> str:
    """Return what a proof is called beside the ZIP."""
    return f"{bundle.name}.zip{_ENDINGS[kind]}"


def check_proof(kind: ProofKind, manifest: bytes, content: bytes, roots: TrustRoots) -> SignatureReport:
    """Say what a proof of this tag manifest is worth."""
    from index.signatures import detached  # loads pyHanko

    checks = {ProofKind.SIGNATURE: detached.check_detached, ProofKind.TIMESTAMP: detached.check_timestamp}
    return checks[kind](manifest, content, roots)


def _prove_each(
    database: Database, bundle_id: int, wanted: list[ProofKind], notary: Notary, manifest: bytes
) -> Iterator[Unavailable]:
    for kind in wanted:
        try:
            made = _signature(manifest, notary) if kind is ProofKind.SIGNATURE else _stamp(manifest, notary)
        except Unavailable as error:
            log.warning("bundle.not_proved", bundle=bundle_id, kind=kind.value, error=str(error.__cause__))
            _note(database, bundle_id, kind, None, str(error))
            yield error
        else:
            _note(database, bundle_id, kind, made, None)


def _signature(manifest: bytes, notary: Notary) -> _Made:
    from index.signatures import detached

    try:
        with (notary.certificate or Path()).open("rb") as file:
            signer = detached.load_signer(file.read(_LARGEST_CERTIFICATE + 1), notary.passphrase)
        content = detached.sign_detached(manifest, signer, datetime.now(UTC))
        return _Made(content, detached.signer_name(signer))
    except (OSError, detached.CannotSign) as error:
        raise Unavailable(
            N_("The bundle is sealed, but not signed: the certificate in the settings cannot be used."),
            code="not_signed",
            advice=N_("Ask the administrator to look at the certificate; the bundle can be signed later."),
        ) from error


def _stamp(manifest: bytes, notary: Notary) -> _Made:
    from evidence_repo.services.bundles.timestamping import HttpTimestamper
    from index.signatures import detached

    try:
        content = detached.request_timestamp(manifest, HttpTimestamper(notary.timestamp_url or ""))
        report = detached.check_timestamp(manifest, content, NO_TRUST)
        if report.state in _WRONG or len(content) > LARGEST_PROOF:
            raise ValueError(f"not a time stamp of the manifest: {report.problem.value}")
        return _Made(content, report.signer)
    # Whatever an authority answers that is none: pyHanko reads it as if it were one.
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Unavailable(
            N_("The bundle is sealed, but its time is not stamped: the time stamp server gave no stamp."),
            code="not_stamped",
            advice=N_("Nothing is lost: it is asked again, and the bundle can be stamped later."),
        ) from error


def _note(
    database: Database, bundle_id: int, kind: ProofKind, made: _Made | None, failure: str | None
) -> None:
    """Keep what was made, or why it was not, unless somebody else was quicker: each is stored once."""
    with database.transaction() as session:
        bundle = session.get_one(SubmissionBundle, bundle_id, with_for_update=True)
        proof = session.get(BundleProof, (bundle_id, kind))
        if proof is None:
            proof = BundleProof(bundle_id=bundle_id, kind=kind)
            session.add(proof)
        if proof.content is not None:
            return
        proof.failure = failure
        if made is not None:
            proof.content, proof.made_by, proof.made_at = made.content, made.by, datetime.now(UTC)
            event = BundleProved(
                action=_ACTIONS[kind],
                subject=bundle_id,
                number=bundle.number,
                proof_sha256=sha256(made.content).hexdigest(),
                made_by=made.by,
            )
            emit(session, SYSTEM, event)
