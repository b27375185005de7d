"""Tables of the invented documents: a row for every department and district, with seeded figures."""

from __future__ import annotations

import random
from collections.abc import Sequence

from evidence_repo.catalogue.agencies import AN_GIANG_AGENCIES
from evidence_repo.demo.letters import Grid

_YEAR = 2017


def _names(kind: str) -> list[str]:
    return [agency.name for agency in AN_GIANG_AGENCIES if agency.kind == kind]


def departments() -> list[str]:
    """Return the province's departments."""
    return _names("department")


def districts() -> list[str]:
    """Return the districts, towns and cities."""
    return _names("district")


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f}".replace(".", ",") + "%"


def tasks_grid() -> Grid:
    """Return how many tasks of the reform plan each agency has finished."""
    dice = random.Random(_YEAR)  # noqa: S311 - invented figures, the same each time
    rows = []
    for number, name in enumerate([*departments(), *districts()], 1):
        given = dice.randint(18, 42)
        rows.append((str(number), name, str(given), str(given), "100%"))
    return Grid(
        ("TT", "Cơ quan, đơn vị", "Nhiệm vụ được giao", "Đã hoàn thành", "Tỷ lệ"), rows, (1, 6, 2.5, 2.5, 2)
    )


def files_grid() -> Grid:
    """Return how many applications each district has received and settled in time."""
    dice = random.Random(_YEAR + 1)  # noqa: S311 - invented figures, the same each time
    rows = []
    for number, name in enumerate(districts(), 1):
        received = dice.randint(14_000, 62_000)
        late = dice.randint(0, 40)
        rows.append(
            (
                str(number),
                name,
                _thousands(received),
                _thousands(received - late),
                str(late),
                _percent(received - late, received),
            )
        )
    return Grid(
        ("TT", "Đơn vị", "Hồ sơ tiếp nhận", "Giải quyết đúng hạn", "Trễ hạn", "Tỷ lệ đúng hạn"),
        rows,
        (1, 5, 2.5, 2.5, 1.5, 2.5),
    )


_CONCLUSIONS = {"Sở Xây dựng": "1261/TB-SNV", "UBND huyện Châu Phú": "1254/TB-SNV"}
"""Conclusions that are letters of their own."""


def inspected_grid() -> Grid:
    """Return which agencies were inspected, when, and under which conclusion."""
    dice = random.Random(_YEAR + 2)  # noqa: S311 - invented figures, the same each time
    rows = [
        (
            str(number),
            name,
            f"{dice.randint(1, 28):02d}/{dice.randint(5, 9):02d}/2017",
            _CONCLUSIONS.get(name, f"{1200 + number * 7}/TB-SNV"),
        )
        for number, name in enumerate([*departments()[3:12], "Sở Xây dựng", *districts()], 1)
    ]
    return Grid(("TT", "Đơn vị được kiểm tra", "Ngày kiểm tra", "Thông báo kết luận"), rows, (1, 6, 3, 3.5))


def rated_grid() -> Grid:
    """Return how officials were rated, by agency."""
    dice = random.Random(_YEAR + 3)  # noqa: S311 - invented figures, the same each time
    rows = []
    for number, name in enumerate(departments(), 1):
        good, fair = dice.randint(20, 60), dice.randint(4, 15)
        rows.append((str(number), name, str(good + fair), str(good), str(fair), "0"))
    return Grid(
        ("TT", "Cơ quan", "Tổng số", "Hoàn thành tốt trở lên", "Hoàn thành", "Không hoàn thành"),
        rows,
        (1, 5, 2, 2.5, 2, 2),
    )


def legal_texts(titles: Sequence[str]) -> Grid:
    """Return the year's legal documents of the province, with their numbers and days."""
    rows = [
        (str(number), f"{number + 11}/2017/QĐ-UBND", f"{3 + number * 2:02d}/{2 + number}/2017", title)
        for number, title in enumerate(titles, 1)
    ]
    return Grid(("TT", "Số, ký hiệu", "Ngày ban hành", "Trích yếu"), rows, (1, 3.5, 3, 7))
