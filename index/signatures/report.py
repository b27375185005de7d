"""What is said of a digital signature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self


class SignatureState(StrEnum):
    """What a signature is worth; of a whole file, the worst of its signatures."""

    NONE = "none"
    VALID = "valid"
    UNKNOWN_TRUST = "unknown_trust"
    INVALID = "invalid"
    CHANGED = "changed"


_FROM_BEST = (
    SignatureState.NONE,
    SignatureState.VALID,
    SignatureState.UNKNOWN_TRUST,
    SignatureState.INVALID,
    SignatureState.CHANGED,
)


class SignatureProblem(StrEnum):
    """Why a signature is not simply valid."""

    NONE = ""
    OTHER_CONTENT = "other_content"  # the signed bytes are not those that were signed
    LATER_CHANGES = "later_changes"  # something was added later that is neither a signature nor form data
    CHANGES_UNCLEAR = "changes_unclear"  # something was added later that cannot be examined
    BAD_SIGNATURE = "bad_signature"
    MALFORMED = "malformed"
    REVOKED = "revoked"
    UNKNOWN_ISSUER = "unknown_issuer"
    OUTSIDE_VALIDITY = "outside_validity"
    WEAK_ALGORITHM = "weak_algorithm"
    OTHER_TRUST = "other_trust"


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """One signature: its state, who signed for which agency, and when.

    `is_timestamped` says that the time comes from a time-stamping authority; else it is the signer's word.
    `is_last_word` says that the signature covers the whole file as it is now.
    """

    field: str
    state: SignatureState
    problem: SignatureProblem = SignatureProblem.NONE
    signer: str = ""
    agency: str = ""
    issuer: str = ""
    signed_at: datetime | None = None
    is_timestamped: bool = False
    is_last_word: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return the report as plain JSON values."""
        values = {name: getattr(self, name) for name in self.__slots__}
        moment = self.signed_at.isoformat() if self.signed_at else None
        return values | {"state": self.state.value, "problem": self.problem.value, "signed_at": moment}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Return the report that `to_json` wrote."""
        moment = datetime.fromisoformat(data["signed_at"]) if data["signed_at"] else None
        known = {"state": SignatureState(data["state"]), "problem": SignatureProblem(data["problem"])}
        return cls(**(data | known | {"signed_at": moment}))


def overall_state(reports: Sequence[SignatureReport]) -> SignatureState:
    """Return the state of a file with these signatures: the worst of them."""
    return max((report.state for report in reports), key=_FROM_BEST.index, default=SignatureState.NONE)
