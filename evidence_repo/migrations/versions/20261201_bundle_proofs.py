"""What proves a bundle beside its ZIP, and the sizes of volumes in which it is offered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261201_bundle_proofs"
down_revision = "20261201_rounds"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "bundle_proof",
        sa.Column("bundle_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                *("signature", "timestamp"),
                name="proof_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("made_by", sa.String(length=300), nullable=True),
        sa.Column("made_at", _TIME, nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        *_of_a_bundle("bundle_proof", "kind"),
    )
    op.create_table(
        "bundle_volumes",
        sa.Column("bundle_id", sa.Integer(), nullable=False),
        sa.Column("volume_size", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", _TIME, nullable=False),
        sa.Column("made_at", _TIME, nullable=True),
        sa.Column("hashes", _JSON, nullable=False),
        *_of_a_bundle("bundle_volumes", "volume_size"),
    )


def _of_a_bundle(table: str, second: str) -> tuple[sa.Constraint, sa.Constraint]:
    return (
        sa.ForeignKeyConstraint(
            ["bundle_id"], ["submission_bundle.id"], name=op.f(f"fk_{table}_bundle_id_submission_bundle")
        ),
        sa.PrimaryKeyConstraint("bundle_id", second, name=op.f(f"pk_{table}")),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("bundle_volumes")
    op.drop_table("bundle_proof")
