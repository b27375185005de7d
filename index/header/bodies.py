"""How the names of issuing bodies are written officially."""

from functools import cache
from itertools import product

from index.header.places import CITIES, PLACES, PROVINCES

# How a body's name begins; a header line that begins otherwise continues the name above it.
BODIES = (
    "Ủy ban nhân dân", "Hội đồng nhân dân", "Ủy ban Mặt trận Tổ quốc", "UBND", "HĐND", "Bộ", "Sở",
    "Tổng cục", "Cục", "Vụ", "Chi cục", "Văn phòng", "Thanh tra", "Ban Chỉ đạo", "Ban", "Phòng",
    "Trung tâm", "Trường", "Đại học", "Học viện", "Viện", "Bệnh viện", "Tỉnh ủy", "Thành ủy", "Huyện ủy",
    "Đảng ủy", "Đảng bộ", "Công an", "Tòa án nhân dân", "Viện kiểm sát nhân dân", "Kho bạc Nhà nước",
    "Bảo hiểm xã hội", "Ngân hàng Nhà nước", "Ngân hàng", "Tập đoàn", "Tổng công ty", "Công ty",
    "Liên đoàn Lao động", "Công đoàn", "Tỉnh đoàn", "Hội", "Liên hiệp", "Quốc hội", "Chính phủ",
    "Thủ tướng Chính phủ", "Chủ tịch nước", "Hội đồng", "Chủ tịch", "Thông tấn xã", "Đài", "Quỹ", "Đoàn",
    "Ủy ban", "Quận ủy", "Thị ủy", "Chi bộ", "Đảng đoàn", "Ban cán sự đảng", "Thành đoàn", "Huyện đoàn",
    "Hiệp hội", "Liên minh", "Bảo tàng", "Thư viện", "Tạp chí", "Nhà xuất bản", "Trạm", "Đội",
    "Thường trực", "BCH",
)  # fmt: skip
# Words and names inside.
INSIDE = (
    "Giáo dục và Đào tạo", "Y tế", "Nội vụ", "Tư pháp", "Tài chính", "Thông tin và Truyền thông",
    "Khoa học và Công nghệ", "Kế hoạch và Đầu tư", "Xây dựng", "Công thương", "Giao thông vận tải",
    "Ngoại vụ", "Lao động - Thương binh và Xã hội", "Tài nguyên và Môi trường",
    "Nông nghiệp và Phát triển nông thôn", "Nông nghiệp và Môi trường", "Văn hóa, Thể thao và Du lịch",
    "Văn hóa và Thể thao", "Dân tộc", "Du lịch", "Dân tộc và Tôn giáo", "Công nghệ thông tin",
    "Bách khoa", "An ninh nhân dân", "Bưu chính Viễn thông", "Quốc phòng", "tỉnh", "thành phố", "thị xã",
    "huyện", "quận", "phường", "xã", "thị trấn", "và", "Đại học", "Cao đẳng", "Đào tạo", "Khoa học",
    "Công nghệ", "Quản lý", "Cải cách hành chính", "Tổ chức", "Nhà nước", "nhân dân", "Chấp hành",
    "Trung ương", "Thường vụ", "Kiểm tra", "Tuyên giáo", "Dân vận", "Nội chính", "Việt Nam", "khu vực",
    "đa khoa", "Điện lực", "tối cao", "cấp cao", "ngành", "đặc khu",
)  # fmt: skip
# What a ministry or a province's department looks after.
SECTORS = (
    "Giáo dục và Đào tạo", "Y tế", "Nội vụ", "Tư pháp", "Tài chính", "Thông tin và Truyền thông",
    "Khoa học và Công nghệ", "Kế hoạch và Đầu tư", "Xây dựng", "Công Thương", "Giao thông vận tải",
    "Ngoại vụ", "Lao động - Thương binh và Xã hội", "Tài nguyên và Môi trường",
    "Nông nghiệp và Phát triển nông thôn", "Nông nghiệp và Môi trường", "Văn hóa, Thể thao và Du lịch",
    "Văn hóa và Thể thao", "Du lịch", "Dân tộc và Tôn giáo", "Quy hoạch - Kiến trúc",
)  # fmt: skip
_MINISTRIES_ALONE = ("Quốc phòng", "Công an", "Ngoại giao")


@cache
def known_lines() -> tuple[str, ...]:
    """Return whole lines that heads are made of, to tell what a badly recognised one says."""
    councils = ("", "UBND ", "HĐND ", "Ủy ban nhân dân ", "Hội đồng nhân dân ")
    places = [f"tỉnh {name}" for name in PROVINCES] + [f"thành phố {name}" for name in CITIES]
    departments = [f"Sở {sector}" for sector in SECTORS]
    return (
        *BODIES,
        *(f"Bộ {name}" for name in (*SECTORS, *_MINISTRIES_ALONE)),
        *departments,
        *(f"{department} {place}" for department, place in product(departments, (*PLACES, *places))),
        *(f"{council}{place}" for council, place in product(councils, places)),
        *(f"{council} {place}" for council, place in product(("Tỉnh ủy", "Tỉnh đoàn"), PROVINCES)),
        *(f"Thành ủy {place}" for place in CITIES),
        *(f"{body} {place}" for body, place in product(("Thanh tra", "Công an", "Ban Dân tộc"), places)),
        *(f"Văn phòng {council}{place}" for council, place in product(councils[1:], places)),
    )
