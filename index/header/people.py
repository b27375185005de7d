"""Names of persons, with the ranks and degrees that stand before them."""

from __future__ import annotations

import re

from index.header.folding import as_typed

_RANK = re.compile(
    r"(?:PGS|GS|TSKH|TS|ThS|Ths|THS|BSCKI+|BS|CKI+|CK1|CK2|KTS|KS|LS|CN|DS|TTND|TTƯT|NGND|NGƯT|Luật sư|Bác sĩ"
    r"|Tiến sĩ|Thạc sĩ|(?:Đại|Thượng|Trung|Thiếu) (?:tướng|tá|úy)|Ông|Bà)(?:[.,]\s?|\s)"
)
_WORD = re.compile(r"[^\W\d_][\w'’]*(?:-[^\W\d_][\w'’]*)?")
_FEWEST, _MOST, _LONGEST = 2, 6, 60
_SURNAMES = frozenset(
    as_typed(
        "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý An Ân Âu Bạch Bành Bế "
        "Biện Ca Cái Cao Cấn Chu Châu Chế Chung Chương Chử Cù Cung Danh Diệp Doãn Dư Đàm Đào Đậu Điền "
        "Đinh Đoàn Đồng Đổng Đới Giang Giáp Giả Hà Hàn Hầu Hạ Hứa Khổng Khúc Khuất Kiều Kim Kiên La Lã "
        "Lại Lâm Lò Lô Lỗ Lục Luyện Lương Lường Lưu Ma Mã Mai Mạc Mạch Mẫn Ngân Nghiêm Ngọ Ngụy Nhâm Nhan "
        "Nhữ Ninh Nông Ong Ông Phí Phùng Phương Quách Quản Quàng Sầm Sử Tạ Tào Tăng Thạch Thái Thang "
        "Thân Thẩm Thi Thiều Tiêu Tiết Tô Tôn Tống Triệu Trang Trịnh Trình Trương Từ Văn Vàng Vi "
        "Viên Vòng Vương Vừ Xa Y Yên Giàng Sùng Thào Lầu Hờ Lèng Chảo Tẩn Phàn Siu Rơ Ksor Kpă Nay Rmah A"
    ).split()
)


def person_name(text: str) -> str | None:
    """Return the name that a line is, without rank or degree; names in capitals as people write them."""
    text = _bare(text)
    words = text.split()
    if not (_FEWEST <= len(words) <= _MOST and all(map(_WORD.fullmatch, words))):
        return None
    if text.isupper():
        is_known = as_typed(words[0]) in _SURNAMES
        return " ".join(word.capitalize() for word in words) if is_known else None
    return (
        text if all((word[:1].isupper() and not word.isupper()) or len(word) == 1 for word in words) else None
    )


def _bare(text: str) -> str:
    if len(text) > _LONGEST:
        return ""
    bare = text.strip(" .,;:*_|")
    while (rank := _RANK.match(bare)) is not None:
        bare = bare[rank.end() :].strip()
    return bare
