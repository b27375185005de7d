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
    "Thường trực", "BCH", "Viễn thông", "Bưu điện", "Hạt Kiểm lâm", "Kiểm toán Nhà nước", "Phân viện",
    "Hợp tác xã", "Đồn Biên phòng", "Vườn Quốc gia", "Thuế tỉnh", "Thuế thành phố", "Thuế cơ sở",
)  # fmt: skip
# Words and names inside.
INSIDE = (
    "Giáo dục và Đào tạo", "Y tế", "Nội vụ", "Tư pháp", "Tài chính", "Thông tin và Truyền thông",
    "Khoa học và Công nghệ", "Kế hoạch và Đầu tư", "Xây dựng", "Công thương", "Giao thông vận tải",
    "Ngoại vụ", "Lao động - Thương binh và Xã hội", "Tài nguyên và Môi trường",
    "Nông nghiệp và Phát triển nông thôn", "Nông nghiệp và Môi trường", "Văn hóa, Thể thao và Du lịch",
    "Văn hóa và Thể thao", "Dân tộc", "Du lịch", "Dân tộc và Tôn giáo", "Công nghệ thông tin",
    "Bách khoa", "An ninh nhân dân", "Bưu chính Viễn thông", "Quốc phòng", "tỉnh", "thành phố",
    "thị xã", "huyện", "quận", "phường", "xã", "thị trấn", "và", "Đại học", "Cao đẳng", "Đào tạo",
    "Khoa học", "Công nghệ", "Quản lý", "Cải cách hành chính", "Tổ chức", "Nhà nước", "nhân dân",
    "Chấp hành", "Trung ương", "Thường vụ", "Kiểm tra", "Tuyên giáo", "Dân vận", "Nội chính",
    "Việt Nam", "khu vực", "đa khoa", "Hải quan", "Viễn thông", "Bưu điện", "Thuế", "Thống kê",
    "Kiểm lâm", "Thi hành án dân sự", "Quản lý thị trường", "Dự trữ Nhà nước", "Bảo hiểm xã hội",
    "Kho bạc Nhà nước", "Chăn nuôi", "Thú y", "Chăn nuôi và Thú y", "Trồng trọt", "Bảo vệ thực vật",
    "Trồng trọt và Bảo vệ thực vật", "Thủy sản", "Thủy lợi", "Lâm nghiệp", "Phát triển nông thôn",
    "Quản lý chất lượng", "Tiêu chuẩn Đo lường Chất lượng", "Bảo vệ môi trường", "Quản lý đất đai",
    "Đăng ký đất đai", "Dân số", "Kế hoạch hóa gia đình", "An toàn vệ sinh thực phẩm",
    "An toàn thực phẩm", "Phòng, chống", "Kiểm soát bệnh tật", "Xúc tiến", "Thương mại", "Khuyến nông",
    "Khuyến công", "Phát triển", "Dịch vụ", "Hành chính công", "Phục vụ", "Văn thư", "Lưu trữ",
    "Văn thư - Lưu trữ", "Thi đua", "Khen thưởng", "Thi đua - Khen thưởng", "Tôn giáo",
    "Người cao tuổi", "Cựu chiến binh", "Nông dân", "Liên hiệp Phụ nữ", "Chữ thập đỏ", "Luật gia",
    "Nhà báo", "Phổ biến, giáo dục pháp luật", "Hòa giải", "Trợ giúp pháp lý", "Biên phòng", "Quân sự",
    "Phòng cháy chữa cháy", "Khu kinh tế", "Khu công nghiệp", "Hàng hải", "Đường bộ", "Hàng không",
    "Đăng kiểm", "Sở hữu trí tuệ", "Chuyển đổi số", "Kinh tế", "Kinh tế - Xã hội", "Hạ tầng", "Đô thị",
    "Quản lý đô thị", "Đầu tư", "Tài chính - Kế hoạch", "Văn hóa", "Thông tin", "Thể thao",
    "Truyền thông", "Phát thanh", "Truyền hình", "Phát thanh và Truyền hình", "Pháp chế", "Tổng hợp",
    "Tổ chức cán bộ", "Hợp tác quốc tế", "Sự nghiệp", "Công lập", "cổ phần", "một thành viên",
    "trách nhiệm hữu hạn", "Xổ số kiến thiết", "cơ sở",
    "Trung học phổ thông", "Trung học cơ sở", "Tiểu học", "Mầm non", "Mẫu giáo", "Chính trị",
    "của", "các", "cấp", "về", "trực thuộc", "liên ngành", "địa phương", "công tác", "Điện lực",
    "tối cao", "cấp cao", "ngành", "đặc khu",
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
