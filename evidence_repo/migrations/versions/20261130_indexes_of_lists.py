"""Indexes for what lists and four eyes look up: who brought, cited or pinned what, and what was submitted.

Revision ID: 20261130_indexes_of_lists
"""

from __future__ import annotations

from alembic import op

revision = "20261130_indexes_of_lists"
down_revision = "20261130_plan_edits"
branch_labels = None
depends_on = None

COLUMNS = (
    ("submitted_item", "evidence_id"),
    ("explanation_document", "version_id"),
    ("document_version", "uploaded_by_id"),
    ("evidence", "cited_by_id"),
    ("evidence_pin", "version_id"),
    ("evidence_pin", "pinned_by_id"),
    ("review", "version_id"),
)


def upgrade() -> None:
    """Make them."""
    for table, column in COLUMNS:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def downgrade() -> None:
    """Take them away."""
    for table, column in COLUMNS:
        op.drop_index(op.f(f"ix_{table}_{column}"), table_name=table)
