"""The days off and the swapped days of each year, with those of Vietnam that come with the product.

Days that are listed already stay as they are: what a coordinator keeps is never overwritten.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from evidence_repo.catalogue.holidays import shipped_days

revision = "20261130_holidays"
down_revision = "20261130_assignments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and fill it."""
    table = op.create_table(
        "calendar_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("off", "worked", name="day_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("is_provisional", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_day")),
        sa.UniqueConstraint("day", name=op.f("uq_calendar_day_day")),
    )
    op.bulk_insert(
        table,
        [
            {
                "day": each.day,
                "kind": each.kind.value,
                "name": each.name,
                "is_provisional": each.is_provisional,
            }
            for each in shipped_days()
        ],
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("calendar_day")
