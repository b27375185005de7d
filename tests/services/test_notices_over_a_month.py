"""A month of notices and mails, hour by hour on a clock that is passed in, over calendars of any holidays.

Nobody is told twice, nobody is told what they may not see, and what is due goes out on the right working day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from shutil import copyfile

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock, day_in_hanoi
from evidence_repo.mail import MailServer
from evidence_repo.models import (
    CalendarDay,
    Criterion,
    Deadline,
    Evidence,
    Notice,
    NoticeSetting,
    RoleRow,
    User,
)
from evidence_repo.models.people import user_role
from evidence_repo.services.notices.making import NewNotice, Subject, make_notices
from evidence_repo.services.sending.mails import send_notice_mails
from evidence_repo.services.sending.reminders import make_reminders
from tests.databases import opened
from tests.services.world import NOW, World
from workflows.notices import DEFAULT_HOUR, Delivery, NoticeKind, ObjectKind, is_mail_time, reminder_on
from workflows.roles import Role
from workflows.working_days import DayKind, WorkCalendar

START, DAYS = date(2017, 11, 1), 30
MONTH = [START + timedelta(days=n) for n in range(DAYS)]
HOURS = (7, 10, 13, 16)
HOLIDAYS = st.sets(st.sampled_from(MONTH), max_size=12)


def vietnam(day: date, hour: int) -> datetime:
    """Return the moment of this hour of Vietnam."""
    return datetime(day.year, day.month, day.day, hour - 7, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class StandingClock(Clock):
    """A clock that stands at a moment."""

    moment: datetime = NOW

    def now(self) -> datetime:
        """Return the moment."""
        return self.moment


@dataclass(frozen=True, slots=True)
class Letterbox(MailServer):
    """Keeps what a mail server would take: whose, and the addresses in it."""

    received: list[tuple[str, list[str]]] = field(default_factory=list)

    def send(
        self, to: str, subject: str, text: str, html: str | None = None, settings_link: str | None = None
    ) -> None:
        """Keep the links of the notices."""
        links = [line.strip() for line in text.splitlines() if line.startswith("  http")]
        self.received.append((to, links))


def letterbox() -> Letterbox:
    return Letterbox("smtp", "127.0.0.1", 25, None, None, "kho@example.vn")


class Month:
    """A province of many people over a month."""

    def __init__(
        self, world: World, people: int, holidays: set[date], seed: int, due: tuple[int, int] = (5, DAYS)
    ) -> None:
        self.world, self.random = world, Random(seed)
        self.calendar = WorkCalendar(frozenset(holidays))
        self.box = letterbox()
        self.setting: dict[int, tuple[Delivery, int]] = {}
        with world.database.transaction() as session:
            session.execute(CalendarDay.__table__.delete())
            session.add_all(
                CalendarDay(day=day, kind=DayKind.OFF, name="Nghỉ", is_provisional=False) for day in holidays
            )
            self._add_people(session, people)
            for deadline in session.scalars(select(Deadline)):
                deadline.due_on = START + timedelta(days=self.random.randint(*due))

    def _add_people(self, session: Session, count: int) -> None:
        uploader = session.scalars(select(RoleRow.id).where(RoleRow.name == Role.UPLOADER)).one()
        agencies = [self.world.agency(session, code).id for code in ("noi-vu", "tu-phap", "chau-doc")]
        rows = [
            {
                "email": f"p{number}@example.vn",
                "name": f"Người {number}",
                "agency_id": agencies[number % 3],
                "active": True,
                "session_stamp": str(number),
                "must_change_password": False,
                "language": "vi",
                "created_at": NOW,
                "password_is_shared": False,
            }
            for number in range(count)
        ]
        ids = list(session.scalars(insert(User).returning(User.id), rows))
        session.execute(insert(user_role), [{"user_id": each, "role_id": uploader} for each in ids])
        for each in ids:
            delivery = self.random.choice([Delivery.DIGEST, Delivery.DIGEST, Delivery.AT_ONCE, Delivery.NONE])
            self.setting[each] = (delivery, self.random.choice(HOURS))
        session.execute(
            insert(NoticeSetting),
            [
                {"person_id": person, "delivery": delivery, "hour": hour}
                for person, (delivery, hour) in self.setting.items()
            ],
        )

    def run(self) -> None:
        """Let the month go by; one day pieces are judged, another day people change their agency."""
        for day in MONTH:
            if day == MONTH[6]:
                self._judge_pieces(day)
            with self.world.database.transaction() as session:
                make_reminders(session, day, vietnam(day, 7) - timedelta(minutes=20))
            if day == MONTH[6]:
                self._move_people()
            for hour in HOURS:
                clock = StandingClock(moment=vietnam(day, hour))
                assert send_notice_mails(self.world.database, self.box, "http://kho", clock)

    def _judge_pieces(self, day: date) -> None:
        """Notify everybody of Sở Nội vụ of a piece that only its agency sees."""
        piece = self.world.cite()
        with self.world.database.transaction() as session:
            evidence = session.get_one(Evidence, piece)
            cycle = session.get_one(Criterion, evidence.criterion_id).cycle_id
            about = Subject(ObjectKind.EVIDENCE, piece, evidence.criterion_id, cycle)
            of_agency = select(User.id).where(User.agency_id == evidence.agency_id)
            own = [person for person in session.scalars(of_agency) if person in self.setting]
            wanted = [NewNotice(person, NoticeKind.EXPLANATION_ASKED, about, day) for person in own]
            make_notices(session, wanted, vietnam(day, 7) - timedelta(minutes=30))
            self.piece, self.moved = piece, set(own[::2])

    def _move_people(self) -> None:
        with self.world.database.transaction() as session:
            justice = self.world.agency(session, "tu-phap").id
            for person in self.moved:
                session.get_one(User, person).agency_id = justice

    def check(self) -> None:
        """Hold the mails to what the month should have brought."""
        with self.world.reading() as session:
            people = {user.id: user.email for user in session.scalars(select(User))}
            notices = session.scalars(select(Notice)).all()
        received: Counter[str] = Counter()
        for to, links in self.box.received:
            received[to] += len(links)
        sent: Counter[str] = Counter()
        for notice in notices:
            delivery, _ = self.setting.get(notice.person_id, (Delivery.DIGEST, DEFAULT_HOUR))
            is_hidden = notice.object_kind is ObjectKind.EVIDENCE and notice.person_id in self.moved
            due_on = self._mail_day(day_in_hanoi(notice.made_at))
            if delivery is Delivery.NONE or is_hidden or due_on > MONTH[-1]:
                assert notice.mailed_at is None, (delivery, is_hidden, due_on)
            else:
                assert notice.mailed_at is not None
                assert notice.mailed_at.date() == due_on
                sent[people[notice.person_id]] += 1
        assert received == sent  # each in one mail, once
        hidden = f"/2017/evidence/{self.piece}"
        shown_to = {to for to, links in self.box.received if any(hidden in link for link in links)}
        assert shown_to.isdisjoint(people[person] for person in self.moved)

    def _mail_day(self, made: date) -> date:
        """Return the first working day from that day on."""
        return made if self.calendar.is_working_day(made) else self.calendar.next_working_day(made)


@contextmanager
def a_world(template: Path, folder: Path) -> Iterator[World]:
    path = copyfile(template, folder / f"{len(list(folder.iterdir()))}.db")
    with opened(f"sqlite:///{path}") as database:
        yield World(database)


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(holidays=HOLIDAYS, seed=st.integers(0, 99))
def test_a_month_of_any_holidays_tells_each_person_everything_once(
    sqlite_template: Path, tmp_path: Path, holidays: set[date], seed: int
) -> None:
    with a_world(sqlite_template, tmp_path) as world:
        month = Month(world, 12, holidays, seed)
        month.run()
        assert month.box.received
        month.check()


def test_a_month_of_a_thousand_people(sqlite_template: Path, tmp_path: Path) -> None:
    with a_world(sqlite_template, tmp_path) as world:
        month = Month(world, 1_000, {date(2017, 11, 20), date(2017, 11, 21)}, 7, due=(35, 40))
        month.run()
        assert len(month.box.received) > 500
        month.check()


@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(holidays=HOLIDAYS, seed=st.integers(0, 1_000))
def test_a_thousand_people_over_any_calendar_have_at_most_one_digest_on_each_working_day(
    holidays: set[date], seed: int
) -> None:
    random, calendar = Random(seed), WorkCalendar(frozenset(holidays))
    people = [(random.choice(list(Delivery)), random.randrange(24)) for _ in range(1_000)]
    last_days = [START + timedelta(days=random.randrange(DAYS)) for _ in people]
    given_to: list[set[object]] = [set() for _ in people]
    digests: dict[int, date] = {}
    for day in MONTH:
        for person, (delivery, hour) in enumerate(people):
            reminder = reminder_on(day, last_days[person], date(2017, 1, 1), calendar)
            if reminder is not None and reminder not in given_to[person]:
                assert calendar.is_working_day(day) or day == MONTH[0]
                given_to[person].add(reminder)
            times = [
                hour_now
                for hour_now in (7, 8, 16, 23)
                if is_mail_time(delivery, hour, (day, hour_now), digests.get(person), calendar)
            ]
            if delivery is Delivery.NONE or not calendar.is_working_day(day):
                assert times == []
            elif delivery is Delivery.DIGEST:
                assert times == [each for each in (7, 8, 16, 23) if each >= hour]
                digests[person] = day
                assert not is_mail_time(delivery, hour, (day, 23), day, calendar)
            else:
                assert times == [7, 8, 16, 23]
