"""How reviewers share their work, the blind second review, and the council with its role."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261201_review_work"
down_revision = "20261130_indexes_of_lists"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_REASONS = (
    *("missing_content", "partial_coverage", "wrong_document", "unreadable", "unsigned", "outside_period"),
    *("requirement_not_met", "other"),
)
_VERDICTS = ("sufficient", "needs_explanation", "accepted_with_explanation")
_BASES = ("members", "answers")
_ROLES = (
    *("uploader", "agency_head", "reviewer", "approver", "council_member", "coordinator"),
    *("observer_province", "observer_ministry"),
)
_NEW_ROLE = "council_member"
_ROLE_CHECK = "ck_former_role_former_role"
_TABLES = (
    *("council_voice", "voted_pack", "council_vote", "council_member", "council"),
    *("second_review", "second_review_share", "canned_comment", "review_claim"),
)


def _words(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def _make(
    table: str, *columns: sa.schema.SchemaItem, refers: dict[str, str], indexed: tuple[str, ...]
) -> None:
    """Make a table with an id; `refers` names what its columns point at."""
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        *columns,
        *(
            sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))
            for column, other in refers.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for column in indexed:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _lock() -> sa.Column[int]:
    return sa.Column("lock", sa.Integer(), server_default="1", nullable=False)


def upgrade() -> None:
    """Make the tables; nothing is claimed, no piece drawn and no council switched on."""
    _make_claims_and_comments()
    _make_second_reviews()
    _make_councils()
    _make_votes()
    role = sa.table("role", sa.column("name"))
    op.bulk_insert(role, [{"name": _NEW_ROLE}])
    _allow_roles(_ROLES)


def _make_claims_and_comments() -> None:
    _make(
        "review_claim",
        _number("evidence_id", nullable=True),
        _number("explanation_id", nullable=True),
        _number("person_id"),
        sa.Column("claimed_at", _TIME, nullable=False),
        sa.Column("active_at", _TIME, nullable=False),
        sa.CheckConstraint(
            "(evidence_id IS NULL) <> (explanation_id IS NULL)", name=op.f("ck_review_claim_one_target")
        ),
        sa.UniqueConstraint("evidence_id", name=op.f("uq_review_claim_evidence_id")),
        sa.UniqueConstraint("explanation_id", name=op.f("uq_review_claim_explanation_id")),
        refers={"evidence_id": "evidence", "explanation_id": "explanation", "person_id": "user_account"},
        indexed=("person_id",),
    )
    _make(
        "canned_comment",
        sa.Column("reason", _words("canned_reason", _REASONS), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        _lock(),
        refers={},
        indexed=("reason",),
    )


def _make_second_reviews() -> None:
    _make(
        "second_review_share",
        _number("cycle_id"),
        _number("share"),
        sa.Column("seed", sa.String(length=64), nullable=False),
        _number("set_by_id", nullable=True),
        sa.Column("set_at", _TIME, nullable=False),
        sa.CheckConstraint("share >= 0 AND share <= 100", name=op.f("ck_second_review_share_percent")),
        refers={"cycle_id": "assessment_cycle", "set_by_id": "user_account"},
        indexed=("cycle_id",),
    )
    _make(
        "second_review",
        *(_number(name) for name in ("evidence_id", "first_id", "share_id")),
        _number("reviewer_id", nullable=True),
        sa.Column("drawn_at", _TIME, nullable=False),
        sa.Column("verdict", _words("second_verdict", _VERDICTS), nullable=True),
        sa.Column("reason", _words("second_reason", _REASONS), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        _number("given_by_id", nullable=True),
        sa.Column("given_at", _TIME, nullable=True),
        sa.UniqueConstraint("first_id", name=op.f("uq_second_review_first_id")),
        refers={
            "evidence_id": "evidence",
            "first_id": "review",
            "share_id": "second_review_share",
            "reviewer_id": "user_account",
            "given_by_id": "user_account",
        },
        indexed=("evidence_id", "reviewer_id"),
    )


def _make_councils() -> None:
    _make(
        "council",
        _number("cycle_id"),
        sa.Column("is_on", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("quorum", sa.String(length=20), nullable=False),
        sa.Column("majority", sa.String(length=20), nullable=False),
        sa.Column("base", _words("council_base", _BASES), nullable=False),
        _lock(),
        sa.UniqueConstraint("cycle_id", name=op.f("uq_council_cycle_id")),
        refers={"cycle_id": "assessment_cycle"},
        indexed=(),
    )
    _make(
        "council_member",
        _number("cycle_id"),
        _number("person_id"),
        sa.Column("added_at", _TIME, nullable=False),
        sa.UniqueConstraint("cycle_id", "person_id", name=op.f("uq_council_member_cycle_id_person_id")),
        refers={"cycle_id": "assessment_cycle", "person_id": "user_account"},
        indexed=("cycle_id", "person_id"),
    )


def _make_votes() -> None:
    _make(
        "council_vote",
        _number("cycle_id"),
        _number("number"),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("state", _words("vote_state", ("open", "closed")), nullable=False),
        sa.Column("quorum", sa.String(length=20), nullable=False),
        sa.Column("majority", sa.String(length=20), nullable=False),
        sa.Column("base", _words("vote_base", _BASES), nullable=False),
        _number("opened_by_id"),
        sa.Column("opened_at", _TIME, nullable=False),
        _number("closed_by_id", nullable=True),
        sa.Column("closed_at", _TIME, nullable=True),
        _lock(),
        sa.UniqueConstraint("cycle_id", "number", name=op.f("uq_council_vote_cycle_id_number")),
        refers={
            "cycle_id": "assessment_cycle",
            "opened_by_id": "user_account",
            "closed_by_id": "user_account",
        },
        indexed=("cycle_id",),
    )
    _make(
        "voted_pack",
        *(_number(name) for name in ("vote_id", "criterion_id", "pack_lock")),
        *(_number(name, nullable=True) for name in ("members", "voices_for", "against", "abstained")),
        sa.Column("outcome", _words("vote_outcome", ("passed", "not_passed", "no_quorum")), nullable=True),
        sa.UniqueConstraint("vote_id", "criterion_id", name=op.f("uq_voted_pack_vote_id_criterion_id")),
        refers={"vote_id": "council_vote", "criterion_id": "criterion"},
        indexed=("vote_id", "criterion_id"),
    )
    _make(
        "council_voice",
        _number("voted_pack_id"),
        _number("member_id"),
        sa.Column("voice", _words("council_voice", ("for", "against", "abstain")), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("cast_at", _TIME, nullable=False),
        sa.UniqueConstraint(
            "voted_pack_id", "member_id", name=op.f("uq_council_voice_voted_pack_id_member_id")
        ),
        refers={"voted_pack_id": "voted_pack", "member_id": "user_account"},
        indexed=("voted_pack_id", "member_id"),
    )


def _allow_roles(roles: tuple[str, ...]) -> None:
    allowed = ", ".join(f"'{role}'" for role in roles)
    with op.batch_alter_table("former_role") as former:
        former.drop_constraint(former.f(_ROLE_CHECK), type_="check")
        former.create_check_constraint(former.f(_ROLE_CHECK), f"role IN ({allowed})")


def downgrade() -> None:
    """Take all of it away; who was a council member only has no role then."""
    for table in _TABLES:
        op.drop_table(table)
    op.execute("DELETE FROM former_role WHERE role = 'council_member'")
    held = "SELECT id FROM role WHERE name = 'council_member'"
    op.execute(f"DELETE FROM user_role WHERE role_id IN ({held})")  # noqa: S608  # constants only
    op.execute("DELETE FROM role WHERE name = 'council_member'")
    _allow_roles(tuple(role for role in _ROLES if role != _NEW_ROLE))
