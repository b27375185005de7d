"""What a person reads in the 67 rows of 416/KH-UBND: typed from the plan, not made by the reader.

Titles and requirements stand in `expected_texts.py`, cut out of the plan's columns as they are printed.
"""

# ruff: noqa: E501 - a product's words stay on one line, as in the plan

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

NOI_VU = "Sở Nội vụ"
TU_PHAP = "Sở Tư pháp"
TAI_CHINH = "Sở Tài chính"
TTTT = "Sở Thông tin và Truyền thông"
KHCN = "Sở Khoa học và Công nghệ"
KHDT = "Sở Kế hoạch và Đầu tư"

ALL = ("Sở, ban, ngành, UBND huyện, tx, tp", ("department", "district"))
DEPARTMENTS = ("Sở, ban, ngành", ("department",))
WITH_YOUTH_UNION = (
    "Sở, ban, ngành, UBND huyện, tx, tp; Đoàn TNCS HCM tỉnh An Giang",
    ("department", "district", "Đoàn TNCS Hồ Chí Minh tỉnh An Giang"),
)
WITH_TTTT = (
    "Sở Thông tin và Truyền thông, sở, ban, ngành, UBND huyện, tx, tp",
    ("department", "district", "Sở Thông tin và Truyền thông"),
)
WITH_COMMUNES = ("UBND huyện, tx, tp và xã, phường, thị trấn", ("district", "commune"))


@dataclass(frozen=True)
class Product:
    text: str
    is_optional: bool = False
    supplied_by: str = "agency"
    medium: str = "file"


@dataclass(frozen=True)
class Due:
    label: str
    due_on: date
    is_derived: bool
    source_text: str


DECEMBER = (Due("", date(2017, 12, 1), False, "Trước ngày 01/12/2017"),)
DECEMBER_WITH_STOP = (Due("", date(2017, 12, 1), False, "Trước ngày 01/12/2017."),)
OCTOBER = (Due("", date(2017, 10, 15), False, "Trước ngày 15/10/2017"),)


@dataclass(frozen=True)
class Row:
    agency_order: str
    agency: str
    ordinal: int
    kind: str
    code: str
    field: str
    products: tuple[Product, ...]
    coordinating: tuple[str, tuple[str, ...]] = ALL
    deadlines: tuple[Due, ...] = DECEMBER
    group: str = "process"


def _optional(text: str) -> Product:
    return Product(text, is_optional=True)


def _mixed(body: str) -> Product:
    text = f"Báo cáo của tỉnh và kết quả theo dõi, kiểm tra của {body}"
    return Product(text, supplied_by="agency_and_ministry")


def _ministry(text: str) -> Product:
    return Product(text, supplied_by="ministry")


def _agency(order: str, name: str, *rows: tuple[object, ...]) -> tuple[Row, ...]:
    return tuple(Row(order, name, *row) for row in rows)  # type: ignore[arg-type]


EXPLAINED = _optional("Văn bản giải trình (nếu có)")
CONCLUSIONS = Product("Các thông báo kết luận kiểm tra")
BY_CASE = Product("Các văn bản xử lý hoặc kiến nghị xử lý đối với từng vấn đề phát hiện qua kiểm tra")
BY_POWER = Product("Các văn bản xử lý theo thẩm quyền hoặc kiến nghị cơ quan có thẩm quyền xử lý")
JOB_DESCRIPTIONS = Product(
    "Các văn bản quy định bản mô tả công việc và khung năng lực cho từng vị trí việc làm theo danh mục đã được phê duyệt"
)
RECRUITMENT = (
    Product("Các thông báo tuyển dụng, người đủ điều kiện dự tuyển"),
    Product(
        "Các văn bản liên quan đến tổ chức kỳ tuyển dụng (thành lập hội đồng, phê duyệt kết quả tuyển dụng, quyết định tuyển dụng…)"
    ),
)
TRAINING = Product("Báo cáo kết quả đào tạo, bồi dưỡng cán bộ, công chức, viên chức của tỉnh")
BY_HOME_AFFAIRS = _mixed("Bộ Nội vụ")
BY_FINANCE = _mixed("Bộ Tài chính")
BY_INFORMATION = _mixed("Bộ Thông tin và Truyền thông")
BY_OFFICE = _mixed("Văn phòng Chính phủ")
BY_OFFICE_AND_HOME_AFFAIRS = _mixed("Văn phòng Chính phủ, Bộ Nội vụ")
TWO_YEARS = Product(
    "Báo cáo tình hình phát triển kinh tế - xã hội của tỉnh trong năm đánh giá và năm trước liền kề"
)

