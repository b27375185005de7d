"""Reports on administrative reform as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evidence_repo.models import Report
from evidence_repo.representations.schema import (
    DAY,
    ID,
    SHA256,
    YEAR,
    Published,
    many,
    one_of,
    optional,
    same_as,
    text,
    thing,
    words,
)
from evidence_repo.services.reports.figures import Figure
from workflows.reports import FigureKind, ReportKind, ReportState


def report_json(report: Report, figures: Mapping[FigureKind, Figure]) -> dict[str, Any]:
    """Return a report with its sections and the tables that they hold."""
    return {
        "id": report.id,
        "year": report.cycle.year,
        "kind": report.kind.value,
        "version": report.version,
        "state": report.state.value,
        "begins_on": report.begins_on.isoformat(),
        "ends_on": report.ends_on.isoformat(),
        "due_on": report.due_on.isoformat() if report.due_on else None,
        "sha256": report.sha256,
        "sections": [
            {
                "title": section.title,
                "text": section.text,
                "figure": _figure_json(figures.get(section.figure)) if section.figure else None,
            }
            for section in report.sections
        ],
    }


def _figure_json(figure: Figure | None) -> dict[str, Any] | None:
    if figure is None:
        return None
    return {
        "kind": figure.kind.value,
        "title": figure.title,
        "headings": list(figure.headings),
        "rows": [list(row) for row in figure.rows],
        "source": figure.source,
        "filters": figure.filters,
        "as_of": figure.as_of,
    }


_FIGURE = thing(
    kind=one_of(tuple(FigureKind)),
    title=words(),
    headings=many(words()),
    rows=many(many(text())),
    source=words(),
    filters=words(),
    as_of=words(),
)

SCHEMAS = {
    "report": Published(
        "; ".join(f"evidence-repo reports {act} --json" for act in ("show", "make", "finish")),
        "A report: its period, its sections, and the tables with their source, filters and moment.",
        thing(
            id=ID,
            year=YEAR,
            kind=one_of(tuple(ReportKind)),
            version=ID,
            state=one_of(tuple(ReportState)),
            begins_on=DAY,
            ends_on=DAY,
            due_on=optional(DAY),
            sha256=optional(SHA256),
            sections=many(thing(title=words(), text=text(), figure=optional(_FIGURE))),
        ),
    ),
    "reports-list": Published(
        "evidence-repo reports list --json",
        "The reports of a cycle, without their tables.",
        many(same_as("report")),
    ),
}
