"""Every route against the table of rights: listed there, and answering as it says."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from copy import copy
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from evidence_repo.catalogue.heading import PlanHeading
from evidence_repo.catalogue.plan import Place, PlaceKind
from evidence_repo.catalogue.rows import PlanRow
from evidence_repo.models import (
    AccountRequest,
    AppraisalRound,
    Assignment,
    BrowserSession,
    BundleProof,
    BundleVolumes,
    CalendarDay,
    Delegation,
    Evidence,
    Explanation,
    FollowUpLetter,
    Measurement,
    Notice,
    ProofKind,
    Report,
    ReportSection,
    RoundQuestion,
    SavedSearch,
)
from evidence_repo.services.bundles import MEGABYTE, render_bundle, seal_bundle
from evidence_repo.services.comments.threads import find_thing
from evidence_repo.services.comments.writing import add_comment as add_thread_comment
from evidence_repo.services.follow_up.letters import make_letters
from evidence_repo.services.notices.making import Subject, notify
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.outbox.queue import enqueue_job
from evidence_repo.services.people.account_requests import renew_password
from evidence_repo.services.people.sessions import begin_session, hash_token
from evidence_repo.services.plan.drafts import KeptDraft, keep_draft
from evidence_repo.services.reorganising.deciding import Decision, decide_change
from evidence_repo.services.reports.writing import make_report
from evidence_repo.services.workflow.canned_comments import add_comment
from evidence_repo.web.security import PUBLIC_ENDPOINTS
from tests.services.assigning import Assigning
from tests.services.measuring import Measuring
from tests.services.registering import Registering
from tests.services.rounds_world import Rounds
from tests.services.world import NOW, World
from tests.web.english import english_in
from tests.web.route_rights import PEOPLE, ROWS, Row
from tests.web.site import Apps, Site, var_folder
from tests.world_bytes import keep_world_bytes
from workflows.agency_changes import AgencyChangeKind
from workflows.comments import ThingKind
from workflows.evidence import Reason, VerdictKind
from workflows.follow_up import DueChoice
from workflows.notices import NoticeKind, ObjectKind
from workflows.reports import ReportKind

Arguments = dict[str, object]
DRAFT = KeptDraft(
    2017,
    "ke-hoach.txt",
    PlanHeading("416/KH-UBND", None, "Kế hoạch", "tỉnh", 2017),
    (
        PlanRow(Place(PlaceKind.LINE, 1), ("I", "Sở Nội vụ", "", "", "", "")),
        PlanRow(
            Place(PlaceKind.LINE, 2),
            (
                "1.",
                "TCTP 1.1.3 - Kế hoạch",
                "Kế hoạch",
                "Ban hành",
                "Sở, ban, ngành",
                "Trước ngày 01/12/2017",
            ),
        ),
    ),
)


def _draft(site: Site) -> int:
    return site.world.cite()


def _contribution(site: Site) -> int:
    return site.world.cite(who="district")


def _asked(site: Site) -> int:
    Assigning(site.world).assign()
    return site.world.cite()


def _delivered(site: Site) -> int:
    assigning = Assigning(site.world)
    [number] = assigning.assign()
    assigning.deliver(number, answer="Không phát sinh")
    return site.world.cite()


def _submitted(site: Site) -> int:
    piece = site.world.cite()
    site.world.explain_product()
    site.world.submit()
    return piece


def _judged(site: Site) -> int:
    piece = _submitted(site)
    site.world.judge(piece, VerdictKind.NEEDS_EXPLANATION)
    return piece


def _returned(site: Site) -> int:
    piece = _judged(site)
    site.world.return_()
    return piece


def _passed(site: Site) -> int:
    piece = site.world.cite()
    site.world.submit()
    site.world.judge(piece)
    return piece


def _approved(site: Site) -> int:
    piece = _passed(site)
    site.world.approve()
    return piece


def _measured(site: Site) -> int:
    measuring = Measuring(site.world)
    measuring.target()
    measuring.give("1", "10")
    return site.world.cite()


def _measured_in_review(site: Site) -> int:
    piece = _measured(site)
    site.world.submit()
    return piece


def _decided(site: Site) -> int:
    piece = _measured_in_review(site)
    Measuring(site.world).decide(1)
    return piece


def _waived(site: Site) -> int:
    piece = _decided(site)
    Measuring(site.world).waive()
    return piece


def _sealed(site: Site) -> int:
    piece = _approved(site)
    keep_world_bytes(site.container, site.world)
    container = site.container
    with container.database.transaction() as session:
        packs = [site.world.pack(session, "1.1.3")]
        cycle = site.world.cycle(session)
        bundle = seal_bundle(session, site.world.actor("approver"), cycle, packs, container.clock)
        session.flush()
        bundle_id = bundle.id
    render_bundle(container.database, container.store, bundle_id, container.clock)
    with container.database.transaction() as session:
        now = container.clock.now()
        signature = BundleProof(bundle_id=bundle_id, kind=ProofKind.SIGNATURE, content=b"CMS", made_by="UBND")
        signature.made_at = now
        volumes = BundleVolumes(bundle_id=bundle_id, volume_size=MEGABYTE, asked_at=now, hashes=["0" * 64])
        session.add_all([signature, volumes])
    return piece


def _followed(site: Site) -> int:
    piece, world = _draft(site), site.world
    with site.container.database.transaction() as session:
        cycle, clock = world.cycle(session), site.container.clock
        make_letters(session, world.actor("coordinator"), cycle, DueChoice.ALL, clock=clock)
    return piece


def _discussed(site: Site) -> int:
    piece, world = _draft(site), site.world
    with site.container.database.transaction() as session:
        lan = world.actor("lan")
        thing = find_thing(session, lan, ThingKind.EVIDENCE, piece)
        add_thread_comment(session, lan, thing, "Bản này còn thiếu phụ lục.", clock=site.container.clock)
    return piece


def _reported(site: Site) -> int:
    piece, world = _draft(site), site.world
    with site.container.database.transaction() as session:
        coordinator, cycle = world.actor("coordinator"), world.cycle(session)
        make_report(session, coordinator, cycle, ReportKind.YEAR, site.container.clock)
    return piece


def _round(site: Site) -> int:
    piece = _draft(site)
    Rounds(site.world, site.container.settings.var, site.container.store).ask()
    return piece


def _questioned(site: Site) -> int:
    piece = _draft(site)
    rounds = Rounds(site.world, site.container.settings.var, site.container.store)
    rounds.accept(rounds.ask())
    return piece


def _saved_by_lan(session: Session, world: World) -> int:
    owner = world.user(session, "lan").id
    saved = SavedSearch(owner_id=owner, name="Báo cáo", place={"q": "bao cao"}, saved_at=NOW)
    session.add(saved)
    session.flush()
    return saved.id


def _notice_of_lan(session: Session, world: World) -> int:
    cycle = world.cycle(session).id
    about, day = Subject(ObjectKind.CYCLE, cycle, cycle_id=cycle), world.clock.today()
    notify(session, world.user(session, "lan").id, NoticeKind.CYCLE_FROZEN, about, day=day, now=NOW)
    return session.scalars(select(Notice.id).where(Notice.kind == NoticeKind.CYCLE_FROZEN)).one()


def _session_of_lan(session: Session, world: World) -> int:
    token = begin_session(session, world.user(session, "lan"), "Firefox", "127.0.0.1", datetime.now(UTC))
    found = session.scalar(select(BrowserSession.id).where(BrowserSession.token_hash == hash_token(token)))
    assert found is not None
    return found


def _change_to_come(session: Session, world: World) -> int:
    merged, into = world.agency(session, "chau-doc"), world.agency(session, "tinh")
    later = Decision(AgencyChangeKind.MERGE, world.clock.today() + timedelta(days=30), [into])
    return decide_change(session, world.actor("coordinator"), merged, later, world.clock).id


def _reset_asked_for(session: Session, world: World) -> int:
    second = world.user(session, "second")
    asked = renew_password(session, world.actor("coordinator"), second, world.clock)
    assert isinstance(asked, AccountRequest)
    return asked.id


def _absence_of_head(session: Session, world: World) -> int:
    """Have Mai stand in for the head, on days to come: nobody's rights change now."""
    head, mai, day = world.user(session, "head"), world.user(session, "mai"), date(2099, 1, 2)
    named = Delegation(principal=head, deputy=mai, offices=["agency_head"], first_day=day, last_day=day)
    named.reason, named.named_at = "nghỉ phép", NOW
    session.add(named)
    session.flush()
    return named.id


