"""The Ministry's rounds: rows, questions, points lost, what was entered and reported; explained questions.

Revision ID: 20261201_rounds
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "20261201_rounds"
down_revision = "20261201_registers"
branch_labels = None
depends_on = None

_CHECK = "ck_explanation_one_target"
_TARGETS = ("evidence_id", "product_id", "question_id")
_ONE_OF_THREE = " + ".join(f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in _TARGETS) + " = 1"
_ONE_OF_TWO = "(evidence_id IS NULL) <> (product_id IS NULL)"
_KINDS = ("preliminary", "final")
_CAUSES = ("no_evidence", "partial_evidence", "requirement_not_met", "late", "survey", "other")


def _one_of(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def _column(name: str, kind: Any, *, required: bool = True) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=not required)


def _moment(name: str, *, required: bool = True) -> sa.Column[Any]:
    return _column(name, sa.DateTime(timezone=True), required=required)


def _table(
    name: str, references: dict[str, str], *parts: Any, indexes: tuple[str, ...] = (), optional: str = ""
) -> None:
    """Make a table with an id and these references, of which the ones in `optional` may be empty."""
    columns = [
        _column(
            column,
            sa.String(64) if target == "blob.sha256" else sa.Integer(),
            required=column not in optional.split(),
        )
        for column, target in references.items()
    ]
    keys = [
        sa.ForeignKeyConstraint(
            [column], [target], name=op.f(f"fk_{name}_{column}_{target.partition('.')[0]}")
        )
        for column, target in references.items()
    ]
    primary = sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}"))
    op.create_table(name, _column("id", sa.Integer()), *columns, *parts, *keys, primary)
    for column in indexes:
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def upgrade() -> None:
    """Make the tables; an explanation may be that of a question."""
    _make_rounds()
    _make_what_follows()
    with op.batch_alter_table("explanation") as table:
        table.add_column(sa.Column("question_id", sa.Integer(), nullable=True))
        table.drop_constraint(table.f(_CHECK), type_="check")
        table.create_check_constraint(table.f(_CHECK), _ONE_OF_THREE)
        table.create_foreign_key(
            table.f("fk_explanation_question_id_round_question"), "round_question", ["question_id"], ["id"]
        )
        table.create_index(table.f("ix_explanation_question_id"), ["question_id"])


def _make_rounds() -> None:
    _table(
        "appraisal_round",
        {"cycle_id": "assessment_cycle.id", "sha256": "blob.sha256", "imported_by_id": "user_account.id"},
        _column("kind", _one_of("round_kind", *_KINDS)),
        _column("number", sa.Integer()),
        _column("document_number", sa.String(60), required=False),
        _column("received_on", sa.Date()),
        _column("rank", sa.Integer(), required=False),
        _column("ranked_of", sa.Integer(), required=False),
        _column("file_name", sa.String(255)),
        _moment("imported_at"),
        _unique("appraisal_round", "cycle_id", "kind", "number"),
        indexes=("cycle_id",),
    )
    _table(
        "round_row",
        {"round_id": "appraisal_round.id", "criterion_id": "criterion.id"},
        _column("ordinal", sa.Integer()),
        _column("code", sa.String(40)),
        _column("title", sa.Text()),
        *(
            _column(name, sa.Integer(), required=False)
            for name in ("maximum", "self_score", "appraised", "survey")
        ),
        _column("reason", sa.Text(), required=False),
        _unique("round_row", "round_id", "code"),
        indexes=("round_id", "criterion_id"),
        optional="criterion_id",
    )
    _table(
        "round_question",
        {
            "round_id": "appraisal_round.id",
            "criterion_id": "criterion.id",
            "accepted_by_id": "user_account.id",
            "accepted_on_behalf_of_id": "user_account.id",
        },
        _column("text", sa.Text()),
        _column("last_day", sa.Date(), required=False),
        _column("state", _one_of("question_state", "asked", "accepted")),
        _moment("accepted_at", required=False),
        _column("lock", sa.Integer()),
        indexes=("round_id", "criterion_id", "state"),
        optional="accepted_by_id accepted_on_behalf_of_id",
    )
    op.create_table(
        "question_piece",
        _column("question_id", sa.Integer()),
        _column("evidence_id", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["question_id"], ["round_question.id"], name=op.f("fk_question_piece_question_id_round_question")
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_question_piece_evidence_id_evidence")
        ),
        sa.PrimaryKeyConstraint("question_id", "evidence_id", name=op.f("pk_question_piece")),
    )
    op.create_index(op.f("ix_question_piece_evidence_id"), "question_piece", ["evidence_id"])


def _make_what_follows() -> None:
    _table(
        "point_loss",
        {"criterion_id": "criterion.id", "agency_id": "agency.id", "changed_by_id": "user_account.id"},
        _column("cause", _one_of("loss_cause", *_CAUSES)),
        _column("remedy", sa.Text()),
        _moment("changed_at"),
        _column("lock", sa.Integer()),
        _unique("point_loss", "criterion_id"),
        indexes=("agency_id",),
    )
    _table(
        "ministry_entry",
        {"criterion_id": "criterion.id", "entered_by_id": "user_account.id"},
        _moment("entered_at"),
        _column("receipt", sa.String(100), required=False),
        _column("contents_sha256", sa.String(64)),
        indexes=("criterion_id",),
    )
    _table(
        "report_note",
        {
            "criterion_id": "criterion.id",
            "field_id": "criterion_field.id",
            "changed_by_id": "user_account.id",
        },
        _column("kind", _one_of("note_kind", "difficulty", "proposal")),
        _column("text", sa.Text()),
        _moment("changed_at"),
        _column("lock", sa.Integer()),
        sa.CheckConstraint(
            "(criterion_id IS NULL) <> (field_id IS NULL)", name=op.f("ck_report_note_one_place")
        ),
        _unique("report_note", "criterion_id", "kind"),
        _unique("report_note", "field_id", "kind"),
        optional="criterion_id field_id",
    )


def downgrade() -> None:
    """Take them away, with the explanations of questions."""
    explanation = sa.table("explanation", sa.column("id"), sa.column("question_id"))
    of_questions = sa.select(explanation.c.id).where(explanation.c.question_id.is_not(None))
    for name in ("submitted_item", "explanation_document", "explanation_involvement"):
        part = sa.table(name, sa.column("explanation_id"))
        op.execute(sa.delete(part).where(part.c.explanation_id.in_(of_questions)))
    op.execute(sa.delete(explanation).where(explanation.c.question_id.is_not(None)))
    with op.batch_alter_table("explanation") as table:
        table.drop_index(table.f("ix_explanation_question_id"))
        table.drop_constraint(table.f("fk_explanation_question_id_round_question"), type_="foreignkey")
        table.drop_constraint(table.f(_CHECK), type_="check")
        table.drop_column("question_id")
        table.create_check_constraint(table.f(_CHECK), _ONE_OF_TWO)
    for name in (
        *("report_note", "ministry_entry", "point_loss"),
        *("question_piece", "round_question", "round_row", "appraisal_round"),
    ):
        op.drop_table(name)
