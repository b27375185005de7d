"""Make notices: the one door through which a person is notified of anything, each thing once a day."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from evidence_repo.models import Notice, NoticeSetting
from evidence_repo.services.outbox.mail_requests import request_notice_mails
from workflows.notices import Delivery, NoticeKind, ObjectKind

_ROWS_A_STATEMENT = 500


@dataclass(frozen=True, slots=True)
class Subject:
    """What a notice is about, and the criterion and the cycle that it belongs to, where it does."""

    kind: ObjectKind
    id: int
    criterion_id: int | None = None
    cycle_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A notice to be made: for whom, what, about what, and the day that it is of."""

    person_id: int
    kind: NoticeKind
    about: Subject
    day: date
    facts: dict[str, Any] | None = None


def notify(
    session: Session,
    person_id: int,
    kind: NoticeKind,
    about: Subject,
    *,
    day: date,
    now: datetime,
    facts: dict[str, Any] | None = None,
) -> bool:
    """Notify one person; return whether that is new: the same of the same day is not made again."""
    return bool(make_notices(session, [NewNotice(person_id, kind, about, day, facts)], now))


def make_notices(session: Session, wanted: Sequence[NewNotice], now: datetime) -> int:
    """Make those notices that there are not yet; return how many. Whoever wants mail at once gets it."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    told: list[int] = []
    for start in range(0, len(wanted), _ROWS_A_STATEMENT):
        rows = [_row(each, now) for each in wanted[start : start + _ROWS_A_STATEMENT]]
        fresh = dialect.insert(Notice).values(rows).on_conflict_do_nothing()
        told.extend(session.scalars(fresh.returning(Notice.person_id)))
    if told and _wants_mail_at_once(session, set(told)):
        request_notice_mails(session, now)
    return len(told)


def _wants_mail_at_once(session: Session, people: Set[int]) -> bool:
    at_once = select(NoticeSetting.person_id).where(NoticeSetting.delivery == Delivery.AT_ONCE)
    return not people.isdisjoint(session.scalars(at_once))


def _row(wanted: NewNotice, now: datetime) -> dict[str, Any]:
    return {
        "person_id": wanted.person_id,
        "kind": wanted.kind,
        "object_kind": wanted.about.kind,
        "object_id": wanted.about.id,
        "day": wanted.day,
        "criterion_id": wanted.about.criterion_id,
        "cycle_id": wanted.about.cycle_id,
        "facts": wanted.facts,
        "made_at": now,
    }
