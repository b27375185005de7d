"""The automatic checks: yes, no, not yet; submitting against a no is confirmed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from evidence_repo.models import Evidence
from evidence_repo.services.bundles import check_bundle
from index.extraction import ExtractionState
from tests.web.pages import Page
from tests.web.site import Site
from workflows.states import PackState

GOOD = {
    "extraction_state": ExtractionState.DONE,
    "header_number": "683/BC-UBND",
    "header_issuer": "UBND tỉnh An Giang",
    "header_issued_on": date(2017, 11, 20),
    "header_confirmed_at": datetime(2017, 11, 21, tzinfo=UTC),
}
UNREAD = {"header_number": None, "header_issued_on": None, "header_confirmed_at": None}


def cite(site: Site, **facts: object) -> int:
    """Cite a document of Lan's that shows these facts, otherwise good ones."""
    piece = site.world.cite()
    with site.container.database.transaction() as session:
        version = session.get_one(Evidence, piece).version
        for name, value in (GOOD | facts).items():
            setattr(version, name, value)
    return piece


def marks(page: Page) -> dict[str, str]:
    """Return what the page's checks say, without the pieces they name, each with its mark."""
    lines = [line.select("span") for line in page.tree.select("ul.checks li")]
    return {
        spans[-1].get_text(" ", strip=True).partition(":")[0]: str(spans[0]["class"][0]) for spans in lines
    }


def marks_of(site: Site, **facts: object) -> dict[str, str]:
    cite(site, **facts)
    return marks(site.visitor("lan").get("/2017/criteria/TCTP-1.1.3"))


def test_all_is_well_with_a_good_document(site: Site) -> None:
    assert set(marks_of(site).values()) == {"t-ok"}
    assert "Đủ điều kiện nộp" in site.visitor("lan").get("/2017/criteria/TCTP-1.1.3").words


def test_nothing_is_ticked_of_what_is_still_being_read(site: Site) -> None:
    found = marks_of(site, extraction_state=ExtractionState.READING, **UNREAD)
    assert found["Nội dung chưa trích xuất xong"] == "soft"
    assert found["Thông tin văn bản sẽ xác nhận sau khi trích xuất"] == "soft"
    assert found["Chưa xác định được số, ký hiệu và ngày ban hành"] == "soft"
    assert "Đủ điều kiện nộp" not in site.visitor("lan").get("/2017/criteria/TCTP-1.1.3").words


def test_a_header_without_number_and_day_is_not_confirmed(site: Site) -> None:
    found = marks_of(site, header_number=None, header_issued_on=None)
    assert found["Thông tin văn bản cần xác nhận"] == "t-ask"
    assert found["Thiếu số, ký hiệu hoặc ngày ban hành"] == "t-ask"


@pytest.mark.parametrize(
    "state", [ExtractionState.ENCRYPTED, ExtractionState.NO_TEXT, ExtractionState.DAMAGED]
)
def test_a_file_without_text_cannot_be_searched(site: Site, state: ExtractionState) -> None:
    assert marks_of(site, extraction_state=state)["Chưa trích xuất được nội dung"] == "t-ask"


def test_two_documents_with_one_number_are_warned_of_on_page_desk_and_gate(site: Site) -> None:
    twice = "Trùng số, ký hiệu, cơ quan và ngày ban hành với văn bản khác trong hồ sơ"
    cite(site)
    second = cite(site, header_issuer="UBND  TỈNH AN GIANG")
    assert marks(site.visitor("lan").get("/2017/criteria/TCTP-1.1.3"))[twice] == "t-ask"
    site.world.submit()
    assert marks(site.visitor("reviewer").get(f"/2017/review/{second}"))[twice] == "t-ask"
    with site.world.reading() as session:
        packs = [site.world.pack(session, "1.1.3")]
        report = check_bundle(session, site.world.cycle(session), site.container.clock, packs)
    assert [finding.rule for finding in report.warnings] == ["same_paper_twice"] * 2


def test_submitting_against_a_no_asks_for_a_confirmation_that_names_it(site: Site) -> None:
    cite(site, header_number=None)
    head = site.visitor("head")
    asked = head.post("/2017/packs/TCTP-1.1.3/submit", status=200)
    assert marks(asked) == {"Thiếu số, ký hiệu hoặc ngày ban hành": "t-ask"}
    assert site.world.pack_state() is PackState.OPEN
    head.post("/2017/packs/TCTP-1.1.3/submit", asked.hidden("main form"))
    assert site.world.pack_state() is PackState.SUBMITTED


def test_what_is_in_order_is_submitted_without_a_question(site: Site) -> None:
    cite(site)
    site.visitor("head").post("/2017/packs/TCTP-1.1.3/submit")
    assert site.world.pack_state() is PackState.SUBMITTED
