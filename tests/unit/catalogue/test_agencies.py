"""An Giang's agencies and what the plan's words expand to."""

from __future__ import annotations

from collections import Counter

import pytest

from evidence_repo.catalogue.agencies import (
    AN_GIANG_AGENCIES,
    canonical_agency,
    slug_of,
)
from evidence_repo.catalogue.shipped import an_giang_2017
from workflows.agency_kinds import SHIPPED_KINDS

BY_CODE = {agency.code: agency for agency in AN_GIANG_AGENCIES}


def test_there_are_as_many_agencies_of_each_kind_as_in_2017() -> None:
    kinds = Counter(agency.kind for agency in AN_GIANG_AGENCIES)
    assert (kinds["province"], kinds["department"], kinds["district"]) == (1, 20, 11)
    assert (kinds["ministry"], kinds["mass_organisation"], kinds["commune"]) == (7, 1, 0)
    assert {agency.kind for agency in AN_GIANG_AGENCIES} <= {kind.code for kind in SHIPPED_KINDS}


def test_the_districts_are_two_cities_one_town_and_eight_rural_ones() -> None:
    districts = [agency.name.split() for agency in AN_GIANG_AGENCIES if agency.kind == "district"]
    assert Counter(words[1] for words in districts) == {"thành": 2, "thị": 1, "huyện": 8}


def test_codes_are_ascii_slugs_that_fit_and_differ() -> None:
    assert len(BY_CODE) == len(AN_GIANG_AGENCIES)
    for agency in AN_GIANG_AGENCIES:
        assert agency.code == slug_of(agency.name)
        assert agency.code.isascii()
        assert len(agency.code) <= 60


def test_parents_stand_before_their_children() -> None:
    seen: set[str | None] = {None}
    for agency in AN_GIANG_AGENCIES:
        assert agency.parent in seen
        seen.add(agency.code)
    assert BY_CODE["ubnd-huyen-tri-ton"].parent == "ubnd-tinh-an-giang"
    assert BY_CODE["bo-noi-vu"].parent is None


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Sở Nội vụ", "so-noi-vu"),
        ("SỞ NỘI VỤ", "so-noi-vu"),
        ("Sở Lao động - Thương binh và Xã hội", "so-lao-dong-thuong-binh-va-xa-hoi"),
        ("Đoàn TNCS Hồ Chí Minh tỉnh An Giang", "doan-tncs-ho-chi-minh-tinh-an-giang"),
    ],
)
def test_slugs(name: str, slug: str) -> None:
    assert slug_of(name) == slug


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("SỞ THÔNG TIN VÀ TRUYỀN THÔNG", "Sở Thông tin và Truyền thông"),
        ("Sở KH&ĐT", "Sở Kế hoạch và Đầu tư"),
        ("Đoàn TNCS HCM tỉnh An Giang", "Đoàn TNCS Hồ Chí Minh tỉnh An Giang"),
        ("SỞ DU LỊCH", "Sở du lịch"),
        ("Báo An Giang", "Báo An Giang"),
    ],
)
def test_canonical_names(name: str, canonical: str) -> None:
    assert canonical_agency(name) == canonical


def test_every_agency_that_the_plan_names_is_there() -> None:
    names = {agency.name for agency in AN_GIANG_AGENCIES}
    kinds = {kind.code for kind in SHIPPED_KINDS}
    for row in an_giang_2017().criteria:
        assert row.agency in names
        assert set(row.coordinating) <= names | kinds
