"""Schemes and scores as JSON; points are exact, as text: `0.50`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from evidence_repo.models import SchemeRow, Score, ScoringScheme
from evidence_repo.representations.rounds import OPTIONAL_POINTS, POINTS, points_text
from evidence_repo.representations.schema import (
    COUNT,
    CRITERION,
    FLAG,
    YEAR,
    Published,
    many,
    one_of,
    optional,
    text,
    thing,
    words,
)
from evidence_repo.services.scores.proposing import ScorePage
from evidence_repo.services.scores.sheet import SUMMED, Measured, ScoreLine, ScoreSheet, ScoreSums
from evidence_repo.services.scores.workbook import is_example
from workflows.scoring import DeviationBase, NoProposal, RowKind, SchemeGroup, Scorer, Scoring


def scheme_json(scheme: ScoringScheme, exempt: Mapping[int, Mapping[str, str]]) -> dict[str, Any]:
    """Return a scheme row by row; `exempt` has the reasons by row and agency."""
    names = {row.id: row.label for row in scheme.rows}
    return {
        "year": scheme.cycle.year,
        "group": scheme.agency_group.value,
        "deviation_base": scheme.deviation_base.value,
        "example": is_example(scheme.rows),
        "rows": [_row_json(row, names, exempt.get(row.id, {})) for row in scheme.rows],
    }


def _row_json(row: SchemeRow, names: Mapping[int, str], exempt: Mapping[str, str]) -> dict[str, Any]:
    return {
        "row": row.label,
        "kind": row.kind.value,
        "title": row.title,
        "parent": names[row.parent_id] if row.parent_id else None,
        "maximum": points_text(row.maximum),
        "scoring": row.scoring.value if row.scoring else None,
        "scorer": row.scorer.value if row.scorer else None,
        "bands": [
            {"at_least": points_text(band.at_least), "points": points_text(band.points)} for band in row.steps
        ],
        "source": row.source,
        "does_not_apply": [{"agency": name, "reason": reason} for name, reason in exempt.items()],
    }


def score_json(page: ScorePage) -> dict[str, Any]:
    """Return one criterion's scores with what is proposed."""
    proposal, deciding = page.proposal, page.deciding
    return {
        "year": page.criterion.cycle.year,
        "criterion": page.criterion.label,
        "maximum": points_text(page.row.maximum),
        "self_scored": page.is_self_scored,
        "does_not_apply": page.exempt,
        "proposed": points_text(proposal.points),
        "why_not": proposal.why_not.value if proposal.why_not else None,
        "target": deciding.target.ordinal if deciding else None,
        "self_score": _of_score(page.own),
        "self_reason": page.own.reason if page.own else None,
        "internal": _of_score(page.internal),
        "internal_reason": page.internal.reason if page.internal else None,
    }


def _of_score(score: Score | None) -> str | None:
    return points_text(score.points) if score else None


def sheet_json(sheet: ScoreSheet, lines: Iterable[ScoreLine]) -> dict[str, Any]:
    """Return these lines of the sheet, and the sums of all of them."""
    return {
        "year": sheet.cycle.year,
        "example": sheet.scheme is not None and is_example(sheet.scheme.rows),
        "rows": [_line_json(line) for line in lines],
        "total": _sums_json(sheet.total),
        "by_field": [_sums_json(sums) for sums in sheet.by_field],
        "by_agency": [_sums_json(sums) for sums in sheet.by_agency],
    }


_KEYS = {"self_points": "self_score", "internal_points": "internal"}


def _figures(row: ScoreLine | ScoreSums) -> dict[str, str | None]:
    return {_KEYS.get(key, key): points_text(getattr(row, key)) for key in SUMMED}


def _line_json(line: ScoreLine) -> dict[str, Any]:
    return {
        "row": line.label,
        "title": line.title,
        "field": line.field or None,
        "agency": line.agency.name if line.agency else None,
        "in_scheme": line.row is not None,
        "self_scored": line.is_self_scored,
        "does_not_apply": line.exempt,
        **_figures(line),
        "cause": line.loss.cause.value if line.loss else None,
    }


def _sums_json(sums: ScoreSums) -> dict[str, Any]:
    return {"name": sums.name or None, "rows": sums.lines, **_figures(sums)}


