"""Agencies that change: when they began and ended, their names, and what becomes of them on which day.

Revision ID: 20261130_agency_changes
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261130_agency_changes"
down_revision = "20261130_crosswalk"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make columns and tables."""
    with op.batch_alter_table("agency") as agency:
        agency.add_column(sa.Column("began_on", sa.Date(), nullable=True))
        agency.add_column(sa.Column("ended_on", sa.Date(), nullable=True))
        agency.add_column(sa.Column("answers_for", _JSON, nullable=False, server_default="[]"))
    _make_names()
    _make_changes()


def _make_names() -> None:
    op.create_table(
        "agency_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agency_name_agency_id_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_name")),
    )
    op.create_index(op.f("ix_agency_name_agency_id"), "agency_name", ["agency_id"])
    op.create_index(op.f("ix_agency_name_key"), "agency_name", ["key"])


def _make_changes() -> None:
    kinds = sa.Enum(
        *("merge", "split", "rename", "end"),
        name="agency_change_kind",
        native_enum=False,
        create_constraint=True,
        length=40,
    )
    op.create_table(
        "agency_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("kind", kinds, nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("new_name", sa.String(length=200), nullable=True),
        sa.Column("choices", _JSON, nullable=False),
        sa.Column("basis", sa.String(length=300), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", _MOMENT, nullable=False),
        sa.Column("carried_out_at", _MOMENT, nullable=True),
        sa.Column("cancelled_at", _MOMENT, nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("moved", _JSON, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agency_change_agency_id_agency")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user_account.id"], name=op.f("fk_agency_change_decided_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_change")),
    )
    op.create_index(op.f("ix_agency_change_agency_id"), "agency_change", ["agency_id"])
    op.create_table(
        "agency_change_successor",
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id"],
            ["agency_change.id"],
            name=op.f("fk_agency_change_successor_change_id_agency_change"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_agency_change_successor_agency_id_agency")
        ),
        sa.PrimaryKeyConstraint("change_id", "agency_id", name=op.f("pk_agency_change_successor")),
    )


def downgrade() -> None:
    """Drop all of it: ended agencies stay, as inactive ones."""
    for table in ("agency_change_successor", "agency_change", "agency_name"):
        op.drop_table(table)
    with op.batch_alter_table("agency") as agency:
        for column in ("answers_for", "ended_on", "began_on"):
            agency.drop_column(column)
