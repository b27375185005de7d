"""Notices by mail, through a real mail server: on working days, each once, and only what one may see then."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from evidence_repo.clock import Clock
from evidence_repo.container import Container
from evidence_repo.errors import NotAllowed
from evidence_repo.jobs.handlers import HANDLERS, NotNow
from evidence_repo.jobs.sweep import sweep
from evidence_repo.models import Job, Notice, NoticeSetting
from evidence_repo.services.holidays.days import ListedDay, add_day
from evidence_repo.services.notices.listing import NoticeFilter, mark_all_read
from evidence_repo.services.notices.making import Subject, notify
from evidence_repo.services.notices.preferences import choose_delivery, refused_people, try_address_again
from evidence_repo.services.outbox.kinds import JobKind
from tests.containers import ContainerFactory
from tests.live.mail import SmtpServer, running_smtp_server
from tests.live.processes import free_port
from tests.services.assigning import Assigning
from tests.services.world import World
from workflows.notices import Delivery, NoticeKind, ObjectKind
from workflows.working_days import DayKind

MONDAY = date(2017, 11, 27)


@dataclass(frozen=True, slots=True)
class FixedClock(Clock):
    """A clock that stands at a moment."""

    moment: datetime = datetime(2017, 11, 27, tzinfo=UTC)

    def now(self) -> datetime:
        """Return the moment."""
        return self.moment

    def today(self) -> date:
        """Return the moment's day, for hours of Vietnam before 17."""
        return self.moment.date()


class Post:
    """A province with a mail server, at any hour of any day."""

    def __init__(self, container: Container, server: SmtpServer) -> None:
        self.settings = replace(
            container.settings,
            mail_url=f"smtp://{server.host}:{server.port}",
            mail_sender="kho@example.vn",
            public_url="https://kho.example.vn/",
        )
        self.container = replace(container, settings=self.settings)
        self.server = server
        self.world = World(container.database)
        self._serial = 0

    def at(self, day: date, hour: int) -> None:
        """Turn the clock to this hour of Vietnam, 7 to 23."""
        moment = datetime(day.year, day.month, day.day, hour - 7, tzinfo=UTC)
        self.container = replace(self.container, clock=FixedClock(moment=moment))

    @property
    def now(self) -> datetime:
        return self.container.clock.now()

    def tell(self, who: str, code: str = "1.1.3") -> None:
        """Make a notice about a pack for this person; each is of another day."""
        self._serial += 1
        with self.world.database.transaction() as session:
            criterion, pack = self.world.criterion(session, code), self.world.pack(session, code)
            about = Subject(ObjectKind.PACK, pack.id, criterion.id, criterion.cycle_id)
            day = MONDAY - timedelta(days=self._serial)
            person = self.world.user(session, who).id
            assert notify(session, person, NoticeKind.PACK_REOPENED, about, day=day, now=self.now)

    def choose(self, who: str, delivery: Delivery, hour: int = 7) -> None:
        with self.world.database.transaction() as session:
            choose_delivery(session, self.world.actor(who), delivery, hour, self.now)

    def deliver(self) -> list[EmailMessage]:
        """Do the job; return the mails that came."""
        before = len(self.server.messages)
        HANDLERS[JobKind.MAIL_NOTICES](self.container, {})
        return self.server.messages[before:]

    def receivers(self) -> list[str]:
        """Do the job; return who got a mail."""
        return [str(each["X-RcptTo"]).partition("@")[0] for each in self.deliver()]


@pytest.fixture(params=["sqlite_database", pytest.param("postgres_migrated", marks=pytest.mark.postgres)])
def post(request: pytest.FixtureRequest, make_container: ContainerFactory, smtp_server: SmtpServer) -> Post:
    """Give a province with a mail server, on a Monday at 8, in each kind of database."""
    made = Post(make_container(request.getfixturevalue(request.param)), smtp_server)
    made.at(MONDAY, 8)
    return made


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content())


def test_what_a_line_quotes_turns_nothing_around_and_is_one_line(post: Post) -> None:
    words = "Gửi <b>báo cáo</b>\u202e\r\nBcc: x@example.vn\u2028\x07"
    [number] = Assigning(post.world).assign(words=words)
    with post.world.database.transaction() as session:
        criterion = post.world.criterion(session, "1.1.3")
        about = Subject(ObjectKind.ASSIGNMENT, number, criterion.id, criterion.cycle_id)
        person = post.world.user(session, "district").id
        notify(session, person, NoticeKind.ASSIGNMENT_RETURNED, about, day=MONDAY, now=post.now)
    [mail] = post.deliver()
    assert "Gửi <b>báo cáo</b> Bcc: x@example.vn ·" in part(mail, "plain")
    assert "Gửi &lt;b&gt;báo cáo&lt;/b&gt; Bcc: x@example.vn ·" in part(mail, "html")
    assert mail["Bcc"] is None


