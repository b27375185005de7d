"""The words that explanations begin with as the product ships them; blanks are for the agency to fill in."""

from __future__ import annotations

from workflows.explanations import ExplanationKind

SHIPPED: dict[ExplanationKind, str] = {
    ExplanationKind.MISSING: (
        "Trong năm đánh giá, cơ quan chưa có tài liệu kiểm chứng đối với sản phẩm này.\n"
        "Lý do: …\n"
        "Kết quả đã thực hiện đến thời điểm giải trình: …\n"
        "Thời gian hoàn thành, bổ sung tài liệu: …"
    ),
    ExplanationKind.PARTIAL: (
        "Tài liệu đã nộp mới chứng minh được một phần yêu cầu của tiêu chí.\n"
        "Phần đã chứng minh: …\n"
        "Phần còn thiếu và lý do: …\n"
        "Biện pháp và thời gian khắc phục: …"
    ),
    ExplanationKind.NO_OCCURRENCE: (
        "Trong năm đánh giá, tại cơ quan không phát sinh nội dung thuộc tiêu chí này.\n"
        "Căn cứ xác định không phát sinh: …\n"
        "Đợt gần nhất có phát sinh và tài liệu kèm theo: …"
    ),
    ExplanationKind.NOT_APPLICABLE: (
        "Nội dung của tiêu chí không áp dụng đối với cơ quan.\nLý do và quy định làm căn cứ: …"
    ),
    ExplanationKind.TARGET_NOT_MET: (
        "Kết quả thực hiện chưa đạt chỉ tiêu kế hoạch.\n"
        "Chỉ tiêu: …; kết quả đạt được: …\n"
        "Nguyên nhân chủ quan, khách quan: …\n"
        "Giải pháp và thời hạn thực hiện: …"
    ),
}
