"""Mails about an account that a change leaves for the worker; without a mail server it drops them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from evidence_repo.models import User
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.outbox.queue import enqueue_job


def request_link_mail(session: Session, account: str, now: datetime) -> None:
    """Have a link to a new password mailed; the same is done whether there is such an account or not."""
    enqueue_job(session, JobKind.MAIL_LINK, {"account": account}, now=now)


def request_password_mail(session: Session, person: User, now: datetime) -> None:
    """Have a one-time password made and mailed: it stands in no queue and no log."""
    enqueue_job(session, JobKind.MAIL_PASSWORD, {"person_id": person.id}, now=now)


def tell_owner(session: Session, person: User, what: str, now: datetime, to: str | None = None) -> None:
    """Have the account's owner informed of what was changed; `to` is where their mail went before."""
    told = {"person_id": person.id, "what": what, "to": to}
    enqueue_job(session, JobKind.MAIL_CHANGE, told, now=now)
