"""Sessions on the server, known devices, counters of wrong passwords, one-time passwords that expire."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261130_sign_in"
down_revision = "20261130_steps_and_parts"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables and columns."""
    with op.batch_alter_table("user_account") as table:
        table.drop_constraint(op.f("uq_user_account_fs_uniquifier"), type_="unique")
        table.alter_column("fs_uniquifier", new_column_name="session_stamp", existing_type=sa.String(64))
        table.add_column(sa.Column("password_expires_at", _TIME, nullable=True))
        table.add_column(
            sa.Column("password_is_shared", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.create_table(
        "browser_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=100), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("began_at", _TIME, nullable=False),
        sa.Column("seen_at", _TIME, nullable=False),
        sa.Column("ended_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["user_account.id"], name=op.f("fk_browser_session_person_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_browser_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_browser_session_token_hash")),
    )
    op.create_index(op.f("ix_browser_session_person_id"), "browser_session", ["person_id"])
    op.create_table(
        "known_device",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("seen_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["user_account.id"], name=op.f("fk_known_device_person_id_user_account")
        ),
        sa.PrimaryKeyConstraint("person_id", "token_hash", name=op.f("pk_known_device")),
    )
    op.create_table(
        "guess_counter",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_guess_counter")),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("guess_counter")
    op.drop_table("known_device")
    op.drop_table("browser_session")
    with op.batch_alter_table("user_account") as table:
        table.drop_column("password_is_shared")
        table.drop_column("password_expires_at")
        table.alter_column("session_stamp", new_column_name="fs_uniquifier", existing_type=sa.String(64))
    with op.batch_alter_table("user_account") as table:
        table.create_unique_constraint(op.f("uq_user_account_fs_uniquifier"), ["fs_uniquifier"])
