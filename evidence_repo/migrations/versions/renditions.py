"""Whether a version's pages are those of the PDF that was made of an office file."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "renditions"
down_revision = "needs_ocr"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    with op.batch_alter_table("document_version") as table:
        table.add_column(sa.Column("has_rendition", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Take it away."""
    with op.batch_alter_table("document_version") as table:
        table.drop_column("has_rendition")
