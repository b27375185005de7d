"""Registers: which criterion has which, one for each agency that keeps it, their rows and what proves them.

Revision ID: 20261201_registers
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261201_registers"
down_revision = "20261201_review_work"
branch_labels = None
depends_on = None

_KINDS = ("plan_tasks", "findings", "units", "activities")
_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def _kind(name: str) -> sa.Enum:
    return sa.Enum(*_KINDS, name=name, native_enum=False, create_constraint=True, length=40)


def _reference(table: str, column: str, to: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{to}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete=ondelete)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), nullable=False)


def _choices() -> None:
    op.create_table(
        "register_choice",
        _id(),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("kind", _kind("register_choice_kind"), nullable=False),
        sa.Column("is_kept", sa.Boolean(), nullable=False),
        sa.Column("forms", _JSON, server_default="[]", nullable=False),
        _reference("register_choice", "criterion_id", "criterion", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_choice")),
        sa.UniqueConstraint("criterion_id", "kind", name=op.f("uq_register_choice_criterion_id_kind")),
    )
    op.create_index(op.f("ix_register_choice_criterion_id"), "register_choice", ["criterion_id"])


def _registers() -> None:
    op.create_table(
        "register",
        _id(),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("kind", _kind("register_kind"), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("next_number", sa.Integer(), nullable=False),
        sa.Column("listed_on", sa.Date(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("lock", sa.Integer(), nullable=False),
        _reference("register", "criterion_id", "criterion"),
        _reference("register", "agency_id", "agency"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register")),
        sa.UniqueConstraint(
            "criterion_id", "kind", "agency_id", name=op.f("uq_register_criterion_id_kind_agency_id")
        ),
    )
    for column in ("criterion_id", "agency_id"):
        op.create_index(op.f(f"ix_register_{column}"), "register", [column])


def _rows() -> None:
    op.create_table(
        "register_row",
        _id(),
        sa.Column("register_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cells", _JSON, nullable=False),
        sa.Column("late_reason", sa.Text(), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lock", sa.Integer(), nullable=False),
        _reference("register_row", "register_id", "register"),
        _reference("register_row", "changed_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_row")),
        sa.UniqueConstraint("register_id", "number", name=op.f("uq_register_row_register_id_number")),
    )
    op.create_index(op.f("ix_register_row_register_id"), "register_row", ["register_id"])


def _proofs() -> None:
    op.create_table(
        "register_proof",
        _id(),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(evidence_id IS NULL) <> (version_id IS NULL)", name=op.f("ck_register_proof_piece_or_version")
        ),
        _reference("register_proof", "row_id", "register_row", "CASCADE"),
        _reference("register_proof", "evidence_id", "evidence"),
        _reference("register_proof", "version_id", "document_version"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_proof")),
        sa.UniqueConstraint("row_id", "evidence_id", name=op.f("uq_register_proof_row_id_evidence_id")),
        sa.UniqueConstraint("row_id", "version_id", name=op.f("uq_register_proof_row_id_version_id")),
    )
    for column in ("row_id", "evidence_id", "version_id"):
        op.create_index(op.f(f"ix_register_proof_{column}"), "register_proof", [column])


def upgrade() -> None:
    """Make the tables."""
    _choices()
    _registers()
    _rows()
    _proofs()


def downgrade() -> None:
    """Take them away."""
    for table in ("register_proof", "register_row", "register", "register_choice"):
        op.drop_table(table)
