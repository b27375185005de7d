"""Every route against the table of rights: listed there, and answering as it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from evidence_repo.app import create_app
from evidence_repo.models import AccountRequest, BrowserSession, Evidence, Explanation, SavedSearch
from evidence_repo.services.bundles import render_bundle, seal_bundle
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.outbox.queue import enqueue_job
from evidence_repo.services.people.account_requests import renew_password
from evidence_repo.services.people.sessions import begin_session, hash_token
from evidence_repo.settings import Settings
from evidence_repo.web.security import PUBLIC_ENDPOINTS
from tests.services.world import NOW, World
from tests.web.english import english_in
from tests.web.route_rights import PEOPLE, ROWS, Row
from tests.web.site import Site, var_folder
from tests.world_bytes import keep_world_bytes
from workflows.evidence import VerdictKind

Arguments = dict[str, object]


def _draft(site: Site) -> int:
    return site.world.cite()


def _contribution(site: Site) -> int:
    return site.world.cite(who="district")


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
    return piece


def _saved_by_lan(session: Session, world: World) -> int:
    owner = world.user(session, "lan").id
    saved = SavedSearch(owner_id=owner, name="Báo cáo", place={"q": "bao cao"}, saved_at=NOW)
    session.add(saved)
    session.flush()
    return saved.id


def _session_of_lan(session: Session, world: World) -> int:
    token = begin_session(session, world.user(session, "lan"), "Firefox", "127.0.0.1", datetime.now(UTC))
    found = session.scalar(select(BrowserSession.id).where(BrowserSession.token_hash == hash_token(token)))
    assert found is not None
    return found


def _reset_asked_for(session: Session, world: World) -> int:
    second = world.user(session, "second")
    asked = renew_password(session, world.actor("coordinator"), second, world.clock)
    assert isinstance(asked, AccountRequest)
    return asked.id


STAGES: dict[str, Callable[[Site], int]] = {
    "draft": _draft,
    "contribution": _contribution,
    "submitted": _submitted,
    "judged": _judged,
    "returned": _returned,
    "passed": _passed,
    "approved": _approved,
    "sealed": _sealed,
}


class Staged:
    """A site in a stage, and the arguments that every route may ask for."""

    def __init__(self, app: Flask, stage: str) -> None:
        self.site = Site(app)
        piece = STAGES[stage](self.site)
        self.arguments = self._arguments(piece)

    def _arguments(self, piece: int) -> Arguments:
        world = self.site.world
        keep_world_bytes(self.site.container, world)
        with self.site.container.database.transaction() as session:
            evidence = session.get_one(Evidence, piece)
            job = enqueue_job(session, JobKind.SWEEP, {}, now=self.site.container.clock.now())
            session.flush()
            return {
                "code": "TCTP-1.1.3",
                "evidence_id": piece,
                "explanation_id": session.scalar(select(Explanation.id)) or 0,
                "document_id": evidence.version.document_id,
                "number": 1,
                "page": 1,
                "person_id": world.user(session, "mai").id,
                "agency_id": world.agency(session, "noi-vu").id,
                "action": "freeze",
                "job_id": job.id,
                "saved_id": _saved_by_lan(session, world),
                "request_id": _reset_asked_for(session, world),
                "session_id": _session_of_lan(session, world),
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


@pytest.fixture
def staged(sqlite_template: Path, tmp_path: Path) -> Iterator[Callable[[str], Staged]]:
    """Give a factory of sites in a stage, each with its own database."""
    apps: list[Flask] = []

    def make(stage: str) -> Staged:
        var = var_folder(tmp_path / str(len(apps)))
        database = var / "evidence.db"
        database.write_bytes(sqlite_template.read_bytes())
        app = create_app(Settings.from_env({"EVIDENCE_VAR": str(var), "EVIDENCE_SECRET_KEY": "test"}))
        apps.append(app)
        return Staged(app, stage)

    yield make
    for app in apps:
        app.extensions["container"].close()


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