ROWS: tuple[Row, ...] = (
    *_agency(
        "I",
        NOI_VU,
        (1, "TCTP", "1.1.3", "1", (Product("Báo cáo CCHC tỉnh năm 2017"), EXPLAINED)),
        (
            2,
            "TCTP",
            "1.2.1",
            "1",
            (Product("Báo cáo CCHC quý III, tổng kết năm"),),
            ALL,
            (
                Due("Báo cáo quý III", date(2017, 9, 15), False, "BC quý III trước ngày 15/9/2017."),
                Due("Báo cáo tổng kết năm", date(2017, 12, 1), False, "BC tk năm Trước ngày 01/12/2017"),
            ),
        ),
        (3, "TCTP", "1.3.1", "1", (CONCLUSIONS,)),
        (4, "TCTP", "1.3.2", "1", (CONCLUSIONS, BY_POWER)),
        (
            5,
            "TCTP",
            "1.4.1",
            "1",
            (Product("Kế hoạch tuyên truyền CCHC"), Product("Báo cáo CCHC định kỳ"), EXPLAINED),
        ),
        (
            6,
            "TCTP",
            "1.4.2",
            "1",
            (
                Product("Các báo cáo CCHC định kỳ"),
                Product(
                    "Cung cấp các đường link tới các tin, bài, hình ảnh đã tuyên truyền về CCHC trên website",
                    medium="link",
                ),
                EXPLAINED,
            ),
            WITH_YOUTH_UNION,
        ),
        (
            7,
            "TC",
            "1.5",
            "1",
            (
                Product("Các văn bản công nhận sáng kiến của cơ quan có thẩm quyền"),
                Product(
                    "Trường hợp có sáng kiến nhưng chưa được công nhận của cơ quan có thẩm quyền, đề nghị báo cáo Bộ Nội vụ để được xem xét, ghi nhận"
                ),
            ),
        ),
        (8, "TCTP", "4.2.1", "4", (Product("Thông báo kết luận kiểm tra"), EXPLAINED)),
        (9, "TCTP", "4.2.2", "4", (CONCLUSIONS, BY_CASE)),
        (
            10,
            "TCTP",
            "4.3.1",
            "4",
            (
                Product(
                    "Các văn bản triển khai thực hiện các nhiệm vụ quản lý nhà nước đã được Trung ương phân cấp"
                ),
            ),
            DEPARTMENTS,
        ),
        (11, "TCTP", "4.3.2", "4", (CONCLUSIONS, EXPLAINED), DEPARTMENTS),
        (12, "TCTP", "4.3.3", "4", (CONCLUSIONS, BY_CASE), DEPARTMENTS),
        (
            13,
            "TCTP",
            "5.1.1",
            "5",
            (JOB_DESCRIPTIONS, Product("Báo cáo của tỉnh về việc bố trí công chức theo vị trí việc làm")),
            DEPARTMENTS,
        ),
        (
            14,
            "TCTP",
            "5.1.2",
            "5",
            (
                Product("Các văn bản phê duyệt danh mục vị trí việc làm tại các đơn vị sự nghiệp công lập"),
                JOB_DESCRIPTIONS,
                Product("Báo cáo của tỉnh về việc bố trí viên chức theo vị trí việc làm"),
            ),
            DEPARTMENTS,
        ),
        (15, "TCTP", "5.2.1", "5", RECRUITMENT),
        (16, "TCTP", "5.2.2", "5", RECRUITMENT),
        (
            17,
            "TCTP",
            "5.3.2",
            "5",
            (
                Product("Các thông báo thi/xét thăng hạng, người đủ điều kiện dự thi/xét"),
                Product(
                    "Các văn bản liên quan đến tổ chức kỳ thi/xét thăng hạng (thành lập hội đồng, phê duyệt kết quả thi, quyết định bổ nhiệm ngạch…)"
                ),
            ),
        ),
        (18, "TC", "5.4", "5", (Product("Các quyết định bổ nhiệm"), EXPLAINED)),
        (
            19,
            "TC",
            "5.5",
            "5",
            (
                Product("Văn bản hướng dẫn đánh giá, phân loại công chức, viên chức"),
                Product("Báo cáo kết quả đánh giá, phân loại công chức, viên chức của tỉnh"),
            ),
        ),
        (
            20,
            "TC",
            "5.6",
            "5",
            (
                Product("Kế hoạch năm về tinh giản biên chế"),
                Product("Báo cáo năm về kết quả tinh giản biên chế"),
            ),
        ),
        (21, "TCTP", "5.7.1", "5", (TRAINING, _ministry("Kết quả theo dõi, kiểm tra của Bộ Nội vụ"))),
        (22, "TCTP", "5.7.2", "5", (TRAINING,)),
        (23, "TCTP", "5.8.1", "5", (BY_HOME_AFFAIRS,)),
        (24, "TCTP", "5.8.2", "5", (BY_HOME_AFFAIRS,)),
        (25, "TCTP", "5.8.3", "5", (BY_HOME_AFFAIRS,)),
        (
            26,
            "TC",
            "8.3",
            "TD",
            (Product("Báo cáo kết quả khảo sát người dân, tổ chức của tỉnh năm 2017"),),
            ALL,
            DECEMBER,
            "impact",
        ),
    ),
    *_agency(
        "II",
        TU_PHAP,
        (1, "TCTP", "2.1.1", "2", (Product("Báo cáo kết quả xây dựng VBQPPL"), EXPLAINED), DEPARTMENTS),
        (2, "TCTP", "2.1.2", "2", (_mixed("Bộ Tư pháp"),), DEPARTMENTS),
        (
            3,
            "TCTP",
            "2.2.1",
            "2",
            (
                Product("Kế hoạch theo dõi thi hành pháp luật"),
                Product("Báo cáo kết quả thực hiện kế hoạch"),
                _ministry("Kết quả theo dõi, kiểm tra của Bộ Tư pháp"),
            ),
        ),
        (
            4,
            "TCTP",
            "2.2.2",
            "2",
            (Product("Báo cáo kết quả theo dõi thi hành pháp luật của tỉnh gửi Bộ Tư pháp"),),
            ALL,
            OCTOBER,
        ),
        (
            5,
            "TCTP",
            "2.2.3",
            "2",
            (
                Product("Báo cáo kết quả theo dõi thi hành pháp luật"),
                Product(
                    "Các văn bản xử lý hoặc kiến nghị cấp có thẩm quyền xử lý đối với từng vấn đề phát hiện qua theo dõi thi hành pháp luật"
                ),
            ),
            ALL,
            OCTOBER,
        ),
        (6, "TCTP", "2.3.1", "2", (Product("Báo cáo kết quả rà soát, hệ thống hóa VBQPPL của tỉnh"),)),
        (
            7,
            "TCTP",
            "2.3.2",
            "2",
            (
                Product("Báo cáo kết quả rà soát, hệ thống hóa VBQPPL"),
                Product(
                    "Các văn bản công bố danh mục VBQPPL hết hiệu lực, ngưng hiệu lực; cần sửa đổi, bổ sung, thay thế, bãi bỏ hoặc ban hành mới"
                ),
            ),
        ),
        (8, "TCTP", "2.4.1", "2", (Product("Báo cáo công tác kiểm tra, xử lý VBQPPL"),)),
        (
            9,
            "TCTP",
            "2.4.2",
            "2",
            (CONCLUSIONS, Product("Các văn bản xử lý hoặc kiến nghị xử lý đối với văn bản trái pháp luật")),
        ),
        (
            10,
            "TCTP",
            "3.1.1",
            "3",
            (
                Product("Kế hoạch rà soát, đánh giá TTHC"),
                Product("Báo cáo kết quả thực hiện kế hoạch rà soát, đánh giá TTHC"),
            ),
        ),
        (
            11,
            "TCTP",
            "3.1.2",
            "3",
            (Product("Báo cáo kết quả thực hiện kế hoạch rà soát, đánh giá TTHC"), BY_POWER),
            ALL,
            DECEMBER_WITH_STOP,
        ),
        (12, "TCTP", "3.2.1", "3", (Product("Các quyết định công bố thủ tục hành chính"),)),
        (13, "TCTP", "3.2.2", "3", (BY_OFFICE,)),
        (14, "TCTP", "3.3.1", "3", (BY_OFFICE_AND_HOME_AFFAIRS,)),
        (15, "TCTP", "3.3.2", "3", (BY_OFFICE_AND_HOME_AFFAIRS,), WITH_TTTT),
        (16, "TCTP", "3.3.3", "3", (BY_OFFICE_AND_HOME_AFFAIRS,)),
        (17, "TCTP", "3.4.1", "3", (BY_OFFICE,)),
        (18, "TCTP", "3.4.2", "3", (BY_OFFICE, Product("Các văn bản xử lý hoặc kiến nghị xử lý các PAKN"))),
        (
            19,
            "TCTP",
            "8.1.1",
            "8",
            (
                Product("Quyết định quy định Danh mục TTHC thực hiện theo cơ chế một cửa cấp tỉnh"),
                BY_OFFICE_AND_HOME_AFFAIRS,
            ),
            DEPARTMENTS,
        ),
        (
            20,
            "TCTP",
            "8.1.2",
            "8",
            (
                Product("Quyết định quy định Danh mục TTHC thực hiện theo cơ chế một cửa cấp huyện"),
                BY_OFFICE_AND_HOME_AFFAIRS,
            ),
        ),
        (
            21,
            "TCTP",
            "8.1.4",
            "8",
            (
                Product(
                    "Quyết định ban hành quy chế thực hiện cơ chế một cửa liên thông trong giải quyết TTHC"
                ),
                BY_OFFICE_AND_HOME_AFFAIRS,
            ),
        ),
        (22, "TCTP", "8.3.1", "8", (BY_OFFICE_AND_HOME_AFFAIRS,)),
        (23, "TCTP", "8.3.2", "8", (BY_OFFICE_AND_HOME_AFFAIRS,)),
        (24, "TCTP", "8.3.3", "8", (BY_OFFICE_AND_HOME_AFFAIRS,)),
    ),
    *_agency(
        "III",
        TAI_CHINH,
        (1, "TC", "6.1", "6", (BY_FINANCE,)),
        (2, "TCTP", "6.2.1", "6", (BY_FINANCE,)),
        (3, "TCTP", "6.2.2", "6", (BY_FINANCE,)),
        (4, "TCTP", "6.2.3", "6", (BY_FINANCE,)),
        (5, "TCTP", "6.2.4", "6", (BY_FINANCE,)),
    ),
    *_agency(
        "IV",
        TTTT,
        (1, "TCTP", "7.1.1", "7", (Product("Báo cáo năm về kết quả ứng dụng CNTT của tỉnh"),)),
        (
            2,
            "TCTP",
            "7.1.2",
            "7",
            (Product("Đề án Kiến trúc chính quyền điện tử của tỉnh"), BY_INFORMATION),
            ALL,
            (
                Due("Đề án ban hành", date(2018, 1, 1), True, "Đề án ban hành trong năm 2017."),
                Due("Báo cáo", date(2017, 12, 1), False, "Báo cáo Trước ngày 01/12/2017"),
            ),
        ),
        (3, "TCTP", "7.1.3", "7", (BY_INFORMATION,)),
        (4, "TCTP", "7.1.4", "7", (BY_HOME_AFFAIRS,)),
        (5, "TCTP", "7.2.1", "7", (BY_INFORMATION,)),
        (6, "TCTP", "7.2.2", "7", (BY_INFORMATION,)),
        (
            7,
            "TCTP",
            "7.2.3",
            "7",
            (
                Product("Quyết định quy định về tiếp nhận, trả kết quả TTHC qua bưu chính"),
                _mixed("các bộ, ngành liên quan"),
            ),
            ALL,
            (
                Due("Quyết định ban hành", date(2018, 1, 1), True, "Quyết định ban hành trong năm 2017."),
                Due("Báo cáo", date(2017, 12, 1), False, "Báo cáo trước ngày 01/12/2017"),
            ),
        ),
    ),
    *_agency(
        "V",
        KHCN,
        (
            1,
            "TCTP",
            "7.3.1",
            "7",
            (Product("Các quyết định công bố Hệ thống quản lý chất lượng"), Product("Báo cáo của tỉnh")),
        ),
        (
            2,
            "TCTP",
            "7.3.2",
            "7",
            (Product("Các quyết định công bố Hệ thống quản lý chất lượng"),),
            WITH_COMMUNES,
        ),
        (3, "TCTP", "7.3.3", "7", (_mixed("Bộ Khoa học và Công nghệ"),)),
    ),
    *_agency(
        "VI",
        KHDT,
        (1, "TC", "1.1", "TD", (TWO_YEARS,), ALL, DECEMBER, "impact"),
        (2, "TC", "1.2", "TD", (TWO_YEARS,), ALL, DECEMBER, "impact"),
    ),
)

