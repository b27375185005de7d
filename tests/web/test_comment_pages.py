"""Comments on their pages: written with and without people named, changed, struck out, found by words."""

from __future__ import annotations

from tests.web.site import Site


def test_a_comment_goes_its_way_over_the_pages(site: Site) -> None:
    piece = site.world.cite()
    lan, head = site.visitor("lan"), site.visitor("head")
    page = lan.get("/2017/criteria/TCTP-1.1.3")
    [link] = page.tree.select(f"#piece-{piece} .comments-link")
    assert link.text.strip() == "Trao đổi"
    thread = lan.get(str(link["href"]))
    assert len(thread.tree.select("section.sheet form")) == 1  # no internal thread for an agency
    [tick] = [box["value"] for box in thread.tree.select("input[name=people]") if box["data-name"] == "head"]
    sent = thread.hidden("#thread-shared form") | {"text": "Thiếu <b>phụ lục</b>", "people": tick}
    answer = lan.post(str(link["href"]), sent)
    assert answer.response.location.endswith("#comment-1")
    told = head.get("/notices")
    assert "Thiếu <b>phụ lục</b>" in told.words
    thread = head.get(f"/2017/comments/evidence/{piece}")
    assert "Thiếu <b>phụ lục</b>" in thread.words
    assert not thread.tree.select("a[href$='/change']")
    change = lan.get("/2017/comments/1/change")
    sent = change.hidden("main form") | {"text": "Thiếu phụ lục 2"}
    lan.post("/2017/comments/1/change", sent)
    lan.post("/2017/comments/1/change", sent, status=409)
    assert "1 ý kiến" in lan.get("/2017/criteria/TCTP-1.1.3").words
    sent = lan.get(f"/2017/comments/evidence/{piece}").hidden("form[action$='/strike']")
    lan.post("/2017/comments/1/strike", sent)
    thread = head.get(f"/2017/comments/evidence/{piece}")
    assert thread.tree.select("#comment-1 del")[0].text == "Thiếu phụ lục 2"
    assert "Thiếu phụ lục 2" in head.get("/2017/comments?words=phu+luc").words
    assert "Thiếu phụ lục 2" not in head.get("/2017/comments?words=khongco").words


def test_a_refused_comment_keeps_its_words_in_its_thread(site: Site) -> None:
    piece = site.world.cite()
    site.world.submit()
    reviewer = site.visitor("reviewer")
    address = f"/2017/comments/evidence/{piece}"
    sent = reviewer.get(address).hidden("#thread-internal form") | {"text": "x" * 4001}
    answer = reviewer.post(address, sent, status=400)
    assert answer.tree.select("#text-internal")[0].text == "x" * 4001
    assert answer.tree.select("#text-shared")[0].text == ""


def test_what_is_of_no_kind_or_of_another_year_is_not_there(site: Site) -> None:
    piece = site.world.cite()
    lan = site.visitor("lan")
    for address in ("/2017/comments/nothing/1", "/2017/comments/evidence/999", "/2017/comments/pack/0"):
        assert lan.client.get(address).status_code == 404
    assert lan.client.get(f"/2016/comments/evidence/{piece}").status_code in {301, 303, 404}
