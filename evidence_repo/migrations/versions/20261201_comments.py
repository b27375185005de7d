"""Comments on pieces, explanations, packs, assignments and figures.

Revision ID: 20261201_comments
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261201_comments"
down_revision = "20261201_first_visit"
branch_labels = None
depends_on = None

_THINGS = ("evidence", "explanation", "pack", "assignment", "figures")


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target.partition('.')[0]}")
    return sa.ForeignKeyConstraint([column], [target], name=name)


def upgrade() -> None:
    """Make the comments, what they said before, and whom they name."""
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column(
            "thing_kind",
            sa.Enum(*_THINGS, name="comment_thing", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("is_internal", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lock", sa.Integer(), server_default="1", nullable=False),
        _key("comment", "criterion_id", "criterion.id"),
        _key("comment", "author_id", "user_account.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    op.create_index("ix_comment_thing", "comment", ["thing_kind", "thing_id", "id"])
    op.create_index("ix_comment_criterion_made", "comment", ["criterion_id", "made_at", "id"])
    op.create_index(op.f("ix_comment_author_id"), "comment", ["author_id"])
    op.create_table(
        "comment_before",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        _key("comment_before", "comment_id", "comment.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_before")),
    )
    op.create_index(op.f("ix_comment_before_comment_id"), "comment_before", ["comment_id"])
    op.create_table(
        "comment_mention",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        _key("comment_mention", "comment_id", "comment.id"),
        _key("comment_mention", "person_id", "user_account.id"),
        sa.PrimaryKeyConstraint("comment_id", "person_id", name=op.f("pk_comment_mention")),
    )
    op.create_index(op.f("ix_comment_mention_person_id"), "comment_mention", ["person_id"])


def downgrade() -> None:
    """Remove them."""
    for table in ("comment_mention", "comment_before", "comment"):
        op.drop_table(table)
