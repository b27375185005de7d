"""Signing in and out, sessions, guesses, and passwords: the first one, another one, a forgotten one."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from evidence_repo.app import create_app
from evidence_repo.errors import BadInput
from evidence_repo.jobs.handlers import HANDLERS
from evidence_repo.models import BrowserSession, GuessCounter, Job
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.people.accounts import change_roles, reset_password
from evidence_repo.services.people.passwords import hash_password, is_password
from evidence_repo.settings import Settings
from tests.live.mail import SmtpServer
from tests.web.pages import Page, Visitor, check_page
from tests.web.site import Site, var_folder
from workflows.roles import Role

GOOD = "mua-nuoc-noi-2017"
OTHER = "con-duong-xua-ay"
FROM = {"REMOTE_ADDR": "192.0.2.1"}


def give_one_time_password(site: Site, name: str) -> str:
    with site.container.database.transaction() as session:
        coordinator = site.world.actor("coordinator")
        return reset_password(session, coordinator, site.world.user(session, name), site.world.clock)


def give_password(site: Site, name: str, password: str = GOOD) -> None:
    with site.container.database.transaction() as session:
        site.world.user(session, name).password = hash_password(password)


def sign_in(client: FlaskClient, email: str, password: str, **more: object) -> Page:
    form = BeautifulSoup(client.get("/sign-in").get_data(as_text=True), "html.parser")
    token = form.select_one("main input[name=csrf_token]")
    assert token is not None
    sent = {"csrf_token": str(token["value"]), "email": email, "password": password}
    return Page(client.post("/sign-in", data=sent, **more))


def signed_in(site: Site, name: str = "lan", password: str = GOOD) -> FlaskClient:
    client = site.app.test_client()
    assert sign_in(client, f"{name}@example.vn", password).status == 303
    return client


def is_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def test_what_is_too_long_for_its_field_is_said_beside_it(site: Site) -> None:
    for email, password in (("lan@example.vn", "x" * 129), ("a" * 5000, GOOD)):
        page = sign_in(site.app.test_client(), email, password)
        assert page.status == 400
        assert "Nội dung không được dài quá" in page.words


def test_a_one_time_password_must_be_changed_before_anything_else(site: Site) -> None:
    once = give_one_time_password(site, "lan")
    client = signed_in(site, password=once)
    visitor = Visitor(site.app, client)
    for path in ("/", "/2017/criteria", "/account", "/2017/board"):
        assert visitor.get(path, status=303).response.location == "/first-password"
    page = visitor.get("/first-password")
    token = page.hidden("main form")
    short = visitor.client.post("/first-password", data=token | {"new": "ngan", "again": "ngan"})
    assert short.status_code == 400
    check_page(Page(short))
    differing = visitor.client.post("/first-password", data=token | {"new": GOOD, "again": GOOD + "x"})
    assert differing.status_code == 400
    kept = visitor.client.post("/first-password", data=token | {"new": GOOD, "again": GOOD})
    assert kept.status_code == 303
    visitor.get("/")
    other = site.app.test_client()
    assert sign_in(other, "lan@example.vn", once).status == 400
    assert sign_in(other, "lan@example.vn", GOOD).status == 303


def test_a_one_time_password_is_good_for_three_days(site: Site) -> None:
    once = give_one_time_password(site, "lan")
    with site.container.database.transaction() as session:
        lan = site.world.user(session, "lan")
        assert lan.password_is_shared
        assert lan.password_expires_at is not None
        lan.password_expires_at -= timedelta(hours=73)
    assert "hết hạn" in sign_in(site.app.test_client(), "lan@example.vn", once).words


class TestSessions:
    @pytest.fixture(autouse=True)
    def password(self, site: Site) -> None:
        give_password(site, "lan")

    def move_back(self, site: Site, **columns: timedelta) -> None:
        """Have every session begun or last seen longer ago."""
        with site.container.database.transaction() as session:
            for row in session.query(BrowserSession):
                for name, by in columns.items():
                    setattr(row, name, getattr(row, name) - by)

    def test_a_cookie_opens_nothing_after_signing_out(self, site: Site) -> None:
        client = signed_in(site)
        stolen = site.app.test_client()
        cookie = client.get_cookie(site.app.config["SESSION_COOKIE_NAME"])
        assert cookie is not None
        stolen.set_cookie(cookie.key, cookie.value)
        assert is_in(stolen)
        answer = client.post("/sign-out", data={"csrf_token": Visitor(site.app, client).token()})
        assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
        assert not is_in(client)
        assert not is_in(stolen)

    def test_nothing_but_the_password_signs_in(self, site: Site) -> None:
        client = site.app.test_client()
        page = sign_in(client, "lan@example.vn", GOOD, query_string={"include_auth_token": "1"})
        assert page.status == 303
        assert not any("remember" in cookie for cookie in page.response.headers.getlist("Set-Cookie"))
        assert client.get_cookie("remember_token") is None
        with site.world.reading() as session:
            stored = {row.token_hash for row in session.query(BrowserSession)}
        for token in (*stored, "x" * 43):
            assert not is_in(site.app.test_client()), token
            assert site.app.test_client().get(f"/account?auth_token={token}").status_code == 302
            header = {"Authentication-Token": token}
            assert site.app.test_client().get("/account", headers=header).status_code == 302

    @pytest.mark.parametrize(
        ("column", "minutes", "is_open"),
        [("seen_at", 29, True), ("seen_at", 31, False), ("began_at", 719, True), ("began_at", 721, False)],
    )
    def test_it_ends_after_half_an_hour_without_use_and_twelve_hours_in_all(
        self, site: Site, column: str, minutes: int, is_open: bool
    ) -> None:
        client = signed_in(site)
        self.move_back(site, **{column: timedelta(minutes=minutes)})
        assert is_in(client) is is_open

    def test_use_keeps_it_and_a_waiting_page_does_not(self, site: Site) -> None:
        client = signed_in(site)
        for headers, is_open in (({}, True), ({"X-Background": "1"}, False)):
            self.move_back(site, seen_at=timedelta(minutes=20))
            client.get("/account", headers=headers)
            self.move_back(site, seen_at=timedelta(minutes=20))
            assert is_in(client) is is_open

    def test_id_and_form_token_are_new_after_signing_in_and_with_a_new_password(self, site: Site) -> None:
        client = site.app.test_client()
        before = BeautifulSoup(client.get("/sign-in").text, "html.parser").select_one("meta[name=csrf-token]")
        assert before is not None
        assert sign_in(client, "lan@example.vn", GOOD).status == 303
        assert client.post("/language", data={"csrf_token": before["content"]}).status_code == 400
        visitor, elsewhere = Visitor(site.app, client), signed_in(site)
        old = visitor.token()
        wrong = visitor.post("/account", {"present": "sai", "new": OTHER, "again": OTHER}, status=400)
        assert wrong.tree.select(".invalid-feedback")
        visitor.post("/account", {"present": GOOD, "new": OTHER, "again": OTHER})
        visitor.get("/")
        assert client.post("/language", data={"csrf_token": old}).status_code == 400
        assert not is_in(elsewhere)

    def test_other_roles_end_it(self, site: Site) -> None:
        client = signed_in(site)
        with site.container.database.transaction() as session:
            coordinator, lan = site.world.actor("coordinator"), site.world.user(session, "lan")
            change_roles(session, coordinator, lan, {Role.AGENCY_HEAD}, site.world.clock)
        assert not is_in(client)

    def test_its_person_and_the_coordinator_see_and_end_it(self, site: Site) -> None:
        here = Visitor(site.app, signed_in(site))
        for ending in (here, site.visitor("coordinator")):
            there = signed_in(site)
            address = "/account" if ending is here else f"/admin/people/{site.world.person('lan')}"
            [first, *_] = ending.get(address).tree.select("form[action*='/sessions/']")
            for nobody in ("mai", "reviewer"):
                site.visitor(nobody).post(str(first["action"]), status=404)
            ending.post(str(first["action"]))
            assert not is_in(there)

    def test_a_closed_account_opens_nothing(self, site: Site) -> None:
        client = signed_in(site)
        with site.container.database.transaction() as session:
            site.world.user(session, "lan").active = False
        assert not is_in(client)
        assert sign_in(site.app.test_client(), "lan@example.vn", GOOD).status == 400

    def test_an_old_hash_is_made_anew(self, site: Site) -> None:
        from argon2 import PasswordHasher

        with site.container.database.transaction() as session:
            site.world.user(session, "lan").password = PasswordHasher().hash(GOOD)
        signed_in(site)
        with site.world.reading() as session:
            hashed = site.world.user(session, "lan").password or ""
        assert "m=19456,t=2,p=1" in hashed
        assert is_password(GOOD, hashed)


class TestGuessing:
    @pytest.fixture(autouse=True)
    def password(self, site: Site) -> None:
        give_password(site, "lan")

    def guess(self, site: Site, email: str = "lan@example.vn", address: str = "192.0.2.1") -> int:
        client = site.app.test_client()
        return sign_in(client, email, "sai", environ_overrides={"REMOTE_ADDR": address}).status

    def test_each_further_failure_waits_longer(self, site: Site) -> None:
        assert [self.guess(site) for _ in range(5)] == [400] * 5
        refused = sign_in(
            site.app.test_client(), "lan@example.vn", GOOD, environ_overrides={"REMOTE_ADDR": "192.0.2.1"}
        )
        assert refused.status == 429
        assert 0 < int(refused.response.headers["Retry-After"]) <= 2
        check_page(refused)
        with site.container.database.transaction() as session:
            for row in session.query(GuessCounter):
                row.failed_at -= timedelta(seconds=3)
        assert self.guess(site) == 400
        refused = sign_in(
            site.app.test_client(), "lan@example.vn", GOOD, environ_overrides={"REMOTE_ADDR": "192.0.2.1"}
        )
        assert int(refused.response.headers["Retry-After"]) > 1

    @pytest.mark.parametrize(
        "spelling", ["LAN@example.vn", "ｌａｎ＠example.vn", "l\u00adan@example.vn", " lan@exam\u200bple.vn "]
    )
    def test_another_spelling_is_the_same_account(self, site: Site, spelling: str) -> None:
        assert [self.guess(site, spelling) for _ in range(5)] == [400] * 5
        assert self.guess(site) == 429

    def test_many_accounts_from_one_address_wait_too(self, site: Site) -> None:
        got = [self.guess(site, f"person-{number}@example.vn") for number in range(32)]
        assert got[:30] == [400] * 30
        assert got[-1] == 429
        assert self.guess(site, "other@example.vn", "192.0.2.99") == 400

    def test_a_stranger_does_not_shut_out_who_is_known_here(self, site: Site) -> None:
        client = signed_in(site)
        client.post("/sign-out", data={"csrf_token": Visitor(site.app, client).token()})
        for number in range(25):
            self.guess(site, address=f"198.51.100.{number}")
        assert self.guess(site, address="198.51.100.99") == 429
        assert sign_in(client, "lan@example.vn", GOOD).status == 303

    def test_only_a_trusted_proxy_says_where_a_request_comes_from(self, site: Site) -> None:
        for number in range(31):
            client, forged = site.app.test_client(), {"X-Forwarded-For": f"203.0.113.{number}"}
            got = sign_in(client, f"p{number}@example.vn", "x", headers=forged).status
        assert got == 429

    def test_the_present_password_is_no_place_to_guess(self, site: Site) -> None:
        visitor = Visitor(site.app, signed_in(site))
        sent = {"present": "sai-mat-khau", "new": OTHER, "again": OTHER}
        for _ in range(5):
            visitor.post("/account", sent, status=400)
        visitor.post("/account", sent | {"present": GOOD}, status=429)


@pytest.mark.parametrize("new", ["aaaaaaaaaaaaaa", "1234567890123", "matkhau2017", "lan@example.vn", "ngan"])
def test_one_rule_for_passwords_at_every_door(site: Site, new: str) -> None:
    give_password(site, "lan")
    visitor = Visitor(site.app, signed_in(site))
    visitor.post("/account", {"present": GOOD, "new": new, "again": new}, status=400)
    assert is_in(visitor.client)


def test_without_mail_the_administrator_helps(site: Site) -> None:
    client = site.app.test_client()
    assert client.get("/forgotten-password").status_code == 404
    assert not Page(client.get("/sign-in")).tree.select("a[href*=forgotten]")


@contextmanager
def app_with(url: str, folder: Path, **settings: str) -> Iterator[Flask]:
    fixed = {
        "EVIDENCE_VAR": str(var_folder(folder)),
        "EVIDENCE_DATABASE_URL": url,
        "EVIDENCE_SECRET_KEY": "test",
    }
    app = create_app(Settings.from_env(fixed | settings))
    yield app
    app.extensions["container"].close()


def test_hosts_that_are_not_ours_are_refused(sqlite_url: str, tmp_path: Path) -> None:
    with app_with(sqlite_url, tmp_path, EVIDENCE_TRUSTED_HOSTS="kho.example.vn") as app:
        for host, status in (("kho.example.vn", 200), ("127.0.0.1:8416", 200), ("evil.example", 400)):
            assert app.test_client().get("/sign-in", headers={"Host": host}).status_code == status


def test_mail_needs_the_address_that_its_links_begin_with() -> None:
    with pytest.raises(BadInput) as refused:
        Settings.from_env({"EVIDENCE_SECRET_KEY": "x", "EVIDENCE_MAIL_URL": "smtp://127.0.0.1"})
    assert refused.value.field == "EVIDENCE_PUBLIC_URL"


@pytest.fixture
def mailing_app(sqlite_url: str, tmp_path: Path, smtp_server: SmtpServer) -> Iterator[Flask]:
    settings = {
        "EVIDENCE_MAIL_URL": f"smtp://{smtp_server.host}:{smtp_server.port}",
        "EVIDENCE_MAIL_SENDER": "kho@example.vn",
        "EVIDENCE_PUBLIC_URL": "https://kho.example.vn",
    }
    with app_with(sqlite_url, tmp_path, **settings) as app:
        yield app


def send_mails(app: Flask) -> list[str]:
    """Do what the worker does with the mails that wait; return their kinds."""
    container = app.extensions["container"]
    with container.database.transaction() as session:
        waiting = session.query(Job).filter(Job.kind.like("mail_%")).order_by(Job.id).all()
        done = [(job.kind, dict(job.payload)) for job in waiting]
        for job in waiting:
            session.delete(job)
    for kind, payload in done:
        HANDLERS[JobKind(kind)](container, payload)
    return [kind for kind, _ in done]


def test_a_forgotten_password_is_replaced_by_mail(mailing_app: Flask, smtp_server: SmtpServer) -> None:
    site = Site(mailing_app)
    give_one_time_password(site, "lan")
    send_mails(mailing_app)
    smtp_server.messages.clear()
    client = mailing_app.test_client()
    page = Page(client.get("/forgotten-password"))
    check_page(page)
    answers = []
    for email in ("nobody@example.vn", "lan@example.vn"):
        sent = page.hidden("main form") | {"email": email}
        evil = {"Host": "localhost", "X-Forwarded-Host": "evil.example"}
        answers.append(client.post("/forgotten-password", data=sent, headers=evil).status_code)
        assert send_mails(mailing_app) == ["mail_link"], "the same is done for both"
    assert answers == [303, 303]
    [message] = smtp_server.messages
    assert message["To"] == "lan@example.vn"
    link = re.search(r"https://kho\.example\.vn(/forgotten-password/\S+)", message.get_content())
    assert link, "the link leads where the settings say, whatever host the request named"
    form = Page(client.get(link[1]))
    check_page(form)
    for new in ("aaaaaaaaaaaa", "lan@example.vn"):
        sent = form.hidden("main form") | {"password": new, "again": new}
        assert client.post(link[1], data=sent).status_code == 400
    sent = form.hidden("main form") | {"password": GOOD, "again": GOOD}
    assert client.post(link[1], data=sent).status_code == 303
    assert sign_in(mailing_app.test_client(), "lan@example.vn", GOOD).status == 303
    assert client.get(link[1]).status_code == 400, "the link is good once"
    assert client.get("/forgotten-password/1-9999999999-abc").status_code == 400
    send_mails(mailing_app)
    assert len(smtp_server.messages) == 2, "the person is told that the password was changed"


def test_the_owner_is_told_of_what_others_change(mailing_app: Flask, smtp_server: SmtpServer) -> None:
    site = Site(mailing_app)
    with site.container.database.transaction() as session:
        coordinator, lan = site.world.actor("coordinator"), site.world.user(session, "lan")
        change_roles(session, coordinator, lan, {Role.AGENCY_HEAD}, site.world.clock)
    assert send_mails(mailing_app) == ["mail_change"]
    [message] = smtp_server.messages
    assert message["To"] == "lan@example.vn"