def test_the_digest_reads_well_as_text_and_as_html(post: Post) -> None:
    post.tell("lan")
    post.tell("lan", "1.3.1")
    [mail] = post.deliver()
    assert mail["Subject"] == "Kho tài liệu kiểm chứng: 2 thông báo mới"
    assert mail["From"] == "kho@example.vn"
    assert mail["List-Unsubscribe"] == "<https://kho.example.vn/account/notices>"
    assert mail["Date"]
    assert mail["Message-ID"]
    text = part(mail, "plain")
    assert text.replace("\r\n", "\n") == (
        "Kính gửi lan,\n\n"
        "Kho tài liệu kiểm chứng có nội dung mới dành cho bạn:\n\n"
        "TCTP 1.1.3 (2017) – Tiêu chí 1.1.3\n"
        "- Hồ sơ được mở lại\n"
        "  https://kho.example.vn/2017/criteria/TCTP-1.1.3\n\n"
        "TCTP 1.3.1 (2017) – Tiêu chí 1.3.1\n"
        "- Hồ sơ được mở lại\n"
        "  https://kho.example.vn/2017/criteria/TCTP-1.3.1\n\n"
        "Tất cả thông báo của bạn:\nhttps://kho.example.vn/notices\n\n"
        "Chọn cách nhận thông báo hoặc ngừng nhận thư:\nhttps://kho.example.vn/account/notices\n"
    )
    html = part(mail, "html")
    assert '<a href="https://kho.example.vn/2017/criteria/TCTP-1.3.1">Hồ sơ được mở lại</a>' in html
    assert "<script" not in html


def test_a_mail_of_one_notice_says_it_in_its_subject_and_in_the_persons_language(post: Post) -> None:
    with post.world.database.transaction() as session:
        post.world.user(session, "lan").language = "en"
    post.tell("lan")
    [mail] = post.deliver()
    assert mail["Subject"] == "TCTP 1.1.3 (2017): The pack is opened again"
    assert "Dear lan," in part(mail, "plain")


def test_there_is_one_digest_a_day_at_the_persons_hour(post: Post) -> None:
    post.choose("lan", Delivery.DIGEST, 10)
    post.tell("lan")
    post.at(MONDAY, 9)
    assert post.receivers() == []
    post.at(MONDAY, 10)
    assert post.receivers() == ["lan"]
    post.tell("lan")
    post.at(MONDAY, 15)
    assert post.receivers() == []
    post.at(MONDAY + timedelta(days=1), 9)
    assert post.receivers() == []
    post.at(MONDAY + timedelta(days=1), 11)  # the hour itself was missed
    assert post.receivers() == ["lan"]
    assert post.receivers() == []


def test_at_once_means_every_time_and_no_mail_means_none(post: Post) -> None:
    post.choose("lan", Delivery.AT_ONCE)
    post.choose("mai", Delivery.NONE)
    for _ in range(2):
        post.tell("lan")
        post.tell("mai")
        assert post.receivers() == ["lan"]
    post.choose("mai", Delivery.AT_ONCE)
    assert post.receivers() == []  # what came while there were to be none is not sent later
    post.at(MONDAY, 9)
    post.tell("mai")
    assert post.receivers() == ["mai"]


def test_weekends_and_holidays_wait_for_the_next_working_day(post: Post) -> None:
    saturday = MONDAY + timedelta(days=5)
    with post.world.database.transaction() as session:
        given = ListedDay(MONDAY + timedelta(days=7), DayKind.OFF, "Nghỉ bù")
        add_day(session, post.world.actor("coordinator"), given)
    post.choose("lan", Delivery.AT_ONCE)
    post.at(saturday, 9)
    post.tell("lan")
    post.tell("mai")
    for days in range(3):
        post.at(saturday + timedelta(days=days), 9)
        assert post.receivers() == [], days
    post.at(saturday + timedelta(days=3), 9)
    assert sorted(post.receivers()) == ["lan", "mai"]


def test_what_was_read_and_what_one_may_not_see_any_more_is_not_sent(post: Post) -> None:
    world = post.world
    piece = world.cite()
    with world.database.transaction() as session:
        criterion = world.criterion(session, "1.1.3")
        about = Subject(ObjectKind.EVIDENCE, piece, criterion.id, criterion.cycle_id)
        for who in ("lan", "justice"):
            person = world.user(session, who).id
            notify(session, person, NoticeKind.VERDICT_UNDONE, about, day=MONDAY, now=post.now)
    assert post.receivers() == ["lan"]  # a draft of another agency is none of Justice's business
    post.tell("mai")
    with world.database.transaction() as session:
        mark_all_read(session, world.actor("mai"), NoticeFilter(), post.now)
    assert post.receivers() == []


