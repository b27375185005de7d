"""Invented documents of Sở Nội vụ and of the province's committee on administrative reform, 2017."""

from __future__ import annotations

from datetime import date

from evidence_repo.demo.annexes import files_grid, inspected_grid, rated_grid, tasks_grid
from evidence_repo.demo.letters import PROVINCE_COMMITTEE, Block, Heading, Letter

DEPARTMENT = "SỞ NỘI VỤ"
_TO_ALL = (
    "Bộ Nội vụ",
    "TT. Tỉnh ủy, HĐND, UBND tỉnh",
    "Các sở, ban, ngành tỉnh",
    "UBND huyện, thị xã, thành phố",
)
_VICE_CHAIRMAN = "Nguyễn Hoàng Minh"
_DIRECTOR = "Lê Văn Hùng"
_RULES_PLAN = (
    "Căn cứ Kế hoạch số 416/KH-UBND ngày 14 tháng 7 năm 2017 của Ủy ban nhân dân tỉnh An Giang về việc "
    "nâng cao Chỉ số cải cách hành chính tỉnh An Giang năm 2017;"
)


def quarter_report() -> Letter:
    """Return the report on reform in the third quarter."""
    return Letter(
        issuer=PROVINCE_COMMITTEE,
        parent=None,
        number="571/BC-UBND",
        issued_on=date(2017, 9, 12),
        kind="BÁO CÁO",
        subject="Kết quả thực hiện công tác cải cách hành chính quý III năm 2017",
        body=(*_report_body("quý III năm 2017", "24"), *_next_tasks("quý IV năm 2017")),
        recipients=(*_TO_ALL, "Lưu: HCTC"),
        signatory=_VICE_CHAIRMAN,
        authority="TM. ỦY BAN NHÂN DÂN",
        title="PHÓ CHỦ TỊCH",
        annex=(Heading("Phụ lục: Kết quả tiếp nhận và giải quyết hồ sơ tại cấp huyện"), files_grid()),
    )


def year_report() -> Letter:
    """Return the report on reform in 2017: the one document that proves several criteria."""
    return Letter(
        issuer=PROVINCE_COMMITTEE,
        parent=None,
        number="683/BC-UBND",
        issued_on=date(2017, 11, 20),
        kind="BÁO CÁO",
        subject="Kết quả thực hiện công tác cải cách hành chính năm 2017",
        body=(*_report_body("năm 2017", "31"), *_publicity(), *_next_tasks("năm 2018")),
        recipients=(*_TO_ALL, "Cổng thông tin điện tử tỉnh", "Lưu: HCTC"),
        signatory=_VICE_CHAIRMAN,
        authority="TM. ỦY BAN NHÂN DÂN",
        title="PHÓ CHỦ TỊCH",
        annex=(
            Heading("Phụ lục 1: Mức độ hoàn thành Kế hoạch cải cách hành chính theo cơ quan, đơn vị"),
            tasks_grid(),
            Heading("Phụ lục 2: Các cơ quan, đơn vị được kiểm tra trong năm"),
            inspected_grid(),
        ),
    )


