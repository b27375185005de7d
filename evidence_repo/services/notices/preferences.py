"""How a person is notified by mail, and whose address the mail server refuses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.errors import BadInput
from evidence_repo.models import NoticeSetting, User
from evidence_repo.services.notices.listing import setting_in
from evidence_repo.services.policy.actors import Actor, check_administers
from evidence_repo.words import N_
from workflows.notices import DEFAULT_DELIVERY, DEFAULT_HOUR, Delivery
from workflows.rights import Right

HOURS = range(24)


def preferences_of(session: Session, person_id: int) -> NoticeSetting:
    """Return how the person is notified; who has never chosen has the default."""
    found = session.get(NoticeSetting, person_id)
    return found or NoticeSetting(person_id=person_id, delivery=DEFAULT_DELIVERY, hour=DEFAULT_HOUR)


def choose_delivery(session: Session, actor: Actor, delivery: Delivery, hour: int, now: datetime) -> None:
    """Choose how one is notified by mail; who had none gets what comes from now on."""
    if hour not in HOURS:
        raise BadInput(N_("Choose a whole hour of the day."), field="hour")
    setting = setting_in(session, actor.person_id)
    if setting.delivery is Delivery.NONE and delivery is not Delivery.NONE:
        setting.mails_since = now
    setting.delivery, setting.hour = delivery, hour


def refused_people(session: Session) -> Sequence[tuple[User, NoticeSetting]]:
    """Return the people whose present address the mail server refuses, the latest refusal first."""
    refused = (
        select(User, NoticeSetting)
        .join(NoticeSetting, NoticeSetting.person_id == User.id)
        .where(User.active.is_(True), NoticeSetting.refused_address == User.email)
        .order_by(NoticeSetting.refused_at.desc(), User.id)
    )
    return [(row[0], row[1]) for row in session.execute(refused)]


def try_address_again(session: Session, actor: Actor, person_id: int) -> None:
    """Let mails go to an address again that the mail server has refused."""
    check_administers(actor, Right.MANAGE_PEOPLE)
    setting = setting_in(session, person_id)
    setting.refused_address = setting.refused_at = setting.refused_reason = None
