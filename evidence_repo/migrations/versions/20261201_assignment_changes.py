"""Assignments can be changed; what they asked for before is kept.

Revision ID: 20261201_assignment_changes
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261201_assignment_changes"
down_revision = "20261201_notices"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table, and the time of the last change."""
    op.add_column("assignment", sa.Column("changed_at", _TIME, nullable=True))
    op.create_table(
        "assignment_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_assignment_change_assignment_id_assignment")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"],
            ["user_account.id"],
            name=op.f("fk_assignment_change_changed_by_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_change")),
    )
    op.create_index(op.f("ix_assignment_change_assignment_id"), "assignment_change", ["assignment_id"])


def downgrade() -> None:
    """Take both away."""
    op.drop_table("assignment_change")
    op.drop_column("assignment", "changed_at")
