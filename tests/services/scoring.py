"""What people do with schemes and scores in the small province: each is one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import select

from evidence_repo.models import AuditEvent
from evidence_repo.services.people.sheets import ImportReport, SheetCells, read_rows
from evidence_repo.services.scores.importing import import_scheme
from evidence_repo.services.scores.scheme_sheet import SCHEME_COLUMNS
from evidence_repo.services.scores.schemes import exempt_row, find_row, find_scheme, set_deviation_base
from evidence_repo.services.scores.setting import Given, set_score
from evidence_repo.services.scores.sheet import ScoreSheet, score_sheet
from tests.services.world import World
from workflows.scoring import DeviationBase, SchemeGroup, ScoreKind

HEAD = tuple(column.titles[0] for column in SCHEME_COLUMNS)
SOURCE = "Quyết định 4361/QĐ-BNV"


def field(code: str, maximum: str) -> tuple[str, ...]:
    return (code, "Lĩnh vực", f"Lĩnh vực {code}", "", maximum, "", "", "", SOURCE)


def scored(code: str, parent: str, maximum: str, *, scorer: str = "Tự chấm") -> tuple[str, ...]:
    return (code, "TCTP", f"Tiêu chí {code}", parent, maximum, "Chấm trực tiếp", "", scorer, SOURCE)


SCHEME: tuple[tuple[str, ...], ...] = (
    field("1", "2,5"),
    scored("1.1.3", "LV 1", "1,5"),
    ("1.3.1", "TCTP", "Tiêu chí 1.3.1", "1", "1", "Theo bậc", "100: 1; 80: 0,5; 0: 0", "Tự chấm", SOURCE),
    field("2", "2"),
    scored("2.1.1", "2", "2"),
    field("5", "1"),
    scored("5.2.1", "5", "1", scorer="Điều tra XHH"),
    ("T1", "Điểm thưởng", "Mô hình mới", "", "", "Chấm trực tiếp", "", "Bộ Nội vụ chấm", SOURCE),
)


class Scores:
    """The province's scheme and scores."""

    def __init__(self, world: World) -> None:
        self.world = world

    def import_(
        self,
        *rows: Sequence[str],
        who: str = "coordinator",
        group: SchemeGroup = SchemeGroup.PROVINCE,
        columns: int = len(HEAD),
    ) -> ImportReport:
        """Import these rows, or the province's own scheme; nothing is kept if a row has a problem."""
        written = [row[:columns] for row in (HEAD, *(rows or SCHEME))]
        cells = [SheetCells(number, tuple(row)) for number, row in enumerate(written, 1)]
        world = self.world
        sheet = read_rows(cells, SCHEME_COLUMNS)
        with world.database.transaction() as session:
            cycle = world.cycle(session)
            report = import_scheme(session, world.actor(who), cycle, group, sheet, world.clock)
            if report.problems:
                session.rollback()
        return report

    def set(
        self,
        code: str,
        points: str,
        *,
        who: str = "lan",
        kind: ScoreKind = ScoreKind.SELF,
        proposed: str | None = None,
        reason: str | None = None,
        seen_lock: int | None = None,
    ) -> None:
        given = Given(Decimal(points), Decimal(proposed) if proposed else None, reason, seen_lock)
        with self.world.database.transaction() as session:
            criterion = self.world.criterion(session, code)
            set_score(session, self.world.actor(who), criterion, kind, given, clock=self.world.clock)

    def exempt(self, label: str, reason: str | None, who: str = "coordinator") -> bool:
        with self.world.database.transaction() as session:
            scheme = find_scheme(session, self.world.cycle(session))
            assert scheme is not None
            row, province = find_row(scheme, label), self.world.agency(session, "tinh")
            return exempt_row(session, self.world.actor(who), row, province, reason, self.world.clock)

    def measure_by(self, base: DeviationBase, who: str = "coordinator") -> bool:
        with self.world.database.transaction() as session:
            scheme = find_scheme(session, self.world.cycle(session))
            assert scheme is not None
            return set_deviation_base(session, self.world.actor(who), scheme, base, self.world.clock)

    def sheet(self, who: str = "coordinator") -> ScoreSheet:
        with self.world.reading() as session:
            return score_sheet(session, self.world.actor(who), self.world.cycle(session))

    def log(self) -> list[str]:
        wanted = select(AuditEvent.action).where(
            AuditEvent.action.in_(("import_scheme", "change_scheme", "set_self_score", "set_internal_score"))
        )
        with self.world.reading() as session:
            return list(session.scalars(wanted.order_by(AuditEvent.sequence)))
