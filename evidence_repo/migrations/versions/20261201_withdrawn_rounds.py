"""A round of the Ministry that was imported by mistake can be withdrawn; its number is free again.

Revision ID: 20261201_withdrawn_rounds
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261201_withdrawn_rounds"
down_revision = "20261201_follow_up"
branch_labels = None
depends_on = None

_UNIQUE = "uq_appraisal_round_cycle_id_kind_number"
_PERSON = "fk_appraisal_round_withdrawn_by_id_user_account"


def upgrade() -> None:
    """Make the columns; every round that stands counts."""
    with op.batch_alter_table("appraisal_round") as table:
        table.add_column(sa.Column("is_live", sa.Boolean(), nullable=True))
        table.add_column(sa.Column("withdrawn_by_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("withdrawn_reason", sa.Text(), nullable=True))
        table.create_foreign_key(table.f(_PERSON), "user_account", ["withdrawn_by_id"], ["id"])
        table.drop_constraint(table.f(_UNIQUE), type_="unique")
        table.create_unique_constraint(
            table.f(f"{_UNIQUE}_is_live"), ["cycle_id", "kind", "number", "is_live"]
        )
    op.execute("UPDATE appraisal_round SET is_live = true")


def downgrade() -> None:
    """Take the columns away; what was withdrawn goes with its rows."""
    for table_name, column in (("round_row", "round_id"), ("appraisal_round", "id")):
        op.execute(
            f"DELETE FROM {table_name} WHERE {column} IN "  # noqa: S608 - our own words
            "(SELECT id FROM appraisal_round WHERE is_live IS NULL)"
        )
    with op.batch_alter_table("appraisal_round") as table:
        table.drop_constraint(table.f(f"{_UNIQUE}_is_live"), type_="unique")
        table.create_unique_constraint(table.f(_UNIQUE), ["cycle_id", "kind", "number"])
        table.drop_constraint(table.f(_PERSON), type_="foreignkey")
        for column in ("withdrawn_reason", "withdrawn_at", "withdrawn_by_id", "is_live"):
            table.drop_column(column)
