"""Mails that a change leaves for the worker; without a mail server it drops those about an account."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.models import Job, JobState, User
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.outbox.queue import enqueue_job

_TOGETHER = timedelta(minutes=1)


def request_link_mail(session: Session, account: str, now: datetime) -> None:
    """Have a link to a new password mailed; the same is done whether there is such an account or not."""
    enqueue_job(session, JobKind.MAIL_LINK, {"account": account}, now=now)


def request_password_mail(session: Session, person: User, now: datetime) -> None:
    """Have a one-time password made and mailed: it stands in no queue and no log."""
    enqueue_job(session, JobKind.MAIL_PASSWORD, {"person_id": person.id}, now=now)


def tell_owner(session: Session, person: User, what: str, now: datetime, to: str | None = None) -> None:
    """Have the account's owner informed of what was changed; `to` is where their mail went before."""
    payload = {"person_id": person.id, "what": what, "to": to}
    enqueue_job(session, JobKind.MAIL_CHANGE, payload, now=now)


def request_notice_mails(session: Session, now: datetime, at: datetime | None = None) -> None:
    """Have mails with notices sent at this moment, unless a job waits for it.

    Whose turn has come is found out then. By default it is in a minute: what happens together goes together.
    """
    last = at or now + _TOGETHER
    waiting = select(Job.id).where(
        Job.kind == JobKind.MAIL_NOTICES,
        Job.state == JobState.QUEUED,
        Job.run_after >= (at or now),  # one that is due may be taken before this transaction is over
        Job.run_after <= last,
    )
    if session.scalar(waiting.limit(1)) is None:
        enqueue_job(session, JobKind.MAIL_NOTICES, {}, now=now, run_after=last)
