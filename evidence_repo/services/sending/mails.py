"""Mail people their notices: at once or as one digest a day, on working days, each notice once.

Notices are noted as mailed before their mail goes out, so that nobody gets the same twice, whoever is killed;
if the server does not take the mail, the note is taken back and the next try sends them. What has been read
meanwhile, and what the person may not see any more, is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from evidence_repo.clock import HANOI, Clock
from evidence_repo.db import Database
from evidence_repo.errors import Unavailable
from evidence_repo.logs import get_logger
from evidence_repo.mail import AddressRefused, MailServer, PutOff
from evidence_repo.models import Notice, NoticeSetting, User
from evidence_repo.services.holidays.days import work_calendar
from evidence_repo.services.notices.lines import notice_lines
from evidence_repo.services.notices.listing import setting_in
from evidence_repo.services.notices.visibility import visible_notices
from evidence_repo.services.policy.actors import Actor, actor_of
from evidence_repo.services.policy.deputyships import deputyships_on
from evidence_repo.services.sending.letters import Letter, write_letter
from workflows.notices import DEFAULT_DELIVERY, DEFAULT_HOUR, Delivery, is_mail_time
from workflows.working_days import WorkCalendar

OLDEST = timedelta(days=30)
"""Older notices are not mailed any more: whoever sets mail up is not flooded with what is past."""
MOST_IN_A_MAIL = 200

log = get_logger()


@dataclass(frozen=True, slots=True)
class _Moment:
    """Now, as day and hour of Vietnam, and the days that agencies work."""

    now: datetime
    day: date
    hour: int
    calendar: WorkCalendar

    def is_time_for(self, setting: NoticeSetting | None) -> bool:
        """Return whether a person with this setting gets mail now."""
        if setting is None:
            return is_mail_time(DEFAULT_DELIVERY, DEFAULT_HOUR, (self.day, self.hour), None, self.calendar)
        now = (self.day, self.hour)
        return is_mail_time(setting.delivery, setting.hour, now, setting.last_digest, self.calendar)


@dataclass(frozen=True, slots=True)
class _Mail:
    """A letter that is ready to go, and what to take back if it cannot."""

    person_id: int
    to: str
    letter: Letter
    notice_ids: Sequence[int]
    last_digest: date | None


def send_notice_mails(database: Database, server: MailServer, address: str, clock: Clock) -> bool:
    """Mail everybody whose turn it is what waits for them; return whether nobody was put off.

    `address` is what links begin with. Raises `Unavailable` where the server takes no mail at all.
    """
    with database.reading() as session:
        moment = _moment(session, clock)
        people = _people_due(session, moment)
    sent, put_off = 0, 0
    for person_id in people:
        with database.transaction() as session:
            mail = _prepared(session, person_id, address, moment)
        if mail is not None:
            is_sent = _send(database, server, mail, moment, f"{address}/account/notices")
            sent, put_off = sent + is_sent, put_off + (not is_sent)
    log.info("notices.mailed", due=len(people), sent=sent, put_off=put_off)
    return put_off == 0


def _moment(session: Session, clock: Clock) -> _Moment:
    now = clock.now()
    local = now.astimezone(HANOI)
    return _Moment(now, local.date(), local.hour, work_calendar(session))


def _waits(moment: _Moment) -> ColumnElement[bool]:
    """Return the condition on `Notice` that it is new enough, and neither read nor mailed."""
    return Notice.mailed_at.is_(None) & Notice.read_at.is_(None) & (Notice.made_at > moment.now - OLDEST)


def _people_due(session: Session, moment: _Moment) -> list[int]:
    waiting = (
        select(User.id, NoticeSetting)
        .outerjoin(NoticeSetting, NoticeSetting.person_id == User.id)
        .where(
            User.active.is_(True),
            or_(NoticeSetting.delivery.is_(None), NoticeSetting.delivery != Delivery.NONE),
            User.id.in_(select(Notice.person_id).where(_waits(moment))),
            or_(NoticeSetting.refused_address.is_(None), NoticeSetting.refused_address != User.email),
        )
        .order_by(User.id)
    )
    return [person for person, setting in session.execute(waiting) if moment.is_time_for(setting)]


def _prepared(session: Session, person_id: int, address: str, moment: _Moment) -> _Mail | None:
    """Return the mail to this person, its notices noted as mailed; None if their turn is over."""
    setting = setting_in(session, person_id)
    session.refresh(setting, with_for_update=True)
    if not moment.is_time_for(setting):
        return None
    person = session.get_one(User, person_id)
    actor = actor_of(person, "job", deputyships=deputyships_on(session, moment.day))
    notices = _notices(session, actor, setting, moment)
    lines = notice_lines(session, actor, notices)
    if not lines:
        return None
    ids, before = [each.id for each in notices], setting.last_digest
    session.execute(update(Notice).where(Notice.id.in_(ids)).values(mailed_at=moment.now))
    if setting.delivery is Delivery.DIGEST:
        setting.last_digest = moment.day
    letter = write_letter(person.name, person.language, lines, address)
    return _Mail(person_id, person.email, letter, ids, before)


def _notices(session: Session, actor: Actor, setting: NoticeSetting, moment: _Moment) -> Sequence[Notice]:
    """Return what waits for this person and may be told them, those of a criterion together."""
    waits = (Notice.person_id == setting.person_id) & _waits(moment)
    if setting.mails_since is not None:
        waits &= Notice.made_at > setting.mails_since
    kinds = frozenset(session.scalars(select(Notice.object_kind).where(waits).distinct()))
    wanted = select(Notice).where(waits, visible_notices(actor, kinds))
    in_order = wanted.order_by(func.coalesce(Notice.criterion_id, 0), Notice.made_at, Notice.id)
    return session.scalars(in_order.limit(MOST_IN_A_MAIL)).all()


def _send(database: Database, server: MailServer, mail: _Mail, moment: _Moment, settings_link: str) -> bool:
    """Send a mail; return whether it is done with: an address that is refused for good is noted."""
    letter = mail.letter
    try:
        server.send(mail.to, letter.subject, letter.text, letter.html, settings_link)
    except AddressRefused as refusal:
        with database.transaction() as session:
            setting = _take_back(session, mail)
            setting.refused_address, setting.refused_at = mail.to, moment.now
            setting.refused_reason = refusal.reason
    except PutOff:
        with database.transaction() as session:
            _take_back(session, mail)
        return False
    except Unavailable:
        with database.transaction() as session:
            _take_back(session, mail)
        raise
    return True


def _take_back(session: Session, mail: _Mail) -> NoticeSetting:
    session.execute(update(Notice).where(Notice.id.in_(mail.notice_ids)).values(mailed_at=None))
    setting = setting_in(session, mail.person_id)
    setting.last_digest = mail.last_digest
    return setting
