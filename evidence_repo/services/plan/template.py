"""The plan's table as a workbook to be filled in by hand; what stands already is written into it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from io import BytesIO

from sqlalchemy.orm import Session

from evidence_repo.catalogue.written import HEADINGS, table_of
from evidence_repo.clock import Clock
from evidence_repo.models import Agency, AssessmentCycle
from evidence_repo.reports.table import Column, Look
from evidence_repo.reports.workbook import Head, Sheet, write_workbook
from evidence_repo.services.people.agency_names import AgencyRegister
from evidence_repo.services.plan.catalogue import criteria_of_cycle, cycle_of_year
from evidence_repo.services.plan.stored import planned_criteria
from workflows.agency_kinds import PROVINCE

_WIDTHS = (6.0, 36.0, 36.0, 48.0, 26.0, 24.0)
_EMPTY_ROWS = 30
_MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_HELP = (
    (
        "Cơ quan chủ trì",
        "Một dòng riêng: số La Mã ở cột TT, tên cơ quan ở cột thứ hai, các cột khác để trống.",
    ),
    (
        "Tiêu chí",
        "Số thứ tự trong từng cơ quan bắt đầu từ 1; cột thứ hai ghi “TCTP 1.1.3 - Tên” hoặc “TC 1.5 - Tên”.",
    ),
    (
        "Kết quả (sản phẩm)",
        "Mỗi sản phẩm một dòng trong ô, bắt đầu bằng dấu gạch ngang; “(nếu có)” là sản phẩm không bắt buộc.",
    ),
    (
        "Thời gian hoàn thành",
        "“Trước ngày 01/12/2017” hoặc “trong năm 2017”; nhiều mốc thì mỗi mốc một dòng, "
        "bắt đầu bằng dấu gạch ngang và tên của mốc.",
    ),
    (
        "Cơ quan phối hợp",
        "“Sở, ban, ngành, UBND huyện, tx, tp”, hoặc tên cơ quan đã đăng ký, cách nhau bằng dấu chấm phẩy.",
    ),
)

Cells = tuple[str, ...]


def province_of(session: Session) -> Agency | None:
    """Return the registered province; None if there is none or several."""
    found = [agency for agency in AgencyRegister(session).all if agency.kind == PROVINCE]
    return found[0] if len(found) == 1 else None


def plan_template(session: Session, year: int, clock: Clock) -> bytes:
    """Return the workbook for that year, with the rows that its cycle has."""
    cycle = cycle_of_year(session, year)
    rows: list[Cells] = []
    if cycle is not None:
        rows = list(table_of(planned_criteria(criteria_of_cycle(session, cycle))))
    rows = rows or [("",) * len(HEADINGS)] * _EMPTY_ROWS
    columns = [
        Column(f"column{at}", title, _cell(at), width, Look.CENTRED if at == 0 else Look.TEXT)
        for at, (title, width) in enumerate(zip(HEADINGS, _WIDTHS, strict=True))
    ]
    hints = [Column("part", "Phần", _cell(0), 26), Column("hint", "Cách ghi", _cell(1), 110)]
    sheets = [
        Sheet("Kế hoạch", columns, rows, _head(session, cycle, year)),
        Sheet("Hướng dẫn", hints, list(_HELP)),
    ]
    file = BytesIO()
    write_workbook(file, sheets, title=f"Kế hoạch {year}", created=clock.now())
    return file.getvalue()


def _cell(at: int) -> Callable[[Cells], str]:
    return partial(_at, at)


def _at(at: int, cells: Cells) -> str:
    return cells[at]


def _head(session: Session, cycle: AssessmentCycle | None, year: int) -> Head:
    province = cycle.province if cycle else province_of(session)
    name = province.name if province else ""
    place = name.removeprefix("UBND tỉnh ").removeprefix("UBND thành phố ")
    issued_on = cycle.plan_issued_on if cycle else None
    dated = (
        f"ngày {issued_on:%d} tháng {issued_on.month} năm {issued_on.year}"
        if issued_on
        else "ngày … tháng … năm …"
    )
    title = (cycle.plan_title if cycle else None) or (
        f"Kế hoạch thực hiện các nhiệm vụ nâng cao Chỉ số cải cách hành chính năm {year}"
    )
    number = (cycle.plan_number if cycle else None) or "…/KH-UBND"
    return Head(title, left=(name.upper(), f"Số: {number}"), right=(_MOTTO, f"{place}, {dated}"))
