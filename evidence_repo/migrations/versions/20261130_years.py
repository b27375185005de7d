"""The year a person has chosen last, the cycle that addresses without a year lead to, a cycle's lock.

Revision ID: 20261130_years
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261130_years"
down_revision = "20261130_operator_requests"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the columns; addresses without a year meant the newest open cycle, without one the newest."""
    with op.batch_alter_table("user_account") as table:
        table.add_column(sa.Column("chosen_year", sa.Integer(), nullable=True))
    with op.batch_alter_table("assessment_cycle") as table:
        table.add_column(
            sa.Column("answers_old_addresses", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        table.add_column(sa.Column("lock", sa.Integer(), server_default="1", nullable=False))
    op.execute(
        "UPDATE assessment_cycle SET answers_old_addresses = true WHERE id = ("
        "SELECT id FROM assessment_cycle "
        "ORDER BY (CASE state WHEN 'open' THEN 0 ELSE 1 END), year DESC LIMIT 1)"
    )


def downgrade() -> None:
    """Take both away."""
    with op.batch_alter_table("assessment_cycle") as table:
        table.drop_column("lock")
        table.drop_column("answers_old_addresses")
    with op.batch_alter_table("user_account") as table:
        table.drop_column("chosen_year")