def _kept(site: Site) -> int:
    tasks, piece = Registering(site.world), site.world.cite()
    tasks.add()
    return piece


STAGES: dict[str, Callable[[Site], int]] = {
    "draft": _draft,
    "kept": _kept,
    "contribution": _contribution,
    "asked": _asked,
    "delivered": _delivered,
    "submitted": _submitted,
    "judged": _judged,
    "returned": _returned,
    "passed": _passed,
    "approved": _approved,
    "sealed": _sealed,
    "measured": _measured,
    "measured_in_review": _measured_in_review,
    "decided": _decided,
    "waived": _waived,
    "discussed": _discussed,
    "followed": _followed,
    "reported": _reported,
    "round": _round,
    "questioned": _questioned,
}


class Staged:
    """A site in a stage, and the arguments that every route may ask for."""

    def __init__(self, app: Flask, stage: str) -> None:
        self.site = Site(app)
        piece = STAGES[stage](self.site)
        self.arguments = self._arguments(piece)

    def over(self, app: Flask) -> Staged:
        """Return the same over another application, whose data is a copy of this one's."""
        other = copy(self)
        other.site = self.site.over(app)
        return other

    def _arguments(self, piece: int) -> Arguments:
        world = self.site.world
        keep_world_bytes(self.site.container, world)
        with self.site.container.database.transaction() as session:
            evidence = session.get_one(Evidence, piece)
            job = enqueue_job(session, JobKind.SWEEP, {}, now=self.site.container.clock.now())
            session.flush()
            return {
                "year": 2017,
                "help_topic": "glossary",
                "topic": "criteria",
                "thing_kind": "evidence",
                "thing_id": piece,
                "rest": "TCTP-1.1.3",
                "code": "TCTP-1.1.3",
                "register": "plan_tasks",
                "evidence_id": piece,
                "explanation_id": session.scalar(select(Explanation.id)) or 0,
                "round_id": session.scalar(select(AppraisalRound.id)) or 0,
                "question_id": session.scalar(select(RoundQuestion.id)) or 0,
                "note_kind": "difficulty",
                "score_kind": "self",
                "place": "TCTP-1.1.3",
                "document_id": evidence.version.document_id,
                "number": 1,
                "ordinal": 1,
                "measurement_id": session.scalar(select(Measurement.id)) or 0,
                "what": "signature",
                "explained": "missing",
                "megabytes": 1,
                "volume": 1,
                "key": keep_draft(self.site.container.store, DRAFT),
                "page": 1,
                "person_id": world.user(session, "mai").id,
                "assignment_id": session.scalar(select(Assignment.id)) or 0,
                "agency_code": "noi-vu",
                "agency_id": world.agency(session, "noi-vu").id,
                "agency_kind": "ward",
                "kind": "merge",
                "change_id": _change_to_come(session, world),
                "action": "freeze",
                "of_year": 2026,
                "day_id": session.scalar(select(CalendarDay.id).where(CalendarDay.day == date(2026, 9, 2)))
                or 0,
                "job_id": job.id,
                "saved_id": _saved_by_lan(session, world),
                "notice_id": _notice_of_lan(session, world),
                "request_id": _reset_asked_for(session, world),
                "delegation_id": _absence_of_head(session, world),
                "session_id": _session_of_lan(session, world),
                "second_id": 1,
                "report_id": session.scalar(select(Report.id)) or 0,
                "section_id": session.scalar(select(ReportSection.id)) or 0,
                "report_kind": "year",
                "letter_id": session.scalar(select(FollowUpLetter.id)) or 0,
                "comment_id": add_comment(
                    session, world.actor("coordinator"), Reason.MISSING_CONTENT, "Thiếu phụ lục."
                ).id,
            }

    def ask(self, row: Row, person: str) -> int:
        """Return the status that this person gets; no answer of any route says an English sentence."""
        visitor = self.site.visitor(person)
        rule = _rule(self.site.app, row)
        path = self._path(rule) + (f"?{row.query}" if row.query else "")
        if row.method == "GET":
            answer = visitor.client.get(path)
        else:
            answer = visitor.client.post(path, data={"csrf_token": visitor.token()} | row.data)
        if answer.mimetype == "text/html":
            assert english_in(answer.get_data(as_text=True)) == [], path
        return answer.status_code

    def _path(self, rule: Rule) -> str:
        wanted = {name: self.arguments[name] for name in rule.arguments}
        adapter = self.site.app.url_map.bind("localhost")
        return adapter.build(rule.endpoint, wanted)


