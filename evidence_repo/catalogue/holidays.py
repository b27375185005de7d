"""Vietnam's public holidays of 2017 to 2027 as agencies had them: what comes with the product.

Days are those of civil servants (công chức, viên chức): Bộ luật Lao động 2012, Điều 115, since 2021 Bộ luật
Lao động 2019, Điều 112 (Quốc khánh has two days), since 1/7/2026 Nghị quyết 28/2026/QH16 (Ngày Văn hóa Việt
Nam, 24/11). Tết and swapped days are those that were announced for each year: 6519/VPCP-KGVX (2018) for 2019,
2450/VPCP-KGVX (2024), 6150/TB-BLĐTBXH (2024) for 2025, 9441/TB-BNV (2025) for 2026; for the others the
Ministry's announcements as newspapers had them. A day that no announcement settles yet is provisional.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from workflows.working_days import DayKind

_FILE = files("evidence_repo.catalogue") / "data" / "vietnam_holidays.csv"


@dataclass(frozen=True, slots=True)
class ShippedDay:
    """One listed day; `is_provisional`: not announced yet, worked out from the law and earlier years."""

    day: date
    kind: DayKind
    name: str
    is_provisional: bool


def shipped_days() -> list[ShippedDay]:
    """Return the days that come with the product, the earliest first."""
    rows = csv.DictReader(_FILE.read_text(encoding="utf-8").splitlines())
    return [
        ShippedDay(
            date.fromisoformat(row["day"]), DayKind(row["kind"]), row["name"], row["provisional"] == "yes"
        )
        for row in rows
    ]
