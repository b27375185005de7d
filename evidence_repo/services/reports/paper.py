"""A report as a paper (Nghị định 30/2020/NĐ-CP), number and day blank; what nobody wrote is not invented.

The same report, with the same figures, gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from evidence_repo.clock import HANOI
from evidence_repo.models import Report
from evidence_repo.reports.document import render_paper
from evidence_repo.reports.paper import Block, Grid, Heading, Paper, PaperHead, Signature
from evidence_repo.reports.text import printable
from evidence_repo.services.bundles import words
from evidence_repo.services.reports.figures import Figure
from workflows.reports import FigureKind, ReportKind

_SUBJECTS = {
    ReportKind.QUARTER_1: "Kết quả công tác cải cách hành chính quý I năm {year}",
    ReportKind.HALF_YEAR: "Kết quả công tác cải cách hành chính 6 tháng đầu năm {year}",
    ReportKind.NINE_MONTHS: "Kết quả công tác cải cách hành chính 9 tháng năm {year}",
    ReportKind.YEAR: "Kết quả công tác cải cách hành chính năm {year}",
    ReportKind.CHAIRMAN: "Kết quả chuẩn bị tài liệu kiểm chứng Chỉ số cải cách hành chính năm {year}",
    ReportKind.SELF_ASSESSMENT: "Kết quả tự đánh giá, chấm điểm Chỉ số cải cách hành chính năm {year}",
}
WAITING = "(Nội dung chưa được bổ sung.)"
NO_ROWS = "Không có số liệu."


def report_subject(report: Report) -> str:
    """Return what the report is about, as its title says."""
    return _SUBJECTS[report.kind].format(year=report.cycle.year)


def report_file_name(report: Report) -> str:
    """Return the name under which the report's DOCX is saved."""
    return f"Báo cáo {report_subject(report)} (bản {report.version}).docx"


def render_report(report: Report, figures: Mapping[FigureKind, Figure], created: datetime) -> bytes:
    """Return the report as DOCX with these figures."""
    province = words.one_line(report.cycle.province.name)
    is_to_chairman = report.kind is ReportKind.CHAIRMAN
    own = words.one_line(report.made_by.agency.name) if report.made_by else province
    issuer = own if is_to_chairman else province
    paper = Paper(
        PaperHead(
            issuer=issuer.upper(),
            parent=province.upper() if issuer != province else "",
            place=words.place_of(province),
            year=created.astimezone(HANOI).year,
            symbol="BC",
        ),
        kind="BÁO CÁO",
        subject=report_subject(report),
        addressees=("Chủ tịch Ủy ban nhân dân tỉnh",) if is_to_chairman else (words.MINISTRY,),
        body=tuple(_ended(list(_body(report, figures)))),
        signature=Signature(words.HEAD_OF_AGENCY)
        if is_to_chairman
        else Signature("CHỦ TỊCH", authority=("TM. ỦY BAN NHÂN DÂN",)),
    )
    return render_paper(paper, author=issuer, created=created)


def _body(report: Report, figures: Mapping[FigureKind, Figure]) -> Iterator[Block]:
    days = (report.begins_on, report.ends_on)
    yield "Kỳ báo cáo: từ ngày {} đến hết ngày {}.".format(*(words.day(day.isoformat()) for day in days))
    for section in report.sections:
        yield Heading(section.title)
        lines = [line for line in printable(section.text).split("\n") if line.strip()]
        yield from lines
        figure = figures.get(section.figure) if section.figure else None
        if figure is not None:
            yield from _table(figure)
        elif not lines:
            yield WAITING


def _ended(blocks: list[Block]) -> list[Block]:
    """Return the body with the sign of its end behind the last words."""
    last = blocks[-1]
    return [*blocks[:-1], f"{last.rstrip('.')}./."] if isinstance(last, str) else [*blocks, "./."]


def _table(figure: Figure) -> Iterator[Block]:
    yield f"{figure.title}:"
    yield Grid(figure.headings, figure.rows, figure.shares) if figure.rows else NO_ROWS
    yield figure.note