def _report_body(period: str, inspected: str) -> tuple[Block, ...]:
    return (
        "Thực hiện chế độ báo cáo cải cách hành chính, Ủy ban nhân dân tỉnh An Giang báo cáo kết quả thực "
        f"hiện công tác cải cách hành chính {period} như sau:",
        Heading("I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH CẢI CÁCH HÀNH CHÍNH"),
        "Ngay từ đầu năm, Ủy ban nhân dân tỉnh đã ban hành Kế hoạch cải cách hành chính năm 2017 với 36 "
        "nhiệm vụ, giao cụ thể cơ quan chủ trì, cơ quan phối hợp, sản phẩm và thời hạn hoàn thành. Các sở, "
        "ban, ngành tỉnh và Ủy ban nhân dân huyện, thị xã, thành phố đã ban hành kế hoạch của đơn vị và tổ "
        "chức triển khai đúng quy định.",
        "Kết quả: 36/36 nhiệm vụ trong Kế hoạch đã được triển khai; 36/36 nhiệm vụ có sản phẩm đúng yêu "
        "cầu, đạt tỷ lệ 100% kế hoạch đề ra.",
        f"Công tác kiểm tra cải cách hành chính được thực hiện thường xuyên: đã kiểm tra {inspected} cơ "
        "quan, đơn vị, trong đó có các cơ quan chuyên môn cấp tỉnh và đơn vị hành chính cấp huyện. Sau "
        "kiểm tra, Sở Nội vụ ban hành thông báo kết luận, yêu cầu khắc phục tồn tại, hạn chế và báo cáo "
        "kết quả trong thời hạn 30 ngày.",
        Heading("II. CẢI CÁCH THỂ CHẾ"),
        "Công tác xây dựng, ban hành văn bản quy phạm pháp luật được thực hiện đúng trình tự, thủ tục theo "
        "Luật Ban hành văn bản quy phạm pháp luật năm 2015. Việc rà soát, hệ thống hóa và kiểm tra văn bản "
        "được tiến hành thường xuyên; các văn bản có dấu hiệu không còn phù hợp đã được kiến nghị sửa đổi, "
        "bổ sung, thay thế.",
        Heading("III. CẢI CÁCH THỦ TỤC HÀNH CHÍNH"),
        "Toàn tỉnh có 1.867 thủ tục hành chính thuộc thẩm quyền giải quyết của ba cấp chính quyền, được "
        "công bố, công khai tại Bộ phận tiếp nhận và trả kết quả và trên Trang thông tin điện tử. Tỷ lệ hồ "
        "sơ giải quyết đúng hạn đạt trên 99%; các trường hợp trễ hạn đều có thư xin lỗi và hẹn lại ngày trả "
        "kết quả.",
        Heading("IV. CẢI CÁCH TỔ CHỨC BỘ MÁY"),
        "Các cơ quan chuyên môn thuộc Ủy ban nhân dân tỉnh được kiện toàn theo các thông tư liên tịch "
        "hướng dẫn. Công tác phân cấp quản lý tiếp tục được rà soát; các nhiệm vụ đã phân cấp cho cấp "
        "huyện, cấp xã được kiểm tra, đánh giá định kỳ. Tinh giản biên chế được thực hiện đúng lộ trình.",
        Heading("V. NÂNG CAO CHẤT LƯỢNG ĐỘI NGŨ CÁN BỘ, CÔNG CHỨC, VIÊN CHỨC"),
        "Danh mục vị trí việc làm của các cơ quan hành chính đã được phê duyệt. Việc tuyển dụng, bổ nhiệm, "
        "đánh giá, phân loại và đào tạo, bồi dưỡng cán bộ, công chức, viên chức được thực hiện công khai, "
        "đúng quy định.",
        Heading("VI. CẢI CÁCH TÀI CHÍNH CÔNG"),
        "100% cơ quan hành chính cấp tỉnh, cấp huyện thực hiện cơ chế tự chủ, tự chịu trách nhiệm về sử "
        "dụng biên chế và kinh phí quản lý hành chính; các đơn vị sự nghiệp công lập được giao quyền tự chủ "
        "theo quy định.",
        Heading("VII. HIỆN ĐẠI HÓA HÀNH CHÍNH"),
        "Phần mềm quản lý văn bản và điều hành được kết nối liên thông từ cấp tỉnh đến cấp xã. Tỷ lệ văn "
        "bản trao đổi dưới dạng điện tử đạt 85%. Cổng dịch vụ công của tỉnh cung cấp 412 dịch vụ công trực "
        "tuyến mức độ 3, mức độ 4.",
    )


