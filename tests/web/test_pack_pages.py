"""The approver's page: ready packs first, four eyes said, approving and opening again."""

from sqlalchemy import event

from tests.web.site import Site
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
    page = approver.get("/packs")
    assert [link.get_text() for link in page.tree.select("section.sheet h2 a")] == [
        "TCTP 1.1.3",
        "TCTP 1.3.1",
    ]
    assert len(page.tree.select("form[action$='/approve']")) == 1
    assert "reviewer" in page.words
    approver.post("/packs/TCTP-1.1.3/approve", page.hidden("form[action$='/approve']"))
    assert site.world.pack_state() is PackState.APPROVED
    assert approver.get("/packs").one("#decided").select("a[href*='/reopen']")


def test_an_approver_who_gave_a_verdict_reads_why_not_and_who_may(site: Site) -> None:
    piece = site.world.cite()
    site.world.submit()
    site.world.judge(piece, who="council")
    page = site.visitor("council").get("/packs")
    assert not page.tree.select("form[action$='/approve']")
    assert "approver" in page.words


def test_another_review_is_asked_for_from_the_list(site: Site) -> None:
    reviewed(site)
    approver = site.visitor("approver")
    link = approver.get("/packs").one("a[href*='/ask-again']")
    form = approver.get(str(link["href"]))
    sent = form.hidden("main form") | {"reason": "Xem lại trang 2"}
    assert approver.post(str(form.one("main form")["action"]), sent).response.location == "/packs"
    assert not approver.get("/packs").tree.select("form[action$='/approve']")


def test_the_page_costs_no_more_queries_for_more_packs_that_still_wait(site: Site) -> None:
    counts = []
    for code in ("1.1.3", "1.3.1"):
        site.world.cite(code)
        site.world.submit(code)
        statements: list[str] = []

        def note(*told: object, kept: list[str] = statements) -> None:
            kept.append(str(told[2]))

        event.listen(site.container.database.engine, "before_cursor_execute", note)
        site.visitor("approver").get("/packs")
        event.remove(site.container.database.engine, "before_cursor_execute", note)
        counts.append(len(statements))
    assert counts[1] <= counts[0] + 2, counts


def test_only_approvers_find_the_page(site: Site) -> None:
    for name in ("lan", "head", "reviewer", "coordinator", "observer", "ministry"):
        site.visitor(name).get("/packs", status=404)
