"""Find what is contradictory or easily misread in a plan; nothing is changed by it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache

from evidence_repo.catalogue.agencies import slug_of
from evidence_repo.catalogue.known_mistakes import KNOWN_MISTAKES
from evidence_repo.catalogue.plan import CatalogueCriterion, CataloguePlan, CatalogueWarning
from evidence_repo.catalogue.warning_texts import warning

_DATE = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{3,})(?!\d)")
_CITED_PLAN = re.compile(r"Kế hoạch số (\S+) ngày (\d{1,2}/\d{1,2}/\d{4})(?!\d)")
_CITED_NUMBER = re.compile(r"(?<![\d/])(\d+)/([A-ZĐ]+-[A-ZĐ]+) ngày (\d{1,2}/\d{1,2}/\d{4})(?!\d)")
_PARENTHESES = re.compile(r"\([^()]*\)")
_OPEN_END = re.compile(r"(?<![^.;:,+…])([^.;:,+…]++)(?:\.{3}|…)")
_LONGEST_ITEM = 200
_INSTRUCTION = re.compile(r"trường hợp\b|đề nghị\b", re.I)
_LATEST_ROUND = re.compile(r"\bkỳ [^.;]{0,40}gần nhất")
_FILLER_WORDS = frozenset({"va", "cac", "cua", "trong", "nam"})

Found = Iterator[CatalogueWarning]
Detector = Callable[[CatalogueCriterion, CataloguePlan], Found]


def with_warnings(plan: CataloguePlan) -> CataloguePlan:
    """Return the plan with every criterion's warnings found anew."""
    criteria = tuple(
        replace(row, warnings=tuple(found for detect in DETECTORS for found in detect(row, plan)))
        for row in plan.criteria
    )
    return replace(plan, criteria=criteria)


def shown(day: date) -> str:
    """Return a date as the field writes it."""
    return f"{day:%d/%m/%Y}"


def _read_date(text: str) -> date | None:
    day, month, year = text.split("/")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _dates(text: str) -> Iterator[tuple[str, date | None]]:
    for found in _DATE.finditer(text):
        yield found[0], _read_date(found[0])


def _later_date_in_requirement(row: CatalogueCriterion, plan: CataloguePlan) -> Found:
    due = max(deadline.due_on for deadline in row.deadlines)
    for text, day in _dates(row.requirement):
        if day is not None and day > due:
            yield warning("date_after_deadline", asked=text, due=shown(due))


def _impossible_date(row: CatalogueCriterion, plan: CataloguePlan) -> Found:
    for text, day in _dates(row.requirement):
        if day is None:
            yield warning("impossible_date", date=text)


def _known_wrong_number(row: CatalogueCriterion, plan: CataloguePlan) -> Found:
    for mistake in KNOWN_MISTAKES:
        numbers = re.sub(r"(?<!\s)\s*([/-])\s*", r"\1", row.requirement)
        cites = re.search(rf"(?<!\d){re.escape(mistake.number)}(?!\w)", numbers)
        if cites and mistake.cited_for in row.requirement.casefold():
            yield warning(
                "known_wrong_number",
                number=mistake.number,
                subject_vi=mistake.subject_vi,
                subject_en=mistake.subject_en,
                likely=mistake.likely,
            )


def _plan_of_previous_year(row: CatalogueCriterion, plan: CataloguePlan) -> Found:
    for found in _CITED_PLAN.finditer(row.requirement):
        day = _read_date(found[2])
        if day is not None and day.year < plan.year:
            yield warning("plan_of_previous_year", number=found[1], date=found[2], year=plan.year)


def _cited(row: CatalogueCriterion) -> Iterator[tuple[int, str, date]]:
    for found in _CITED_NUMBER.finditer(row.requirement):
        day = _read_date(found[3])
        if day is not None:
            yield int(found[1]), found[2], day


