"""The reminders that were given about a criterion: when, of what, to how many people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidence_repo.models import Notice
from workflows.notices import KINDS_OF_TOPIC, NoticeKind, NoticeTopic

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class GivenReminder:
    """One reminder as the people got it at one moment."""

    at: datetime
    kind: NoticeKind
    people: int


def reminders_about(session: Session, criterion_id: int) -> list[GivenReminder]:
    """Return the last reminders about the criterion and all that belongs to it, the oldest first."""
    counted = (
        select(Notice.made_at, Notice.kind, func.count(Notice.person_id.distinct()))
        .where(
            Notice.criterion_id == criterion_id,
            Notice.kind.in_(KINDS_OF_TOPIC[NoticeTopic.DEADLINES]),
        )
        .group_by(Notice.made_at, Notice.kind)
        .order_by(Notice.made_at.desc(), Notice.kind)
        .limit(MOST_SHOWN)
    )
    found = [GivenReminder(at, kind, people) for at, kind, people in session.execute(counted)]
    return found[::-1]
