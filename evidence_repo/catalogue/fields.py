"""Which field and group a criterion belongs to; the plan names neither, and a prefix is not a parent."""

from __future__ import annotations

from evidence_repo.catalogue.plan import CatalogueField, Group

FIELDS = (
    CatalogueField("1", "Công tác chỉ đạo, điều hành CCHC"),
    CatalogueField("2", "Xây dựng và tổ chức thực hiện VBQPPL"),
    CatalogueField("3", "Cải cách TTHC"),
    CatalogueField("4", "Cải cách tổ chức bộ máy"),
    CatalogueField("5", "Xây dựng và nâng cao chất lượng đội ngũ CBCCVC"),
    CatalogueField("6", "Cải cách tài chính công"),
    CatalogueField("7", "Hiện đại hóa hành chính"),
    CatalogueField("8", "Cơ chế một cửa, một cửa liên thông"),
    CatalogueField("TD", "Tác động của CCHC"),
)

IMPACT_FIELD = "TD"

# The impact part numbers its criteria from 1.1 again: TC 1.1 and 1.2 are that only under Sở KH&ĐT.
_IMPACT = {"1.1": "so-ke-hoach-va-dau-tu", "1.2": "so-ke-hoach-va-dau-tu", "8.3": None}


def group_of(kind: str, code: str, agency_code: str) -> Group:
    """Return whether the criterion measures the process of reform or its impact."""
    if kind == "TC" and code in _IMPACT and _IMPACT[code] in (None, agency_code):
        return "impact"
    return "process"


def field_of(group: Group, code: str) -> str:
    """Return the field's code: TD for impact, else the first number of the criterion's code."""
    return IMPACT_FIELD if group == "impact" else code.partition(".")[0]
