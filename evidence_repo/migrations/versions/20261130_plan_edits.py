"""Why a criterion or a product that has a history is in the plan no longer.

Revision ID: 20261130_plan_edits
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261130_plan_edits"
down_revision = "20261130_delegations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the columns; what is stored is in the plan."""
    for name in ("criterion", "expected_product"):
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("dropped_reason", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take them away."""
    for name in ("expected_product", "criterion"):
        with op.batch_alter_table(name) as table:
            table.drop_column("dropped_reason")
