"""The columns of the board's agencies."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import gettext

from evidence_repo.reports.table import Column, Look
from evidence_repo.services.screens.board import AgencyProgress
from index.text import vietnamese_order


def board_columns() -> tuple[Column[AgencyProgress], ...]:
    """Return the columns, with what each is sorted by."""
    return (
        Column(
            "agency",
            gettext("Agency"),
            lambda row: row.agency.name,
            34,
            order=lambda row: vietnamese_order(row.agency.name),
        ),
        Column("approved", gettext("Approved"), lambda row: row.approved, order=lambda row: row.approved),
        Column("submitted", gettext("Submitted"), lambda row: row.submitted, order=lambda row: row.submitted),
        Column("returned", gettext("Returned"), lambda row: row.returned, order=lambda row: row.returned),
        Column("open", gettext("In preparation"), lambda row: row.open, order=lambda row: row.open),
        Column("overdue", gettext("Overdue"), lambda row: row.overdue, order=lambda row: row.overdue),
        Column("total", gettext("Total"), lambda row: row.total, order=lambda row: row.total),
        Column("completed", gettext("Completed"), _share, look=Look.PERCENT, order=_share),
    )


def _share(row: AgencyProgress) -> Decimal:
    return Decimal(row.approved) / row.total if row.total else Decimal(0)
