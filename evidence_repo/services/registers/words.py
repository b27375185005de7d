"""What registers, columns, choices and standings are called: Vietnamese first, as sheets have them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workflows.register_figures import Standing
from workflows.registers import FindingOutcome, InOrder, RegisterKind


@dataclass(frozen=True, slots=True)
class Words:
    """One thing in both languages."""

    vi: str
    en: str

    @property
    def both(self) -> tuple[str, str]:
        """Return both, Vietnamese first."""
        return self.vi, self.en


KIND_WORDS: Mapping[RegisterKind, Words] = {
    RegisterKind.PLAN_TASKS: Words("Sổ theo dõi nhiệm vụ kế hoạch", "Register of plan tasks"),
    RegisterKind.FINDINGS: Words("Sổ theo dõi vấn đề phát hiện", "Register of findings"),
    RegisterKind.UNITS: Words("Danh sách cơ quan, đơn vị", "Register of agencies and units"),
    RegisterKind.ACTIVITIES: Words("Sổ theo dõi hoạt động", "Register of activities"),
}

_DOCUMENT = Words("Văn bản, tài liệu", "Document")

COLUMN_WORDS: Mapping[RegisterKind, Mapping[str, Words]] = {
    RegisterKind.PLAN_TASKS: {
        "task": Words("Nhiệm vụ", "Task"),
        "product": Words("Sản phẩm", "Product"),
        "due_on": Words("Hạn hoàn thành", "Due on"),
        "done_on": Words("Ngày hoàn thành", "Done on"),
        "document": _DOCUMENT,
    },
    RegisterKind.FINDINGS: {
        "unit": Words("Đơn vị được kiểm tra", "Inspected unit"),
        "conclusion": Words("Kết luận kiểm tra", "Conclusion"),
        "found_on": Words("Ngày phát hiện", "Found on"),
        "finding": Words("Vấn đề phát hiện", "Finding"),
        "outcome": Words("Kết quả xử lý", "Outcome"),
        "document": Words("Văn bản xử lý", "Handling document"),
        "settled_on": Words("Ngày xử lý", "Handled on"),
    },
    RegisterKind.UNITS: {
        "unit": Words("Cơ quan, đơn vị", "Agency or unit"),
        "counted": Words("Số đạt", "Number that count"),
        "whole": Words("Tổng số", "Number of all"),
        "in_order": Words("Đạt yêu cầu", "In order"),
        "document": _DOCUMENT,
    },
    RegisterKind.ACTIVITIES: {
        "form": Words("Hình thức", "Form"),
        "held_on": Words("Ngày thực hiện", "Held on"),
        "title": Words("Nội dung", "Title"),
        "participants": Words("Số người tham gia", "Participants"),
        "link": Words("Đường dẫn", "Link"),
        "document": _DOCUMENT,
    },
}

DESCRIPTION_WORDS: Mapping[str, Words] = {
    "listed_on": Words("Danh sách tại ngày", "List as of"),
    "total": Words("Tổng số người", "Number of all people"),
}
ROW_WORDS = Words("Mã dòng", "Row")
PROOF_WORDS = Words("Tài liệu kiểm chứng", "Evidence")
STANDING_COLUMN = Words("Tình trạng", "Standing")

CHOICE_WORDS: Mapping[str, Words] = {
    FindingOutcome.HANDLED: Words("Đã xử lý", "Handled"),
    FindingOutcome.REFERRED: Words("Đã kiến nghị xử lý", "Referred"),
    FindingOutcome.OPEN: Words("Chưa xử lý", "Open"),
    InOrder.YES: Words("Có", "Yes"),
    InOrder.NO: Words("Không", "No"),
}

STANDING_WORDS: Mapping[Standing, Words] = {
    Standing.DONE: Words("Hoàn thành đúng hạn", "Done in time"),
    Standing.LATE: Words("Hoàn thành quá hạn", "Done late"),
    Standing.OVERDUE: Words("Quá hạn, chưa hoàn thành", "Overdue"),
    Standing.AHEAD: Words("Chưa đến hạn", "Not due yet"),
    Standing.HANDLED: Words("Đã xử lý", "Handled"),
    Standing.REFERRED: Words("Đã kiến nghị xử lý", "Referred"),
    Standing.OPEN: Words("Chưa xử lý", "Open"),
    Standing.IN_ORDER: Words("Đạt yêu cầu", "In order"),
    Standing.NOT_IN_ORDER: Words("Chưa đạt yêu cầu", "Not in order"),
    Standing.NOT_SAID: Words("Chưa có số liệu", "No figure yet"),
    Standing.PROVED: Words("Có tài liệu kiểm chứng", "Has evidence"),
    Standing.NOT_PROVED: Words("Chưa có tài liệu kiểm chứng", "No evidence yet"),
}
