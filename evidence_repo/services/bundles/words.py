"""The words of the papers in the bag: official Vietnamese, whatever language the person who seals reads.

The Ministry receives these files, so nothing here goes through gettext.
"""

from __future__ import annotations

from datetime import date, datetime

from evidence_repo.clock import HANOI
from evidence_repo.models import User
from evidence_repo.reports.text import printable
from evidence_repo.services.bundles.snapshot import ChangeFacts, DocumentFacts, Snapshot

INDEX_TITLE = "DANH MỤC TÀI LIỆU KIỂM CHỨNG"
PARTIAL = "Hồ sơ một phần"
LEFT_OUT_NOTE = "Chưa đưa vào hồ sơ này"
LEFT_OUT_TITLE = "Tiêu chí chưa đưa vào hồ sơ này"
EXPLANATION = "Giải trình"
REGISTER = "Sổ theo dõi"
MINISTRY = "Bộ Nội vụ"
HEAD_OF_AGENCY = "THỦ TRƯỞNG ĐƠN VỊ"
ATTACHMENT = "Tài liệu kèm giải trình"
OF_REGISTER = "Tài liệu của sổ theo dõi"

COLUMNS = (
    "TT",
    "Mã tiêu chí",
    "Sản phẩm",
    "Loại",
    "Số, ký hiệu",
    "Ngày ban hành",
    "Cơ quan ban hành",
    "Trích yếu",
    "Trang, mục chứng minh",
    "Kết quả rà soát",
    "Tệp",
    "SHA-256",
    "Ghi chú",
)
"""The columns of the evidence index."""

VERDICTS = {
    "sufficient": "Đạt yêu cầu",
    "accepted_with_explanation": "Đạt (chấp nhận giải trình)",
}
EXPLANATION_ACCEPTED = "Chấp nhận giải trình"
EXPLANATION_KINDS = {
    "missing": "Chưa có tài liệu kiểm chứng",
    "partial": "Tài liệu kiểm chứng chưa đầy đủ",
    "no_occurrence": "Không phát sinh",
    "not_applicable": "Không áp dụng",
    "target_not_met": "Chưa đạt chỉ tiêu",
}
CHANGES = {
    "criterion_added": "Bổ sung tiêu chí: {what}",
    "criterion_removed": "Đưa tiêu chí ra khỏi hồ sơ: {what}",
    "criterion_changed": "Nội dung tiêu chí trong kế hoạch thay đổi",
    "piece_added": "Bổ sung tài liệu: {what}",
    "piece_removed": "Rút tài liệu: {what}",
    "piece_version": "Thay thế bằng phiên bản mới: {what}",
    "piece_citation": "Thay đổi trang, mục chứng minh, sản phẩm hoặc thời hạn: {what}",
    "piece_verdict": "Thay đổi kết quả rà soát: {what}",
    "piece_header": "Thay đổi thông tin văn bản: {what}",
    "explanation_added": "Bổ sung giải trình: {what}",
    "explanation_removed": "Rút giải trình: {what}",
    "explanation_changed": "Thay đổi giải trình: {what}",
    "table_changed": "Thay đổi bảng: {what}",
    "reapproved": "Nộp và phê duyệt lại, nội dung không thay đổi",
    "details_changed": "Thay đổi tên gọi hoặc thông tin khác",
}


def named(person: User, principal: User | None) -> str:
    """Return a person's name, with that of whom they stood in for."""
    return f"{person.name} (thay mặt {principal.name})" if principal else person.name


def one_line(text: str | None) -> str:
    """Return the text on one line."""
    return " ".join(printable(text or "").split())


def place_of(province: str) -> str:
    """Return the province's own name, as it stands before a paper's day."""
    for before in ("tỉnh ", "thành phố "):
        _, found, name = province.rpartition(before)
        if found:
            return name
    return province


def day(iso: str | None) -> str:
    """Return an ISO date as dd/mm/yyyy."""
    if not iso:
        return ""
    when = date.fromisoformat(iso)
    return f"{when.day:02d}/{when.month:02d}/{when.year:04d}"


def moment(iso: str | None) -> str:
    """Return a moment as people in Vietnam write it: dd/mm/yyyy hh:mm."""
    if not iso:
        return ""
    when = datetime.fromisoformat(iso).astimezone(HANOI)
    return f"{when.day:02d}/{when.month:02d}/{when.year:04d} {when.hour:02d}:{when.minute:02d}"


def bagging_date(snapshot: Snapshot) -> date:
    """Return the day of the sealing in Vietnam."""
    return datetime.fromisoformat(snapshot["sealed_at"]).astimezone(HANOI).date()


def bundle_title(snapshot: Snapshot) -> str:
    """Return the title of the bundle: its number and, for a partial one, that it is one."""
    partial = f" ({PARTIAL}{_part(snapshot)})" if snapshot["scope"] == "partial" else ""
    return f"Bộ hồ sơ số {snapshot['number']:02d}{partial}"


def _part(snapshot: Snapshot) -> str:
    """Return which part a partial bundle is, where all that it holds is one agency's or of one field."""
    agencies = {one["agency"] for one in snapshot["criteria"]}
    fields = {one["field"] for one in snapshot["criteria"]}
    parts = [f"cơ quan chủ trì: {one_line(agency)}" for agency in agencies if len(agencies) == 1]
    parts += [f"lĩnh vực {field}" for field in fields if len(fields) == 1]
    return ", " + ", ".join(parts) if parts and len(snapshot["criteria"]) > 1 else ""


def cycle_title(snapshot: Snapshot) -> str:
    """Return what the bundle is for."""
    return f"Xác định Chỉ số cải cách hành chính năm {snapshot['year']}"


def plan_title(snapshot: Snapshot) -> str:
    """Return the plan that asks for the evidence, empty if it is not known."""
    if not snapshot["plan_number"]:
        return ""
    issued = day(snapshot["plan_issued_on"])
    return f"Theo Kế hoạch số {one_line(snapshot['plan_number'])}" + (f" ngày {issued}" if issued else "")


def document_type(document: DocumentFacts) -> str:
    """Return the document's type as a word; a link is called one where nothing else is known."""
    if document["type"]:
        return one_line(document["type"])
    return "Liên kết" if document["kind"] == "link" else ""


def link_note(document: DocumentFacts) -> str:
    """Return the address of a link and the day it was seen, empty for a file."""
    if not document["url"]:
        return ""
    seen = day(document["seen_on"])
    return f"Liên kết: {one_line(document['url'])}" + (f" (truy cập ngày {seen})" if seen else "")


def change_sentence(change: ChangeFacts) -> str:
    """Return a change as a line of the bundle's papers."""
    return CHANGES[change["kind"]].format(what=one_line(change["what"])).removesuffix(": ")
