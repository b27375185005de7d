"""The words, icons and tints of states on the screen (`rules.md` §9); never colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from evidence_repo.models import BundleScope, BundleState, JobState, ProofKind, RequestKind, SuppliedBy
from evidence_repo.services.people.delegations import DelegationState
from index.extraction import ExtractionState
from index.signatures import SignatureProblem, SignatureState
from workflows.agency_changes import AgencyChangeKind
from workflows.assignments import AssignmentState, PieceFate
from workflows.comments import ThingKind
from workflows.council import MajorityBase, Outcome, Voice, VoteState
from workflows.cycle import CycleState
from workflows.evidence import Reason, VerdictKind
from workflows.explanations import ExplanationKind
from workflows.follow_up import LetterState
from workflows.measurements import Period
from workflows.reports import ReportKind, ReportState
from workflows.risks import Risk
from workflows.roles import Role
from workflows.rounds import QuestionStanding
from workflows.second_review import SecondState
from workflows.states import EvidenceState, ExplanationState, MeasurementState, PackState
from workflows.targets import Operator, TargetKind, Unknown
from workflows.targets import Outcome as TargetOutcome
from workflows.working_days import DayKind


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
    (LetterState.PREPARED, StateWord(_l("In preparation"), "pencil", "")),
    (LetterState.ISSUED, StateWord(_l("Issued"), "patch-check-fill", "ok")),
    (ReportState.DRAFT, StateWord(_l("Draft"), "pencil", "")),
    (ReportState.FINISHED, StateWord(_l("Finished"), "lock-fill", "ok")),
    (AssignmentState.ASSIGNED, StateWord(_l("Not delivered yet"), "hourglass-split", "")),
    (AssignmentState.DELIVERED, StateWord(_l("Delivered, awaiting acceptance"), "send", "sent")),
    (AssignmentState.ACCEPTED, StateWord(_l("Accepted"), "check-circle-fill", "ok")),
    (AssignmentState.RETURNED, StateWord(_l("Returned to the agency"), "arrow-return-left", "ask")),
    (AssignmentState.CANCELLED, StateWord(_l("Cancelled"), "slash-circle", "")),
    (QuestionStanding.ASKED, StateWord(_l("Asked, to be accepted"), "chat-left-text-fill", "ask")),
    (QuestionStanding.WITH_AGENCY, StateWord(_l("The agency owes the answer"), "hourglass-split", "ask")),
    (QuestionStanding.IN_REVIEW, StateWord(_l("Answered, awaiting review"), "chat-left-dots", "wait")),
    (QuestionStanding.ANSWERED, StateWord(_l("Answer accepted"), "check-circle-fill", "ok")),
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
    (DelegationState.TO_COME, StateWord(_l("To come"), "hourglass-split", "")),
    (DelegationState.HOLDS, StateWord(_l("In force"), "check2", "ok")),
    (DelegationState.OVER, StateWord(_l("Over"), "slash-circle", "")),
    (SecondState.WAITING, StateWord(_l("Waits for the second verdict"), "hourglass-split", "wait")),
    (SecondState.GIVEN, StateWord(_l("Both verdicts given"), "check2", "ok")),
    (SecondState.LAPSED, StateWord(_l("Ended without a second verdict"), "slash-circle", "")),
    (SecondState.UNASSIGNED, StateWord(_l("Nobody else may judge it"), "exclamation-triangle-fill", "ask")),
    (VoteState.OPEN, StateWord(_l("Vote open"), "hourglass-split", "sent")),
    (VoteState.CLOSED, StateWord(_l("Vote closed"), "lock-fill", "")),
    (Outcome.PASSED, StateWord(_l("Passed"), "check-circle-fill", "ok")),
    (Outcome.NOT_PASSED, StateWord(_l("Not passed"), "x-circle", "bad")),
    (Outcome.NO_QUORUM, StateWord(_l("No quorum"), "exclamation-triangle-fill", "ask")),
    (MeasurementState.DRAFT, StateWord(_l("Draft"), "pencil", "")),
    (MeasurementState.SUBMITTED, StateWord(_l("Submitted, awaiting review"), "send", "sent")),
    (MeasurementState.CONFIRMED, StateWord(_l("Confirmed"), "check-circle-fill", "ok")),
    (MeasurementState.QUERIED, StateWord(_l("Queried"), "chat-left-text-fill", "ask")),
    (TargetOutcome.MET, StateWord(_l("Met"), "check-circle-fill", "ok")),
    (TargetOutcome.NOT_MET, StateWord(_l("Not met"), "x-circle", "bad")),
    (TargetOutcome.UNKNOWN, StateWord(_l("Cannot be told yet"), "question-circle", "")),
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

REPORT_WORDS = {
    ReportKind.QUARTER_1: _l("Report of quarter I"),
    ReportKind.HALF_YEAR: _l("Half-year report"),
    ReportKind.NINE_MONTHS: _l("Report of nine months"),
    ReportKind.YEAR: _l("Year's report"),
    ReportKind.CHAIRMAN: _l("Report to the Chairman"),
    ReportKind.SELF_ASSESSMENT: _l("Self-assessment report"),
}

EXPLANATION_WORDS = {
    ExplanationKind.MISSING: _l("There is no document"),
    ExplanationKind.PARTIAL: _l("The document covers only part"),
    ExplanationKind.NO_OCCURRENCE: _l("Did not occur"),
    ExplanationKind.NOT_APPLICABLE: _l("Does not apply"),
    ExplanationKind.TARGET_NOT_MET: _l("The target is not met"),
}

TARGET_KIND_WORDS = {
    TargetKind.PERCENT: _l("percent of a whole"),
    TargetKind.COUNT: _l("how many"),
    TargetKind.INCREASE: _l("percent more than last year (0: any rise)"),
    TargetKind.NONE: _l("none at all"),
}

OPERATOR_SIGNS = {
    Operator.EQUAL: "=",
    Operator.AT_LEAST: "≥",
    Operator.MORE_THAN: ">",
    Operator.AT_MOST: "≤",
    Operator.LESS_THAN: "<",
}

PERIOD_WORDS = {
    Period.QUARTER_1: _l("Quarter I"),
    Period.HALF_YEAR: _l("First half-year"),
    Period.QUARTER_3: _l("Nine months"),
    Period.YEAR: _l("The whole year"),
}

UNKNOWN_WORDS = {
    Unknown.NO_FIGURES: _l("No figures have been given yet."),
    Unknown.AGENCIES_MISSING: _l("Figures of some agencies are missing."),
    Unknown.NOTHING_COUNTED: _l("There was nothing to count: the whole is 0."),
    Unknown.LAST_YEAR_MISSING: _l("Last year's figure is not known."),
    Unknown.LAST_YEAR_ZERO: _l("Last year's figure is 0, so there is no percentage."),
}

ROLE_WORDS = {
    Role.UPLOADER: _l("Uploader"),
    Role.AGENCY_HEAD: _l("Agency head"),
    Role.REVIEWER: _l("Reviewer"),
    Role.APPROVER: _l("Approver"),
    Role.COUNCIL_MEMBER: _l("Council member"),
    Role.COORDINATOR: _l("Coordinator"),
    Role.OBSERVER_PROVINCE: _l("Observer"),
    Role.OBSERVER_MINISTRY: _l("Observer of the Ministry"),
}

VERDICT_WORDS = {
    VerdictKind.SUFFICIENT: _l("Sufficient"),
    VerdictKind.NEEDS_EXPLANATION: _l("Needs explanation"),
    VerdictKind.ACCEPTED_WITH_EXPLANATION: _l("Sufficient (explanation accepted)"),
}

RISK_WORDS = {
    Risk.OVERDUE: _l("overdue"),
    Risk.NO_EVIDENCE: _l("no document yet, two weeks or less to go"),
    Risk.RETURNED: _l("returned for completion"),
    Risk.RETURNED_AGAIN: _l("returned more than once"),
    Risk.QUESTION_OPEN: _l("a question of the Ministry is open"),
    Risk.TARGET_NOT_MET: _l("a target is not met"),
    Risk.LOST_BEFORE: _l("lost points the year before"),
    Risk.PARTS_OVERDUE: _l("parts of other agencies are overdue"),
}

THING_WORDS = {
    ThingKind.EVIDENCE: _l("Piece of evidence"),
    ThingKind.EXPLANATION: _l("Explanation"),
    ThingKind.PACK: _l("Pack"),
    ThingKind.ASSIGNMENT: _l("Assignment"),
    ThingKind.FIGURES: _l("Figures"),
}

VOICE_WORDS = {
    Voice.FOR: _l("For"),
    Voice.AGAINST: _l("Against"),
    Voice.ABSTAIN: _l("Abstention"),
}

BASE_WORDS = {
    MajorityBase.MEMBERS: _l("all members with a voice"),
    MajorityBase.ANSWERS: _l("those who voted"),
}

DAY_KIND_WORDS = {
    DayKind.OFF: _l("Day off"),
    DayKind.WORKED: _l("Worked instead of another day"),
}

AGENCY_CHANGE_WORDS = {
    AgencyChangeKind.MERGE: _l("Merged"),
    AgencyChangeKind.SPLIT: _l("Split"),
    AgencyChangeKind.RENAME: _l("Continued under a new name"),
    AgencyChangeKind.END: _l("Ended"),
}

AGENCY_CHANGE_DEEDS = {
    AgencyChangeKind.MERGE: _l("Merge into another agency"),
    AgencyChangeKind.SPLIT: _l("Split into several agencies"),
    AgencyChangeKind.RENAME: _l("Continue under a new name"),
    AgencyChangeKind.END: _l("End without a successor"),
}

AGENCY_CHANGE_MEANINGS = {
    AgencyChangeKind.MERGE: _l(
        "From that day its people, documents and everything not yet sealed belong to the other agency."
    ),
    AgencyChangeKind.SPLIT: _l(
        "Choose which agency takes over each criterion and person; pieces and documents follow them."
    ),
    AgencyChangeKind.RENAME: _l(
        "From that day everything not yet sealed bears the new name. "
        "To correct a misspelt name, edit it instead."
    ),
    AgencyChangeKind.END: _l("It can end only when it leads nothing that is open and nobody works there."),
}

BELONGING_WORDS = {
    "people": _l("People"),
    "leads": _l("Criteria that it leads"),
    "pieces": _l("Pieces of evidence"),
    "assignments": _l("Assignments"),
    "registers": _l("Registers"),
    "documents": _l("Documents"),
    "children": _l("Agencies that belong to it"),
    "cycles": _l("Assessment cycles of the province"),
    "contributing": _l("Criteria to which it contributes"),
}
"""What belongs to an agency, by the words of `services.reorganising.belongings`."""

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

PROOF_WORDS = {
    ProofKind.SIGNATURE: _l("Digital signature (CMS)"),
    ProofKind.TIMESTAMP: _l("Time stamp (RFC 3161)"),
}

SCOPE_WORDS = {
    BundleScope.FULL: _l("Full bundle"),
    BundleScope.PARTIAL: _l("Partial bundle"),
}

FATE_WORDS = {
    PieceFate.ACCEPTED: _l("its document was accepted"),
    PieceFate.REFUSED: _l("its document was not accepted"),
    PieceFate.LOST: _l("its document was withdrawn or moved"),
    PieceFate.QUESTIONED: _l("the reviewer asks for an explanation of its document"),
    PieceFate.ANSWERED: _l("its document was explained or replaced"),
    PieceFate.UNQUESTIONED: _l("the verdict on its document was taken back"),
}
"""Why an assignment moved along with the piece that serves it."""

REQUEST_WORDS = {
    RequestKind.ADD_PERSON: _l("New account"),
    RequestKind.CHANGE_ROLES: _l("Other roles"),
    RequestKind.CHANGE_EMAIL: _l("Another e-mail address"),
    RequestKind.RESET_PASSWORD: _l("One-time password"),
}

JOB_WORDS = {
    "read_first_page": _l("Reading first pages"),
    "read_document": _l("Reading documents"),
    "read_plan": _l("Reading plans"),
    "read_pages": _l("Recognising characters on scanned pages"),
    "examine_document": _l("Comparing documents and finding citations"),
    "render_office": _l("Making pages of office files"),
    "update_index": _l("Bringing the search index up to date"),
    "tag_blob": _l("Tagging stored files"),
    "render_bundle": _l("Making bundles"),
    "hash_volumes": _l("Cutting bundles into volumes"),
    "change_agencies": _l("Carrying out changes of agencies"),
    "sweep": _l("Clearing away what nobody uses"),
    "tell_new_matches": _l("Looking for news in saved searches"),
    "mail_link": _l("Sending links to new passwords"),
    "mail_password": _l("Sending one-time passwords"),
    "mail_notices": _l("Sending mails with notices"),
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
