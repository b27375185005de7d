"""Digital signatures of PDF files: who signed, when, and whether the file is still what was signed."""

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


def __getattr__(name: str) -> object:
    """Load pyHanko only for whoever checks signatures: it takes half a second and 40 MB."""
    if name == "check_signatures":
        from index.signatures.checking import check_signatures

        return check_signatures
    raise AttributeError(name)
