"""Assignments: what agencies are asked for, criterion by criterion.

Revision ID: 20261130_assignments
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261130_assignments"
down_revision = "20261130_agency_kinds"
branch_labels = None
depends_on = None

_STATES = ("assigned", "delivered", "accepted", "returned", "cancelled")
_REFERENCES = (
    ("criterion_id", "criterion"),
    ("product_id", "expected_product"),
    ("agency_id", "agency"),
    ("evidence_id", "evidence"),
    ("person_id", "user_account"),
    ("assigned_by_id", "user_account"),
    ("delivered_by_id", "user_account"),
    ("accepted_by_id", "user_account"),
)
_INDEXED = ("criterion_id", "product_id", "agency_id", "last_day", "person_id", "state", "evidence_id")


def _state(name: str) -> sa.Enum:
    return sa.Enum(*_STATES, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("product_key", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("is_live", sa.Boolean(), server_default=sa.true(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("state", _state("assignment_state"), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before_question", _state("assignment_before_question"), nullable=True),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("assigned_by_id", sa.Integer(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_by_id", sa.Integer(), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["criterion.id"], name=op.f("fk_assignment_criterion_id_criterion")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["expected_product.id"], name=op.f("fk_assignment_product_id_expected_product")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_assignment_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_assignment_evidence_id_evidence")
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], ["user_account.id"], name=op.f(f"fk_assignment_{column}_user_account")
            )
            for column in ("person_id", "assigned_by_id", "delivered_by_id", "accepted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint(
            *("criterion_id", "product_key", "agency_id", "is_live"),
            name=op.f("uq_assignment_criterion_id_product_key_agency_id_is_live"),
        ),
    )
    for column in (
        "criterion_id",
        "product_id",
        "agency_id",
        "last_day",
        "person_id",
        "state",
        "evidence_id",
    ):
        op.create_index(op.f(f"ix_assignment_{column}"), "assignment", [column])


def downgrade() -> None:
    """Take it away."""
    op.drop_table("assignment")
