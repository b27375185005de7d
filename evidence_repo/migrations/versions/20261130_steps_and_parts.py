"""What rules ask about the past, in tables of its own, filled from the audit log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261130_steps_and_parts"
down_revision = "examinations"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_MOMENT = sa.DateTime(timezone=True)
_ROLES = (
    *("uploader", "agency_head", "reviewer", "approver", "coordinator"),
    *("observer_province", "observer_ministry"),
)
_STEPS = ("submit", "recall", "return", "approve", "reopen", "seal")
_DOWNLOADS = ("download_bundle", "download_document")
_EVENT = sa.table(
    "audit_event",
    sa.column("sequence", sa.BigInteger()),
    sa.column("at", _MOMENT),
    sa.column("actor_id", sa.Integer()),
    sa.column("action", sa.String()),
    sa.column("subject_id", sa.String()),
    sa.column("details", _JSON),
)


def upgrade() -> None:
    """Make the tables, and fill them from what the log holds."""
    _make_tables()
    with op.batch_alter_table("audit_head") as head:
        head.add_column(sa.Column("changes", sa.BigInteger(), nullable=False, server_default="0"))
    _fill()


def _make_tables() -> None:
    _make(
        "pack_step",
        ("pack_id", "evidence_pack", True),
        ("person_id", "user_account", False),
        columns=[
            sa.Column("action", _words("pack_action", _STEPS), nullable=False),
            sa.Column("at", _MOMENT, nullable=False),
            sa.Column("number", sa.Integer(), nullable=True),
            sa.Column("reason", sa.Text(), nullable=True),
        ],
    )
    _make(
        "explanation_involvement",
        ("explanation_id", "explanation", True),
        ("person_id", "user_account", True),
        columns=[
            sa.Column("role", _words("explanation_role", ("reworded", "judged")), nullable=False),
            sa.Column("at", _MOMENT, nullable=False),
        ],
    )
    _make(
        "review_question",
        ("evidence_id", "evidence", True),
        ("asked_by_id", "user_account", False),
        columns=[
            sa.Column("asked_at", _MOMENT, nullable=False),
            sa.Column("reason", sa.Text(), nullable=False),
        ],
    )
    _make(
        "former_role",
        ("user_id", "user_account", True),
        columns=[
            sa.Column("role", _words("former_role", _ROLES), nullable=False),
            sa.Column("taken_at", _MOMENT, nullable=False),
        ],
    )


def _make(table: str, *references: tuple[str, str, bool], columns: list[sa.Column[Any]]) -> None:
    keys = [
        sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}_{target}"))
        for name, target, _ in references
    ]
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        *[sa.Column(name, sa.Integer(), nullable=False) for name, _, _ in references],
        *columns,
        *keys,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for name, _, is_indexed in references:
        if is_indexed:
            op.create_index(op.f(f"ix_{table}_{name}"), table, [name])


def _words(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def _fill() -> None:
    steps = {f"{step}_pack": step for step in _STEPS}
    _insert(
        "pack_step",
        [
            {
                "pack_id": int(event.subject_id),
                "person_id": event.actor_id,
                "action": steps[event.action],
                "at": event.at,
                "number": _details(event).get("number"),
                "reason": _details(event).get("reason"),
            }
            for event in _events(*steps)
        ],
    )
    roles = {"revise_explanation": "reworded", "judge_explanation": "judged"}
    _insert(
        "explanation_involvement",
        [
            {
                "explanation_id": int(event.subject_id),
                "person_id": event.actor_id,
                "role": roles[event.action],
                "at": event.at,
            }
            for event in _events(*roles)
        ],
    )
    _insert(
        "review_question",
        [
            {
                "evidence_id": int(event.subject_id),
                "asked_by_id": event.actor_id,
                "asked_at": event.at,
                "reason": _details(event)["reason"],
            }
            for event in _events("ask_again")
        ],
    )
    _insert(
        "former_role",
        [
            {"user_id": int(event.subject_id), "role": role, "taken_at": event.at}
            for event in _events("change_roles", by_people=False)
            for role in sorted(set(_details(event)["before"]) - set(_details(event)["after"]))
        ],
    )
    changes = sa.select(sa.func.count()).select_from(_EVENT).where(_EVENT.c.action.not_in(_DOWNLOADS))
    head = sa.table("audit_head", sa.column("changes", sa.BigInteger()))
    op.execute(head.update().values(changes=changes.scalar_subquery()))


def _events(*actions: str, by_people: bool = True) -> Iterator[Any]:
    found = sa.select(_EVENT).where(_EVENT.c.action.in_(actions)).order_by(_EVENT.c.sequence)
    if by_people:
        found = found.where(_EVENT.c.actor_id.is_not(None))
    yield from op.get_bind().execute(found)


def _details(event: Any) -> dict[str, Any]:
    details: dict[str, Any] = event.details
    return details


def _insert(table: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        names = [sa.column(name, _MOMENT if name.endswith("at") else None) for name in rows[0]]
        op.get_bind().execute(sa.insert(sa.table(table, *names)), rows)


def downgrade() -> None:
    """Drop the tables: the log still holds what they say."""
    with op.batch_alter_table("audit_head") as head:
        head.drop_column("changes")
    for table in ("former_role", "review_question", "explanation_involvement", "pack_step"):
        op.drop_table(table)