def _rule(app: Flask, row: Row) -> Rule:
    return next(r for r in app.url_map.iter_rules(row.endpoint) if row.method in (r.methods or ()))


@pytest.fixture(scope="session")
def stages(
    apps: Apps, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], tuple[Path, Staged]]:
    """Give the folder of a site in a stage, made when first asked for, and the site; work in copies only."""
    folder = tmp_path_factory.mktemp("stages")

    @cache
    def make(stage: str) -> tuple[Path, Staged]:
        var = var_folder(folder / stage)
        shutil.copyfile(sqlite_template, var / "evidence.db")
        with apps.serving(var) as app:
            return var, Staged(app, stage)

    return make


@pytest.fixture
def staged(
    apps: Apps, stages: Callable[[str], tuple[Path, Staged]], tmp_path: Path
) -> Iterator[Callable[[str], Staged]]:
    """Give a factory of sites in a stage, each with its own data."""
    numbers = count()
    with ExitStack() as opened:

        def make(stage: str) -> Staged:
            var, site = stages(stage)
            copied = shutil.copytree(var, tmp_path / str(next(numbers)))
            return site.over(opened.enter_context(apps.serving(copied)))

        yield make


def test_the_table_lists_every_route(site: Site) -> None:
    there = {
        (rule.endpoint, method)
        for rule in site.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint not in PUBLIC_ENDPOINTS - {"account.language"}
    }
    listed = {(row.endpoint, row.method) for row in ROWS}
    assert there - listed == set(), "these routes have no row in tests/web/route_rights.py"
    assert listed - there == set(), "these rows have no route"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.endpoint} {row.stage}")
def test_a_route_answers_each_person_as_the_table_says(row: Row, staged: Callable[[str], Staged]) -> None:
    done = {person for person in PEOPLE if row.method == "POST" and row.status(person) in {200, 303}}
    shared = staged(row.stage)
    got = {person: shared.ask(row, person) for person in PEOPLE if person not in done}
    # Who succeeds changes the stage, so each of them finds it anew.
    got |= {person: staged(row.stage).ask(row, person) for person in sorted(done)}
    assert got == {person: row.status(person) for person in PEOPLE}