def test_who_left_gets_nothing(post: Post) -> None:
    post.tell("lan")
    with post.world.database.transaction() as session:
        post.world.user(session, "lan").active = False
    assert post.receivers() == []


def test_a_mail_server_that_is_away_for_two_days_loses_nothing(post: Post) -> None:
    away = replace(post.settings, mail_url=f"smtp://127.0.0.1:{free_port()}")
    post.choose("lan", Delivery.AT_ONCE)
    post.tell("lan")
    post.tell("mai")
    here, post.container = post.container, replace(post.container, settings=away)
    for day, hour in ((0, 9), (0, 15), (1, 8), (1, 16)):
        post.at(MONDAY + timedelta(days=day), hour)
        with pytest.raises(NotNow):
            post.deliver()
    post.container = here
    post.at(MONDAY + timedelta(days=2), 8)
    assert sorted(post.receivers()) == ["lan", "mai"]
    assert post.receivers() == []


def test_an_address_that_is_refused_for_good_is_shown_and_left_alone(post: Post) -> None:
    world = post.world
    post.server.answers["lan@example.vn"] = "550 5.1.1 No such mailbox"
    post.choose("lan", Delivery.AT_ONCE)
    post.tell("lan")
    post.tell("mai")
    assert post.receivers() == ["mai"]
    with world.reading() as session:
        [(person, setting)] = refused_people(session)
        assert (person.name, setting.refused_reason) == ("lan", "550 5.1.1 No such mailbox")
    post.server.answers.clear()
    assert post.receivers() == []  # nothing is tried with this address
    with world.database.transaction() as session, pytest.raises(NotAllowed):
        try_address_again(session, world.actor("lan"), world.person("lan"))
    with world.database.transaction() as session:
        try_address_again(session, world.actor("coordinator"), world.person("lan"))
    assert post.receivers() == ["lan"]  # and nothing was lost


def test_an_address_that_the_server_cannot_take_does_not_keep_the_others_waiting(post: Post) -> None:
    post.tell("lan")
    post.tell("mai")
    with post.world.database.transaction() as session:
        post.world.user(session, "lan").email = "hoà.nguyễn@example.vn"
    with running_smtp_server(takes_every_script=False) as server:
        settings = replace(post.settings, mail_url=f"smtp://{server.host}:{server.port}")
        post.container = replace(post.container, settings=settings)
        post.deliver()
    assert [each["X-RcptTo"] for each in server.messages] == ["mai@example.vn"]
    with post.world.reading() as session:
        [(person, setting)] = refused_people(session)
        assert person.name == "lan"
        assert setting.refused_reason


def test_another_address_needs_nobody_to_try_again(post: Post) -> None:
    post.server.answers["lan@example.vn"] = "551 Gone"
    post.tell("lan")
    assert post.receivers() == []
    with post.world.database.transaction() as session:
        post.world.user(session, "lan").email = "lan.moi@example.vn"
    assert post.receivers() == ["lan.moi"]
    with post.world.reading() as session:
        assert refused_people(session) == []


def test_an_address_that_is_put_off_does_not_keep_the_others_waiting(post: Post) -> None:
    post.server.answers["lan@example.vn"] = "451 Greylisted"
    post.tell("lan")
    post.tell("mai")
    with pytest.raises(NotNow):
        post.deliver()
    assert [each["X-RcptTo"] for each in post.server.messages] == ["mai@example.vn"]
    post.server.answers.clear()
    assert post.receivers() == ["lan"]


def test_old_notices_do_not_flood_whoever_sets_mail_up(post: Post) -> None:
    post.tell("lan")
    post.at(MONDAY + timedelta(days=31), 9)
    assert post.receivers() == []


def test_the_sweep_and_whoever_wants_mail_at_once_queue_the_job_once(post: Post) -> None:
    def queued() -> int:
        with post.world.reading() as session:
            return session.query(Job).filter(Job.kind == JobKind.MAIL_NOTICES).count()

    post.tell("lan")
    assert queued() == 0
    post.choose("lan", Delivery.AT_ONCE)
    post.tell("lan")
    post.tell("lan")
    assert queued() == 1
    sweep(post.container)
    sweep(post.container)
    assert queued() == 2


def test_the_settings_of_each_person_are_made_once(post: Post) -> None:
    post.tell("lan")
    post.receivers()
    post.choose("lan", Delivery.NONE)
    with post.world.reading() as session:
        assert len(session.scalars(select(NoticeSetting)).all()) == 1
        assert session.scalars(select(Notice.mailed_at)).all() == [post.now]
