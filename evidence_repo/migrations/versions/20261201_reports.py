"""Reports on administrative reform, their periods and sections.

Revision ID: 20261201_reports
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "20261201_reports"
down_revision = "20261201_withdrawn_rounds"
branch_labels = None
depends_on = None

_KINDS = ("quarter_1", "half_year", "nine_months", "year", "chairman", "self_assessment")
_FIGURES = (
    *("progress", "fields", "verdicts", "reviewers", "assignments", "points", "lacking"),
    *("difficulties", "proposals"),
)


def _one_of(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def _column(name: str, kind: Any, *, required: bool = True) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=not required)


def _lock() -> sa.Column[Any]:
    return sa.Column("lock", sa.Integer(), server_default="1", nullable=False)


def _table(name: str, references: dict[str, str], *parts: Any, indexes: tuple[str, ...]) -> None:
    keys = [
        sa.ForeignKeyConstraint(
            [column], [target], name=op.f(f"fk_{name}_{column}_{target.partition('.')[0]}")
        )
        for column, target in references.items()
    ]
    op.create_table(
        name,
        _column("id", sa.Integer()),
        *parts,
        *keys,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    for column in indexes:
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])


def _span() -> list[sa.Column[Any]]:
    days = {"begins_on": True, "ends_on": True, "due_on": False}
    return [_column(name, sa.Date(), required=required) for name, required in days.items()]


def upgrade() -> None:
    """Make the tables."""
    _table(
        "report_period",
        {"cycle_id": "assessment_cycle.id"},
        _column("cycle_id", sa.Integer()),
        _column("kind", _one_of("period_kind", *_KINDS)),
        *_span(),
        sa.UniqueConstraint("cycle_id", "kind", name=op.f("uq_report_period_cycle_id_kind")),
        indexes=("cycle_id",),
    )
    _table(
        "report",
        {
            "cycle_id": "assessment_cycle.id",
            "made_by_id": "user_account.id",
            "finished_by_id": "user_account.id",
            "sha256": "blob.sha256",
        },
        _column("cycle_id", sa.Integer()),
        _column("kind", _one_of("report_kind", *_KINDS)),
        _column("version", sa.Integer()),
        _column("state", _one_of("report_state", "draft", "finished")),
        *_span(),
        _column("made_by_id", sa.Integer(), required=False),
        _column("made_at", sa.DateTime(timezone=True)),
        _column("finished_by_id", sa.Integer(), required=False),
        _column("finished_at", sa.DateTime(timezone=True), required=False),
        _column("figures", sa.Text(), required=False),
        _column("sha256", sa.String(64), required=False),
        _lock(),
        sa.UniqueConstraint("cycle_id", "kind", "version", name=op.f("uq_report_cycle_id_kind_version")),
        indexes=("cycle_id", "sha256"),
    )
    _table(
        "report_section",
        {"report_id": "report.id"},
        _column("report_id", sa.Integer()),
        _column("ordinal", sa.Integer()),
        _column("title", sa.String(300)),
        _column("text", sa.Text()),
        _column("figure", _one_of("section_figure", *_FIGURES), required=False),
        _lock(),
        indexes=("report_id",),
    )


def downgrade() -> None:
    """Remove them."""
    for name in ("report_section", "report", "report_period"):
        op.drop_table(name)
