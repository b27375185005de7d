"""The words, icons and tints of states on the screen (`rules.md` §9); never colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from evidence_repo.models import AgencyKind, BundleScope, BundleState, JobState, RequestKind, SuppliedBy
from index.extraction import ExtractionState
from index.signatures import SignatureProblem, SignatureState
from workflows.cycle import CycleState
from workflows.evidence import Reason
from workflows.explanations import ExplanationKind
from workflows.roles import Role
from workflows.states import EvidenceState, ExplanationState, PackState


@dataclass(frozen=True, slots=True)
class StateWord:
    """How a state is shown: its word, its icon, its tint (a class of the style sheet)."""

    word: Any
    icon: str
    tone: str


_STATES: tuple[tuple[StrEnum, StateWord], ...] = (
    (EvidenceState.DRAFT, StateWord(_l("Draft"), "pencil", "")),
    (EvidenceState.SUBMITTED, StateWord(_l("Submitted, awaiting review"), "send", "sent")),
    (EvidenceState.NEEDS_EXPLANATION, StateWord(_l("Needs explanation"), "chat-left-text-fill", "ask")),
    (EvidenceState.EXPLAINED, StateWord(_l("Explained, awaiting review"), "chat-left-dots", "wait")),
    (EvidenceState.SUFFICIENT, StateWord(_l("Sufficient"), "check-circle-fill", "ok")),
    (
        EvidenceState.ACCEPTED_WITH_EXPLANATION,
        StateWord(_l("Sufficient (explanation accepted)"), "check2-square", "granted"),
    ),
    (EvidenceState.WITHDRAWN, StateWord(_l("Withdrawn"), "slash-circle", "")),
    (ExplanationState.DRAFT, StateWord(_l("Draft"), "pencil", "")),
    (ExplanationState.SUBMITTED, StateWord(_l("Explained, awaiting review"), "chat-left-dots", "wait")),
    (ExplanationState.ACCEPTED, StateWord(_l("Explanation accepted"), "check2-square", "granted")),
    (ExplanationState.REJECTED, StateWord(_l("Explanation not accepted"), "x-circle", "bad")),
    (PackState.OPEN, StateWord(_l("In preparation"), "folder2-open", "")),
    (PackState.SUBMITTED, StateWord(_l("Submitted"), "send", "sent")),
    (PackState.RETURNED, StateWord(_l("Returned for completion"), "arrow-return-left", "ask")),
    (PackState.APPROVED, StateWord(_l("Approved"), "patch-check-fill", "ok")),
    (PackState.SEALED, StateWord(_l("Sealed"), "lock-fill", "ok")),
    (BundleState.RENDERING, StateWord(_l("Being made"), "hourglass-split", "wait")),
    (BundleState.SEALED, StateWord(_l("Sealed"), "lock-fill", "ok")),
    (JobState.QUEUED, StateWord(_l("Waiting"), "hourglass-split", "")),
    (JobState.RUNNING, StateWord(_l("Running"), "arrow-repeat", "sent")),
    (JobState.DONE, StateWord(_l("Done"), "check-circle-fill", "ok")),
    (JobState.FAILED, StateWord(_l("Needs a person"), "exclamation-triangle-fill", "bad")),
    (ExtractionState.WAITING, StateWord(_l("Waiting to be read"), "hourglass-split", "")),
    (ExtractionState.READING, StateWord(_l("Being read"), "arrow-repeat", "sent")),
    (ExtractionState.DONE, StateWord(_l("Read"), "check2", "ok")),
    (ExtractionState.PARTIAL, StateWord(_l("First pages read"), "check2", "ask")),
    (ExtractionState.NO_TEXT_YET, StateWord(_l("No text yet"), "file-earmark", "")),
    (ExtractionState.NEEDS_OCR, StateWord(_l("Waits for character recognition"), "image", "ask")),
    (ExtractionState.NO_TEXT, StateWord(_l("Pages without text"), "image", "ask")),
    (ExtractionState.ENCRYPTED, StateWord(_l("Protected by a password"), "lock", "bad")),
    (ExtractionState.DAMAGED, StateWord(_l("Damaged"), "exclamation-triangle-fill", "bad")),
    (ExtractionState.TOO_COSTLY, StateWord(_l("Reading was stopped"), "exclamation-triangle-fill", "bad")),
    (SignatureState.NONE, StateWord(_l("No digital signature"), "dash-circle", "")),
    (SignatureState.VALID, StateWord(_l("Signature valid"), "patch-check-fill", "ok")),
    (SignatureState.UNKNOWN_TRUST, StateWord(_l("Trust not established"), "question-circle", "ask")),
    (SignatureState.INVALID, StateWord(_l("Signature invalid"), "x-circle", "bad")),
    (SignatureState.CHANGED, StateWord(_l("Changed after signing"), "exclamation-triangle-fill", "bad")),
    (CycleState.OPEN, StateWord(_l("Open"), "folder2-open", "sent")),
    (CycleState.FROZEN, StateWord(_l("Receiving is over"), "snow", "ask")),
    (CycleState.SUBMITTED, StateWord(_l("Sent to the Ministry"), "send", "wait")),
    (CycleState.APPRAISED, StateWord(_l("Appraised"), "award", "ok")),
    (CycleState.CLOSED, StateWord(_l("Closed"), "lock-fill", "")),
)

EXTRACTION_SENTENCES = {state: _l(state.sentence) for state in ExtractionState}

REASON_WORDS = {
    Reason.MISSING_CONTENT: _l("Content is missing"),
    Reason.PARTIAL_COVERAGE: _l("Covers the requirement only in part"),
    Reason.WRONG_DOCUMENT: _l("Not the right document"),
    Reason.UNREADABLE: _l("Cannot be read"),
    Reason.UNSIGNED: _l("Not signed or not stamped"),
    Reason.OUTSIDE_PERIOD: _l("Outside the assessment period"),
    Reason.REQUIREMENT_NOT_MET: _l("Does not meet the requirement"),
    Reason.OTHER: _l("Another reason"),
}

EXPLANATION_WORDS = {
    ExplanationKind.MISSING: _l("There is no document"),
    ExplanationKind.PARTIAL: _l("The document covers only part"),
    ExplanationKind.NO_OCCURRENCE: _l("Did not occur"),
    ExplanationKind.NOT_APPLICABLE: _l("Does not apply"),
}

ROLE_WORDS = {
    Role.UPLOADER: _l("Uploader"),
    Role.AGENCY_HEAD: _l("Agency head"),
    Role.REVIEWER: _l("Reviewer"),
    Role.APPROVER: _l("Approver"),
    Role.COORDINATOR: _l("Coordinator"),
    Role.OBSERVER_PROVINCE: _l("Observer"),
    Role.OBSERVER_MINISTRY: _l("Observer of the Ministry"),
}

AGENCY_KIND_WORDS = {
    AgencyKind.PROVINCE: _l("Province"),
    AgencyKind.DEPARTMENT: _l("Department"),
    AgencyKind.DISTRICT: _l("District"),
    AgencyKind.COMMUNE: _l("Commune"),
    AgencyKind.MINISTRY: _l("Ministry"),
    AgencyKind.MASS_ORGANISATION: _l("Mass organisation"),
}

SIGNATURE_PROBLEMS = {
    SignatureProblem.OTHER_CONTENT: _l("What was signed is not what the file holds now."),
    SignatureProblem.LATER_CHANGES: _l(
        "After this signature something else was changed than further signatures and form fields."
    ),
    SignatureProblem.CHANGES_UNCLEAR: _l("After this signature something was added that cannot be examined."),
    SignatureProblem.BAD_SIGNATURE: _l("The signature does not fit the signer's certificate."),
    SignatureProblem.MALFORMED: _l("The signature is damaged and cannot be read."),
    SignatureProblem.REVOKED: _l("The signer's certificate had been revoked."),
    SignatureProblem.UNKNOWN_ISSUER: _l(
        "The issuer of the signer's certificate is not among those that this system trusts."
    ),
    SignatureProblem.OUTSIDE_VALIDITY: _l(
        "The signer's certificate was not in force at the time of signing."
    ),
    SignatureProblem.WEAK_ALGORITHM: _l("It was signed by a method that is no longer safe, such as SHA-1."),
    SignatureProblem.OTHER_TRUST: _l("The signer's certificate could not be confirmed."),
}

SUPPLIER_WORDS = {
    SuppliedBy.AGENCY: _l("Supplied by the agency"),
    SuppliedBy.MINISTRY: _l("Supplied by the ministry"),
    SuppliedBy.AGENCY_AND_MINISTRY: _l("The ministry adds its own part"),
}

SCOPE_WORDS = {
    BundleScope.FULL: _l("Full bundle"),
    BundleScope.PARTIAL: _l("Partial bundle"),
}

REQUEST_WORDS = {
    RequestKind.ADD_PERSON: _l("New account"),
    RequestKind.CHANGE_ROLES: _l("Other roles"),
    RequestKind.CHANGE_EMAIL: _l("Another e-mail address"),
    RequestKind.RESET_PASSWORD: _l("One-time password"),
}

JOB_WORDS = {
    "read_first_page": _l("Reading first pages"),
    "read_document": _l("Reading documents"),
    "read_pages": _l("Recognising characters on scanned pages"),
    "examine_document": _l("Comparing documents and finding citations"),
    "render_office": _l("Making pages of office files"),
    "update_index": _l("Bringing the search index up to date"),
    "tag_blob": _l("Tagging stored files"),
    "render_bundle": _l("Making bundles"),
    "sweep": _l("Clearing away what nobody uses"),
    "tell_new_matches": _l("Sending mails about saved searches"),
    "mail_link": _l("Sending links to new passwords"),
    "mail_password": _l("Sending one-time passwords"),
    "mail_change": _l("Telling people of changes of their accounts"),
}
"""What each kind of background work is called."""

# Members of different enums that share a value are equal, so the kind is part of the key.
_WORDS: dict[tuple[type[StrEnum], str], StateWord] = {
    (type(state), state.value): word for state, word in _STATES
}


def state_word(state: StrEnum) -> StateWord:
    """Return how this state is shown."""
    return _WORDS[type(state), state.value]
