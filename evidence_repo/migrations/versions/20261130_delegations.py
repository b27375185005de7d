"""Who stands in for whom; on whose behalf packs were moved on, verdicts given, bundles sealed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261130_delegations"
down_revision = "20261130_agency_changes"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_ON_BEHALF = {
    "pack_submission": "on_behalf_of_id",
    "pack_step": "on_behalf_of_id",
    "evidence_pack": "approved_on_behalf_of_id",
    "review": "on_behalf_of_id",
    "explanation": "decided_on_behalf_of_id",
    "explanation_involvement": "on_behalf_of_id",
    "submission_bundle": "on_behalf_of_id",
}


def upgrade() -> None:
    """Make the table and the columns; nothing was done on behalf of anybody before."""
    op.create_table(
        "delegation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("principal_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("offices", _JSON, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("named_at", _TIME, nullable=False),
        sa.Column("ended_at", _TIME, nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("principal_id <> deputy_id", name=op.f("ck_delegation_two_people")),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_delegation_days_in_order")),
        *(
            sa.ForeignKeyConstraint(
                [column], ["user_account.id"], name=op.f(f"fk_delegation_{column}_user_account")
            )
            for column in ("principal_id", "deputy_id", "ended_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
    )
    for column in ("principal_id", "deputy_id", "last_day"):
        op.create_index(op.f(f"ix_delegation_{column}"), "delegation", [column])
    for table, column in _ON_BEHALF.items():
        with op.batch_alter_table(table) as changed:
            changed.add_column(sa.Column(column, sa.Integer(), nullable=True))
            changed.create_foreign_key(
                op.f(f"fk_{table}_{column}_user_account"), "user_account", [column], ["id"]
            )


def downgrade() -> None:
    """Take them away: the log still says who acted on whose behalf."""
    for table, column in _ON_BEHALF.items():
        with op.batch_alter_table(table) as changed:
            changed.drop_constraint(op.f(f"fk_{table}_{column}_user_account"), type_="foreignkey")
            changed.drop_column(column)
    op.drop_table("delegation")
