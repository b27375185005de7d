"""A plan written as the rows of its table: what the readers read back as the same plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from evidence_repo.catalogue.plan import CatalogueCriterion

HEADINGS = (
    "TT",
    "Cơ quan chủ trì / Tên Tiêu chí/TCTP",
    "Kết quả (sản phẩm)",
    "Yêu cầu",
    "Cơ quan phối hợp",
    "Thời gian hoàn thành",
)
"""The six headings, as plans have them."""


def cells_of(criterion: CatalogueCriterion) -> tuple[str, ...]:
    """Return the six cells of a criterion's row; several products or deadlines are lists, one a line."""
    return (
        f"{criterion.ordinal}.",
        f"{criterion.label} - {criterion.title}",
        _listed([product.text for product in criterion.products]),
        criterion.requirement,
        criterion.coordinating_text,
        _listed([deadline.source_text for deadline in criterion.deadlines]),
    )


def table_of(criteria: Iterable[CatalogueCriterion]) -> Iterator[tuple[str, ...]]:
    """Yield the rows of these criteria, each lead agency's before its own."""
    order = ""
    for criterion in criteria:
        if criterion.agency_order != order:
            order = criterion.agency_order
            yield (order, criterion.agency.upper(), "", "", "", "")
        yield cells_of(criterion)


def _listed(texts: list[str]) -> str:
    if len(texts) < 2:
        return "".join(texts)
    return "\n".join(f"- {text}" + ("" if text.endswith((".", ";")) else ";") for text in texts)
