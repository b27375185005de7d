"""Targets in one vocabulary; measurements, proposed figures, waivers; explanations of unmet targets.

Revision ID: 20261201_measurements
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "20261201_measurements"
down_revision = "20261201_bundle_proofs"
branch_labels = None
depends_on = None

_NUMBER = sa.Numeric(20, 4).with_variant(sa.String(24), "sqlite")
_OLD_NUMBER = sa.Numeric(12, 2, asdecimal=False)
_TIME = sa.DateTime(timezone=True)
_KINDS = ("percent", "count", "increase", "none")
_OPERATORS = ("=", ">=", ">", "<=", "<")
_STATES = ("draft", "submitted", "confirmed", "queried")
_ACTIONS = ("give", "change", "remove", "submit", "recall", "confirm", "query", "answer", "undo")
_PERIODS = ("quarter_1", "half_year", "quarter_3", "year")
_EXPLANATIONS = ("missing", "partial", "no_occurrence", "not_applicable")
_TARGETS = ("evidence_id", "product_id", "question_id")
_ONE_OF_THREE = " + ".join(f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in _TARGETS) + " = 1"
_ONE_OF_FOUR = _ONE_OF_THREE.replace(" = 1", " + CASE WHEN measurement_id IS NULL THEN 0 ELSE 1 END = 1")
_TARGET = sa.table(
    "target",
    sa.column("id", sa.Integer()),
    sa.column("criterion_id", sa.Integer()),
    sa.column("operator", sa.String()),
    sa.column("value", _OLD_NUMBER),
    sa.column("unit", sa.String()),
    sa.column("kind", sa.String()),
    sa.column("source_text", sa.String()),
    sa.column("measure", sa.String()),
)


def _words(name: str, words: Sequence[str]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Make the tables, and say what stands in the new words."""
    _translate_targets()
    _make_measurement()
    _make_steps()
    _make_proposals()
    _make_waivers()
    with op.batch_alter_table("assignment") as table:
        table.add_column(sa.Column("asks_figures", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("submitted_item") as table:
        table.add_column(sa.Column("measurement_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_submitted_item_measurement_id_measurement"), "measurement", ["measurement_id"], ["id"]
        )
    with op.batch_alter_table("explanation") as table:
        table.add_column(sa.Column("measurement_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_explanation_measurement_id_measurement"), "measurement", ["measurement_id"], ["id"]
        )
        table.drop_constraint(op.f("ck_explanation_one_target"), type_="check")
        table.create_check_constraint(op.f("ck_explanation_one_target"), _ONE_OF_FOUR)
        table.drop_constraint(op.f("ck_explanation_explanation_kind"), type_="check")
        table.create_check_constraint(
            op.f("ck_explanation_explanation_kind"), _kind_in((*_EXPLANATIONS, "target_not_met"))
        )
    op.create_index(op.f("ix_explanation_measurement_id"), "explanation", ["measurement_id"])


def _kind_in(kinds: Sequence[str]) -> str:
    return "kind IN ({})".format(", ".join(f"'{kind}'" for kind in kinds))


def _translate_targets() -> None:
    with op.batch_alter_table("target") as table:
        table.add_column(sa.Column("kind", sa.String(40), nullable=True))
    connection = op.get_bind()
    rows = connection.execute(sa.select(_TARGET)).all()
    rises = {(row.criterion_id, row.source_text): row.measure for row in rows if row.unit == "previous_year"}
    for row in rows:
        rise = rises.get((row.criterion_id, row.source_text))
        kind, operator, value = _in_new_words(row, is_of_rise=rise is not None)
        is_rise_in_percent = kind == "increase" and row.unit == "percent"
        measure = rise if is_rise_in_percent and rise else row.measure
        connection.execute(
            sa.update(_TARGET)
            .where(_TARGET.c.id == row.id)
            .values(kind=kind, operator=operator, value=value, measure=measure)
        )
    with op.batch_alter_table("target") as table:
        table.drop_column("unit")
        table.alter_column(
            "kind", existing_type=sa.String(40), type_=_words("target_kind", _KINDS), nullable=False
        )
        table.alter_column(
            "operator", existing_type=sa.String(10), type_=_words("target_operator", _OPERATORS)
        )
        table.alter_column("value", existing_type=_OLD_NUMBER, type_=_NUMBER, nullable=False)
        table.create_check_constraint(op.f("ck_target_value"), "CAST(value AS NUMERIC) >= 0")
        table.create_check_constraint(
            op.f("ck_target_increase"), "kind <> 'increase' OR operator IN ('>', '>=')"
        )
        table.create_check_constraint(
            op.f("ck_target_none"), "kind <> 'none' OR (operator = '=' AND CAST(value AS NUMERIC) = 0)"
        )


def _in_new_words(row: sa.Row[tuple[object, ...]], *, is_of_rise: bool) -> tuple[str, str, float]:
    """Return kind, operator and value; a share in the sentence of a rise is that rise, in percent."""
    value = abs(row.value or 0.0)
    if row.unit == "previous_year":
        return "increase", ">", value
    if row.unit == "percent" and is_of_rise and row.operator in {">", ">="}:
        return "increase", row.operator, value
    operator = row.operator if row.operator in _OPERATORS else "="
    if row.unit == "percent":
        return "percent", operator, value
    return ("none", "=", 0.0) if operator == "=" and not value else ("count", operator, value)


def _make(table: str, *columns: sa.Column[object], references: Sequence[tuple[str, str, str | None]]) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        *columns,
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"), ondelete=ondelete
            )
            for column, other, ondelete in references
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _id(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _figures() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("numerator", _NUMBER, nullable=False),
        sa.Column("denominator", _NUMBER, nullable=True),
    )


def _make_measurement() -> None:
    _make(
        "measurement",
        *(_id("criterion_id"), _id("target_id"), _id("agency_id"), _id("assignment_id", nullable=True)),
        sa.Column("period", _words("measurement_period", _PERIODS), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        *_figures(),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("state", _words("measurement_state", _STATES), nullable=False),
        sa.Column("state_since", _TIME, nullable=False),
        _id("given_by_id"),
        sa.Column("given_at", _TIME, nullable=False),
        sa.Column("accepted_at", _TIME, nullable=True),
        *(_id("decided_by_id", nullable=True), _id("decided_on_behalf_of_id", nullable=True)),
        sa.Column("decided_at", _TIME, nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("lock", sa.Integer(), nullable=False),
        references=(
            *(("criterion_id", "criterion", None), ("target_id", "target", None)),
            *(("agency_id", "agency", None), ("assignment_id", "assignment", None)),
            *((name, "user_account", None) for name in ("given_by_id", "decided_by_id")),
            ("decided_on_behalf_of_id", "user_account", None),
        ),
    )
    _unique("measurement", "target_id", "agency_id", "period")
    for column in ("criterion_id", "agency_id", "assignment_id", "state"):
        op.create_index(op.f(f"ix_measurement_{column}"), "measurement", [column])
    op.create_table(
        "measurement_piece",
        *(_id("measurement_id"), _id("evidence_id")),
        sa.ForeignKeyConstraint(
            ["measurement_id"],
            ["measurement.id"],
            name=op.f("fk_measurement_piece_measurement_id_measurement"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_measurement_piece_evidence_id_evidence")
        ),
        sa.PrimaryKeyConstraint("measurement_id", "evidence_id", name=op.f("pk_measurement_piece")),
    )
    op.create_index(op.f("ix_measurement_piece_evidence_id"), "measurement_piece", ["evidence_id"])


def _unique(table: str, *columns: str) -> None:
    with op.batch_alter_table(table) as changed:
        changed.create_unique_constraint(op.f(f"uq_{table}_{'_'.join(columns)}"), list(columns))


def _make_steps() -> None:
    _make(
        "measurement_step",
        _id("measurement_id"),
        sa.Column("action", _words("measurement_action", _ACTIONS), nullable=False),
        *(_id("person_id"), _id("on_behalf_of_id", nullable=True)),
        sa.Column("at", _TIME, nullable=False),
        *_figures(),
        sa.Column("words", sa.Text(), nullable=True),
        references=(
            ("measurement_id", "measurement", "CASCADE"),
            *(("person_id", "user_account", None), ("on_behalf_of_id", "user_account", None)),
        ),
    )
    for column in ("measurement_id", "person_id"):
        op.create_index(op.f(f"ix_measurement_step_{column}"), "measurement_step", [column])


def _make_proposals() -> None:
    _make(
        "proposed_figure",
        *(_id("target_id"), _id("agency_id")),
        sa.Column("period", _words("proposed_period", _PERIODS), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        *_figures(),
        sa.Column("source", sa.String(400), nullable=False),
        sa.Column("proposed_at", _TIME, nullable=False),
        references=(("target_id", "target", "CASCADE"), ("agency_id", "agency", None)),
    )
    _unique("proposed_figure", "target_id", "agency_id", "period")
    op.create_index(op.f("ix_proposed_figure_agency_id"), "proposed_figure", ["agency_id"])


def _make_waivers() -> None:
    _make(
        "target_waiver",
        *(_id("criterion_id"), _id("target_id")),
        sa.Column("is_live", sa.Boolean(), server_default=sa.true(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        *(_id("given_by_id"), _id("on_behalf_of_id", nullable=True)),
        sa.Column("given_at", _TIME, nullable=False),
        sa.Column("taken_back_at", _TIME, nullable=True),
        references=(
            *(("criterion_id", "criterion", None), ("target_id", "target", None)),
            *(("given_by_id", "user_account", None), ("on_behalf_of_id", "user_account", None)),
        ),
    )
    _unique("target_waiver", "target_id", "is_live")
    op.create_index(op.f("ix_target_waiver_criterion_id"), "target_waiver", ["criterion_id"])


def downgrade() -> None:
    """Take it all away; targets keep what the old words can say."""
    _forget_explanations()
    op.drop_index(op.f("ix_explanation_measurement_id"), "explanation")
    with op.batch_alter_table("explanation") as table:
        table.drop_constraint(op.f("ck_explanation_one_target"), type_="check")
        table.drop_constraint(op.f("fk_explanation_measurement_id_measurement"), type_="foreignkey")
        table.drop_column("measurement_id")
        table.create_check_constraint(op.f("ck_explanation_one_target"), _ONE_OF_THREE)
        table.drop_constraint(op.f("ck_explanation_explanation_kind"), type_="check")
        table.create_check_constraint(op.f("ck_explanation_explanation_kind"), _kind_in(_EXPLANATIONS))
    op.execute("DELETE FROM submitted_item WHERE measurement_id IS NOT NULL")
    with op.batch_alter_table("submitted_item") as table:
        table.drop_constraint(op.f("fk_submitted_item_measurement_id_measurement"), type_="foreignkey")
        table.drop_column("measurement_id")
    with op.batch_alter_table("assignment") as table:
        table.drop_column("asks_figures")
    for name in ("target_waiver", "proposed_figure", "measurement_step", "measurement_piece", "measurement"):
        op.drop_table(name)
    _translate_back()


def _forget_explanations() -> None:
    ofs = "SELECT id FROM explanation WHERE measurement_id IS NOT NULL"
    for table in ("explanation_document", "explanation_involvement", "submitted_item"):
        op.execute(f"DELETE FROM {table} WHERE explanation_id IN ({ofs})")  # noqa: S608  # no value of a person
    op.execute("DELETE FROM explanation WHERE measurement_id IS NOT NULL")


def _translate_back() -> None:
    with op.batch_alter_table("target") as table:
        for name in ("value", "increase", "none", "target_kind", "target_operator"):
            table.drop_constraint(op.f(f"ck_target_{name}"), type_="check")
        table.add_column(sa.Column("unit", sa.String(40), nullable=False, server_default="percent"))
        if op.get_bind().dialect.name == "sqlite":
            table.alter_column("value", existing_type=sa.String(24), type_=_OLD_NUMBER, nullable=True)
        else:
            table.alter_column("value", existing_type=sa.Numeric(20, 4), type_=_OLD_NUMBER, nullable=True)
        table.alter_column("operator", existing_type=sa.String(40), type_=sa.String(10))
    old = {"count": "procedures", "none": "agencies", "increase": "previous_year"}
    for kind, unit in old.items():
        op.execute(sa.update(_TARGET).where(_TARGET.c.kind == kind).values(unit=unit))
    op.execute(sa.update(_TARGET).where(_TARGET.c.kind == "increase").values(value=None))
    with op.batch_alter_table("target") as table:
        table.alter_column("unit", existing_type=sa.String(40), server_default=None)
        table.drop_column("kind")
