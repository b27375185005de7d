"""A state for documents whose pages wait for character recognition to be installed.

Revision ID: needs_ocr
Revises: saved_searches
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "needs_ocr"
down_revision = "saved_searches"
branch_labels = None
depends_on = None

_TABLE, _NAME = "document_version", "ck_document_version_extraction_state"
_BEFORE = (
    *("waiting", "reading", "done", "partial", "no_text_yet"),
    *("no_text", "encrypted", "damaged", "too_costly"),
)
_AFTER = (*_BEFORE[:5], "needs_ocr", *_BEFORE[5:])


def upgrade() -> None:
    """Allow the state."""
    _allow(_AFTER)


def downgrade() -> None:
    """Call such documents pages without text again."""
    version = sa.table(_TABLE, sa.column("extraction_state"))
    waiting = version.c.extraction_state == "needs_ocr"
    op.execute(version.update().where(waiting).values(extraction_state="no_text"))
    _allow(_BEFORE)


def _allow(states: Sequence[str]) -> None:
    allowed = ", ".join(f"'{state}'" for state in states)
    with op.batch_alter_table(_TABLE) as batch:
        batch.drop_constraint(batch.f(_NAME), type_="check")
        batch.create_check_constraint(batch.f(_NAME), f"extraction_state IN ({allowed})")
