"""Search in the browser: found without diacritics, exact to the page, and only what is this person's."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from evidence_repo.jobs.worker import Worker
from evidence_repo.models import DocumentVersion
from evidence_repo.services.documents.spooling import spool_folder, spool_upload
from evidence_repo.services.documents.uploads import claim_blob, keep_blob
from evidence_repo.services.documents.versions import add_document
from evidence_repo.services.workflow.pieces import cite_document
from index.media import detect_media_type
from tests.documents import build_admin_pdf
from tests.web.site import Site

PAGES = ["Nội dung kiểm tra.", "Quyết định công bố thủ tục hành chính <b>mới</b>"]


@pytest.fixture
def cited(site: Site, tmp_path: Path) -> int:
    """Give the document that Lan cites for TCTP 1.1.3, read and indexed."""
    path = tmp_path / "ke-hoach.pdf"
    build_admin_pdf(
        path,
        number="683/KH-UBND",
        issued_on=date(2017, 7, 14),
        doc_type="KẾ HOẠCH",
        subject="Kiểm tra cải cách hành chính",
        pages=PAGES,
    )
    container = site.container
    with path.open("rb") as stream:
        folder = spool_folder(container.settings)
        spooled = spool_upload(stream, folder, 10**7, "ke-hoach.pdf", detect_media_type)
    with spooled:
        keep_blob(container.store, spooled)
        with container.database.transaction() as session:
            lan = site.world.actor("lan")
            claim_blob(session, container.store, spooled, container.clock.now())
            added = add_document(session, lan, spooled, container.clock)
            criterion = site.world.criterion(session, "1.1.3")
            cite_document(
                session,
                lan,
                added.version,
                criterion,
                product=criterion.products[0],
                clock=container.clock,
            )
            document_id = added.document.id
    Worker(container, "test").run(until_idle=True)
    return document_id


def test_a_document_is_found_without_diacritics_on_its_page(site: Site, cited: int) -> None:
    visitor = site.visitor("lan")
    page = visitor.get("/search?q=quyet+dinh+cong+bo")
    [hit] = page.tree.select("article.hit")
    assert "TCTP 1.1.3" in hit.get_text()
    link = hit.select_one(".passages a")
    assert link is not None
    assert "page=2" in str(link["href"])
    marks = hit.select(".passages li:first-child mark")
    assert [mark.get_text() for mark in marks] == ["Quyết định công bố"]
    opened = visitor.get(str(link["href"]))
    assert len(opened.tree.select("rect.found")) == 4
    assert "<b>mới</b>" not in opened.text


def test_a_number_finds_itself(site: Site, cited: int) -> None:
    assert site.visitor("lan").get("/search?q=683/KH-UBND").tree.select("article.hit")
    assert not site.visitor("lan").get("/search?q=684/KH-UBND").tree.select("article.hit")


def test_a_draft_is_neither_found_nor_offered_elsewhere(site: Site, cited: int) -> None:
    for name in ("justice", "reviewer", "observer", "ministry", "district"):
        page = site.visitor(name).get("/search?q=quyet+dinh+cong+bo")
        assert not page.tree.select("article.hit")
        assert not page.tree.select(".facet")
    for name in ("justice", "observer", "ministry", "district"):  # the reviewer's own agency has the document
        site.visitor(name).get(f"/documents/{cited}", status=404)
        site.visitor(name).get(f"/documents/{cited}/versions/1/pages/1", status=404)
        site.visitor(name).get(f"/documents/{cited}/versions/1/file", status=404)
    site.world.submit()
    assert site.visitor("reviewer").get("/search?q=quyet+dinh+cong+bo").tree.select("article.hit")
    site.visitor("reviewer").get(f"/documents/{cited}")
    assert not site.visitor("justice").get("/search?q=quyet+dinh+cong+bo").tree.select("article.hit")


_LETTERS = st.characters(exclude_characters="\0")  # which no form takes
_TYPED = st.lists(
    st.sampled_from(
        (
            *('"', "“", "”", "(", ")", "*", "-", "/", ":", "AND", "OR", "NOT", "VÀ", "HOẶC", "KHÔNG", "và"),
            *("so:", "loai:", "coquan:", "nguoiky:", "tctp:", "trangthai:", "tu:", "den:", "tctp:1.1.3"),
            *(
                "683/KH-UBND",
                "31/12/2017",
                "99/99/9999",
                "quyết",
                "dinh",
                "công bố",
                "kế\u0301",
                "<b>",
                "&",
                "%",
            ),
        )
    )
    | st.text(_LETTERS, max_size=12),
    max_size=14,
).map(" ".join)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=_TYPED,
    more=st.dictionaries(
        st.sampled_from(("sort", "page", "state", "year", "like")), st.text(_LETTERS, max_size=4)
    ),
)
@example(text="x" * 3000, more={})
@example(text="(" * 500 + "a", more={"page": "999999999999"})
def test_no_query_gives_an_error_page(site: Site, cited: int, text: str, more: dict[str, str]) -> None:
    site.visitor("lan").get("/search", query_string={"q": text, **more})
    site.visitor("lan").get(f"/documents/{cited}", query_string={"q": text})


def test_a_choice_narrows_the_hits_and_can_be_taken_back(site: Site, cited: int) -> None:
    visitor = site.visitor("lan")
    page = visitor.get("/search?q=cai+cach&state=draft&state=sufficient")
    assert len(page.tree.select("article.hit")) == 1
    chosen = page.tree.select('.facet a[aria-current="true"]')
    assert [link.select_one(".num").get_text() for link in chosen] == ["1", "0"]  # type: ignore[union-attr]
    without = visitor.get(str(chosen[0]["href"]))
    assert not without.tree.select("article.hit")
    assert len(visitor.get(str(without.one(".empty a")["href"])).tree.select("article.hit")) == 1


def test_partial_matches_are_said_to_be_partial(site: Site, cited: int) -> None:
    page = site.visitor("lan").get("/search?q=cai+cach+vu+tru")
    assert page.tree.select("article.hit")
    assert "1 văn bản có một số từ" in page.words


def test_without_a_query_the_page_teaches(site: Site) -> None:
    page = site.visitor("lan").get("/search")
    for link in page.tree.select("dt a"):
        site.visitor("lan").get(str(link["href"]))


def test_find_in_the_document_names_its_pages(site: Site, cited: int) -> None:
    page = site.visitor("lan").get(f"/documents/{cited}?q=hanh+chinh")
    assert [link.get_text() for link in page.tree.select("#pages .passages a")] == ["trang 1", "trang 2"]


def test_the_header_is_prefilled_and_confirmed(site: Site, cited: int) -> None:
    visitor = site.visitor("lan")
    page = visitor.get(f"/documents/{cited}")
    assert page.one("input[name=number]")["value"] == "683/KH-UBND"
    sent = page.hidden("#header form") | {
        "number": "683/KH-UBND",
        "issued_on": "45/13/2017",
        "subject": "Kiểm tra",
    }
    refused = visitor.client.post(f"/documents/{cited}/versions/1/header", data=sent)
    assert refused.status_code == 400
    assert 'value="45/13/2017"' in refused.get_data(as_text=True)
    visitor.post(f"/documents/{cited}/versions/1/header", sent | {"issued_on": "14/07/2017"})
    assert "14/07/2017" in visitor.get(f"/documents/{cited}").words
    stale = visitor.post(
        f"/documents/{cited}/versions/1/header", sent | {"issued_on": "15/07/2017"}, status=409
    )
    assert stale.one("input[name=issued_on]")["value"] == "15/07/2017"
    with site.world.reading() as session:
        [version] = session.query(DocumentVersion).all()
        assert f"{version.header_issued_on:%d/%m/%Y}" == "14/07/2017"


def test_a_download_is_noted_and_can_go_on_where_it_stopped(site: Site, cited: int) -> None:
    visitor = site.visitor("lan")
    whole = visitor.client.get(f"/documents/{cited}/versions/1/file")
    assert whole.data.startswith(b"%PDF-")
    assert whole.headers["Content-Disposition"] == 'attachment; filename="ke-hoach.pdf"'
    part = visitor.client.get(f"/documents/{cited}/versions/1/file", headers={"Range": "bytes=5-9"})
    assert part.status_code == 206
    assert part.data == whole.data[5:10]
    beyond = visitor.client.get(f"/documents/{cited}/versions/1/file", headers={"Range": "bytes=99999999-"})
    assert beyond.status_code == 416
    assert "Tải tệp về" in site.visitor("coordinator").get("/audit").words


def test_a_search_is_kept_and_only_its_owner_sees_it(site: Site, cited: int) -> None:
    visitor = site.visitor("lan")
    page = visitor.get("/search?q=cai+cach&state=draft&sort=date")
    told = visitor.follow("/search/saved", page.hidden(".fold-out form") | {"name": "Cải cách <b>"})
    assert "Đã lưu tìm kiếm." in told.words
    listed = visitor.get("/search/saved")
    link = listed.one(".saved-row a")
    assert link.get_text() == "Cải cách <b>"
    assert str(link["href"]) == "/search?q=cai+cach&state=draft&sort=date"
    assert "Cải cách <b>" in visitor.get("/search").words
    assert not site.visitor("mai").get("/search/saved").tree.select(".saved-row")
    remove = str(listed.one("form[action$=remove]")["action"])
    site.visitor("mai").post(remove, status=404)
    visitor.post(remove)
    assert not visitor.get("/search/saved").tree.select(".saved-row")


def test_an_empty_box_offers_what_was_asked_for_lately(site: Site, cited: int) -> None:
    visitor = site.visitor("lan")
    visitor.get("/search?q=cai+cach")
    assert visitor.client.get("/search/suggestions").json == {"groups": []}  # looking changes nothing
    sent = {"csrf_token": visitor.token(), "q": "cai cach"}
    assert visitor.client.post("/search/recent", data=sent).status_code == 204
    [group] = visitor.client.get("/search/suggestions").get_json()["groups"]
    assert [(each["text"], each["href"]) for each in group["options"]] == [("cai cach", "/search?q=cai+cach")]
    visitor.post("/search/recent/forget")
    assert visitor.client.get("/search/suggestions").get_json() == {"groups": []}


def test_the_list_of_hits_is_a_workbook_without_formulas_for_whoever_sees_them(
    site: Site, cited: int
) -> None:
    with site.container.database.transaction() as session:
        version = session.query(DocumentVersion).one()
        version.header_subject, version.header_signatory = '=HYPERLINK("http://x")', "@SUM(1+1)"
    answer = site.visitor("lan").client.get("/search.xlsx?q=cai+cach&state=draft")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert book.active is not None
    [head, row] = book.active.iter_rows()
    assert head[1].value == "Số, ký hiệu"
    assert [cell.value for cell in row][:3] == [1, "683/KH-UBND", "Kế hoạch"]
    assert row[3].value == datetime(2017, 7, 14)  # noqa: DTZ001 - a spreadsheet has no zones
    assert (row[5].value, row[5].data_type) == ('=HYPERLINK("http://x")', "s")
    assert (row[6].value, row[6].data_type) == ("@SUM(1+1)", "s")
    assert str(row[8].value).startswith("TCTP 1.1.3: ")
    assert row[5].hyperlink.target == f"http://localhost/documents/{cited}?version=1"
    hidden = openpyxl.load_workbook(
        io.BytesIO(site.visitor("reviewer").client.get("/search.xlsx?q=cai+cach").data)
    )
    assert hidden.active is not None
    assert hidden.active.max_row == 1


def test_more_like_this_finds_others_and_not_itself(site: Site, cited: int) -> None:
    visitor = site.visitor("lan")
    link = visitor.get("/search?q=cai+cach").one("a[href*='like=']")
    page = visitor.get(str(link["href"]))
    assert not page.tree.select("article.hit")
    assert page.words.startswith("Tương tự “")
    site.visitor("justice").get(str(link["href"]), status=404)
