"""The crosswalk of codes; criteria of the same kind and code of two years stand in it as proposed.

Revision ID: 20261130_crosswalk
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261130_crosswalk"
down_revision = "20261130_years"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)

_SAME_CODE = """
INSERT INTO crosswalk_pair (criterion_id, earlier_id, origin, state, likeness, decided_at)
SELECT later.id, earlier.id, 'code', 'proposed', 100, of_later.created_at
FROM criterion AS later
JOIN assessment_cycle AS of_later ON of_later.id = later.cycle_id
JOIN criterion AS earlier ON earlier.kind = later.kind AND earlier.code = later.code
JOIN assessment_cycle AS of_earlier ON of_earlier.id = earlier.cycle_id
WHERE of_earlier.year = (
    SELECT MAX(year) FROM assessment_cycle AS before
    WHERE before.year < of_later.year AND before.province_id = of_later.province_id
)
"""


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Make the table and fill it from the codes, which is what pages went by."""
    op.create_table(
        "crosswalk_pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("earlier_id", sa.Integer(), nullable=True),
        sa.Column("origin", _enum("pair_origin", "code", "title", "person"), nullable=False),
        sa.Column("state", _enum("pair_state", "proposed", "confirmed"), nullable=False),
        sa.Column("likeness", sa.Integer(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", _TIME, nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column],
                ["criterion.id"],
                name=op.f(f"fk_crosswalk_pair_{column}_criterion"),
                ondelete="CASCADE",
            )
            for column in ("criterion_id", "earlier_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user_account.id"], name=op.f("fk_crosswalk_pair_decided_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crosswalk_pair")),
        sa.UniqueConstraint(
            "criterion_id", "earlier_id", name=op.f("uq_crosswalk_pair_criterion_id_earlier_id")
        ),
    )
    for column in ("criterion_id", "earlier_id"):
        op.create_index(op.f(f"ix_crosswalk_pair_{column}"), "crosswalk_pair", [column])
    op.execute(_SAME_CODE)


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("crosswalk_pair")