TARGETS: dict[str, tuple[tuple[str, int, str, bool], ...]] = {
    "TCTP 1.3.1": ((">=", 30, "percent", False),),
    "TCTP 4.2.1": ((">=", 30, "percent", False),),
    "TCTP 5.8.1": (("=", 100, "percent", True),),
    "TCTP 5.8.2": (("=", 100, "percent", True),),
    "TCTP 5.8.3": ((">=", 70, "percent", False),),
    "TC 8.3": ((">=", 80, "percent", True),),
    "TCTP 8.1.4": ((">=", 50, "count", False),),
    "TCTP 8.3.1": (("=", 100, "percent", False), ("=", 0, "none", False)),
    "TCTP 8.3.2": (("=", 100, "percent", False), ("=", 0, "none", False)),
    "TCTP 8.3.3": (("=", 100, "percent", False), ("=", 0, "none", False)),
    "TCTP 6.2.2": ((">", 0, "increase", False),),
    "TCTP 6.2.3": ((">=", 80, "percent", True),),
    "TCTP 7.1.3": ((">=", 80, "percent", False),),
    "TCTP 7.2.1": ((">=", 40, "percent", True),),
    "TCTP 7.2.2": ((">=", 30, "percent", True),),
    "TCTP 7.3.2": ((">=", 50, "percent", True),),
    "TC 1.1": ((">", 0, "increase", False),),
    "TC 1.2": ((">", 0, "increase", False), (">=", 30, "increase", True)),
    **dict.fromkeys(
        (
            *(
                "TCTP 1.1.3",
                "TCTP 1.3.2",
                "TCTP 1.4.1",
                "TCTP 4.2.2",
                "TCTP 4.3.3",
                "TCTP 5.1.1",
                "TCTP 5.1.2",
            ),
            *(
                "TCTP 5.2.1",
                "TCTP 5.2.2",
                "TC 5.4",
                "TC 5.6",
                "TCTP 5.7.2",
                "TCTP 2.1.1",
                "TCTP 2.1.2",
                "TCTP 2.2.1",
            ),
            *(
                "TCTP 2.2.3",
                "TCTP 2.3.2",
                "TCTP 2.4.2",
                "TCTP 3.1.1",
                "TCTP 3.1.2",
                "TCTP 3.2.1",
                "TCTP 3.2.2",
            ),
            *(
                "TCTP 3.3.1",
                "TCTP 3.3.2",
                "TCTP 3.3.3",
                "TCTP 3.4.2",
                "TCTP 8.1.1",
                "TCTP 8.1.2",
                "TCTP 6.2.1",
            ),
            *("TCTP 6.2.4", "TCTP 7.1.1", "TCTP 7.3.1", "TCTP 7.3.3"),
        ),
        (("=", 100, "percent", False),),
    ),
}
"""Operator, value, unit, softness; the rows that are not named ask for no figure."""