def _publicity() -> tuple[Block, ...]:
    return (
        Heading("VIII. CÔNG TÁC TUYÊN TRUYỀN CẢI CÁCH HÀNH CHÍNH"),
        "Kế hoạch tuyên truyền cải cách hành chính năm 2017 có 12 nhiệm vụ, đã hoàn thành 12/12 nhiệm vụ. "
        "Các hình thức tuyên truyền gồm: chuyên mục cải cách hành chính trên Đài Phát thanh - Truyền hình "
        "An Giang, chuyên trang trên Báo An Giang, 146 tin, bài trên Trang thông tin điện tử, hội thi tìm "
        "hiểu cải cách hành chính và tọa đàm.",
    )


def _next_tasks(period: str) -> tuple[Block, ...]:
    return (
        Heading("PHƯƠNG HƯỚNG, NHIỆM VỤ"),
        f"Trong {period}, Ủy ban nhân dân tỉnh tiếp tục chỉ đạo các cơ quan, đơn vị hoàn thành các nhiệm "
        "vụ trong Kế hoạch cải cách hành chính; tăng cường kiểm tra, xử lý các vấn đề phát hiện qua kiểm "
        "tra; nâng cao chất lượng cung cấp dịch vụ hành chính công và mức độ hài lòng của người dân, tổ "
        "chức.",
        "Trên đây là báo cáo của Ủy ban nhân dân tỉnh An Giang./.",
    )


def inspection(number: str, issued_on: date, place: str, *, is_thin: bool = False) -> Letter:
    """Return the conclusion of an inspection at `place`; a thin one is silent about mending."""
    corrections: tuple[Block, ...] = (
        Heading("III. KIẾN NGHỊ, XỬ LÝ"),
        f"Yêu cầu {place} rà soát, niêm yết bổ sung 14 thủ tục hành chính còn thiếu; chấm dứt việc yêu cầu "
        "thêm thành phần hồ sơ ngoài quy định; kiểm điểm trách nhiệm cá nhân để hồ sơ trễ hạn; báo cáo kết "
        "quả khắc phục về Sở Nội vụ trước ngày 30 tháng 11 năm 2017.",
    )
    return Letter(
        issuer=DEPARTMENT,
        number=number,
        issued_on=issued_on,
        kind="THÔNG BÁO",
        subject=f"Kết luận kiểm tra công tác cải cách hành chính năm 2017 tại {place}",
        grounds=(_RULES_PLAN,),
        body=(
            "Thực hiện Kế hoạch kiểm tra cải cách hành chính năm 2017, Đoàn kiểm tra theo Quyết định của "
            f"Giám đốc Sở Nội vụ đã kiểm tra công tác cải cách hành chính tại {place}. Kết luận như sau:",
            Heading("I. KẾT QUẢ ĐẠT ĐƯỢC"),
            "Đơn vị đã ban hành kế hoạch cải cách hành chính năm 2017; Bộ phận tiếp nhận và trả kết quả "
            "được bố trí đủ diện tích, trang thiết bị và công chức; việc công khai thủ tục hành chính cơ "
            "bản đúng quy định. Thông báo niêm yết có số điện thoại tiếp nhận phản ánh, kiến nghị của cá "
            "nhân, tổ chức.",
            "Công tác quản lý biên chế, tuyển dụng, sử dụng công chức và phân cấp quản lý được thực hiện "
            "theo quy định; hồ sơ, sổ sách được cập nhật đầy đủ trên phần mềm một cửa.",
            Heading("II. TỒN TẠI, HẠN CHẾ"),
            "Còn 14 thủ tục hành chính chưa được niêm yết kịp thời sau khi công bố; 07 hồ sơ trong lĩnh "
            "vực đất đai trễ hạn chưa có thư xin lỗi; một số biểu mẫu cũ vẫn được sử dụng tại bộ phận một "
            "cửa.",
            *(() if is_thin else corrections),
            "Sở Nội vụ thông báo để đơn vị biết, thực hiện./.",
        ),
        recipients=("UBND tỉnh (báo cáo)", place, "Thanh tra Sở", "Lưu: VT, CCHC"),
        signatory=_DIRECTOR,
        annex=()
        if is_thin
        else (Heading("Phụ lục: Các cơ quan, đơn vị được kiểm tra năm 2017"), inspected_grid()),
    )


