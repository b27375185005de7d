"""Passwords: the first one, another one, a forgotten one."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from flask_security import verify_password

from evidence_repo.app import create_app
from evidence_repo.services.people.accounts import reset_password
from evidence_repo.settings import Settings
from tests.live.mail import SmtpServer
from tests.web.pages import Page, Visitor, check_page
from tests.web.site import Site, var_folder

GOOD = "mua-nuoc-noi-2017"


def give_one_time_password(site: Site, name: str) -> str:
    with site.container.database.transaction() as session:
        coordinator = site.world.actor("coordinator")
        return reset_password(session, coordinator, site.world.user(session, name), site.world.clock)


def sign_in(client: FlaskClient, email: str, password: str) -> Page:
    form = BeautifulSoup(client.get("/sign-in").get_data(as_text=True), "html.parser")
    token = form.select_one("main input[name=csrf_token]")
    assert token is not None
    sent = {"csrf_token": str(token["value"]), "email": email, "password": password}
    return Page(client.post("/sign-in", data=sent))


def test_a_one_time_password_must_be_changed_before_anything_else(site: Site) -> None:
    once = give_one_time_password(site, "lan")
    client = site.app.test_client()
    assert sign_in(client, "lan@example.vn", once).status == 302
    visitor = Visitor(site.app, client)
    for path in ("/", "/criteria", "/account", "/board"):
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
    assert sign_in(other, "lan@example.vn", once).status == 200
    assert sign_in(other, "lan@example.vn", GOOD).status == 302


def test_another_password_ends_the_other_sessions(site: Site) -> None:
    once = give_one_time_password(site, "lan")
    here, elsewhere = site.app.test_client(), site.app.test_client()
    sign_in(here, "lan@example.vn", once)
    visitor = Visitor(site.app, here)
    token = visitor.get("/first-password").hidden("main form")
    here.post("/first-password", data=token | {"new": GOOD, "again": GOOD})
    sign_in(elsewhere, "lan@example.vn", GOOD)
    assert elsewhere.get("/").status_code == 200
    wrong = visitor.post("/account", {"present": "khong-phai", "new": "x" * 3, "again": "x" * 3}, status=400)
    assert wrong.tree.select(".invalid-feedback")
    visitor.post("/account", {"present": GOOD, "new": "con-duong-xua", "again": "con-duong-xua"})
    visitor.get("/")
    assert elsewhere.get("/").status_code == 302


def test_a_closed_account_opens_nothing(site: Site) -> None:
    visitor = site.visitor("lan")
    visitor.get("/")
    with site.container.database.transaction() as session:
        site.world.user(session, "lan").active = False
    assert visitor.client.get("/").status_code == 302


def test_ten_tries_a_minute_are_enough(site: Site) -> None:
    client = site.app.test_client()
    for _ in range(10):
        assert sign_in(client, "lan@example.vn", "sai-mat-khau").status == 200
    refused = sign_in(client, "lan@example.vn", "sai-mat-khau")
    assert refused.status == 429
    check_page(refused)
    assert sign_in(client, "mai@example.vn", "sai-mat-khau").status == 200


def test_without_mail_the_administrator_helps(site: Site) -> None:
    client = site.app.test_client()
    assert client.get("/forgotten-password").status_code in {302, 404}
    assert not Page(client.get("/sign-in")).tree.select("a[href*=forgotten]")


@pytest.fixture
def mailing_app(sqlite_url: str, tmp_path: Path, smtp_server: SmtpServer) -> Iterator[Flask]:
    settings = Settings.from_env(
        {
            "EVIDENCE_VAR": str(var_folder(tmp_path)),
            "EVIDENCE_DATABASE_URL": sqlite_url,
            "EVIDENCE_SECRET_KEY": "test",
            "EVIDENCE_MAIL_URL": f"smtp://{smtp_server.host}:{smtp_server.port}",
            "EVIDENCE_MAIL_SENDER": "kho@example.vn",
            "EVIDENCE_PUBLIC_URL": "https://kho.example.vn",
        }
    )
    app = create_app(settings)
    yield app
    app.extensions["container"].close()


def test_a_forgotten_password_is_mended_by_mail(mailing_app: Flask, smtp_server: SmtpServer) -> None:
    site = Site(mailing_app)
    give_one_time_password(site, "lan")
    client = mailing_app.test_client()
    page = Page(client.get("/forgotten-password"))
    check_page(page)
    asked = client.post("/forgotten-password", data=page.hidden("main form") | {"email": "nobody@example.vn"})
    assert asked.status_code in {200, 302}
    assert not smtp_server.messages
    client.post("/forgotten-password", data=page.hidden("main form") | {"email": "lan@example.vn"})
    [message] = smtp_server.messages
    assert message["To"] == "lan@example.vn"
    link = re.search(r"https://kho\.example\.vn(/forgotten-password/\S+)", message.get_content())
    assert link, "the link leads where the settings say, whatever host the request named"
    form = Page(client.get(link[1]))
    check_page(form)
    sent = form.hidden("main form") | {"password": GOOD, "password_confirm": GOOD}
    assert client.post(link[1], data=sent).status_code == 302
    with site.world.reading() as session, mailing_app.app_context():
        assert verify_password(GOOD, site.world.user(session, "lan").password)
    assert sign_in(mailing_app.test_client(), "lan@example.vn", GOOD).status == 302
    assert client.get(link[1]).status_code == 302, "the link is good once"
    telling = [m for m in smtp_server.messages if m["To"] == "lan@example.vn"]
    assert len(telling) == 2, "the person is told that the password was changed"
