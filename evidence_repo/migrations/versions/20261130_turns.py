"""The agency whose document a job is about, and when an agency was last served.

Revision ID: 20261130_turns
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261130_turns"
down_revision = "20261130_sign_in"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the column and the table; jobs that wait already take turns as if they were of no agency."""
    with op.batch_alter_table("job") as table:
        table.add_column(sa.Column("agency_id", sa.Integer(), nullable=True))
    op.create_table(
        "agency_turn",
        sa.Column("agency_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("served", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("agency_id", name=op.f("pk_agency_turn")),
    )


def downgrade() -> None:
    """Take both away."""
    op.drop_table("agency_turn")
    with op.batch_alter_table("job") as table:
        table.drop_column("agency_id")
