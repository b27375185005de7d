"""Schemes with their rows and exemptions, self-scores and internal scores.

Revision ID: 20261201_scores
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261201_scores"
down_revision = "20261201_measurements"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def _one_of(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def _column(name: str, kind: Any, *, required: bool = True, default: str | None = None) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=not required, server_default=default)


def _table(name: str, *parts: Any, references: dict[str, str], unique: tuple[str, ...]) -> None:
    """Make a table with an id, these references, and one group of columns that are unique together."""
    op.create_table(
        name,
        _column("id", sa.Integer()),
        *parts,
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{name}_{column}_{table}"))
            for column, table in references.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint(*unique, name=op.f(f"uq_{name}_{'_'.join(unique)}")),
    )
    for column, table in references.items():
        if table != "user_account":
            op.create_index(op.f(f"ix_{name}_{column}"), name, [column])


def _make_schemes() -> None:
    _table(
        "scoring_scheme",
        _column("cycle_id", sa.Integer()),
        _column("agency_group", _one_of("scheme_group", "province", "departments", "communes")),
        _column("deviation_base", _one_of("scheme_deviation_base", "appraised", "maximum", "hundred")),
        _column("changed_at", sa.DateTime(timezone=True)),
        _column("lock", sa.Integer()),
        references={"cycle_id": "assessment_cycle"},
        unique=("cycle_id", "agency_group"),
    )
    _table(
        "scheme_row",
        _column("scheme_id", sa.Integer()),
        _column("ordinal", sa.Integer()),
        _column("kind", _one_of("scheme_row_kind", "LV", "TC", "TCTP", "DT", "TR")),
        _column("code", sa.String(20)),
        _column("title", sa.Text()),
        _column("parent_id", sa.Integer(), required=False),
        _column("criterion_id", sa.Integer(), required=False),
        _column("maximum", sa.Integer(), required=False),
        _column("scoring", _one_of("scheme_row_scoring", "bands", "proportional", "manual"), required=False),
        _column("scorer", _one_of("scheme_row_scorer", "self", "survey", "ministry"), required=False),
        _column("bands", _JSON, default="[]"),
        _column("source", sa.String(200)),
        references={"scheme_id": "scoring_scheme", "parent_id": "scheme_row", "criterion_id": "criterion"},
        unique=("scheme_id", "kind", "code"),
    )


def _make_scores() -> None:
    _table(
        "scheme_exemption",
        _column("row_id", sa.Integer()),
        _column("agency_id", sa.Integer()),
        _column("reason", sa.Text()),
        references={"row_id": "scheme_row", "agency_id": "agency"},
        unique=("row_id", "agency_id"),
    )
    _table(
        "score",
        _column("row_id", sa.Integer()),
        _column("kind", _one_of("score_kind", "self", "internal")),
        _column("points", sa.Integer()),
        _column("proposed", sa.Integer(), required=False),
        _column("reason", sa.Text(), required=False),
        _column("set_by_id", sa.Integer()),
        _column("set_at", sa.DateTime(timezone=True)),
        _column("lock", sa.Integer()),
        references={"row_id": "scheme_row", "set_by_id": "user_account"},
        unique=("row_id", "kind"),
    )


def upgrade() -> None:
    """Make the tables."""
    _make_schemes()
    _make_scores()


def downgrade() -> None:
    """Take them away."""
    for table in ("score", "scheme_exemption", "scheme_row", "scoring_scheme"):
        op.drop_table(table)
