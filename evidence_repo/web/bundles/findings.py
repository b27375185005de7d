"""The gate's findings: filtered by the address, grouped by agency and criterion, and as a workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from evidence_repo.models import Agency, EvidencePack
from evidence_repo.reports.table import Column, Link
from evidence_repo.services.bundles import GateReport
from evidence_repo.services.bundles.gate import GateFinding
from evidence_repo.web.places import public_address
from workflows.gate import Level

LEVEL_WORDS = {Level.BLOCK: _l("Blocks"), Level.WARN: _l("Look at it")}
_PLACES = (
    ("/packs", _l("Open the page of approval")),
    ("/review/", _l("Open the review")),
    ("/documents/", _l("Open the document")),
    ("#piece-", _l("Go to the document in its criterion")),
    ("#product-", _l("Go to the product")),
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


def agencies_found(report: GateReport, packs: Sequence[EvidencePack]) -> Mapping[str, str]:
    """Return code and name of the agencies about which something was found."""
    found = {finding.criterion for finding in report.findings}
    leads = [pack.criterion.lead_agency for pack in packs if pack.criterion.label in found]
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
        Column("finding", gettext("Finding"), lambda row: row.sentence, 70, order=lambda row: row.sentence),
        Column(
            "place",
            gettext("Where to fix it"),
            lambda row: Link(row.place, public_address(row.finding.link)),
            30,
        ),
    )
