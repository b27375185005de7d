"""A person's notices: list them, count the unread, mark them read. What may not be seen now is not there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from evidence_repo.errors import NotVisible
from evidence_repo.models import AssessmentCycle, Notice, NoticeSetting
from evidence_repo.services.notices.visibility import visible_notices
from evidence_repo.services.policy.actors import Actor
from workflows.notices import KINDS_OF_TOPIC, NoticeTopic

MOST_COUNTED = 99
"""More unread notices than that are counted as one more."""


@dataclass(frozen=True, slots=True)
class NoticeFilter:
    """What of the notices is asked for; None: all."""

    topic: NoticeTopic | None = None
    year: int | None = None
    unread_only: bool = False


def _wanted(actor: Actor, asked: NoticeFilter) -> Select[Notice]:
    found = select(Notice).where(visible_notices(actor))
    if asked.topic is not None:
        found = found.where(Notice.kind.in_(KINDS_OF_TOPIC[asked.topic]))
    if asked.year is not None:
        cycles = select(AssessmentCycle.id).where(AssessmentCycle.year == asked.year)
        found = found.where(Notice.cycle_id.in_(cycles))
    if asked.unread_only:
        found = found.where(Notice.read_at.is_(None))
    return found


def count_notices(session: Session, actor: Actor, asked: NoticeFilter) -> int:
    """Return how many of the person's notices fit."""
    fitting = _wanted(actor, asked).with_only_columns(Notice.id).subquery()
    return session.scalar(select(func.count()).select_from(fitting)) or 0


def list_notices(
    session: Session, actor: Actor, asked: NoticeFilter, *, limit: int, offset: int = 0
) -> Sequence[Notice]:
    """Return the person's notices that fit, the newest first."""
    newest_first = _wanted(actor, asked).order_by(Notice.made_at.desc(), Notice.id.desc())
    return session.scalars(newest_first.limit(limit).offset(offset)).all()


def count_unread(session: Session, actor: Actor) -> int:
    """Return how many notices the person has not read, `MOST_COUNTED` + 1 for any more."""
    if actor.user_id is None:
        return 0
    unread = (Notice.person_id == actor.user_id) & Notice.read_at.is_(None)
    kinds = frozenset(session.scalars(select(Notice.object_kind).where(unread).distinct()))
    if not kinds:
        return 0
    seen = select(Notice.id).where(unread, visible_notices(actor, kinds))
    counted = seen.limit(MOST_COUNTED + 1).subquery()
    return session.scalar(select(func.count()).select_from(counted)) or 0


def find_notice(session: Session, actor: Actor, notice_id: int) -> Notice:
    """Return the notice; raise `NotVisible` if there is none or this person may not know of it."""
    found = session.scalar(select(Notice).where(Notice.id == notice_id, visible_notices(actor)))
    if found is None:
        raise NotVisible
    return found


def mark_read(session: Session, notice: Notice, now: datetime) -> None:
    """Note that the person has read it; the first time stays."""
    notice.read_at = notice.read_at or now


def mark_all_read(session: Session, actor: Actor, asked: NoticeFilter, now: datetime) -> int:
    """Note that the person has read all that fit; return how many were unread."""
    unread = _wanted(actor, NoticeFilter(asked.topic, asked.year, unread_only=True))
    marked = (
        update(Notice)
        .where(Notice.id.in_(unread.with_only_columns(Notice.id)))
        .values(read_at=now)
        .returning(Notice.id)
        .execution_options(synchronize_session=False)
    )
    return len(session.scalars(marked).all())


def looked_at(session: Session, actor: Actor) -> datetime | None:
    """Return when the person last looked at their notices."""
    setting = session.get(NoticeSetting, actor.user_id)
    return setting.looked_at if setting else None


def note_look(session: Session, actor: Actor, now: datetime) -> None:
    """Note that the person looks at their notices now."""
    setting_in(session, actor.person_id).looked_at = now


def setting_in(session: Session, person_id: int) -> NoticeSetting:
    """Return the person's settings, made with the defaults where there are none."""
    setting = session.get(NoticeSetting, person_id)
    if setting is None:
        setting = NoticeSetting(person_id=person_id)
        session.add(setting)
        session.flush()
    return setting