def deviation_json(sheet: ScoreSheet) -> dict[str, Any]:
    """Return the deviation by each reading of its base."""
    chosen = sheet.scheme.deviation_base if sheet.scheme else None
    return {
        "year": sheet.cycle.year,
        "tolerance": f"{sheet.cycle.tolerance_percent:.2f}",
        "readings": [
            _measured_json(measured, is_chosen=base is chosen) for base, measured in sheet.readings().items()
        ],
    }


def _measured_json(measured: Measured, *, is_chosen: bool) -> dict[str, Any]:
    found = measured.deviation
    return {
        "base": found.base.value,
        "chosen": is_chosen,
        "forecast": measured.is_forecast,
        "self_scores": points_text(found.own),
        "appraised": points_text(found.appraised),
        "divisor": points_text(found.divisor),
        "percent": None if found.shown is None else f"{found.shown:f}",
        "passes": found.passes,
        "counted": measured.counted,
        "left_out": measured.left_out,
    }


_FIGURES = {_KEYS.get(key, key): OPTIONAL_POINTS for key in SUMMED}
_SUMS = thing(name=optional(words(), description="Null: all, or the rest."), rows=COUNT, **_FIGURES)
_NOT_APPLYING = optional(words(), description="Why the row does not apply to the province.")

SCHEMAS = {
    "scheme": Published(
        "evidence-repo scheme show --json; evidence-repo scheme exempt --json; "
        "evidence-repo scheme base --json",
        "The year's scheme of one group of agencies, row by row.",
        thing(
            year=YEAR,
            group=one_of(tuple(SchemeGroup)),
            deviation_base=one_of(tuple(DeviationBase)),
            example=FLAG | {"description": "Whether any of its points are made up."},
            rows=many(
                thing(
                    row=words(),
                    kind=one_of(tuple(RowKind)),
                    title=words(),
                    parent=optional(words()),
                    maximum=OPTIONAL_POINTS,
                    scoring=optional(one_of(tuple(Scoring))),
                    scorer=optional(one_of(tuple(Scorer))),
                    bands=many(thing(at_least=POINTS, points=POINTS)),
                    source=words(),
                    does_not_apply=many(thing(agency=words(), reason=words())),
                )
            ),
        ),
    ),
    "scores-list": Published(
        "evidence-repo scores list --json",
        "What was given to each row, as far as the person sees it, and the sums of all rows.",
        thing(
            year=YEAR,
            example=FLAG | {"description": "Whether any of the scheme's points are made up."},
            rows=many(
                thing(
                    row=words(),
                    title=words(),
                    field=optional(words()),
                    agency=optional(words()),
                    in_scheme=FLAG,
                    self_scored=FLAG,
                    does_not_apply=_NOT_APPLYING,
                    **_FIGURES,
                    cause=optional(text()),
                )
            ),
            total=_SUMS,
            by_field=many(_SUMS),
            by_agency=many(_SUMS),
        ),
    ),
    "score": Published(
        "evidence-repo scores show --json; evidence-repo scores set --json",
        "One criterion's scores and what its figures propose; `why_not` says why nothing is proposed.",
        thing(
            year=YEAR,
            criterion=CRITERION,
            maximum=OPTIONAL_POINTS,
            self_scored=FLAG,
            does_not_apply=_NOT_APPLYING,
            proposed=OPTIONAL_POINTS,
            why_not=optional(one_of(tuple(NoProposal))),
            target=optional(COUNT, description="The number of the target that decides."),
            self_score=OPTIONAL_POINTS,
            self_reason=optional(words()),
            internal=OPTIONAL_POINTS,
            internal_reason=optional(words()),
        ),
    ),
    "scores-deviation": Published(
        "evidence-repo scores deviation --json",
        "How far the self-scores are off by each reading of the base; none before figures can be compared.",
        thing(
            year=YEAR,
            tolerance=POINTS,
            readings=many(
                thing(
                    base=one_of(tuple(DeviationBase)),
                    chosen=FLAG,
                    forecast=FLAG | {"description": "Whether it compares with internal scores."},
                    self_scores=POINTS,
                    appraised=POINTS,
                    divisor=POINTS,
                    percent=optional(text(r"^\d+\.\d{2,}$")),
                    passes=optional(FLAG),
                    counted=COUNT,
                    left_out=COUNT,
                )
            ),
        ),
    ),
}