def publicity_plan() -> Letter:
    """Return the plan for making the reform known."""
    return Letter(
        issuer=PROVINCE_COMMITTEE,
        parent=None,
        number="58/KH-UBND",
        issued_on=date(2017, 2, 6),
        kind="KẾ HOẠCH",
        subject="Tuyên truyền cải cách hành chính năm 2017",
        body=(
            Heading("I. MỤC ĐÍCH, YÊU CẦU"),
            "Nâng cao nhận thức, trách nhiệm của cán bộ, công chức, viên chức và sự đồng thuận của người "
            "dân, tổ chức đối với công tác cải cách hành chính; tuyên truyền thường xuyên, bằng nhiều hình "
            "thức, thiết thực, tiết kiệm.",
            Heading("II. NỘI DUNG, HÌNH THỨC"),
            "Tuyên truyền trên Đài Phát thanh - Truyền hình, Báo An Giang, Trang thông tin điện tử; tổ "
            "chức hội thi tìm hiểu cải cách hành chính, tọa đàm, tập huấn; phát hành tờ rơi tại bộ phận một "
            "cửa.",
            Heading("III. TỔ CHỨC THỰC HIỆN"),
            "Sở Nội vụ chủ trì, phối hợp các cơ quan liên quan triển khai và báo cáo Ủy ban nhân dân tỉnh "
            "định kỳ hàng quý./.",
        ),
        recipients=(*_TO_ALL, "Lưu: VT"),
        signatory=_VICE_CHAIRMAN,
        authority="TM. ỦY BAN NHÂN DÂN",
        title="PHÓ CHỦ TỊCH",
    )


def initiative_decision() -> Letter:
    """Return the decision that recognises an initiative in the reform."""
    return Letter(
        issuer=PROVINCE_COMMITTEE,
        parent=None,
        number="2915/QĐ-UBND",
        issued_on=date(2017, 9, 29),
        kind="QUYẾT ĐỊNH",
        subject="Công nhận sáng kiến cải cách hành chính năm 2017",
        grounds=(
            "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
            "Theo đề nghị của Giám đốc Sở Nội vụ,",
        ),
        body=(
            "Điều 1. Công nhận sáng kiến “Tiếp nhận hồ sơ, trả kết quả thủ tục hành chính tại nhà đối với "
            "người cao tuổi, người khuyết tật” của Ủy ban nhân dân thành phố Châu Đốc là sáng kiến cải cách "
            "hành chính năm 2017.",
            "Điều 2. Giao Sở Nội vụ hướng dẫn nhân rộng sáng kiến trên địa bàn tỉnh.",
            "Điều 3. Quyết định này có hiệu lực thi hành kể từ ngày ký./.",
        ),
        recipients=("Như Điều 3", "Lưu: VT, NC"),
        signatory=_VICE_CHAIRMAN,
        authority="TM. ỦY BAN NHÂN DÂN",
        title="PHÓ CHỦ TỊCH",
    )


def rating_guidance() -> Letter:
    """Return the guidance on rating officials: a công văn."""
    return Letter(
        issuer=DEPARTMENT,
        number="1120/SNV-CCVC",
        issued_on=date(2017, 10, 18),
        kind=None,
        subject="hướng dẫn đánh giá, phân loại công chức, viên chức năm 2017",
        addressees="các sở, ban, ngành tỉnh; UBND huyện, thị xã, thành phố",
        body=(
            "Thực hiện Nghị định số 56/2015/NĐ-CP ngày 09 tháng 6 năm 2015 của Chính phủ, Sở Nội vụ hướng "
            "dẫn việc đánh giá, phân loại cán bộ, công chức, viên chức năm 2017 như sau:",
            "1. Đối tượng: cán bộ, công chức, viên chức có thời gian công tác từ đủ 06 tháng trở lên trong "
            "năm.",
            "2. Trình tự: cá nhân tự đánh giá; tập thể nhận xét; cấp ủy cùng cấp cho ý kiến; người đứng "
            "đầu quyết định.",
            "3. Thời hạn: hoàn thành trước ngày 15 tháng 12 năm 2017 và báo cáo kết quả về Sở Nội vụ./.",
        ),
        signatory=_DIRECTOR,
        recipients=("Như trên", "Ban Giám đốc Sở", "Lưu: VT, CCVC"),
    )


