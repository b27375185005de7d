"""The tables, one topic a file; importing this package makes the whole metadata known."""

from evidence_repo.models.account_requests import AccountRequest, RequestKind
from evidence_repo.models.agencies import Agency, AgencyKind, AgencyName, AgencyPlace
from evidence_repo.models.agency_changes import AgencyChange
from evidence_repo.models.assignments import Assignment, AssignmentChange
from evidence_repo.models.audit import AuditEvent, AuditHead
from evidence_repo.models.base import Base
from evidence_repo.models.bundles import (
    BundleFile,
    BundleProof,
    BundleScope,
    BundleState,
    BundleVolumes,
    ProofKind,
    SubmissionBundle,
)
from evidence_repo.models.calendar_feeds import CalendarFeed
from evidence_repo.models.catalogue import (
    CatalogueWarning,
    Criterion,
    CriterionField,
    CriterionGroup,
    CriterionKind,
    Deadline,
    ExpectedProduct,
    ProductMedium,
    SuppliedBy,
    Target,
)
from evidence_repo.models.comments import Comment, CommentBefore
from evidence_repo.models.council import Council, CouncilMember, CouncilVoice, CouncilVote, VotedPack
from evidence_repo.models.crosswalk import CrosswalkPair
from evidence_repo.models.cycles import AssessmentCycle
from evidence_repo.models.delegations import Delegation
from evidence_repo.models.documents import Blob, Document, DocumentKind, DocumentVersion, IndexEntry
from evidence_repo.models.evidence import Evidence, EvidencePin, Review, ReviewQuestion
from evidence_repo.models.examinations import (
    Examination,
    NamedDocument,
    NearDuplicate,
    SketchBand,
    TextSketch,
)
from evidence_repo.models.explanations import (
    Explanation,
    ExplanationInvolvement,
    ExplanationRole,
    ExplanationTemplate,
)
from evidence_repo.models.follow_up import FollowUpLetter
from evidence_repo.models.holidays import CalendarDay
from evidence_repo.models.jobs import AgencyTurn, Job, JobState
from evidence_repo.models.measurements import Measurement, MeasurementStep, ProposedFigure, TargetWaiver
from evidence_repo.models.notices import Notice, NoticeSetting
from evidence_repo.models.packs import EvidencePack, PackStep, PackSubmission, SubmittedItem
from evidence_repo.models.people import FormerRole, RoleRow, User
from evidence_repo.models.registers import Register, RegisterChoice, RegisterProof, RegisterRow
from evidence_repo.models.reports import Report, ReportPeriod, ReportSection
from evidence_repo.models.review_work import CannedComment, ReviewClaim, SecondReview, SecondReviewShare
from evidence_repo.models.rounds import (
    AppraisalRound,
    MinistryEntry,
    PointLoss,
    ReportNote,
    RoundQuestion,
    RoundRow,
)
from evidence_repo.models.scores import SchemeExemption, SchemeRow, Score, ScoringScheme
from evidence_repo.models.searches import RecentSearch, SavedSearch
from evidence_repo.models.sign_in import BrowserSession, GuessCounter, KnownDevice

__all__ = [
    "AccountRequest",
    "Agency",
    "AgencyChange",
    "AgencyKind",
    "AgencyName",
    "AgencyPlace",
    "AgencyTurn",
    "AppraisalRound",
    "AssessmentCycle",
    "Assignment",
    "AssignmentChange",
    "AuditEvent",
    "AuditHead",
    "Base",
    "Blob",
    "BrowserSession",
    "BundleFile",
    "BundleProof",
    "BundleScope",
    "BundleState",
    "BundleVolumes",
    "CalendarDay",
    "CalendarFeed",
    "CannedComment",
    "CatalogueWarning",
    "Comment",
    "CommentBefore",
    "Council",
    "CouncilMember",
    "CouncilVoice",
    "CouncilVote",
    "Criterion",
    "CriterionField",
    "CriterionGroup",
    "CriterionKind",
    "CrosswalkPair",
    "Deadline",
    "Delegation",
    "Document",
    "DocumentKind",
    "DocumentVersion",
    "Evidence",
    "EvidencePack",
    "EvidencePin",
    "Examination",
    "ExpectedProduct",
    "Explanation",
    "ExplanationInvolvement",
    "ExplanationRole",
    "ExplanationTemplate",
    "FollowUpLetter",
    "FormerRole",
    "GuessCounter",
    "IndexEntry",
    "Job",
    "JobState",
    "KnownDevice",
    "Measurement",
    "MeasurementStep",
    "MinistryEntry",
    "NamedDocument",
    "NearDuplicate",
    "Notice",
    "NoticeSetting",
    "PackStep",
    "PackSubmission",
    "PointLoss",
    "ProductMedium",
    "ProofKind",
    "ProposedFigure",
    "RecentSearch",
    "Register",
    "RegisterChoice",
    "RegisterProof",
    "RegisterRow",
    "Report",
    "ReportNote",
    "ReportPeriod",
    "ReportSection",
    "RequestKind",
    "Review",
    "ReviewClaim",
    "ReviewQuestion",
    "RoleRow",
    "RoundQuestion",
    "RoundRow",
    "SavedSearch",
    "SchemeExemption",
    "SchemeRow",
    "Score",
    "ScoringScheme",
    "SecondReview",
    "SecondReviewShare",
    "SketchBand",
    "SubmissionBundle",
    "SubmittedItem",
    "SuppliedBy",
    "Target",
    "TargetWaiver",
    "TextSketch",
    "User",
    "VotedPack",
]
