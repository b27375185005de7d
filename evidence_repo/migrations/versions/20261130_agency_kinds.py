"""Kinds of agencies as data, with those that come with the product.

Revision ID: 20261130_agency_kinds
"""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "20261130_agency_kinds"
down_revision = "20261130_account_requests"
branch_labels = None
depends_on = None

_CHANGE = date(2025, 7, 1)
# code, Vietnamese, English, the plan's word, since, until
_KINDS = (
    ("province", "Cấp tỉnh", "Province", "province", None, None),
    ("department", "Sở, ban, ngành", "Department", "department", None, None),
    ("district", "Cấp huyện", "District", "district", None, _CHANGE),
    ("commune", "Xã, thị trấn", "Commune", "commune", None, None),
    ("ward", "Phường", "Ward", "commune", None, None),
    ("special_zone", "Đặc khu", "Special zone", "commune", _CHANGE, None),
    ("ministry", "Bộ, ngành Trung ương", "Ministry", "ministry", None, None),
    ("mass_organisation", "Tổ chức chính trị - xã hội", "Mass organisation", "mass_organisation", None, None),
)
# kind, above, since, until
_PLACES = (
    ("department", "province", None, None),
    ("district", "province", None, None),
    ("commune", "district", None, _CHANGE),
    ("commune", "province", _CHANGE, None),
    ("ward", "district", None, _CHANGE),
    ("ward", "province", _CHANGE, None),
    ("special_zone", "province", _CHANGE, None),
)
_AT_FIRST = ("province", "department", "district", "commune", "ministry", "mass_organisation")
_CHECK = "ck_agency_agency_kind"


def upgrade() -> None:
    """Make and fill the tables; every agency keeps its kind."""
    kinds, places = _make_kinds(), _make_places()
    names = [column.name for column in kinds.columns]
    op.bulk_insert(
        kinds,
        [
            dict(zip(names, (code, ordinal, *rest), strict=True))
            for ordinal, (code, *rest) in enumerate(_KINDS, 1)
        ],
    )
    op.bulk_insert(
        places,
        [dict(zip(("kind", "above", "since", "until"), row, strict=True)) for row in _PLACES],
    )
    with op.batch_alter_table("agency") as agency:
        agency.drop_constraint(agency.f(_CHECK), type_="check")
        agency.create_foreign_key(agency.f("fk_agency_kind_agency_kind"), "agency_kind", ["kind"], ["code"])


def _make_kinds() -> sa.Table:
    return op.create_table(
        "agency_kind",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("name_vi", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.Column("plan_word", sa.String(length=40), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_agency_kind")),
    )


def _make_places() -> sa.Table:
    places = op.create_table(
        "agency_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("above", sa.String(length=40), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["kind"], ["agency_kind.code"], name=op.f("fk_agency_place_kind_agency_kind")
        ),
        sa.ForeignKeyConstraint(
            ["above"], ["agency_kind.code"], name=op.f("fk_agency_place_above_agency_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_place")),
    )
    op.create_index(op.f("ix_agency_place_kind"), "agency_place", ["kind"])
    return places


def downgrade() -> None:
    """Know the first six kinds again: wards and special zones become communes."""
    agency = sa.table("agency", sa.column("kind"))
    op.execute(agency.update().where(agency.c.kind.not_in(_AT_FIRST)).values(kind="commune"))
    allowed = ", ".join(f"'{kind}'" for kind in _AT_FIRST)
    with op.batch_alter_table("agency") as batch:
        batch.drop_constraint(batch.f("fk_agency_kind_agency_kind"), type_="foreignkey")
        batch.create_check_constraint(batch.f(_CHECK), f"kind IN ({allowed})")
    op.drop_table("agency_place")
    op.drop_table("agency_kind")
