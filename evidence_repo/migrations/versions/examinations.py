"""What is found out about bytes: signatures, named documents, texts nearly the same; numbers as compared."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from index.citations import number_key

revision = "examinations"
down_revision = "renditions"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_STATES = ("none", "valid", "unknown_trust", "invalid", "changed")


def upgrade() -> None:
    """Make the tables, and fill in the numbers of the versions that are there."""
    _make_examination()
    _make_named_document()
    _make_sketches()
    op.add_column("document_version", sa.Column("number_key", sa.String(length=120), nullable=True))
    op.create_index(op.f("ix_document_version_number_key"), "document_version", ["number_key"])
    _fill_number_keys()


def _make_examination() -> None:
    state = sa.Enum(*_STATES, name="signature_state", native_enum=False, create_constraint=True, length=40)
    op.create_table(
        "examination",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("examiner", sa.String(length=40), nullable=False),
        sa.Column("trust", sa.String(length=64), nullable=False),
        sa.Column("signature_state", state, nullable=True),
        sa.Column("signatures", _JSON, nullable=False),
        sa.Column("examined_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_examination")),
    )
    op.create_index(op.f("ix_examination_signature_state"), "examination", ["signature_state"])


def _make_named_document() -> None:
    op.create_table(
        "named_document",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number_key", sa.String(length=120), nullable=False),
        sa.Column("number", sa.String(length=120), nullable=False),
        sa.Column("doc_type", sa.String(length=40), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("pages", _JSON, nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("place", _JSON, nullable=False),
        sa.PrimaryKeyConstraint("sha256", "ordinal", name=op.f("pk_named_document")),
    )
    op.create_index(op.f("ix_named_document_number_key_sha256"), "named_document", ["number_key", "sha256"])


def _make_sketches() -> None:
    op.create_table(
        "text_sketch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("minima", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_sketch")),
        sa.UniqueConstraint("sha256", name=op.f("uq_text_sketch_sha256")),
    )
    op.create_table(
        "sketch_band",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sketch_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sketch_id"],
            ["text_sketch.id"],
            name=op.f("fk_sketch_band_sketch_id_text_sketch"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key", "sketch_id", name=op.f("pk_sketch_band")),
    )
    op.create_index(op.f("ix_sketch_band_sketch_id"), "sketch_band", ["sketch_id"])
    op.create_table(
        "near_double",
        sa.Column("first", sa.String(length=64), nullable=False),
        sa.Column("second", sa.String(length=64), nullable=False),
        sa.Column("likeness", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("first", "second", name=op.f("pk_near_double")),
    )
    op.create_index(op.f("ix_near_double_second"), "near_double", ["second"])


def _fill_number_keys() -> None:
    version = sa.table(
        "document_version", sa.column("id"), sa.column("header_number"), sa.column("number_key")
    )
    connection = op.get_bind()
    numbered = sa.select(version.c.id, version.c.header_number).where(version.c.header_number.is_not(None))
    for version_id, number in connection.execute(numbered).all():
        filled = version.update().where(version.c.id == version_id).values(number_key=number_key(number))
        connection.execute(filled)


def downgrade() -> None:
    """Drop them; everything can be found out again."""
    op.drop_index(op.f("ix_document_version_number_key"), table_name="document_version")
    with op.batch_alter_table("document_version") as batch:
        batch.drop_column("number_key")
    for table in ("near_double", "sketch_band", "text_sketch", "named_document", "examination"):
        op.drop_table(table)
