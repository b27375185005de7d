"""The tables, one topic a file; importing this package makes the whole metadata known."""

from evidence_repo.models.account_requests import AccountRequest, RequestKind
from evidence_repo.models.agencies import Agency, AgencyKind
from evidence_repo.models.audit import AuditEvent, AuditHead
from evidence_repo.models.base import Base
from evidence_repo.models.bundles import BundleFile, BundleScope, BundleState, SubmissionBundle
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
from evidence_repo.models.cycles import AssessmentCycle
from evidence_repo.models.documents import Blob, Document, DocumentKind, DocumentVersion, IndexEntry
from evidence_repo.models.evidence import Evidence, EvidencePin, Review, ReviewQuestion
from evidence_repo.models.examinations import (
    Examination,
    NamedDocument,
    NearDuplicate,
    SketchBand,
    TextSketch,
)
from evidence_repo.models.explanations import Explanation, ExplanationInvolvement, ExplanationRole
from evidence_repo.models.jobs import AgencyTurn, Job, JobState
from evidence_repo.models.packs import EvidencePack, PackStep, PackSubmission, SubmittedItem
from evidence_repo.models.people import FormerRole, RoleRow, User
from evidence_repo.models.searches import RecentSearch, SavedSearch
from evidence_repo.models.sign_in import BrowserSession, GuessCounter, KnownDevice

__all__ = [
    "AccountRequest",
    "Agency",
    "AgencyKind",
    "AgencyTurn",
    "AssessmentCycle",
    "AuditEvent",
    "AuditHead",
    "Base",
    "Blob",
    "BrowserSession",
    "BundleFile",
    "BundleScope",
    "BundleState",
    "CatalogueWarning",
    "Criterion",
    "CriterionField",
    "CriterionGroup",
    "CriterionKind",
    "Deadline",
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
    "FormerRole",
    "GuessCounter",
    "IndexEntry",
    "Job",
    "JobState",
    "KnownDevice",
    "NamedDocument",
    "NearDuplicate",
    "PackStep",
    "PackSubmission",
    "ProductMedium",
    "RecentSearch",
    "RequestKind",
    "Review",
    "ReviewQuestion",
    "RoleRow",
    "SavedSearch",
    "SketchBand",
    "SubmissionBundle",
    "SubmittedItem",
    "SuppliedBy",
    "Target",
    "TextSketch",
    "User",
]
