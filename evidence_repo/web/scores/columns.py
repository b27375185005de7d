"""The columns of the scores sheet, of its sums, and of the scheme."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext

from evidence_repo.reports.table import Column
from evidence_repo.services.scores.sheet import ScoreLine, ScoreSums
from evidence_repo.web.rounds.words import CAUSE_WORDS
from index.text import vietnamese_order


def figure_columns() -> list[tuple[str, str]]:
    """Return the columns that hold points, in their order: key and title."""
    return [
        ("maximum", gettext("Maximum")),
        ("self_points", gettext("Self-score")),
        ("internal_points", gettext("Internal")),
        ("preliminary", gettext("Preliminary")),
        ("final", gettext("Final")),
        ("survey", gettext("Survey")),
        ("lost", gettext("Lost")),
    ]


def _points(key: str) -> Callable[[Any], Any]:
    return lambda row: getattr(row, key)


def line_columns() -> list[Column[ScoreLine]]:
    """Return the columns of the sheet, with what each is sorted by."""
    return [
        Column("code", gettext("Code"), _label, 14, order=_order(_label)),
        Column("title", gettext("Criterion"), lambda line: line.title, 60, order=_order(lambda x: x.title)),
        Column("field", gettext("Field"), lambda line: line.field, 30, order=_order(lambda x: x.field)),
        Column("agency", gettext("Lead agency"), _agency, 30, order=_order(_agency)),
        *(Column(key, title, _points(key), 12, order=_points(key)) for key, title in figure_columns()),
        Column("cause", gettext("Cause"), cause, 24, order=lambda line: cause(line) or None),
        Column("note", gettext("Note"), note, 40),
    ]


def sum_columns(first: str) -> list[Column[ScoreSums]]:
    """Return the columns of sums; `first` says what they are of."""
    return [
        Column("name", first, lambda sums: sums.name or gettext("Others"), 40),
        Column("lines", gettext("Rows"), lambda sums: sums.lines, 8),
        *(Column(key, title, _points(key), 12) for key, title in figure_columns()),
    ]


def _label(line: ScoreLine) -> str:
    return line.label


def _agency(line: ScoreLine) -> str:
    return line.agency.name if line.agency else ""


def _order(words: Callable[[ScoreLine], str]) -> Callable[[ScoreLine], Any]:
    return lambda line: vietnamese_order(words(line))


def cause(line: ScoreLine) -> str:
    """Return why points were lost: the cause that was recorded, and the Ministry's reason."""
    recorded = str(CAUSE_WORDS[line.loss.cause]) if line.loss else ""
    given = (line.given.reason or "") if line.given else ""
    return ": ".join(part for part in (recorded, given) if part)


def note(line: ScoreLine) -> str:
    """Return why a row has no self-score that anybody waits for."""
    if line.row is None:
        return str(gettext("Not in the scheme"))
    if line.exempt is not None:
        return str(gettext("Does not apply: %(reason)s", reason=line.exempt))
    if not line.is_self_scored:
        return str(gettext("Not self-scored"))
    return ""