WARNINGS: dict[str, tuple[str, ...]] = {
    "TCTP 1.1.3": ("plan_of_previous_year",),
    "TCTP 1.2.1": ("several_deadlines",),
    "TCTP 1.3.1": ("similar_title",),
    "TCTP 1.3.2": ("similar_title",),
    "TCTP 1.4.2": ("open_ended_list",),
    "TC 1.5": ("product_is_instruction",),
    "TCTP 4.2.1": ("similar_title",),
    "TCTP 4.2.2": ("similar_title",),
    "TCTP 5.2.1": ("latest_round_counts",),
    "TCTP 5.2.2": ("latest_round_counts",),
    "TCTP 5.3.2": ("latest_round_counts",),
    "TC 5.6": ("known_wrong_number",),
    "TCTP 5.7.1": ("date_after_deadline",),
    "TCTP 5.8.3": ("counts_people",),
    "TC 8.3": ("prefix_is_not_parent",),
    "TCTP 2.2.1": ("plan_of_previous_year", "numbers_out_of_order"),
    "TCTP 2.3.1": ("date_after_deadline",),
    "TCTP 2.4.1": ("date_after_deadline",),
    "TCTP 2.4.2": ("similar_title",),
    "TCTP 3.1.1": ("plan_of_previous_year", "numbers_out_of_order"),
    "TCTP 3.1.2": ("deadline_with_full_stop",),
    "TCTP 7.1.2": ("several_deadlines", "derived_deadline"),
    "TCTP 7.2.3": ("impossible_date", "several_deadlines", "derived_deadline"),
    "TC 1.1": ("prefix_is_not_parent",),
    "TC 1.2": ("prefix_is_not_parent",),
}
"""The codes of the warnings, in their order; the rows that are not named have none."""
