"""What stands around every page: sign-in, navigation, errors, headers, language."""

import sys
from types import FrameType

import flask_babel
import pytest
from bs4 import BeautifulSoup
from flask import url_for
from sqlalchemy import event

from evidence_repo.services.people.passwords import hash_password
from tests.web.pages import Page, check_page
from tests.web.site import Site


def test_home_and_criteria_open_for_everybody_of_the_province(site: Site) -> None:
    for name in ("lan", "head", "reviewer", "approver", "coordinator", "observer"):
        visitor = site.visitor(name)
        visitor.get("/")
        page = visitor.get("/2017/criteria")
        assert [link.get_text(strip=True) for link in page.tree.select("td.code a")] == [
            "TCTP 1.1.3",
            "TCTP 1.3.1",
            "TCTP 2.1.1",
            "TCTP 5.2.1",
        ]


def test_the_ministry_does_not_see_the_province_at_work(site: Site) -> None:
    visitor = site.visitor("ministry")
    visitor.get("/")
    visitor.get("/2017/criteria", status=404)


OPEN = {"assets.icons", "sign_in.show", "sign_in.forgotten"}


def test_nothing_is_open_without_signing_in(site: Site) -> None:
    nobody = site.visitor()
    for rule in site.app.url_map.iter_rules():
        if rule.arguments - {"year"} or "GET" not in (rule.methods or ()):
            continue
        answer = nobody.client.get(rule.rule.replace("<year:year>", "2017"))
        if answer.status_code in {301, 302, 303}:
            assert answer.location.startswith("/sign-in"), rule.rule
        else:
            assert rule.endpoint in OPEN, (rule.rule, answer.status_code)


def test_signing_in_with_the_right_password_only(site: Site) -> None:
    with site.container.database.transaction() as session:
        site.world.user(session, "lan").password = hash_password("mot-mat-khau-dai")
    browser = site.app.test_client()
    form = BeautifulSoup(browser.get("/sign-in").get_data(as_text=True), "html.parser")
    token = form.select_one("main input[name=csrf_token]")
    assert token is not None
    sent = {"csrf_token": str(token["value"]), "email": "LAN@example.vn", "password": "sai"}
    refused = browser.post("/sign-in", data=sent)
    assert refused.status_code == 400
    check_page(Page(refused))
    assert browser.get("/").status_code == 302
    accepted = browser.post("/sign-in", data=sent | {"password": "mot-mat-khau-dai"})
    assert accepted.status_code == 303
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize("path", ["/nothing-here", "/2017/criteria/TCTP-9.9.9", "/1999/criteria"])
def test_what_is_not_there_says_so(site: Site, path: str) -> None:
    page = site.visitor("lan").get(path, status=404)
    assert page.one("main h1")


def test_an_error_for_a_script_is_a_sentence_without_a_page(site: Site) -> None:
    answer = site.visitor("lan").client.get("/nothing-here", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert answer.get_json()["error"]["message"]


def test_a_form_without_its_token_changes_nothing(site: Site) -> None:
    visitor = site.visitor("lan")
    answer = visitor.client.post("/language", data={"language": "en"})
    assert answer.status_code == 400
    check_page(Page(answer))


def test_the_language_is_kept_with_the_account(site: Site) -> None:
    visitor = site.visitor("lan")
    assert visitor.get("/").one("html")["lang"] == "vi"
    visitor.post("/language", {"language": "en", "next": "/2017/criteria"})
    assert site.visitor("lan").get("/").one("html")["lang"] == "en"


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example"]
)
def test_nobody_is_led_to_another_site(site: Site, address: str) -> None:
    answer = site.visitor("lan").post("/language", {"language": "en", "next": address})
    assert answer.response.location == "/"


def test_no_answer_lets_anything_run_that_is_not_ours(site: Site) -> None:
    policy = site.visitor("lan").get("/").response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "http" not in policy


def test_static_files_are_kept_and_pages_are_not(site: Site) -> None:
    visitor = site.visitor("lan")
    page = visitor.get("/")
    assert page.response.headers["Cache-Control"] == "no-store"
    for element, attribute in (("link[rel=stylesheet]", "href"), ("script", "src"), ("svg use", "href")):
        address = str(page.tree.select(element)[0][attribute]).partition("#")[0]
        answer = visitor.client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        answer.close()


def test_whose_session_has_ended_is_told_so_and_led_back(site: Site) -> None:
    browser = site.app.test_client()
    address = "http://localhost/2017/evidence/7/explain"
    refused = browser.post(
        "/2017/evidence/7/explain", data={"text": "Đã bổ sung"}, headers={"Referer": address}
    )
    page = Page(refused)
    check_page(page)
    assert refused.status_code == 401
    assert "Phiên làm việc đã hết hạn. Chưa có gì thay đổi." in page.words
    assert page.one(".error-page .btn-primary")["href"] == "/sign-in?next=/2017/evidence/7/explain"
    asked_by_script = browser.post("/2017/evidence/7/explain", headers={"Accept": "application/json"})
    assert asked_by_script.status_code == 401
    assert "Hãy đăng nhập lại ở cửa sổ khác" in asked_by_script.get_json()["error"]["advice"]


def test_a_page_looks_its_language_up_once_not_at_every_word(site: Site) -> None:
    visitor = site.visitor("lan")
    visitor.get("/2017/criteria")
    lookups: list[None] = []

    def note(frame: FrameType, what: str, _more: object) -> None:
        if what == "call" and frame.f_code is flask_babel.Domain.get_translations.__code__:
            lookups.append(None)

    sys.setprofile(note)
    try:
        visitor.get("/2017/criteria")
    finally:
        sys.setprofile(None)
    assert len(lookups) <= 2


def test_home_reads_the_packs_of_the_cycle_once(site: Site) -> None:
    visitor = site.visitor("lan")
    visitor.get("/")
    asked: list[str] = []
    event.listen(
        site.container.database.engine, "before_cursor_execute", lambda *given: asked.append(given[2])
    )
    visitor.get("/")
    assert sum("FROM evidence_pack" in one and "criterion_field" in one for one in asked) == 1


def test_whoever_loads_the_address_of_a_form_again_is_led_to_its_page(site: Site) -> None:
    """A refused form is shown at the address that it was sent to, where nothing can be fetched."""
    ids = {"code": "TCTP-1.1.3"}
    visitor, lost = site.visitor("coordinator"), []
    rules = list(site.app.url_map.iter_rules())
    fetched = {rule.rule for rule in rules if "GET" in (rule.methods or ())}
    with site.app.test_request_context("/"):
        addresses = [
            url_for(rule.endpoint, **{name: ids.get(name, 1) for name in rule.arguments})
            for rule in rules
            if rule.rule not in fetched
        ]
    assert len(addresses) > 20
    for address in addresses:
        answer = visitor.client.get(f"{address}?page=2")
        leads_up = answer.status_code == 303 and address.startswith(answer.location.partition("?")[0])
        lost += [] if leads_up and answer.location.endswith("?page=2") else [(address, answer.status)]
    assert lost == []
    assert visitor.client.get(addresses[0], headers={"Accept": "application/json"}).status_code == 405
