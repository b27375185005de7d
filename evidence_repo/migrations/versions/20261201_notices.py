"""Notices of persons, and how each person wants them.

Revision ID: 20261201_notices
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261201_notices"
down_revision = "20261201_explanations"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_KINDS = (
    *("assignment_given", "assignment_returned", "assignment_accepted"),
    *("pack_returned", "pack_approved", "pack_reopened"),
    *("explanation_asked", "explanation_rejected", "verdict_undone", "contribution_waiting", "mention"),
    *("ministry_question", "due_in_14", "due_in_7", "due_in_3", "due_in_1", "overdue"),
    *("cycle_frozen", "work_failed", "search_found"),
)
_OBJECTS = (
    *("assignment", "pack", "evidence", "explanation", "question", "deadline"),
    *("cycle", "comment", "saved_search", "work"),
)
_INDEXES = {
    "ix_notice_person_made": ["person_id", "made_at", "id"],
    "ix_notice_unread": ["person_id", "read_at"],
    "ix_notice_unmailed": ["mailed_at", "read_at", "made_at"],
    "ix_notice_criterion_id": ["criterion_id"],
}


def _one_of(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def _reference(table: str, column: str, target: str, on_delete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=on_delete)


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", _one_of("notice_kind", *_KINDS), nullable=False),
        sa.Column("object_kind", _one_of("notice_object", *_OBJECTS), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=True),
        sa.Column("cycle_id", sa.Integer(), nullable=True),
        sa.Column("facts", _JSON, nullable=True),
        sa.Column("made_at", _TIME, nullable=False),
        sa.Column("read_at", _TIME, nullable=True),
        sa.Column("mailed_at", _TIME, nullable=True),
        _reference("notice", "person_id", "user_account"),
        _reference("notice", "criterion_id", "criterion", "CASCADE"),
        _reference("notice", "cycle_id", "assessment_cycle"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint(
            *("person_id", "kind", "object_kind", "object_id", "day"),
            name=op.f("uq_notice_person_id_kind_object_kind_object_id_day"),
        ),
    )
    for name, columns in _INDEXES.items():
        op.create_index(name, "notice", columns)
    op.create_table(
        "notice_setting",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("delivery", _one_of("notice_delivery", "at_once", "digest", "none"), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("mails_since", _TIME, nullable=True),
        sa.Column("last_digest", sa.Date(), nullable=True),
        sa.Column("looked_at", _TIME, nullable=True),
        sa.Column("refused_address", sa.String(255), nullable=True),
        sa.Column("refused_at", _TIME, nullable=True),
        sa.Column("refused_reason", sa.String(500), nullable=True),
        _reference("notice_setting", "person_id", "user_account"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_notice_setting")),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("notice_setting")
    op.drop_table("notice")
