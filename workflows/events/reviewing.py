"""Work on the review queue: claims, second reviews, ready comments, the council."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workflows.audit_actions import AuditAction
from workflows.events.base import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemClaimed(Event):
    """A reviewer took a piece or an explanation in hand, perhaps after another, or gave it back."""

    taken_from: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondReviewShareSet(Event):
    """The share of pieces, in percent, that are judged twice was set, with the seed that draws them."""

    action: AuditAction = AuditAction.SET_SECOND_REVIEW_SHARE
    subject_type: str = "assessment_cycle"
    share: int
    seed: str
    before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondReviewEvent(Event):
    """A piece was drawn for a blind second review, or its second verdict was given."""

    subject_type: str = "second_review"
    evidence_id: int
    reviewer: str | None = None
    verdict: str | None = None
    reason: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CannedCommentChanged(Event):
    """A ready comment for verdicts was added, reworded or removed."""

    subject_type: str = "canned_comment"
    reason: str
    text: str
    before: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilSetUp(Event):
    """A cycle's council was switched, its rules or its members changed; members by their addresses."""

    action: AuditAction = AuditAction.SET_UP_COUNCIL
    subject_type: str = "assessment_cycle"
    changed: Mapping[str, list[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteEvent(Event):
    """A vote of the council was opened or closed; `packs` are criteria, `outcomes` by criterion."""

    subject_type: str = "council_vote"
    number: int
    title: str
    packs: tuple[str, ...]
    outcomes: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceCast(Event):
    """A member answered about one pack of a vote, or changed the answer."""

    action: AuditAction = AuditAction.CAST_VOICE
    subject_type: str = "council_vote"
    criterion: str
    voice: str
    before: str | None = None
    words: str | None = None
