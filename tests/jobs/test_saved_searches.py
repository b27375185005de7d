"""Saved searches notify their owners: only of what they may see, once, at most once a day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.container import Container
from evidence_repo.errors import NotVisible
from evidence_repo.jobs.handlers import HANDLERS
from evidence_repo.jobs.sweep import sweep
from evidence_repo.models import DocumentVersion, Job, Notice, User
from evidence_repo.services.notices.lines import notice_lines
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.policy.actors import actor_of
from evidence_repo.services.searching.facets import Facet
from evidence_repo.services.searching.saving import (
    MAX_RECENT,
    alert_by_mail,
    find_saved,
    note_recent,
    recent_searches,
    remove_saved,
    save_search,
)
from evidence_repo.services.sending.letters import write_letter
from tests.containers import ContainerFactory
from tests.services.library import Library
from tests.services.world import World
from workflows.notices import NoticeKind


@dataclass(frozen=True, slots=True)
class LaterClock(Clock):
    """A clock that is some days ahead."""

    days: int = 0

    def now(self) -> datetime:
        """Return the moment, some days later."""
        return Clock.now(self) + timedelta(days=self.days)


class Post:
    """A province whose people keep searches."""

    def __init__(self, container: Container) -> None:
        self.clock = LaterClock()
        self.container = replace(container, clock=self.clock)
        self._told = 0
        self.library = Library(World(container.database), container.store, container.engine)
        container.engine.mark_complete()

    def save(
        self, who: str = "reviewer", place: dict[str, object] | None = None, *, mail: bool = True
    ) -> int:
        world = self.library.world
        with world.database.transaction() as session:
            saved = save_search(
                session,
                self.container.engine,
                world.actor(who),
                place or {"q": "cải cách"},
                name="Cải cách\r\nBcc: x@example.vn",
                tells_by_mail=mail,
                clock=self.clock,
            )
            session.flush()
            return saved.id

    def tell(self, days: int = 0) -> list[str]:
        """Let days go by, do the job, and return what the notices say that came."""
        self.clock = replace(self.clock, days=self.clock.days + days)
        self.container = replace(self.container, clock=self.clock)
        HANDLERS[JobKind.SEND_ALERTS](self.container, {})
        world = self.library.world
        with world.reading() as session:
            fresh = session.scalars(select(Notice).where(Notice.id > self._told).order_by(Notice.id)).all()
            found = [each for each in fresh if each.kind is NoticeKind.SEARCH_FOUND]
            self._told = max((each.id for each in fresh), default=self._told)
            return [self._letter(session, each) for each in found]

    def _letter(self, session: Session, notice: Notice) -> str:
        """Return what the mail with this notice says."""
        owner = session.get_one(User, notice.person_id)
        lines = notice_lines(session, actor_of(owner, "job"), [notice])
        letter = write_letter(owner.name, owner.language, lines, "https://kho.example.vn")
        return f"{owner.name}\n{letter.subject}\n{letter.text}"


@pytest.fixture(params=["sqlite_database", pytest.param("postgres_migrated", marks=pytest.mark.postgres)])
def post(request: pytest.FixtureRequest, make_container: ContainerFactory) -> Post:
    """Give a province in each kind of database."""
    return Post(make_container(request.getfixturevalue(request.param)))


def test_what_is_new_and_visible_is_told_once(post: Post) -> None:
    library = post.library
    library.cited("Kế hoạch cải cách", number="1/KH-SNV")
    library.update()
    library.world.submit()
    post.save()
    assert post.tell() == []  # what was found when it was saved is known
    new = library.cited("Báo cáo cải cách", number="2/BC-SNV", subject="Kết quả", code="1.3.1")
    library.cited("Thông báo khác", number="3/TB-SNV", code="1.3.1")
    library.update()
    assert post.tell() == []  # a draft is nobody else's
    library.world.submit("1.3.1")
    [text] = post.tell()
    assert "2/BC-SNV – Kết quả" in text
    assert "1/KH-SNV" not in text
    assert "3/TB-SNV" not in text
    with library.world.reading() as session:
        document = session.get_one(DocumentVersion, new).document_id
    assert f"https://kho.example.vn/documents/{document}?version=1" in text
    assert "https://kho.example.vn/search?q=c%E1%BA%A3i+c%C3%A1ch" in text
    assert text.startswith("reviewer\nCó văn bản mới cho tìm kiếm đã lưu\n")
    assert "Cải cách Bcc: x@example.vn" in text  # whatever the search is called, it is one line
    assert post.tell(days=2) == []


def test_a_documents_title_adds_no_line_to_a_mail(post: Post) -> None:
    post.save("lan")
    post.library.cited("Cải cách", number="1/BC-SNV", subject="Kết quả\r\n- Hồ sơ\u202e bị trả lại")
    post.library.update()
    [text] = post.tell()
    assert "  • 1/BC-SNV – Kết quả - Hồ sơ bị trả lại\n" in text


def test_there_is_at_most_one_mail_a_day(post: Post) -> None:
    post.save("lan")
    for number in range(3):
        post.library.cited("Cải cách", number=f"{number}/BC-SNV")
        post.library.update()
        assert len(post.tell()) == (1 if number == 0 else 0)
    [text] = post.tell(days=1)
    assert "1/BC-SNV" in text
    assert "2/BC-SNV" in text


def test_what_is_chosen_beside_the_words_counts(post: Post) -> None:
    post.save("lan", {"q": "cải cách", Facet.TYPE.value: ["Báo cáo"]})
    post.library.cited("Cải cách", type="Kế hoạch")
    post.library.update()
    assert post.tell() == []
    post.library.cited("Cải cách", type="Báo cáo", number="9/BC-SNV")
    post.library.update()
    [text] = post.tell()
    assert "9/BC-SNV" in text


def test_nobody_is_told_who_did_not_ask_or_is_no_longer_here(post: Post) -> None:
    saved = post.save("lan", mail=False)
    gone = post.save("mai")
    world = post.library.world
    with world.database.transaction() as session:
        world.user(session, "mai").active = False
    post.library.cited("Cải cách")
    post.library.update()
    assert post.tell() == []
    with world.database.transaction() as session:
        lan = world.actor("lan")
        alert_by_mail(session, post.container.engine, lan, find_saved(session, lan, saved), True)
    assert post.tell() == []  # what it finds when the mails begin is known
    with world.database.transaction() as session, pytest.raises(NotVisible):
        find_saved(session, world.actor("lan"), gone)
    with world.database.transaction() as session:
        lan = world.actor("lan")
        remove_saved(session, lan, find_saved(session, lan, saved))


def test_the_same_search_is_kept_once(post: Post) -> None:
    first = post.save("lan", mail=False)
    assert post.save("lan", mail=True) == first
    assert post.save("mai") != first
    assert post.save("lan", {"q": "cải cách", "sort": "date"}) != first


def test_what_may_not_be_seen_any_more_is_not_named(post: Post) -> None:
    post.save("justice")
    version = post.library.cited("Cải cách", number="7/BC-STP", code="2.1.1", who="justice")
    post.library.update()
    [text] = post.tell()
    assert "7/BC-STP" in text
    world = post.library.world
    with world.database.transaction() as session:
        world.user(session, "justice").agency_id = world.agency(session, "chau-doc").id
        [notice] = session.scalars(select(Notice).where(Notice.kind == NoticeKind.SEARCH_FOUND))
        assert notice.facts == {"versions": [version], "count": 1}
        assert "7/BC-STP" not in post._letter(session, notice)


def test_the_sweep_queues_the_job_where_somebody_waits(post: Post) -> None:
    def queued() -> int:
        with post.library.world.reading() as session:
            return session.query(Job).filter(Job.kind == JobKind.SEND_ALERTS).count()

    sweep(post.container)
    assert queued() == 0
    post.save("lan")
    sweep(post.container)
    assert queued() == 1


@pytest.mark.parametrize(
    "kind", ["sqlite_database", pytest.param("postgres_migrated", marks=pytest.mark.postgres)]
)
def test_the_latest_searches_are_remembered_each_once(request: pytest.FixtureRequest, kind: str) -> None:
    world = World(request.getfixturevalue(kind))
    lan = world.actor("lan")
    for days, words in enumerate(("một", "hai", "một", *map(str, range(MAX_RECENT - 1)))):
        with world.database.transaction() as session:
            note_recent(session, lan, words, LaterClock(days=days))
    with world.reading() as session:
        assert recent_searches(session, lan) == [*map(str, reversed(range(MAX_RECENT - 1))), "một"]
        assert recent_searches(session, world.actor("mai")) == []
