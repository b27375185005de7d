"""What pyHanko's verdict on a certificate means for whoever reads it."""

from __future__ import annotations

from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate, AdESSubIndic

from index.signatures.report import SignatureProblem, SignatureState

_REVOKED = frozenset(
    {AdESFailure.REVOKED, AdESIndeterminate.REVOKED_NO_POE, AdESIndeterminate.REVOKED_CA_NO_POE}
)
_PROBLEMS: dict[AdESSubIndic | None, SignatureProblem] = {
    None: SignatureProblem.UNKNOWN_ISSUER,
    AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND: SignatureProblem.UNKNOWN_ISSUER,
    AdESIndeterminate.EXPIRED: SignatureProblem.OUTSIDE_VALIDITY,
    AdESIndeterminate.NOT_YET_VALID: SignatureProblem.OUTSIDE_VALIDITY,
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: SignatureProblem.OUTSIDE_VALIDITY,
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED: SignatureProblem.OUTSIDE_VALIDITY,
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE: SignatureProblem.WEAK_ALGORITHM,
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE: SignatureProblem.WEAK_ALGORITHM,
}


def is_revoked(problem: AdESSubIndic | None) -> bool:
    """Return whether the certificate, or one of its issuers, was revoked."""
    return problem in _REVOKED


def judge_trust(*, trusted: bool, problem: AdESSubIndic | None) -> tuple[SignatureState, SignatureProblem]:
    """Return the state of a signature that is sound in itself, by what its certificate is worth."""
    if is_revoked(problem):
        return SignatureState.INVALID, SignatureProblem.REVOKED
    if trusted:
        return SignatureState.VALID, SignatureProblem.NONE
    return SignatureState.UNKNOWN_TRUST, _PROBLEMS.get(problem, SignatureProblem.OTHER_TRUST)
