# ruff: noqa: E501 - a sentence that people read stays whole
"""What each kind of warning says, in Vietnamese and English."""

from __future__ import annotations

from evidence_repo.catalogue.plan import CatalogueWarning

WARNING_TEXTS: dict[str, tuple[str, str]] = {
    "date_after_deadline": (
        "Cột Yêu cầu ghi ngày {asked}, muộn hơn thời gian hoàn thành (trước ngày {due}). Hệ thống giữ nguyên cả hai "
        "và tính hạn theo cột Thời gian hoàn thành.",
        "The requirement names {asked}, later than the deadline column (before {due}). Both are kept; the deadline "
        "column counts.",
    ),
    "impossible_date": (
        "Ngày “{date}” trong cột Yêu cầu không có thật; giữ nguyên như văn bản.",
        "The date “{date}” in the requirement does not exist; it is kept as written.",
    ),
    "known_wrong_number": (
        "Văn bản số {number} quy định về nội dung khác ({subject_vi}); có thể Kế hoạch muốn viện dẫn {likely}. "
        "Giữ nguyên như văn bản.",
        "{number} is about something else ({subject_en}); the plan probably means {likely}. Kept as written.",
    ),
    "plan_of_previous_year": (
        "Kế hoạch số {number} được viện dẫn ban hành ngày {date}, trước năm đánh giá {year}; văn bản vẫn có thể hợp lệ.",
        "The cited plan {number} is dated {date}, before the assessment year {year}; it may still be valid.",
    ),
    "numbers_out_of_order": (
        "Số và ngày không theo thứ tự: {number} ghi ngày {date}, còn {other} (tại {criterion}) ghi ngày {other_date}. "
        "Cần đối chiếu với bản gốc.",
        "Numbers and dates are out of order: {number} is dated {date}, but {other} (in {criterion}) {other_date}. "
        "Compare with the originals.",
    ),
    "open_ended_list": (
        "Danh mục trong cột Yêu cầu còn để mở (“{item}…”): Kế hoạch không nêu hết các công việc được chấp nhận.",
        "The list in the requirement is open-ended (“{item}…”): the plan does not name all that is accepted.",
    ),
    "prefix_is_not_parent": (
        "{criterion} không phải là tiêu chí cha của {others}, dù mã số bắt đầu giống nhau.",
        "{criterion} is not the parent of {others}, although the codes begin alike.",
    ),
    "product_is_instruction": (
        "Sản phẩm thứ {ordinal} là một chỉ dẫn, không phải văn bản; nếu không có, hãy giải trình “không áp dụng”.",
        "Product {ordinal} is an instruction, not a document; where there is none, explain “not applicable”.",
    ),
    "several_deadlines": (
        "Tiêu chí có {count} thời hạn, đều là trước ngày: {deadlines}.",
        "The criterion has {count} deadlines, each before the day named: {deadlines}.",
    ),
    "derived_deadline": (
        "“{source}” không ghi ngày cụ thể; hệ thống tính hạn là trước ngày {due}.",
        "“{source}” names no day; the deadline is taken as before {due}.",
    ),
    "deadline_with_full_stop": (
        "Ô thời gian hoàn thành “{source}” kết thúc bằng dấu chấm, khác các dòng còn lại; ngày không bị ảnh hưởng.",
        "The deadline cell “{source}” ends with a full stop, unlike the other rows; the date is not affected.",
    ),
    "latest_round_counts": (
        "Nếu trong năm {year} không phát sinh, xét kết quả của kỳ gần nhất: văn bản ban hành ngoài năm có thể hợp lệ.",
        "If nothing took place in {year} the latest round counts: documents issued outside the year can be valid.",
    ),
    "counts_people": (
        "Chỉ tiêu tính theo số người, không tính số lượt tham gia.",
        "The target counts people, not attendances.",
    ),
    "similar_title": (
        "Tên tiêu chí gần như trùng với {others}; một tài liệu có thể dùng chung nhưng được rà soát riêng cho từng tiêu chí.",
        "The title is almost that of {others}; one document may serve both but is judged for each criterion.",
    ),
}


def warning(code: str, **details: object) -> CatalogueWarning:
    """Return the warning of this kind, its sentences filled in."""
    vietnamese, english = WARNING_TEXTS[code]
    return CatalogueWarning(code, vietnamese.format(**details), english.format(**details))
