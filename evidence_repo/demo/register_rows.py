"""Rows of the demonstration's registers: tasks, findings and activities as its invented papers tell them."""

from __future__ import annotations

from evidence_repo.demo.annexes import inspected_grid
from evidence_repo.demo.justice import legal_texts_grid
from evidence_repo.demo.papers import LINKED_PAGES

Row = dict[str, str]


def publicity_tasks() -> list[Row]:
    """Return tasks of the publicity plan: most done in time, one late, one overdue, one not due yet."""
    rows = (
        ("Ban hành Kế hoạch tuyên truyền CCHC năm 2017", "Kế hoạch 58/KH-UBND", "15/02/2017", "06/02/2017"),
        ("Mở chuyên mục CCHC trên Đài Phát thanh - Truyền hình", "12 chuyên mục", "30/10/2017", "27/10/2017"),
        ("Đăng chuyên trang CCHC trên Báo An Giang", "04 chuyên trang", "30/09/2017", "12/10/2017"),
        ("Đăng tin, bài trên Trang thông tin điện tử", "146 tin, bài", "10/11/2017", "07/11/2017"),
        (
            "Tổ chức Hội thi tìm hiểu cải cách hành chính",
            "Báo cáo kết quả hội thi",
            "30/09/2017",
            "12/09/2017",
        ),
        ("Phát hành tờ rơi tại bộ phận một cửa cấp xã", "10.000 tờ rơi", "05/11/2017", ""),
        ("Tổng kết công tác tuyên truyền", "Báo cáo tổng kết", "15/12/2017", ""),
    )
    return [dict(zip(("task", "product", "due_on", "done_on"), row, strict=True)) for row in rows]


def legal_text_tasks() -> list[Row]:
    """Return the year's legal documents as tasks: each was issued in time."""
    rows = []
    for _, number, issued_on, title in legal_texts_grid().rows:
        day, month, year = issued_on.split("/")
        issued = f"{int(day):02d}/{int(month):02d}/{year}"
        rows.append(
            {"task": title, "product": f"Quyết định {number}", "due_on": "10/11/2017", "done_on": issued}
        )
    return rows


def findings() -> list[Row]:
    """Return what the year's inspections found: handled, referred, and one that is still open."""
    chau_phu, building = "UBND huyện Châu Phú", "Sở Xây dựng"
    settled = {"outcome": "Đã xử lý", "settled_on": "14/11/2017", "document": "318/BC-UBND"}
    return [
        _finding(
            chau_phu, "1254/TB-SNV", "20/10/2017", "14 thủ tục hành chính chưa niêm yết kịp thời", settled
        ),
        _finding(
            chau_phu, "1254/TB-SNV", "20/10/2017", "07 hồ sơ đất đai trễ hạn chưa có thư xin lỗi", settled
        ),
        _finding(chau_phu, "1254/TB-SNV", "20/10/2017", "Vẫn sử dụng một số biểu mẫu cũ", settled),
        _finding(
            building,
            "1261/TB-SNV",
            "23/10/2017",
            "Yêu cầu thêm thành phần hồ sơ ngoài quy định",
            {
                "outcome": "Đã kiến nghị xử lý",
                "settled_on": "06/11/2017",
                "document": "1298/SNV-CCHC",
            },
        ),
        _finding(
            building,
            "1261/TB-SNV",
            "23/10/2017",
            "Chưa kiểm điểm trách nhiệm cá nhân để hồ sơ trễ hạn",
            {"outcome": "Chưa xử lý"},
        ),
    ]


def _finding(unit: str, conclusion: str, found_on: str, finding: str, outcome: Row) -> Row:
    return {"unit": unit, "conclusion": conclusion, "found_on": found_on, "finding": finding, **outcome}


def activities() -> list[Row]:
    """Return what was done to make the reform known, in the four forms that the plan asks for."""
    news, talk = LINKED_PAGES["news"], LINKED_PAGES["talk"]
    contest = "Thực hiện một trong những công việc sau: - Tổ chức cuộc thi CCHC. - Tọa đàm..."
    return [
        {
            "form": contest,
            "held_on": "12/09/2017",
            "title": news.title,
            "participants": "110",
            "link": news.address,
        },
        {
            "form": "Tuyên truyền CCHC trên Đài phát thanh - truyền hình của tỉnh",
            "held_on": "18/10/2017",
            "title": talk.title,
            "link": talk.address,
        },
        {
            "form": "Tổ chức các hội nghị, tập huấn chuyên đề CCHC",
            "held_on": "24/08/2017",
            "title": "Tập huấn nghiệp vụ cải cách hành chính cho cán bộ, công chức cấp xã (04 lớp)",
            "participants": "312",
        },
        {
            "form": "Đăng tải thông tin CCHC trên website của tỉnh",
            "held_on": "10/11/2017",
            "title": "146 tin, bài trên Trang thông tin điện tử Sở Nội vụ",
        },
    ]


def inspected_units() -> dict[str, str]:
    """Return the conclusion by the agency that was inspected."""
    return {name: number for _, name, _, number in inspected_grid().rows}
