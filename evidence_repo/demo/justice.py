"""Invented documents of Sở Tư pháp and of Châu Phú district, 2017."""

from __future__ import annotations

from datetime import date

from evidence_repo.demo.annexes import legal_texts
from evidence_repo.demo.letters import PROVINCE_COMMITTEE, Grid, Heading, Letter

DEPARTMENT = "SỞ TƯ PHÁP"
DISTRICT = "ỦY BAN NHÂN DÂN HUYỆN CHÂU PHÚ"
_DIRECTOR = "Dương Văn Minh"
_VICE_CHAIRMAN = "Nguyễn Hoàng Minh"
_TEXTS = (
    "Quy định về quản lý, sử dụng phí tham quan danh lam thắng cảnh trên địa bàn tỉnh",
    "Quy định về giá dịch vụ thu gom, vận chuyển rác thải sinh hoạt",
    "Quy chế phối hợp trong công tác theo dõi tình hình thi hành pháp luật",
    "Quy định chức năng, nhiệm vụ, quyền hạn và cơ cấu tổ chức của Sở Xây dựng",
    "Quy định điều kiện, tiêu chuẩn chức danh Trưởng phòng, Phó Trưởng phòng",
    "Sửa đổi, bổ sung Quy định về đơn giá bồi thường cây trồng, vật nuôi",
    "Quy chế quản lý, vận hành Cổng thông tin điện tử tỉnh An Giang",
    "Quy định về phân cấp quản lý an toàn thực phẩm thuộc lĩnh vực nông nghiệp",
)


def legal_texts_grid() -> Grid:
    """Return the list of the year's legal documents."""
    return legal_texts(_TEXTS)


def drafting_report() -> Letter:
    """Return the report on making legal documents."""
    return Letter(
        issuer=DEPARTMENT,
        number="112/BC-STP",
        issued_on=date(2017, 11, 10),
        kind="BÁO CÁO",
        subject="Kết quả xây dựng văn bản quy phạm pháp luật năm 2017",
        body=(
            "Thực hiện Danh mục xây dựng văn bản quy phạm pháp luật năm 2017 đã được Ủy ban nhân dân tỉnh "
            "phê duyệt, Sở Tư pháp báo cáo kết quả như sau:",
            Heading("I. KẾT QUẢ THỰC HIỆN"),
            "Theo Danh mục, năm 2017 Ủy ban nhân dân tỉnh ban hành 08 quyết định quy phạm pháp luật. Đến "
            "ngày 10 tháng 11 năm 2017 đã ban hành 08/08 văn bản, đạt 100% kế hoạch; 100% dự thảo được thẩm "
            "định trước khi trình.",
            legal_texts_grid(),
            Heading("II. ĐÁNH GIÁ"),
            "Quy trình xây dựng văn bản bảo đảm đúng Luật Ban hành văn bản quy phạm pháp luật năm 2015 và "
            "Nghị định số 34/2016/NĐ-CP: có lấy ý kiến đối tượng chịu sự tác động, đăng dự thảo trên Cổng "
            "thông tin điện tử ít nhất 30 ngày, có báo cáo thẩm định và báo cáo tiếp thu, giải trình./.",
        ),
        signatory=_DIRECTOR,
        recipients=("Bộ Tư pháp", "UBND tỉnh (báo cáo)", "Lưu: VT, XDKT"),
    )


def enforcement_report() -> Letter:
    """Return the report on watching how laws are carried out."""
    return Letter(
        issuer=PROVINCE_COMMITTEE,
        parent=None,
        number="597/BC-UBND",
        issued_on=date(2017, 10, 9),
        kind="BÁO CÁO",
        subject="Công tác theo dõi tình hình thi hành pháp luật năm 2017 trên địa bàn tỉnh An Giang",
        body=(
            "Ủy ban nhân dân tỉnh An Giang báo cáo Bộ Tư pháp công tác theo dõi tình hình thi hành pháp "
            "luật năm 2017:",
            Heading("I. KẾT QUẢ"),
            "Đã ban hành Kế hoạch theo dõi tình hình thi hành pháp luật, trọng tâm là lĩnh vực bảo vệ môi "
            "trường và thủ tục hành chính về đất đai; kiểm tra tại 06 sở, ngành và 04 huyện; thu thập, xử "
            "lý thông tin từ 27 nguồn.",
            Heading("II. TỒN TẠI VÀ KIẾN NGHỊ"),
            "Một số văn bản quy định chi tiết của Trung ương ban hành chậm. Kiến nghị Bộ Tư pháp hướng dẫn "
            "việc thống kê số liệu thi hành pháp luật thống nhất trong cả nước./.",
        ),
        signatory=_VICE_CHAIRMAN,
        authority="TM. ỦY BAN NHÂN DÂN",
        title="PHÓ CHỦ TỊCH",
        recipients=("Bộ Tư pháp", "Sở Tư pháp", "Lưu: VT, NC"),
    )


