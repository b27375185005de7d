"""Background work that has failed for good: the coordinators are notified, once a day however much fails."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from evidence_repo.clock import day_in_hanoi
from evidence_repo.services.notices.making import NewNotice, Subject, make_notices
from evidence_repo.services.notices.people import People, Ties
from evidence_repo.services.outbox.queue import Claim, fail_job
from workflows.notices import Audience, NoticeKind, ObjectKind

_ALL_WORK = Subject(ObjectKind.WORK, 0)


def fail_and_notify(session: Session, claim: Claim, now: datetime, error: str) -> bool:
    """Give the job back for another attempt or, after the last one, park it and notify the coordinators."""
    is_ours = fail_job(session, claim, now, error)
    if is_ours and claim.attempt >= claim.max_attempts:
        nobody_in_particular = Ties()
        people = People(session, [(Audience.COORDINATORS, nobody_in_particular)])
        wanted = [
            NewNotice(person, NoticeKind.WORK_FAILED, _ALL_WORK, day_in_hanoi(now))
            for person in people.of(Audience.COORDINATORS, nobody_in_particular)
        ]
        make_notices(session, wanted, now)
    return is_ours
