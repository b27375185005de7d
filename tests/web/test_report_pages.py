"""Reports on their pages: begun, written, finished, read, and handed in by one click."""

from __future__ import annotations

from io import BytesIO

import docx
from openpyxl import load_workbook

from tests.web.site import Site


def test_a_report_goes_from_a_draft_to_evidence(site: Site) -> None:
    coordinator = site.visitor("coordinator")
    assert "Báo cáo Chủ tịch UBND tỉnh" in coordinator.get("/2017/reports").words
    page = coordinator.follow("/2017/reports/new/chairman")
    assert "Tiến độ hồ sơ tài liệu kiểm chứng theo cơ quan chủ trì" in page.words
    assert "Nguồn: cơ sở dữ liệu tài liệu kiểm chứng của tỉnh" in page.words
    form = coordinator.get("/2017/reports/1/sections/1")
    sent = form.hidden("main form") | {"title": "I. Tiến độ", "text": "Lời của người soạn.", "place": "1"}
    coordinator.post("/2017/reports/1/sections/1", sent | {"place": "x"}, status=400)
    coordinator.post("/2017/reports/1/sections/1", sent | {"figure": "nothing"}, status=400)
    page = coordinator.follow("/2017/reports/1/sections/1", sent | {"figure": "progress"})
    assert "Lời của người soạn." in page.words
    draft = docx.Document(BytesIO(coordinator.client.get("/2017/reports/1.docx").data))
    assert "Lời của người soạn." in [paragraph.text for paragraph in draft.paragraphs]
    site.visitor("lan").get("/2017/reports/1", status=404)
    assert "Đã hoàn thành" in coordinator.follow("/2017/reports/1/finish").words
    coordinator.post("/2017/reports/1/finish", status=409)
    kept = coordinator.client.get("/2017/reports/1.docx")
    lan = site.visitor("lan")
    assert "Nộp làm tài liệu kiểm chứng của TCTP 1.1.3" in lan.get("/2017/reports/1").words
    page = lan.follow("/2017/reports/1/hand-in", {"criterion": "1.1.3"})
    assert "Kết quả chuẩn bị tài liệu kiểm chứng" in page.words
    assert lan.client.get("/2017/reports/1.docx").data == kept.data
    lan.post("/2017/reports/1/hand-in", {"criterion": "1.3.1"}, status=404)
    book = load_workbook(BytesIO(site.visitor("reviewer").client.get("/2017/reports/1/annexes.xlsx").data))
    assert book.sheetnames == [
        *("Tiến độ", "Lĩnh vực", "Bảng điểm", "Kết quả rà soát", "Khối lượng rà soát", "Phân công"),
        *("Thời gian xử lý", "Tiêu chí - cơ quan", "Danh mục tài liệu"),
    ]


def test_a_section_is_added_asked_for_answered_and_put_together(site: Site) -> None:
    coordinator = site.visitor("coordinator")
    period = coordinator.get("/2017/reports/periods/year").hidden("main form")
    days = {"begins_on": "15/12/2016", "ends_on": "30/11/2017", "due_on": "01/12/2017"}
    assert "30/11/2017" in coordinator.follow("/2017/reports/periods/year", period | days).words
    backwards = days | {"ends_on": "01/12/2016"}
    coordinator.post("/2017/reports/periods/year", period | backwards, status=400)
    coordinator.follow("/2017/reports/new/year")
    form = coordinator.get("/2017/reports/1/sections/new").hidden("main form")
    added = {"title": "Phần bổ sung", "place": "1", "figure": ""}
    page = coordinator.follow("/2017/reports/1/sections/new", form | added)
    [link] = [a["href"] for a in page.tree.select("main section.sheet header a")][:1]
    section = coordinator.get(str(link))
    assert "Chưa đề nghị cơ quan nào" in section.words
    ask = f"{link}/ask"
    asked = coordinator.get(ask).hidden("main form") | {"words": "Nội dung của đơn vị"}
    coordinator.post(ask, asked | {"last_day": "30/12/2099"}, status=400)
    page = coordinator.follow(ask, asked | {"last_day": "30/12/2099", "agencies": "chau-doc"})
    assert "UBND thành phố Châu Đốc" in page.words
    assert not page.tree.select("#answers input[type=checkbox]")
    district = site.visitor("district")
    shown = district.get("/2017/assignments/1")
    sent = shown.hidden("form[action$='/deliver']") | {"answer": "Lời của Châu Đốc " * 200}
    district.post("/2017/assignments/1/deliver", sent)
    site.visitor("lan").post("/2017/assignments/1/accept")
    page = coordinator.get(str(link))
    [box] = page.tree.select("#answers input[type=checkbox]")
    coordinator.post(f"{link}/join", status=400)
    page = coordinator.follow(f"{link}/join", {"answer": str(box["value"])})
    assert "UBND thành phố Châu Đốc: Lời của Châu Đốc" in page.one("textarea[name=text]").text
    coordinator.post(f"{link}/remove", status=409)
