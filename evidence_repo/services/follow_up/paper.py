"""The letter (công văn đôn đốc) as a paper: in Vietnamese whoever asks for it, number and day blank.

The same letter gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from evidence_repo.models import AssessmentCycle, FollowUpLetter
from evidence_repo.reports.document import render_paper
from evidence_repo.reports.paper import Block, Grid, Paper, PaperHead, Signature
from evidence_repo.services.bundles import words
from workflows.follow_up import DebtKind

HEADS = ("TT", "Tiêu chí", "Nội dung chưa hoàn thành", "Thời hạn", "Tình trạng")
_SHARES = (1, 2.6, 7, 2.9, 2.6)


def render_letter(letter: FollowUpLetter) -> bytes:
    """Return the letter as DOCX."""
    cycle = letter.cycle
    province = words.one_line(cycle.province.name)
    issuer = words.one_line(letter.made_by.agency.name) if letter.made_by else province
    agency = words.one_line(letter.agency.name)
    paper = Paper(
        PaperHead(
            issuer=issuer.upper(),
            parent="" if issuer == province else province.upper(),
            place=words.place_of(province),
            year=letter.made_on.year,
        ),
        kind="",
        subject=f"đôn đốc cung cấp tài liệu kiểm chứng Chỉ số cải cách hành chính năm {cycle.year}",
        addressees=(agency,),
        body=tuple(_body(letter, agency, issuer)),
        signature=Signature(words.HEAD_OF_AGENCY),
        recipients=("Như trên", "Chủ tịch UBND tỉnh (báo cáo)", "Lưu: VT"),
    )
    return render_paper(paper, author=issuer, created=letter.made_at)


def _body(letter: FollowUpLetter, agency: str, issuer: str) -> Iterator[Block]:
    late = sum(_weight(item) for item in letter.items if item["days_late"])
    total = sum(map(_weight, letter.items))
    until = _day(letter.made_on)
    yield (
        f"Thực hiện {_plan(letter.cycle)}, qua theo dõi trên hệ thống đến hết ngày {until}, {agency} còn "
        f"{total:02d} nội dung chưa hoàn thành, trong đó {late:02d} nội dung đã quá hạn, cụ thể như sau:"
    )
    yield Grid(HEADS, [_row(place, item) for place, item in enumerate(letter.items, 1)], _SHARES)
    yield (
        f"Đề nghị {agency} khẩn trương hoàn thiện các nội dung nêu trên và cập nhật vào hệ thống, chậm nhất "
        f"là ngày {_day(letter.reply_by)}; nội dung nào không có tài liệu kiểm chứng hoặc không phát sinh "
        "thì giải trình rõ lý do và căn cứ."
    )
    yield f"{issuer} trân trọng đề nghị {agency} quan tâm thực hiện./."


def _weight(item: Mapping[str, Any]) -> int:
    return 1 + int(item["more"])


def _plan(cycle: AssessmentCycle) -> str:
    if not cycle.plan_number:
        return f"kế hoạch xác định Chỉ số cải cách hành chính năm {cycle.year}"
    issued = f" ngày {_day(cycle.plan_issued_on)}" if cycle.plan_issued_on else ""
    return f"Kế hoạch số {words.one_line(cycle.plan_number)}{issued}"


def _row(place: int, item: Mapping[str, Any]) -> tuple[str, ...]:
    last_day = date.fromisoformat(item["last_day"]) if item["last_day"] else None
    late = f"Quá hạn {item['days_late']} ngày" if item["days_late"] else "Chưa đến hạn"
    return (str(place), item["label"], debt_words(item), _day(last_day) if last_day else "", late)


def debt_words(item: Mapping[str, Any]) -> str:
    """Return in words what is owed."""
    number, what = item["number"], words.one_line(item["words"])
    match DebtKind(item["kind"]):
        case DebtKind.MISSING if number:
            return f"Chưa có tài liệu kiểm chứng của sản phẩm {number}: {what}"
        case DebtKind.MISSING:
            return f"Chưa nộp bộ hồ sơ: {words.one_line(item['title'])}"
        case DebtKind.RETURNED if what:
            more = f" (và {item['more']} tài liệu khác)" if item["more"] else ""
            return f"Tài liệu cần giải trình: {what}{more}"
        case DebtKind.RETURNED:
            return f"Bộ hồ sơ được trả lại để bổ sung, hoàn thiện: {words.one_line(item['title'])}"
        case DebtKind.ASSIGNMENT:
            return f"Nội dung được phân công: {what}"


def _day(day: date | None) -> str:
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}" if day else ""
