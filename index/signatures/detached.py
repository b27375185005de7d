"""Signatures beside what they sign (CMS, RFC 5652) and time stamps (RFC 3161): made and checked with pyHanko.

Nothing is fetched to check them: their own certificates and the trusted roots must do.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, TypeVar

from asn1crypto import cms, tsp, x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import async_validate_detached_cms, validate_tst_signed_data
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureStatus, TimestampSignatureStatus
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from index.signatures.names import names_of
from index.signatures.report import SignatureProblem, SignatureReport, SignatureState
from index.signatures.trust import TrustRoots
from index.signatures.verdicts import judge_trust

_HASH = "sha256"
_LARGEST_FILE = 1024 * 1024
_KEY_USAGE = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"})
_FAULTS = (
    *(ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError),
    *(SignatureValidationError, PathError, ValidationError, InvalidSignature, UnsupportedAlgorithm),
)
_Result = TypeVar("_Result")


class CannotSign(Exception):
    """The certificate's file cannot be used; the message says why."""


def load_signer(data: bytes, passphrase: str | None) -> SimpleSigner:
    """Return the signer of a PKCS#12 file; raise `CannotSign`."""
    if len(data) > _LARGEST_FILE:
        raise CannotSign("The file is too large for a certificate.")
    try:
        secret = passphrase.encode() if passphrase else None
        signer: SimpleSigner = SimpleSigner.load_pkcs12_data(data, other_certs=(), passphrase=secret)
    except (ValueError, TypeError, AttributeError) as error:  # without a key in it pyHanko reads a None
        raise CannotSign("It is no PKCS#12 file with a key, or the passphrase is wrong.") from error
    if signer.signing_cert is None:
        raise CannotSign("It holds no certificate.")
    return signer


def signer_name(signer: SimpleSigner) -> str:
    """Return who the certificate is for."""
    return names_of(signer.signing_cert)[0]


def sign_detached(content: bytes, signer: SimpleSigner, at: datetime) -> bytes:
    """Return a detached CMS signature of `content` (DER)."""
    attributes = PdfCMSSignedAttributes(signing_time=at)
    try:
        signed = _run(signer.async_sign_general_data(content, _HASH, signed_attr_settings=attributes))
    except (SigningError, ValueError) as error:
        raise CannotSign(str(error)) from error
    return bytes(signed.dump())


def request_timestamp(content: bytes, stamper: TimeStamper) -> bytes:
    """Return the answer (DER) of a time-stamping authority about `content`; raise OSError or ValueError."""
    digest = hashlib.sha256(content).digest()
    token = _run(stamper.async_timestamp(digest, _HASH))
    answer = tsp.TimeStampResp(
        {"status": tsp.PKIStatusInfo({"status": tsp.PKIStatus("granted")}), "time_stamp_token": token}
    )
    return bytes(answer.dump())


def check_detached(content: bytes, signature: bytes, roots: TrustRoots) -> SignatureReport:
    """Say what a detached CMS signature of `content` is worth at the time that its signer names."""
    try:
        signed = _signed_data(cms.ContentInfo.load(signature, strict=True))
        signed_at = _reported_at(signed)
        context = _context(roots, signed_at)
        status = _run(async_validate_detached_cms(content, signed, context, key_usage_settings=_KEY_USAGE))
        return _report("signature", status, signed_at, is_timestamped=False)
    except _FAULTS:
        return SignatureReport("signature", SignatureState.INVALID, SignatureProblem.MALFORMED)


def check_timestamp(content: bytes, answer: bytes, roots: TrustRoots) -> SignatureReport:
    """Say what an authority's answer is worth as a time stamp of `content`."""
    try:
        response = tsp.TimeStampResp.load(answer, strict=True)
        signed = _signed_data(response["time_stamp_token"])
        stamped_at: datetime = signed["encap_content_info"]["content"].parsed["gen_time"].native
        found = _run(
            validate_tst_signed_data(
                signed, _context(roots, stamped_at), lambda name: hashlib.new(name, content).digest()
            )
        )
        return _report("timestamp", TimestampSignatureStatus(**found), stamped_at, is_timestamped=True)
    except _FAULTS:
        return SignatureReport("timestamp", SignatureState.INVALID, SignatureProblem.MALFORMED)


def _signed_data(info: cms.ContentInfo) -> cms.SignedData:
    if info["content_type"].native != "signed_data":
        raise ValueError("no signed data")
    return info["content"]


def _reported_at(signed: cms.SignedData) -> datetime | None:
    for attribute in signed["signer_infos"][0]["signed_attrs"]:
        if attribute["type"].native == "signing_time":
            moment: datetime = attribute["values"][0].native
            return moment
    return None


def _context(roots: TrustRoots, moment: datetime | None) -> ValidationContext:
    trusted = [x509.Certificate.load(each) for each in roots.certificates]
    return ValidationContext(trust_roots=trusted, allow_fetching=False, moment=moment)


def _report(
    field: str, status: SignatureStatus, moment: datetime | None, *, is_timestamped: bool
) -> SignatureReport:
    signer, agency, issuer = names_of(status.signing_cert)
    state, problem = _judged(status)
    return SignatureReport(
        field=field,
        state=state,
        problem=problem,
        signer=signer,
        agency=agency,
        issuer=issuer,
        signed_at=moment,
        is_timestamped=is_timestamped,
        is_last_word=status.intact,
    )


def _judged(status: SignatureStatus) -> tuple[SignatureState, SignatureProblem]:
    if not status.intact:
        return SignatureState.CHANGED, SignatureProblem.OTHER_CONTENT
    if not status.valid:
        return SignatureState.INVALID, SignatureProblem.BAD_SIGNATURE
    return judge_trust(trusted=status.trusted, problem=status.trust_problem_indic)


def _run(work: Coroutine[Any, Any, _Result]) -> _Result:
    with ThreadPoolExecutor(1) as thread:  # the caller's own thread may have an event loop running
        return thread.submit(asyncio.run, work).result()
