"""What became of an imported workbook's rows, as JSON."""

from __future__ import annotations

from typing import Any

from evidence_repo.representations.schema import (
    COUNT,
    FLAG,
    Published,
    many,
    one_of,
    optional,
    text,
    thing,
)
from evidence_repo.services.people.sheets import ImportReport, Outcome


def import_json(report: ImportReport, *, applied: bool) -> dict[str, Any]:
    """Return what became of each row."""
    return {
        "applied": applied,
        "new": report.count(Outcome.NEW),
        "changed": report.count(Outcome.CHANGED),
        "asks": report.count(Outcome.ASKS),
        "there": report.count(Outcome.THERE),
        "removed": report.count(Outcome.REMOVED),
        "rows": [
            {
                "row": row.number,
                "cell": row.cell,
                "name": row.name,
                "outcome": row.outcome.value,
                "problem": str(row.problem) if row.problem else None,
            }
            for row in report.rows
        ],
    }


SCHEMAS = {
    "sheet-import": Published(
        "evidence-repo agencies import --json; evidence-repo users import --json; "
        "evidence-repo registers import --json; evidence-repo scheme import --json",
        "What becomes of each row: new, changed, there already, removed, asks for a second person, or "
        "wrong: then none is taken. A row that the workbook no longer has is row 0.",
        thing(
            applied=FLAG,
            new=COUNT,
            changed=COUNT,
            asks=COUNT,
            there=COUNT,
            removed=COUNT,
            rows=many(
                thing(
                    row=COUNT,
                    cell=optional(text()),
                    name=text(),
                    outcome=one_of(tuple(Outcome)),
                    problem=optional(text()),
                )
            ),
        ),
    ),
}
