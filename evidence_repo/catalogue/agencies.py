"""The agencies of An Giang in 2017, the bodies its plan names, and what "sở, ban, ngành" expands to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from index.text import cut_marks


@dataclass(frozen=True, slots=True)
class CatalogueAgency:
    """An agency as data; `code` is the ASCII slug of its name, `kind` and `parent` are codes."""

    code: str
    name: str
    kind: str
    parent: str | None


def slug_of(name: str) -> str:
    """Return the ASCII slug of a Vietnamese name: Sở Nội vụ is `so-noi-vu`."""
    plain = unicodedata.normalize("NFD", cut_marks(name).casefold().replace("đ", "d"))
    ascii_only = "".join(character for character in plain if not unicodedata.combining(character))
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")


_PROVINCE = "UBND tỉnh An Giang"
_LEAD_DEPARTMENTS = (
    "Sở Nội vụ",
    "Sở Tư pháp",
    "Sở Tài chính",
    "Sở Thông tin và Truyền thông",
    "Sở Khoa học và Công nghệ",
    "Sở Kế hoạch và Đầu tư",
)
_OTHER_DEPARTMENTS = (
    "Văn phòng UBND tỉnh",
    "Sở Công Thương",
    "Sở Giáo dục và Đào tạo",
    "Sở Giao thông vận tải",
    "Sở Lao động - Thương binh và Xã hội",
    "Sở Nông nghiệp và Phát triển nông thôn",
    "Sở Tài nguyên và Môi trường",
    "Sở Văn hóa, Thể thao và Du lịch",
    "Sở Xây dựng",
    "Sở Y tế",
    "Sở Ngoại vụ",
    "Thanh tra tỉnh",
    "Ban Dân tộc",
    "Ban Quản lý Khu kinh tế",
)
_DISTRICTS = (
    "UBND thành phố Long Xuyên",
    "UBND thành phố Châu Đốc",
    "UBND thị xã Tân Châu",
    "UBND huyện An Phú",
    "UBND huyện Châu Phú",
    "UBND huyện Châu Thành",
    "UBND huyện Chợ Mới",
    "UBND huyện Phú Tân",
    "UBND huyện Thoại Sơn",
    "UBND huyện Tịnh Biên",
    "UBND huyện Tri Tôn",
)
# Văn phòng Chính phủ counts as a ministry.
_MINISTRIES = (
    "Bộ Nội vụ",
    "Bộ Tư pháp",
    "Bộ Tài chính",
    "Bộ Thông tin và Truyền thông",
    "Bộ Khoa học và Công nghệ",
    "Bộ Kế hoạch và Đầu tư",
    "Văn phòng Chính phủ",
)
_MASS_ORGANISATIONS = ("Đoàn TNCS Hồ Chí Minh tỉnh An Giang",)


def _agencies(kind: str, names: Iterable[str], parent: str | None) -> tuple[CatalogueAgency, ...]:
    return tuple(CatalogueAgency(slug_of(name), name, kind, parent) for name in names)


AN_GIANG_AGENCIES: tuple[CatalogueAgency, ...] = (
    *_agencies("province", [_PROVINCE], None),
    *_agencies("department", _LEAD_DEPARTMENTS + _OTHER_DEPARTMENTS, slug_of(_PROVINCE)),
    *_agencies("district", _DISTRICTS, slug_of(_PROVINCE)),
    *_agencies("ministry", _MINISTRIES, None),
    *_agencies("mass_organisation", _MASS_ORGANISATIONS, None),
)
"""Parents stand before their children. Communes are left to the province: 2017 had 156 of them."""

_BY_SLUG = {agency.code: agency for agency in AN_GIANG_AGENCIES}
_SHORT_FORMS = (
    (r"\bHCM\b", "Hồ Chí Minh"),
    (r"\bTT\s*&\s*TT\b", "Thông tin và Truyền thông"),
    (r"\bKH\s*&\s*CN\b", "Khoa học và Công nghệ"),
    (r"\bKH\s*&\s*ĐT\b", "Kế hoạch và Đầu tư"),
)


def canonical_agency(name: str) -> str:
    """Return an agency's name as it is written in running text, short forms spelt out."""
    for short, full in _SHORT_FORMS:
        name = re.sub(short, full, name)
    known = _BY_SLUG.get(slug_of(name))
    if known is not None:
        return known.name
    return name.capitalize() if name.isupper() else name
