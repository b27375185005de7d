"""Check the signatures of a PDF with pyHanko. Nothing is fetched: the file and the roots must do.

Runs inside the extraction process: hostile files raise anything. A certificate is judged at the time of its
signature, as documents are kept longer than certificates last; where no time-stamping authority confirms that
time, it is the signer's word.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from asn1crypto import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from pyhanko.pdf_utils.crypt.api import AuthStatus
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    FormUpdatingRule,
    GenericFieldModificationRule,
    ModificationLevel,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
)
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from index.extraction.faults import READER_FAULTS, Unreadable
from index.extraction.states import ExtractionState
from index.signatures.names import names_of
from index.signatures.report import SignatureProblem, SignatureReport, SignatureState
from index.signatures.trust import TrustRoots
from index.signatures.verdicts import is_revoked, judge_trust

_FAULTS = (*READER_FAULTS, PdfError, PathError, ValidationError, InvalidSignature, UnsupportedAlgorithm)
_JUNK = 1024  # bytes that may stand before %PDF-
_TIMESTAMPS = frozenset({"/ETSI.RFC3161"})
_KEY_USAGE = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"})
# As pyHanko's own, but with what e-office systems in Vietnam do: visible signatures after a certifying one,
# as Acrobat allows, and cross-reference entries that free objects which never were (what frees one in use is
# a change that no rule explains).
_ALLOWED_CHANGES = StandardDiffPolicy(
    global_rules=DEFAULT_DIFF_POLICY.global_rules,
    form_rule=FormUpdatingRule(
        field_rules=[
            SigFieldCreationRule(allow_new_visible_after_certify=True),  # type: ignore[no-untyped-call]
            SigFieldModificationRule(),
            GenericFieldModificationRule(),
        ]
    ),
    reject_object_freeing=False,
)
_WHOLE = frozenset({SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION})


def check_signatures(path: Path, roots: TrustRoots) -> tuple[SignatureReport, ...]:
    """Return a report for each signature of a PDF in the order of signing; none for a file without any.

    Time stamps of the whole file are not signatures, nor are pictures of a seal. Raise `Unreadable` where the
    file cannot be looked into.
    """
    try:
        reader = PdfFileReader(BytesIO(_from_start(path)), strict=False)
        if reader.encrypted and reader.decrypt(b"").status is AuthStatus.FAILED:
            raise Unreadable(ExtractionState.ENCRYPTED)
        fields = list(enumerate_sig_fields(reader, filled_status=True))
    except _FAULTS as error:
        raise Unreadable(ExtractionState.DAMAGED, repr(error)[:300]) from error
    checked = [_check_field(reader, name, signature, field, roots) for name, signature, field in fields]
    return tuple(each.report for each in sorted(filter(None, checked), key=lambda each: each.revision))


def _from_start(path: Path) -> bytes:
    """Return the file from its `%PDF-` on, from where offsets count."""
    data = path.read_bytes()
    return data[max(data.find(b"%PDF-", 0, _JUNK), 0) :]


@dataclass(frozen=True, slots=True)
class _Checked:
    revision: int
    report: SignatureReport


def _check_field(
    reader: PdfFileReader, name: str, signature: Any, field: Any, roots: TrustRoots
) -> _Checked | None:
    try:
        if signature.get_object().get("/SubFilter") in _TIMESTAMPS:
            return None
        embedded = EmbeddedPdfSignature(reader, field, name)
    except _FAULTS:
        bad = SignatureReport(name, SignatureState.INVALID, SignatureProblem.MALFORMED)
        return _Checked(reader.xrefs.total_revisions, bad)
    return _Checked(embedded.signed_revision, _check(embedded, name, roots))


def _check(embedded: EmbeddedPdfSignature, name: str, roots: TrustRoots) -> SignatureReport:
    stamped = _stamped_at(embedded)
    signed_at = stamped or _reported_at(embedded)
    is_timestamped = False
    try:
        try:
            status = _validated(embedded, roots, signed_at, skip_diff=False)
        except (LookupError, PdfError):  # later parts of the file refer to what is not there
            status = _validated(embedded, roots, signed_at, skip_diff=True)
        state, problem = _judged(status)
        is_last_word = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
        stamp = status.timestamp_validity
        is_timestamped = stamp is not None and stamp.valid and stamp.intact
    except _FAULTS:
        state, problem, is_last_word = SignatureState.INVALID, SignatureProblem.MALFORMED, False
    signer, agency, issuer = _names(embedded)
    return SignatureReport(
        field=name,
        state=state,
        problem=problem,
        signer=signer,
        agency=agency,
        issuer=issuer,
        signed_at=signed_at,
        is_timestamped=is_timestamped,
        is_last_word=is_last_word,
    )


def _validated(
    embedded: EmbeddedPdfSignature, roots: TrustRoots, moment: datetime | None, *, skip_diff: bool
) -> PdfSignatureStatus:
    trusted = [x509.Certificate.load(each) for each in roots.certificates]
    context = ValidationContext(trust_roots=trusted, allow_fetching=False, moment=moment)
    validated = async_validate_pdf_signature(
        embedded,
        signer_validation_context=context,
        diff_policy=_ALLOWED_CHANGES,
        key_usage_settings=_KEY_USAGE,
        skip_diff=skip_diff,
    )
    with ThreadPoolExecutor(1) as thread:  # the caller's own thread may have an event loop running
        return thread.submit(asyncio.run, validated).result()


def _judged(status: PdfSignatureStatus) -> tuple[SignatureState, SignatureProblem]:
    if not status.intact and status.valid:
        return SignatureState.CHANGED, SignatureProblem.OTHER_CONTENT
    if not status.valid:
        return SignatureState.INVALID, SignatureProblem.BAD_SIGNATURE
    if status.coverage not in _WHOLE or _has_other_changes(status):
        return SignatureState.CHANGED, SignatureProblem.LATER_CHANGES
    if is_revoked(status.trust_problem_indic):
        return SignatureState.INVALID, SignatureProblem.REVOKED
    if status.diff_result is None and status.coverage is not SignatureCoverageLevel.ENTIRE_FILE:
        return SignatureState.UNKNOWN_TRUST, SignatureProblem.CHANGES_UNCLEAR
    return judge_trust(trusted=status.trusted, problem=status.trust_problem_indic)


def _has_other_changes(status: PdfSignatureStatus) -> bool:
    """Return whether more came later than signatures, form data, time stamps and validation material."""
    return status.modification_level is ModificationLevel.OTHER or status.docmdp_ok is False


def _stamped_at(embedded: EmbeddedPdfSignature) -> datetime | None:
    try:
        for attribute in embedded.signer_info["unsigned_attrs"]:
            if attribute["type"].native == "signature_time_stamp_token":
                token = attribute["values"][0]["content"]["encap_content_info"]["content"].parsed
                return _aware(token["gen_time"].native)
    except _FAULTS:  # neither attributes nor tokens need be what they should
        return None
    return None


def _reported_at(embedded: EmbeddedPdfSignature) -> datetime | None:
    try:
        return _aware(embedded.self_reported_timestamp)
    except _FAULTS:
        return None


def _aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


def _names(embedded: EmbeddedPdfSignature) -> tuple[str, str, str]:
    """Return the signer, their unit and agency, and who issued the certificate."""
    try:
        return names_of(embedded.signer_cert)
    except _FAULTS:
        return "", "", ""
