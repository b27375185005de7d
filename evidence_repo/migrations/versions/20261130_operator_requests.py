"""What the server's operator asks for about a guarded account has no asker who is a person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261130_operator_requests"
down_revision = "20261130_holidays"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let a request have no asker."""
    with op.batch_alter_table("account_request") as table:
        table.alter_column("asked_by_id", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    """Forget such requests."""
    op.execute("DELETE FROM account_request WHERE asked_by_id IS NULL")
    with op.batch_alter_table("account_request") as table:
        table.alter_column("asked_by_id", existing_type=sa.Integer(), nullable=False)
