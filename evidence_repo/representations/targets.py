"""Targets, what was measured for them, and figures found in documents, as JSON; numbers are texts."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from evidence_repo.models import Measurement
from evidence_repo.representations.schema import (
    COUNT,
    CRITERION,
    DAY,
    FLAG,
    ID,
    YEAR,
    Published,
    many,
    number,
    one_of,
    optional,
    same_as,
    text,
    thing,
    words,
)
from evidence_repo.services.figures.judging import JudgedTarget
from evidence_repo.services.screens.figure_proposals import ProposedFromDocument
from workflows.measurements import Period
from workflows.states import MeasurementState
from workflows.targets import Operator, Outcome, TargetKind, Unknown


def measurement_json(measurement: Measurement) -> dict[str, Any]:
    """Return one agency's figures."""
    return {
        "measurement_id": measurement.id,
        "year": measurement.criterion.cycle.year,
        "criterion": measurement.criterion.label,
        "target": measurement.target.ordinal,
        "agency": measurement.agency.name,
        "assignment_id": measurement.assignment_id,
        "period": measurement.period.value,
        "as_of": measurement.as_of.isoformat(),
        "figure": _exact(measurement.numerator),
        "whole": _exact(measurement.denominator),
        "note": measurement.note,
        "state": measurement.state.value,
        "accepted": measurement.accepted_at is not None,
        "comment": measurement.comment,
        "pieces": [piece.id for piece in measurement.pieces],
    }


def target_json(judged: JudgedTarget) -> dict[str, Any]:
    """Return a target with what its figures tell."""
    target, figures = judged.target, judged.figures
    return {
        "year": target.criterion.cycle.year,
        "criterion": target.criterion.label,
        "target": target.ordinal,
        "measure": target.measure,
        "kind": target.kind.value,
        "operator": target.operator.value,
        "value": _exact(target.value),
        "soft": target.is_soft,
        "outcome": judged.judged.outcome.value,
        "why": judged.judged.why.value if judged.judged.why else None,
        "told": _fraction(judged.judged.figure),
        "figure": _exact(figures.numerator) if figures else None,
        "whole": _exact(figures.denominator) if figures else None,
        "waived": judged.waiver.reason if judged.waiver else None,
        "missing": [agency.name for agency in judged.missing],
        "did_not_occur": [agency.name for agency in judged.did_not_occur],
        "measurements": [measurement_json(each) for each in (*judged.parts, *judged.waiting, *judged.others)],
    }


def found_json(found: Iterable[ProposedFromDocument]) -> list[dict[str, Any]]:
    """Return figures found in documents."""
    return [
        {
            "evidence_id": each.piece.id,
            "page": each.found.page,
            "figure": _exact(each.found.figure),
            "whole": _exact(each.found.whole),
            "percent": each.found.is_percent,
            "quote": each.found.quote,
            "words": each.found.shared,
        }
        for each in found
    ]


def _exact(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")


def _fraction(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


_NUMBER = r"^\d+(\.\d+)?$"
_FIGURES = {
    "figure": text(_NUMBER, description="What was measured: the part, the count, or this year's figure."),
    "whole": optional(text(_NUMBER), description="The whole of a percentage; last year's of an increase."),
}
_ACTS = ("measure", "confirm", "query", "undo")

SCHEMAS = {
    "measurement": Published(
        "; ".join(f"evidence-repo targets {act} --json" for act in _ACTS),
        "One agency's figures for a target, as they stand after the act.",
        thing(
            measurement_id=ID,
            year=YEAR,
            criterion=CRITERION,
            target=number(1, description="The target's number within its criterion."),
            agency=words(),
            assignment_id=optional(ID, description="The assignment under which they were given."),
            period=one_of(tuple(Period)),
            as_of=DAY,
            **_FIGURES,
            note=optional(text()),
            state=one_of(tuple(MeasurementState)),
            accepted=FLAG | {"description": "Whether they are in the pack and in the sum."},
            comment=optional(text(), description="What the reviewer said last."),
            pieces=many(ID, description="The pieces that prove them."),
        ),
    ),
    "target": Published(
        "evidence-repo targets waive --json; evidence-repo targets demand --json",
        "A target, and whether the figures that the person sees meet it.",
        thing(
            year=YEAR,
            criterion=CRITERION,
            target=number(1),
            measure=words(description="What is measured."),
            kind=one_of(tuple(TargetKind)),
            operator=one_of(tuple(Operator)),
            value=text(_NUMBER),
            soft=FLAG | {"description": "Striven for (phấn đấu), not demanded."},
            outcome=one_of(tuple(Outcome)),
            why=optional(one_of(tuple(Unknown)), description="Why it cannot be told."),
            told=optional(
                text(r"^-?\d+(/\d+)?$"),
                description="What is compared with the value, exact: percent, count, or rise in percent.",
            ),
            figure=optional(_FIGURES["figure"], description="The sum over agencies."),
            whole=_FIGURES["whole"],
            waived=optional(words(), description="Why it need not be met."),
            missing=many(words(), description="Asked agencies whose figures are missing."),
            did_not_occur=many(words(), description="Asked agencies that answered in words."),
            measurements=many(same_as("measurement")),
        ),
    ),
    "targets-list": Published(
        "evidence-repo targets list --json",
        "The targets of the plan, judged by the figures that the person sees.",
        many(same_as("target")),
    ),
    "targets-found": Published(
        "evidence-repo targets found --json",
        "Figures near a target's words in the cited pages, the likeliest first; nothing is kept of them.",
        many(
            thing(
                evidence_id=ID,
                page=number(1),
                **_FIGURES,
                percent=FLAG | {"description": "The figure is a percentage."},
                quote=words(),
                words=COUNT | {"description": "How many of the target's words stand near it."},
            )
        ),
    ),
}
