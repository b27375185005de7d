"""Digital signatures of PDF files: who signed, when, and whether the file is still what was signed."""

from pathlib import Path

from index.signatures.marks import may_be_signed
from index.signatures.report import SignatureProblem, SignatureReport, SignatureState, overall_state
from index.signatures.trust import NO_TRUST, BadTrustFile, TrustRoots, read_trust_roots

__all__ = [
    "NO_TRUST",
    "BadTrustFile",
    "SignatureProblem",
    "SignatureReport",
    "SignatureState",
    "TrustRoots",
    "check_signatures",
    "may_be_signed",
    "overall_state",
    "read_trust_roots",
]


def check_signatures(path: Path, roots: TrustRoots = NO_TRUST) -> tuple[SignatureReport, ...]:
    """Return a report for each signature of a PDF; see `index.signatures.checking`.

    pyHanko is loaded only for a file that may be signed: it takes half a second and 40 MB.
    """
    if not may_be_signed(path):
        return ()
    from index.signatures import checking

    return checking.check_signatures(path, roots)
