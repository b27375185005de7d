"""A person who has never been here is shown what their role does, until they have read it.

Revision ID: 20261201_first_visit
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261201_first_visit"
down_revision = "20261201_calendar_feeds"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the column; whoever has an account already knows the product."""
    with op.batch_alter_table("user_account") as table:
        table.add_column(sa.Column("hint_read", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute("UPDATE user_account SET hint_read = true")


def downgrade() -> None:
    """Take the column away."""
    with op.batch_alter_table("user_account") as table:
        table.drop_column("hint_read")
