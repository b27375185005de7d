"""The approver's page: ready packs first, four eyes said, approving and opening again."""

from datetime import timedelta

from sqlalchemy import event

from tests.web.site import Site
from workflows.evidence import VerdictKind
from workflows.states import PackState


def reviewed(site: Site, code: str = "1.1.3") -> int:
    piece = site.world.cite(code)
    site.world.submit(code)
    site.world.judge(piece)
    return piece


def test_ready_packs_come_first_and_are_approved_from_here(site: Site) -> None:
    site.world.cite("1.3.1")
    site.world.submit("1.3.1")
    reviewed(site)
    approver = site.visitor("approver")
    page = approver.get("/2017/packs")
    assert [link.get_text() for link in page.tree.select("section.sheet h2 a")] == [
        "TCTP 1.1.3",
        "TCTP 1.3.1",
    ]
    assert len(page.tree.select("form[action$='/approve']")) == 1
    assert "reviewer" in page.words
    approver.post("/2017/packs/TCTP-1.1.3/approve", page.hidden("form[action$='/approve']"))
    assert site.world.pack_state() is PackState.APPROVED
    assert approver.get("/2017/packs").one("#decided").select("a[href*='/reopen']")


def test_an_approver_who_gave_a_verdict_reads_why_not_and_who_may(site: Site) -> None:
    piece = site.world.cite()
    site.world.submit()
    site.world.judge(piece, who="council")
    page = site.visitor("council").get("/2017/packs")
    assert not page.tree.select("form[action$='/approve']")
    assert "approver" in page.words


def test_another_review_is_asked_for_from_the_list(site: Site) -> None:
    reviewed(site)
    approver = site.visitor("approver")
    link = approver.get("/2017/packs").one("a[href*='/ask-again']")
    form = approver.get(str(link["href"]))
    sent = form.hidden("main form") | {"reason": "Xem lại trang 2"}
    assert approver.post(str(form.one("main form")["action"]), sent).response.location == "/2017/packs"
    assert not approver.get("/2017/packs").tree.select("form[action$='/approve']")


def test_the_page_costs_no_more_queries_for_more_packs_that_still_wait(site: Site) -> None:
    counts = []
    for code in ("1.1.3", "1.3.1"):
        site.world.cite(code)
        site.world.submit(code)
        statements: list[str] = []

        def note(*told: object, kept: list[str] = statements) -> None:
            kept.append(str(told[2]))

        event.listen(site.container.database.engine, "before_cursor_execute", note)
        site.visitor("approver").get("/2017/packs")
        event.remove(site.container.database.engine, "before_cursor_execute", note)
        counts.append(len(statements))
    assert counts[1] <= counts[0] + 2, counts


def test_only_approvers_find_the_page(site: Site) -> None:
    for name in ("lan", "head", "reviewer", "coordinator", "observer", "ministry"):
        site.visitor(name).get("/2017/packs", status=404)


def test_the_reviewer_names_the_last_day_of_the_answer_when_returning(site: Site) -> None:
    piece = site.world.cite()
    site.world.submit()
    site.world.judge(piece, VerdictKind.NEEDS_EXPLANATION)
    reviewer = site.visitor("reviewer")
    form, address = "#pack-action form", "/2017/packs/TCTP-1.1.3/return"
    sent = reviewer.get("/2017/criteria/TCTP-1.1.3").hidden(form)
    for wrong in ("32/13/2017", "01/01/2016", "x" * 400):
        reviewer.post(address, sent | {"last_day": wrong}, status=400)
    last_day = f"{site.container.clock.today() + timedelta(days=10):%d/%m/%Y}"
    reviewer.post(address, sent | {"last_day": last_day})
    assert last_day in site.visitor("lan").get("/2017/criteria/TCTP-1.1.3").words