def rating_report(*, is_whole: bool) -> Letter:
    """Return the report on rating officials; the first edition lacks the table by agency."""
    return Letter(
        issuer=DEPARTMENT,
        number="1342/BC-SNV",
        issued_on=date(2017, 11, 17),
        kind="BÁO CÁO",
        subject="Kết quả đánh giá, phân loại công chức, viên chức năm 2017",
        body=(
            "Thực hiện Công văn số 1120/SNV-CCVC ngày 18 tháng 10 năm 2017, các cơ quan, đơn vị đã tổ chức "
            "đánh giá, phân loại công chức, viên chức đúng trình tự, thủ tục. Tổng hợp kết quả toàn tỉnh:",
            "Hoàn thành xuất sắc và hoàn thành tốt nhiệm vụ: 81,6%; hoàn thành nhiệm vụ: 18,4%; không có "
            "trường hợp không hoàn thành nhiệm vụ. Việc đánh giá gắn với kết quả thực hiện nhiệm vụ được "
            "giao, công khai, khách quan./.",
        ),
        signatory=_DIRECTOR,
        recipients=("UBND tỉnh (báo cáo)", "Lưu: VT, CCVC"),
        annex=(Heading("Phụ lục: Kết quả đánh giá, phân loại theo cơ quan"), rated_grid())
        if is_whole
        else (),
    )


def recruitment_notice() -> Letter:
    """Return the last recruitment's notice, of 2016: in 2017 nobody was recruited."""
    return Letter(
        issuer=DEPARTMENT,
        number="1508/TB-SNV",
        issued_on=date(2016, 10, 24),
        kind="THÔNG BÁO",
        subject="Tuyển dụng công chức tỉnh An Giang năm 2016",
        body=(
            "Căn cứ Kế hoạch tuyển dụng công chức năm 2016 đã được Ủy ban nhân dân tỉnh phê duyệt, Sở Nội "
            "vụ thông báo chỉ tiêu, điều kiện dự tuyển, hồ sơ, thời gian và địa điểm tiếp nhận phiếu đăng "
            "ký dự tuyển.",
            "Chỉ tiêu: 87 công chức tại cơ quan chuyên môn cấp tỉnh và Ủy ban nhân dân cấp huyện. Danh "
            "sách người đủ điều kiện dự tuyển được niêm yết tại trụ sở và đăng trên Trang thông tin điện tử "
            "của Sở Nội vụ./.",
        ),
        signatory=_DIRECTOR,
        recipients=("UBND tỉnh (báo cáo)", "Các cơ quan có chỉ tiêu tuyển dụng", "Lưu: VT, CCVC"),
    )


def plan_explanation() -> Letter:
    """Return an explanation of how the reform plan was fulfilled, to be uploaded by hand."""
    return Letter(
        issuer=DEPARTMENT,
        number="1377/SNV-CCHC",
        issued_on=date(2017, 11, 22),
        kind=None,
        subject="giải trình mức độ hoàn thành Kế hoạch cải cách hành chính năm 2017",
        addressees="Bộ Nội vụ",
        body=(
            "Kế hoạch cải cách hành chính năm 2017 của tỉnh có 36 nhiệm vụ. Tính đến ngày 20 tháng 11 năm "
            "2017, 36/36 nhiệm vụ đã hoàn thành, trong đó 02 nhiệm vụ hoàn thành sau thời hạn 15 ngày do "
            "chờ văn bản hướng dẫn của Trung ương.",
            "Sở Nội vụ giải trình để Bộ Nội vụ xem xét, ghi nhận./.",
        ),
        signatory=_DIRECTOR,
        recipients=("Như trên", "UBND tỉnh (báo cáo)", "Lưu: VT, CCHC"),
    )
