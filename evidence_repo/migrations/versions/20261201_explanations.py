"""Explanations in full: until when a round is good, and the words that each kind begins with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from evidence_repo.catalogue.explanation_templates import SHIPPED

revision = "20261201_explanations"
down_revision = "20261201_scores"
branch_labels = None
depends_on = None

_KINDS = ("missing", "partial", "no_occurrence", "not_applicable", "target_not_met")


def upgrade() -> None:
    """Add the days, make the table and fill it."""
    op.add_column("evidence_pack", sa.Column("answer_last_day", sa.Date(), nullable=True))
    op.add_column("explanation", sa.Column("last_day", sa.Date(), nullable=True))
    table = op.create_table(
        "explanation_template",
        sa.Column(
            "kind",
            sa.Enum(*_KINDS, name="template_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("lock", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_explanation_template")),
    )
    rows = [{"kind": kind.value, "text": text, "legal_basis": ""} for kind, text in SHIPPED.items()]
    op.bulk_insert(table, rows)


def downgrade() -> None:
    """Drop them."""
    op.drop_table("explanation_template")
    op.drop_column("explanation", "last_day")
    op.drop_column("evidence_pack", "answer_last_day")
