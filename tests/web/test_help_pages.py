"""Help: every screen has its page in both languages, and nobody is led to what they cannot open."""

from __future__ import annotations

from pathlib import Path

import pytest

import templates
from evidence_repo.web.help.topics import TOPICS, topic_of
from evidence_repo.web.security import PUBLIC_ENDPOINTS
from tests.web.site import Site
from workflows.roles import Role

TEXTS = Path(templates.__file__).parent / "help"
TERMS = (
    "field",
    "criterion",
    "evidence",
    "evidence_index",
    "expected_product",
    "lead_agency",
    "coordinating_agency",
    "uploader",
    "agency_head",
    "review",
    "appraisal",
    "draft",
    "submitted",
    "withdrawn",
    "sufficient",
    "needs_explanation",
    "explained",
    "accepted_with_explanation",
    "supplement",
    "superseded",
    "no_occurrence",
    "not_applicable",
    "evidence_pack",
    "submission_bundle",
    "max_points",
    "self_score",
    "appraised_score",
    "survey_score",
    "assessment_cycle",
    "subject",
    "number_symbol",
    "issue_date",
    "issuer",
    "signatory",
    "cited_pages",
)
"""The identifiers of the field's table of terms."""


def test_every_page_of_the_product_has_help(site: Site) -> None:
    pages = {
        rule.endpoint
        for rule in site.app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint not in PUBLIC_ENDPOINTS
    }
    without = {page for page in pages if topic_of(page) is None}
    assert {page.partition(".")[0] for page in without} <= {"help", "static", "bootstrap", "sign_in"}, without


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_topic_has_a_text_and_no_text_is_left_over(language: str) -> None:
    texts = {path.stem: path.read_text("utf-8") for path in (TEXTS / language).glob("*.html")}
    assert set(texts) == {topic.name for topic in TOPICS}
    assert all(len(text) > 60 for text in texts.values())


@pytest.mark.parametrize("who", ["lan", "reviewer", "approver", "coordinator", "observer", "ministry"])
def test_the_contents_lead_to_pages_that_open(site: Site, who: str) -> None:
    visitor = site.visitor(who)
    links = [str(link["href"]) for link in visitor.get("/help").tree.select("main a")]
    assert len(links) >= 5
    for link in links:
        visitor.get(link)
    for topic in TOPICS:
        if f"/help/{topic.name}" not in links:
            visitor.get(f"/help/{topic.name}", status=404)


def test_help_leads_to_the_page_one_is_on(site: Site) -> None:
    lan = site.visitor("lan")
    assert lan.get("/2017/criteria").one('.who-menu a[href="/help/criteria"]')
    assert lan.get("/calendar").one('.who-menu a[href="/help/calendar"]')
    assert lan.get("/help/admin", status=404).one('.who-menu a[href="/help"]')


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_role_has_a_hint(language: str) -> None:
    hints = {path.stem for path in (TEXTS / language / "roles").glob("*.html")}
    assert hints == {role.value for role in Role}


def test_the_hint_stands_on_home_until_it_is_read(site: Site) -> None:
    lan, head = site.visitor("lan"), site.visitor("head")
    assert "Chuyên viên" in lan.get("/").one("#first-visit").get_text()
    lan.post("/help/hint/read", status=303)
    assert lan.get("/").tree.select("#first-visit") == []
    assert head.get("/").one("#first-visit"), "another person has not read it"


def test_an_agency_is_not_led_to_the_help_of_reviewers(site: Site) -> None:
    links = {str(link["href"]) for link in site.visitor("lan").get("/help").tree.select("main a")}
    assert links.isdisjoint({"/help/review", "/help/approval", "/help/admin", "/help/audit", "/help/bundles"})


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_glossary_has_every_term_of_the_field(site: Site, language: str) -> None:
    lan = site.visitor("lan")
    lan.post("/language", {"language": language}, status=303)
    page = lan.get("/help/glossary")
    assert [term for term in TERMS if page.tree.find(id=term) is None] == []
    assert ("Cơ quan chủ trì" if language == "vi" else "Lead agency") in page.text


def test_legends_and_questions_use_the_words_of_the_screens(site: Site) -> None:
    lan = site.visitor("lan")
    states = lan.get("/help/states").text
    assert all(
        word in states for word in ("Đạt (chấp nhận giải trình)", "Trả lại để bổ sung, hoàn thiện", "Đã chốt")
    )
    assert len(lan.get("/help/states").tree.select("main .cover i")) == 3, "the squares of products"
    files = lan.get("/help/files")
    assert len(files.tree.select("main dl .state")) == 7
    assert "TCVN3" in files.text
