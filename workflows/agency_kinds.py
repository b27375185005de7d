"""The kinds of agencies that come with the product, and where agencies of a kind stand, from when until when.

Since 1/7/2025 (Luật Tổ chức chính quyền địa phương 2025) communes, wards and special zones stand directly
under the province, and there are no districts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

PROVINCE = "province"
DEPARTMENT = "department"
DISTRICT = "district"
COMMUNE = "commune"
WARD = "ward"
SPECIAL_ZONE = "special_zone"
MINISTRY = "ministry"
MASS_ORGANISATION = "mass_organisation"

TWO_LEVELS_SINCE = date(2025, 7, 1)


@dataclass(frozen=True, slots=True)
class Place:
    """That agencies of a kind stand under those of the kind `above`; `until` is exclusive."""

    above: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ShippedKind:
    """A kind, meant by plans that name `plan_word`; `until` is exclusive, no places are all places."""

    code: str
    name_vi: str
    name_en: str
    plan_word: str
    places: tuple[Place, ...] = ()
    since: date | None = None
    until: date | None = None


_UNDER_DISTRICTS = Place(DISTRICT, until=TWO_LEVELS_SINCE)
_UNDER_PROVINCE = Place(PROVINCE, since=TWO_LEVELS_SINCE)

SHIPPED_KINDS = (
    ShippedKind(PROVINCE, "Cấp tỉnh", "Province", PROVINCE),
    ShippedKind(DEPARTMENT, "Sở, ban, ngành", "Department", DEPARTMENT, (Place(PROVINCE),)),
    ShippedKind(DISTRICT, "Cấp huyện", "District", DISTRICT, (Place(PROVINCE),), until=TWO_LEVELS_SINCE),
    ShippedKind(COMMUNE, "Xã, thị trấn", "Commune", COMMUNE, (_UNDER_DISTRICTS, _UNDER_PROVINCE)),
    ShippedKind(WARD, "Phường", "Ward", COMMUNE, (_UNDER_DISTRICTS, _UNDER_PROVINCE)),
    ShippedKind(SPECIAL_ZONE, "Đặc khu", "Special zone", COMMUNE, (_UNDER_PROVINCE,), since=TWO_LEVELS_SINCE),
    ShippedKind(MINISTRY, "Bộ, ngành Trung ương", "Ministry", MINISTRY),
    ShippedKind(MASS_ORGANISATION, "Tổ chức chính trị - xã hội", "Mass organisation", MASS_ORGANISATION),
)


def is_in_force(day: date, since: date | None, until: date | None) -> bool:
    """Return whether `day` lies from `since` up to, and not including, `until`; None sets no bound."""
    return (since is None or since <= day) and (until is None or day < until)


def kinds_above(places: Iterable[Place], day: date) -> frozenset[str]:
    """Return the kinds under which an agency of these places stands on that day."""
    return frozenset(place.above for place in places if is_in_force(day, place.since, place.until))