def review_plan() -> Letter:
    """Return the plan for reviewing administrative procedures."""
    return Letter(
        issuer=PROVINCE_COMMITTEE,
        parent=None,
        number="41/KH-UBND",
        issued_on=date(2017, 1, 23),
        kind="KẾ HOẠCH",
        subject="Rà soát, đánh giá thủ tục hành chính năm 2017 trên địa bàn tỉnh An Giang",
        body=(
            Heading("I. MỤC TIÊU"),
            "Kịp thời phát hiện để kiến nghị sửa đổi, bổ sung, thay thế, hủy bỏ, bãi bỏ thủ tục hành chính "
            "không cần thiết, không phù hợp; cắt giảm chi phí tuân thủ thủ tục hành chính của cá nhân, tổ "
            "chức.",
            Heading("II. NỘI DUNG"),
            "Rà soát 32 nhóm thủ tục hành chính thuộc các lĩnh vực: đất đai, xây dựng, hộ tịch, đăng ký "
            "kinh doanh, lao động - thương binh và xã hội. Thời hạn hoàn thành: trước ngày 30 tháng 9 năm "
            "2017./.",
        ),
        signatory=_VICE_CHAIRMAN,
        authority="TM. ỦY BAN NHÂN DÂN",
        title="PHÓ CHỦ TỊCH",
        recipients=("Cục Kiểm soát TTHC", "Các sở, ban, ngành tỉnh", "Lưu: VT, NC"),
    )


def review_report() -> Letter:
    """Return the report on that review."""
    return Letter(
        issuer=PROVINCE_COMMITTEE,
        parent=None,
        number="604/BC-UBND",
        issued_on=date(2017, 10, 16),
        kind="BÁO CÁO",
        subject="Kết quả thực hiện Kế hoạch rà soát, đánh giá thủ tục hành chính năm 2017",
        body=(
            "Thực hiện Kế hoạch số 41/KH-UBND ngày 23 tháng 01 năm 2017, Ủy ban nhân dân tỉnh báo cáo kết "
            "quả:",
            "Đã rà soát 32/32 nhóm thủ tục hành chính, đạt 100% kế hoạch. Kiến nghị đơn giản hóa 19 thủ "
            "tục; tỷ lệ cắt giảm chi phí tuân thủ bình quân 21,3%; 12 thủ tục thuộc thẩm quyền của tỉnh đã "
            "được sửa đổi, bổ sung./.",
        ),
        signatory=_VICE_CHAIRMAN,
        authority="TM. ỦY BAN NHÂN DÂN",
        title="PHÓ CHỦ TỊCH",
        recipients=("Cục Kiểm soát TTHC", "Lưu: VT, NC"),
    )


def announcement(number: str, issued_on: date, agency: str, count: int) -> Letter:
    """Return a decision that announces administrative procedures in the hands of `agency`."""
    return Letter(
        issuer=PROVINCE_COMMITTEE,
        parent=None,
        number=number,
        issued_on=issued_on,
        kind="QUYẾT ĐỊNH",
        subject=f"Công bố thủ tục hành chính thuộc phạm vi chức năng quản lý của {agency} tỉnh An Giang",
        grounds=(
            "Căn cứ Nghị định số 63/2010/NĐ-CP ngày 08 tháng 6 năm 2010 của Chính phủ về kiểm soát thủ tục "
            "hành chính;",
            f"Xét đề nghị của Giám đốc {agency},",
        ),
        body=(
            f"Điều 1. Công bố kèm theo Quyết định này {count} thủ tục hành chính thuộc phạm vi chức năng "
            f"quản lý của {agency}.",
            "Điều 2. Quyết định này có hiệu lực thi hành kể từ ngày ký và thay thế các quyết định công bố "
            "trước đây.",
            f"Điều 3. Chánh Văn phòng UBND tỉnh, Giám đốc {agency} và các cơ quan liên quan chịu trách "
            "nhiệm thi hành./.",
        ),
        signatory=_VICE_CHAIRMAN,
        authority="TM. ỦY BAN NHÂN DÂN",
        title="PHÓ CHỦ TỊCH",
        recipients=("Như Điều 3", "Cục Kiểm soát TTHC", "Lưu: VT, KSTT"),
    )


def district_report() -> Letter:
    """Return what the district contributes about its own inspections."""
    return Letter(
        issuer=DISTRICT,
        parent=None,
        place="Châu Phú",
        number="318/BC-UBND",
        issued_on=date(2017, 11, 14),
        kind="BÁO CÁO",
        subject="Kết quả khắc phục sau kiểm tra công tác cải cách hành chính năm 2017",
        body=(
            "Thực hiện kết luận kiểm tra của Sở Nội vụ, Ủy ban nhân dân huyện Châu Phú báo cáo kết quả "
            "khắc phục:",
            "Đã niêm yết bổ sung 14 thủ tục hành chính; gửi thư xin lỗi đối với 07 hồ sơ trễ hạn; thu hồi "
            "toàn bộ biểu mẫu cũ; tổ chức kiểm điểm 02 công chức tại Chi nhánh Văn phòng đăng ký đất đai./.",
        ),
        signatory="Trần Thanh Liêm",
        authority="TM. ỦY BAN NHÂN DÂN",
        title="CHỦ TỊCH",
        recipients=("Sở Nội vụ", "Lưu: VT"),
    )