def _numbers_out_of_order(row: CatalogueCriterion, plan: CataloguePlan) -> Found:
    here = list(_cited(row))
    if not here:
        return
    others = sorted({(cited, other.label) for other in plan.criteria for cited in _cited(other)})
    for number, symbol, day in here:
        for (other, other_symbol, other_day), label in others:
            same_series = symbol == other_symbol and day.year == other_day.year
            if same_series and (number - other) * (day - other_day).days < 0:
                yield warning(
                    "numbers_out_of_order",
                    number=f"{number}/{symbol}",
                    date=shown(day),
                    other=f"{other}/{symbol}",
                    other_date=shown(other_day),
                    criterion=label,
                )


def _open_ended_list(row: CatalogueCriterion, plan: CataloguePlan) -> Found:
    # Three dots inside parentheses end examples ("bất cập, vướng mắc, vi phạm…"), not a list of what to do.
    for found in _OPEN_END.finditer(_PARENTHESES.sub(" ", row.requirement)):
        if item := found[1].lstrip("+–- \n").rstrip():
            yield warning("open_ended_list", item=item[-_LONGEST_ITEM:])


def _prefix_is_not_parent(row: CatalogueCriterion, plan: CataloguePlan) -> Found:
    longer = [other.label for other in plan.criteria if other.code.startswith(row.code + ".")]
    if longer:
        yield warning("prefix_is_not_parent", criterion=row.label, others=", ".join(longer))


def _product_is_instruction(row: CatalogueCriterion, plan: CataloguePlan) -> Found:
    for product in row.products:
        if _INSTRUCTION.match(product.text):
            yield warning("product_is_instruction", ordinal=product.ordinal)


def _several_deadlines(row: CatalogueCriterion, plan: CataloguePlan) -> Found:
    if len(row.deadlines) > 1:
        listed = "; ".join(f"{deadline.label}: {shown(deadline.due_on)}" for deadline in row.deadlines)
        yield warning("several_deadlines", count=len(row.deadlines), deadlines=listed)


def _derived_deadline(row: CatalogueCriterion, plan: CataloguePlan) -> Found:
    for deadline in row.deadlines:
        if deadline.is_derived:
            yield warning(
                "derived_deadline", source=deadline.source_text.rstrip("."), due=shown(deadline.due_on)
            )


def _deadline_with_full_stop(row: CatalogueCriterion, plan: CataloguePlan) -> Found:
    only = row.deadlines[0].source_text
    if len(row.deadlines) == 1 and only.endswith("."):
        yield warning("deadline_with_full_stop", source=only)


def _latest_round_counts(row: CatalogueCriterion, plan: CataloguePlan) -> Found:
    if _LATEST_ROUND.search(row.requirement):
        yield warning("latest_round_counts", year=plan.year)


def _counts_people(row: CatalogueCriterion, plan: CataloguePlan) -> Found:
    if "không tính số lượt" in row.requirement.casefold():
        yield warning("counts_people")


def _similar_title(row: CatalogueCriterion, plan: CataloguePlan) -> Found:
    same = [
        other.label
        for other in plan.criteria
        if other.label != row.label and _essence(other.title) == _essence(row.title)
    ]
    if same:
        yield warning("similar_title", others=", ".join(same))


@lru_cache(maxsize=1000)
def _essence(title: str) -> tuple[str, ...]:
    return tuple(word for word in slug_of(title).split("-") if word not in _FILLER_WORDS)


DETECTORS: tuple[Detector, ...] = (
    _later_date_in_requirement,
    _impossible_date,
    _known_wrong_number,
    _plan_of_previous_year,
    _numbers_out_of_order,
    _open_ended_list,
    _prefix_is_not_parent,
    _product_is_instruction,
    _several_deadlines,
    _derived_deadline,
    _deadline_with_full_stop,
    _latest_round_counts,
    _counts_people,
    _similar_title,
)
"""In the order in which a criterion's warnings are shown."""
