"""Letters that remind agencies of what they owe.

Revision ID: 20261201_follow_up
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261201_follow_up"
down_revision = "20261201_assignment_changes"
branch_labels = None
depends_on = None

_LETTER, _CRITERIA = "follow_up_letter", "letter_criterion"
_KEYS = {
    "cycle_id": "assessment_cycle.id",
    "agency_id": "agency.id",
    "made_by_id": "user_account.id",
    "sha256": "blob.sha256",
    "issued_by_id": "user_account.id",
}


def _one_of(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target.partition('.')[0]}")
    return sa.ForeignKeyConstraint([column], [target], name=name)


def upgrade() -> None:
    """Make the letters, and the criteria that each is about."""
    op.create_table(
        _LETTER,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), server_default=sa.true(), nullable=True),
        sa.Column("state", _one_of("letter_state", "prepared", "issued"), nullable=False),
        sa.Column("due", _one_of("letter_due", "late", "soon", "all"), nullable=False),
        sa.Column("items", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("reply_by", sa.Date(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(60), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("sha256", sa.String(64), nullable=True),
        sa.Column("file_name", sa.String(255), nullable=True),
        sa.Column("media_type", sa.String(100), nullable=True),
        sa.Column("issued_by_id", sa.Integer(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lock", sa.Integer(), server_default="1", nullable=False),
        *(_key(_LETTER, column, target) for column, target in _KEYS.items()),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{_LETTER}")),
        sa.UniqueConstraint(
            "cycle_id", "agency_id", "is_open", name=op.f(f"uq_{_LETTER}_cycle_id_agency_id_is_open")
        ),
    )
    for column in ("cycle_id", "agency_id", "sha256"):
        op.create_index(op.f(f"ix_{_LETTER}_{column}"), _LETTER, [column])
    op.create_table(
        _CRITERIA,
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        _key(_CRITERIA, "letter_id", f"{_LETTER}.id"),
        _key(_CRITERIA, "criterion_id", "criterion.id"),
        sa.PrimaryKeyConstraint("letter_id", "criterion_id", name=op.f(f"pk_{_CRITERIA}")),
    )
    op.create_index(op.f(f"ix_{_CRITERIA}_criterion_id"), _CRITERIA, ["criterion_id"])


def downgrade() -> None:
    """Remove them."""
    op.drop_table(_CRITERIA)
    op.drop_table(_LETTER)
