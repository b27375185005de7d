"""The gate's findings: filtered by the address, grouped by agency and criterion, and as a workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from evidence_repo.models import Agency, EvidencePack
from evidence_repo.reports.table import Column, Link
from evidence_repo.services.bundles import GateCounts, GateReport
from evidence_repo.services.bundles.gate import SENTENCES, GateFinding
from evidence_repo.services.bundles.gate_counts import FindingKind
from evidence_repo.web.lists import asked_sorting
from evidence_repo.web.places import public_address
from index.text import vietnamese_order
from workflows.gate import Level

LEVEL_WORDS = {Level.BLOCK: _l("Blocks"), Level.WARN: _l("Look at it")}
_PLACES = (
    ("/packs", _l("Open the page of approval")),
    ("/review/", _l("Open the review")),
    ("/documents/", _l("Open the document")),
    ("#piece-", _l("Go to the document in its criterion")),
    ("#product-", _l("Go to the product")),
    ("#assignments", _l("Go to the assignments")),
)


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding, and the agency whose criterion it is about."""

    finding: GateFinding
    agency: Agency

    @property
    def sentence(self) -> str:
        """Return the finding in the reader's language."""
        return str(gettext(self.finding.message, **self.finding.params))

    @property
    def kind(self) -> str:
        """Return the sentence that all findings of its rule have in common."""
        return str(gettext(self.finding.message))

    @property
    def place(self) -> str:
        """Return what the finding's link opens."""
        words = (word for part, word in _PLACES if part in self.finding.link)
        return str(next(words, gettext("Open the criterion")))


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """What was found about one agency, or about one of its criteria."""

    name: str
    rows: tuple[FindingRow, ...]
    parts: tuple[FindingGroup, ...] = ()

    @property
    def blocks(self) -> int:
        """Return how many of them stop sealing."""
        return sum(row.finding.is_block for row in self.rows)

    @property
    def warnings(self) -> int:
        """Return how many of them deserve a look."""
        return len(self.rows) - self.blocks


@dataclass(frozen=True, slots=True)
class Segment:
    """Findings that stand together in the list: those of one pack, of all kinds or of some."""

    pack: EvidencePack
    kinds: frozenset[FindingKind]
    count: int


def segments_of(counts: GateCounts) -> list[Segment]:
    """Return the segments that the address asks for, as they are sorted: by the plan, or by their kinds."""
    agency = request.args.get("agency", "")
    return [
        Segment(pack, part, count)
        for part in _parts(counts)
        for pack, found in counts.by_pack.items()
        if agency in ("", pack.criterion.lead_agency.code)
        and (count := sum(found[kind] for kind in part if kind in found))
    ]


def _parts(counts: GateCounts) -> list[frozenset[FindingKind]]:
    """Return the kinds that the address asks for: those that it sorts as one stand together."""
    wanted, sorting = request.args.get("level", ""), asked_sorting()
    kinds = {kind for found in counts.by_pack.values() for kind in found if wanted in ("", kind.level)}
    order = _ORDERS.get(sorting.key) if sorting else None
    if sorting is None or order is None:
        return [frozenset(kinds)]
    in_order = sorted(kinds, key=order, reverse=sorting.descending)
    return [frozenset(part) for _, part in groupby(in_order, order)]


_ORDERS: Mapping[str, Callable[[FindingKind], Any]] = {
    "level": lambda kind: kind.level is not Level.BLOCK,
    "finding": lambda kind: vietnamese_order(str(gettext(SENTENCES[kind.rule]))),
}
"""What kinds are sorted by, by the column: the same as rows of the workbook are."""


def segments_from(segments: Sequence[Segment], first: int, most: int) -> tuple[list[Segment], int]:
    """Return the segments that hold the rows from the place `first` on, and where in them these begin."""
    held: list[Segment] = []
    before, start = 0, 0
    for segment in segments:
        if before < first + most and before + segment.count > first:
            start = start if held else first - before
            held.append(segment)
        before += segment.count
    return held, start


def rows_of_segments(report: GateReport, segments: Sequence[Segment]) -> list[FindingRow]:
    """Return the findings of these segments, in their order."""
    found: dict[str, list[GateFinding]] = {}
    for finding in report.findings:
        found.setdefault(finding.criterion, []).append(finding)
    return [
        FindingRow(finding, segment.pack.criterion.lead_agency)
        for segment in segments
        for finding in found.get(segment.pack.criterion.label, ())
        if FindingKind(finding.level, finding.rule) in segment.kinds
    ]


def finding_rows(report: GateReport, packs: Sequence[EvidencePack]) -> list[FindingRow]:
    """Return the findings that the address asks for, in the plan's order of agencies and criteria."""
    agencies = {pack.criterion.label: pack.criterion.lead_agency for pack in packs}
    places = {label: place for place, label in enumerate(agencies)}
    rows = [FindingRow(finding, agencies[finding.criterion]) for finding in report.findings]
    return sorted(filter(_is_wanted, rows), key=lambda row: places[row.finding.criterion])


def _is_wanted(row: FindingRow) -> bool:
    level, agency = request.args.get("level", ""), request.args.get("agency", "")
    return level in ("", row.finding.level.value) and agency in ("", row.agency.code)


def finding_groups(rows: Iterable[FindingRow]) -> list[FindingGroup]:
    """Return the rows by agency, and within it by criterion."""
    return [
        FindingGroup(name, own, tuple(FindingGroup(*part) for part in _grouped(own, _criterion_of)))
        for name, own in _grouped(rows, lambda row: row.agency.name)
    ]


def _criterion_of(row: FindingRow) -> str:
    return row.finding.criterion


def _grouped(
    rows: Iterable[FindingRow], key: Callable[[FindingRow], str]
) -> list[tuple[str, tuple[FindingRow, ...]]]:
    return [(name, tuple(members)) for name, members in groupby(rows, key=key)]


def agencies_found(counts: GateCounts) -> Mapping[str, str]:
    """Return code and name of the agencies about which something was found."""
    leads = [pack.criterion.lead_agency for pack, found in counts.by_pack.items() if found.total()]
    return {agency.code: agency.name for agency in leads}


def finding_columns() -> tuple[Column[FindingRow], ...]:
    """Return the columns; rows that are equal by what they are sorted by stay in the plan's order."""
    return (
        Column("agency", gettext("Lead agency"), lambda row: row.agency.name, 26),
        Column("criterion", gettext("Criterion"), lambda row: row.finding.criterion, 14),
        Column(
            "level",
            gettext("Level"),
            lambda row: str(LEVEL_WORDS[row.finding.level]),
            14,
            order=lambda row: not row.finding.is_block,
        ),
        Column("finding", gettext("Finding"), lambda row: row.sentence, 70, order=lambda row: row.kind),
        Column(
            "place",
            gettext("Where to fix it"),
            lambda row: Link(row.place, public_address(row.finding.link)),
            30,
        ),
    )
