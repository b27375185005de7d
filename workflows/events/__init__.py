"""What can happen: one event for one change, from which everything that follows it is fed.

The audit log keeps an event's action, subject and details; the index follows the versions that it names, the
objects' tags the bytes.
"""

from workflows.audit_actions import AuditAction as AuditAction
from workflows.events.base import Event as Event
from workflows.events.bundles import BundleProved as BundleProved
from workflows.events.bundles import BundleSealed as BundleSealed
from workflows.events.bundles import BundleSplit as BundleSplit
from workflows.events.bundles import BundleZip as BundleZip
from workflows.events.documents import BlobDeleted as BlobDeleted
from workflows.events.documents import DocumentAdded as DocumentAdded
from workflows.events.documents import DocumentDownloaded as DocumentDownloaded
from workflows.events.documents import DocumentEvent as DocumentEvent
from workflows.events.documents import HeaderConfirmed as HeaderConfirmed
from workflows.events.documents import TextRead as TextRead
from workflows.events.figures import FigureProposed as FigureProposed
from workflows.events.figures import MeasurementChanged as MeasurementChanged
from workflows.events.figures import RegisterDescribed as RegisterDescribed
from workflows.events.figures import RegisterRowChanged as RegisterRowChanged
from workflows.events.figures import RegistersChosen as RegistersChosen
from workflows.events.figures import SchemeChanged as SchemeChanged
from workflows.events.figures import SchemeImported as SchemeImported
from workflows.events.figures import ScoreSet as ScoreSet
from workflows.events.figures import TargetWaived as TargetWaived
from workflows.events.people import AccountRequestEvent as AccountRequestEvent
from workflows.events.people import AgencyChanged as AgencyChanged
from workflows.events.people import AgencyEvent as AgencyEvent
from workflows.events.people import AgencyKindEvent as AgencyKindEvent
from workflows.events.people import BelongingsHandedOver as BelongingsHandedOver
from workflows.events.people import DelegationEvent as DelegationEvent
from workflows.events.people import PersonEvent as PersonEvent
from workflows.events.pieces import CitationChanged as CitationChanged
from workflows.events.pieces import ExplanationEvent as ExplanationEvent
from workflows.events.pieces import ExplanationTemplateChanged as ExplanationTemplateChanged
from workflows.events.pieces import PackEvent as PackEvent
from workflows.events.pieces import PieceEvent as PieceEvent
from workflows.events.pieces import PiecePlaced as PiecePlaced
from workflows.events.pieces import ReviewAskedAgain as ReviewAskedAgain
from workflows.events.pieces import VerdictGiven as VerdictGiven
from workflows.events.pieces import VerdictUndone as VerdictUndone
from workflows.events.plan import AssignmentChanged as AssignmentChanged
from workflows.events.plan import CalendarDayEvent as CalendarDayEvent
from workflows.events.plan import CriterionChanged as CriterionChanged
from workflows.events.plan import CrosswalkChanged as CrosswalkChanged
from workflows.events.plan import CycleAdded as CycleAdded
from workflows.events.plan import CycleChanged as CycleChanged
from workflows.events.plan import CycleCopied as CycleCopied
from workflows.events.plan import CycleMoved as CycleMoved
from workflows.events.plan import LetterEvent as LetterEvent
from workflows.events.plan import PlanImported as PlanImported
from workflows.events.reviewing import CannedCommentChanged as CannedCommentChanged
from workflows.events.reviewing import CouncilSetUp as CouncilSetUp
from workflows.events.reviewing import ItemClaimed as ItemClaimed
from workflows.events.reviewing import SecondReviewEvent as SecondReviewEvent
from workflows.events.reviewing import SecondReviewShareSet as SecondReviewShareSet
from workflows.events.reviewing import VoiceCast as VoiceCast
from workflows.events.reviewing import VoteEvent as VoteEvent
from workflows.events.rounds import EntryRecorded as EntryRecorded
from workflows.events.rounds import LossRecorded as LossRecorded
from workflows.events.rounds import QuestionEvent as QuestionEvent
from workflows.events.rounds import ReportEvent as ReportEvent
from workflows.events.rounds import ReportNoteChanged as ReportNoteChanged
from workflows.events.rounds import RoundEvent as RoundEvent
from workflows.events.upkeep import JobRetried as JobRetried
from workflows.events.upkeep import SearchKept as SearchKept
