"""The types of documents and their abbreviations.

Nghị định 30/2020/NĐ-CP (from 2020), Thông tư 01/2011/TT-BNV (before), and the legal documents. Công văn
has no abbreviation.
"""

from __future__ import annotations

import re

from index.header.folding import fold

OFFICIAL_LETTER = "Công văn"
CONSOLIDATED = "Văn bản hợp nhất"

FROM_2020 = {
    "NQ": "Nghị quyết",
    "QĐ": "Quyết định",
    "CT": "Chỉ thị",
    "QC": "Quy chế",
    "QyĐ": "Quy định",
    "TC": "Thông cáo",
    "TB": "Thông báo",
    "HD": "Hướng dẫn",
    "CTr": "Chương trình",
    "KH": "Kế hoạch",
    "PA": "Phương án",
    "ĐA": "Đề án",
    "DA": "Dự án",
    "BC": "Báo cáo",
    "BB": "Biên bản",
    "TTr": "Tờ trình",
    "HĐ": "Hợp đồng",
    "CĐ": "Công điện",
    "BGN": "Bản ghi nhớ",
    "BTT": "Bản thỏa thuận",
    "GUQ": "Giấy ủy quyền",
    "GM": "Giấy mời",
    "GGT": "Giấy giới thiệu",
    "GNP": "Giấy nghỉ phép",
    "PG": "Phiếu gửi",
    "PC": "Phiếu chuyển",
    "PB": "Phiếu báo",
}
BEFORE_2020 = {
    **dict(list(FROM_2020.items())[:17]),
    "CĐ": "Công điện",
    "GN": "Bản ghi nhớ",
    "CK": "Bản cam kết",
    "TTh": "Bản thỏa thuận",
    "CN": "Giấy chứng nhận",
    "UQ": "Giấy ủy quyền",
    "GM": "Giấy mời",
    "GT": "Giấy giới thiệu",
    "NP": "Giấy nghỉ phép",
    "ĐĐ": "Giấy đi đường",
    "BN": "Giấy biên nhận hồ sơ",
    "PG": "Phiếu gửi",
    "PC": "Phiếu chuyển",
}
LEGAL = {
    "L": "Luật",
    "PL": "Pháp lệnh",
    "NĐ": "Nghị định",
    "TT": "Thông tư",
    "TTLT": "Thông tư liên tịch",
    "VBHN": CONSOLIDATED,
    "NQLT": "Nghị quyết liên tịch",
    "NQ": "Nghị quyết",
    "QĐ": "Quyết định",
    "CT": "Chỉ thị",
}
COPIES = {"SY": "Sao y", "TrS": "Trích sao", "SL": "Sao lục"}
PARTY = {
    "NQ": "Nghị quyết",
    "QĐ": "Quyết định",
    "CT": "Chỉ thị",
    "KL": "Kết luận",
    "QC": "Quy chế",
    "QĐi": "Quy định",
    "TB": "Thông báo",
    "BC": "Báo cáo",
    "KH": "Kế hoạch",
    "HD": "Hướng dẫn",
    "CTr": "Chương trình",
    "TTr": "Tờ trình",
    "CV": OFFICIAL_LETTER,
}
# Abbreviations that are also the initials of bodies (Tài chính, Bắc Ninh …) or of another type: a letter
# `12/TC-NS` of a finance department is no thông cáo. They count only where the title says so too.
AMBIGUOUS = frozenset({"TC", "TT", "GT", "CN", "BN", "ĐĐ", "NP", "PC", "L", "PL", "GN", "CK"})

_OTHER_TITLES = (
    "Lệnh",
    "Bộ luật",
    "Hiến pháp",
    "Kết luận",
    "Thư công",
    "Lịch công tác",
    "Công bố",
    "Sao y",
    "Quy trình",
    "Kết luận thanh tra",
    "Phiếu trình",
    "Thư mời",
    "Nội quy",
    "Điều lệ",
    "Giấy xác nhận",
    "Giấy phép",
    "Bản giải trình",
    "Văn bản giải trình",
    "Thông tri",
)
_TABLES = (FROM_2020, BEFORE_2020, LEGAL, PARTY)
# What has no head of its own, and so no title by which it could be recognised.
OF_ANOTHER_KIND = ("Phụ lục", "Quy chuẩn kỹ thuật", "Tiêu chuẩn quốc gia")
TITLES = {
    fold(name): name for name in (*(name for table in _TABLES for name in table.values()), *_OTHER_TITLES)
}


def type_of_symbol(symbol: str) -> str | None:
    """Return the type that a number such as `21/2017/QĐ-UBND` or `39-NQ/TW` names, if it surely does."""
    parts = [part for part in re.split(r"[-/ ]", symbol) if part]
    codes = [part for part in parts if not part.isdigit()]
    if not codes:
        return None
    has_year = len(parts) > 1 and all(part.isdigit() for part in parts[:2])
    code = codes[0]
    if has_year:
        return LEGAL.get(code) or FROM_2020.get(code)
    if "/" in symbol and symbol.index("/") > symbol.find("-") > 0:
        return PARTY.get(code)
    if len(codes) < 2 or code in AMBIGUOUS:
        return None
    return FROM_2020.get(code) or BEFORE_2020.get(code) or LEGAL.get(code)


def names_a_type(symbol: str) -> bool:
    """Return whether a number begins with any abbreviation of a type, also one that tells nothing surely."""
    code = next((part for part in re.split(r"[/-]", symbol) if part and not part.isdigit()), "")
    return any(code in table for table in (FROM_2020, BEFORE_2020, LEGAL, PARTY))


def type_of_title(line: str) -> str | None:
    """Return the type that a title line such as `KẾ HOẠCH` names, if it is nothing but a type."""
    folded = fold(line).strip(" .:*")
    return TITLES.get(folded) or next((name for name in OF_ANOTHER_KIND if fold(name) == folded), None)


_BARRED_WORDS = {fold(code).upper(): code for code in (*FROM_2020, *BEFORE_2020, *LEGAL) if "Đ" in code} | {
    "HDND": "HĐND",
    "GDDT": "GDĐT",
    "SGDDT": "SGDĐT",
    "BGDDT": "BGDĐT",
    "PGDDT": "PGDĐT",
    "LDTBXH": "LĐTBXH",
    "SLDTBXH": "SLĐTBXH",
    "BLDTBXH": "BLĐTBXH",
    "BCD": "BCĐ",
    "SKHDT": "SKHĐT",
    "BKHDT": "BKHĐT",
    "KHDT": "KHĐT",
    "CD": "CĐ",
}
_ALSO_PLAIN = frozenset({"HD", "DA"})  # hướng dẫn, dự án: not distinguishable from HĐ and ĐA


def with_barred_letters(symbol: str) -> str:
    """Return a symbol with the Đ that a reader without Vietnamese letters took for D, where that is sure."""
    parts = re.split(r"([-/&])", symbol)
    return "".join(part if part in _ALSO_PLAIN else _BARRED_WORDS.get(part, part) for part in parts)
