"""The states that the tables speak of; each table's own module gives them their meaning."""

from __future__ import annotations

from enum import StrEnum


class EvidenceState(StrEnum):
    """Where a piece stands; a newer version of the document is a label on it, not a state."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    NEEDS_EXPLANATION = "needs_explanation"
    EXPLAINED = "explained"
    SUFFICIENT = "sufficient"
    ACCEPTED_WITH_EXPLANATION = "accepted_with_explanation"
    WITHDRAWN = "withdrawn"


class ExplanationState(StrEnum):
    """Where a round of explanation stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class ExplanationKind(StrEnum):
    """What an explanation says of a piece or product, or of figures that do not meet their target."""

    MISSING = "missing"
    PARTIAL = "partial"
    NO_OCCURRENCE = "no_occurrence"
    NOT_APPLICABLE = "not_applicable"
    TARGET_NOT_MET = "target_not_met"


class MeasurementState(StrEnum):
    """Where an agency's figures for a target stand."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CONFIRMED = "confirmed"
    QUERIED = "queried"


class PackState(StrEnum):
    """Where a criterion's pack stands."""

    OPEN = "open"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    SEALED = "sealed"


PROOF_KINDS = tuple(kind for kind in ExplanationKind if kind is not ExplanationKind.TARGET_NOT_MET)
"""What is said of a piece or a product; of figures it is said that the target is not met."""

PASSED = frozenset({EvidenceState.SUFFICIENT, EvidenceState.ACCEPTED_WITH_EXPLANATION})
"""States of a piece that cover a product."""

UNJUDGED = frozenset({EvidenceState.SUBMITTED, EvidenceState.EXPLAINED})
"""States of a piece that wait for a reviewer."""

EDITABLE = frozenset({PackState.OPEN, PackState.RETURNED})
"""States of a pack in which the agency works on it."""
