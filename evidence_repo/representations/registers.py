"""Registers and their rows as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from evidence_repo.models import RegisterRow
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
    text,
    thing,
    words,
)
from evidence_repo.services.registers.importing import name_of
from evidence_repo.services.registers.listing import ListedRegister
from evidence_repo.services.registers.viewing import RegisterPage, RowView
from workflows.register_figures import Standing
from workflows.registers import RegisterKind
from workflows.targets import TargetKind


def registers_json(listed: Sequence[ListedRegister], year: int) -> list[dict[str, Any]]:
    """Return the registers of a cycle."""
    return [
        {
            "year": year,
            "criterion": each.criterion.label,
            "register": each.kind.value,
            "forms": list(each.planned.forms),
            "agencies": each.agencies,
            "rows": each.tally.rows,
            "counted": each.tally.counted,
            "whole": each.tally.whole,
        }
        for each in listed
    ]


def register_json(page: RegisterPage, year: int) -> dict[str, Any]:
    """Return one agency's register, and what all of them say together."""
    shown, register = page.shown, page.shown.register
    listed_on = register.listed_on if register else None
    return {
        "year": year,
        "criterion": shown.place.criterion.label,
        "register": shown.place.kind.value,
        "agency": shown.agency.name,
        "listed_on": listed_on.isoformat() if listed_on else None,
        "total": register.total if register else None,
        "may_keep": page.may_keep,
        "counted": shown.tally.counted,
        "whole": shown.tally.whole,
        "together": {
            "rows": page.together.rows,
            "counted": page.together.counted,
            "whole": page.together.whole,
        },
        "forms": [
            {
                "form": form,
                "rows": page.together.by_form.get(form, 0),
                "proved": form in page.together.proved_forms,
            }
            for form in shown.planned.forms or sorted(page.together.by_form)
        ],
        "proposed": [
            {
                "measure": each.target.measure,
                "kind": each.target.kind.value,
                "numerator": str(each.figure.numerator),
                "denominator": None if each.figure.denominator is None else str(each.figure.denominator),
            }
            for each in page.figures
        ],
        "rows": [_row_json(row) for row in shown.rows],
    }


def _row_json(view: RowView) -> dict[str, Any]:
    documents = [proof.shown_version.title for proof in view.row.proofs]
    more = {"standing": view.standing.value, "open_days": view.age, "documents": documents}
    return _cells_json(view.row) | more


def _cells_json(row: RegisterRow) -> dict[str, Any]:
    return {"row": row.number, "name": name_of(row), "cells": dict(row.cells)}


def row_json(row: RegisterRow, year: int) -> dict[str, Any]:
    """Return what became of one row."""
    register = row.register
    place = {"year": year, "criterion": register.criterion.label, "register": register.kind.value}
    return place | {"agency": register.agency.name} | _cells_json(row)


_CELLS = {"type": "object", "additionalProperties": text()}
_ROW = {"row": ID, "name": text(r"^\d+-\d+$"), "cells": _CELLS}
_PLACE = {"year": YEAR, "criterion": CRITERION, "register": one_of(tuple(RegisterKind))}
_COUNTS = {"counted": COUNT, "whole": optional(COUNT)}

SCHEMAS = {
    "registers-list": Published(
        "evidence-repo registers list --json",
        "The registers of a cycle; figures count the rows that the person may see, of all agencies.",
        many(thing(**_PLACE, forms=many(words()), agencies=COUNT, rows=COUNT, **_COUNTS)),
    ),
    "register": Published(
        "evidence-repo registers show --json",
        "One agency's register with its rows, what all agencies' say together, and what they propose.",
        thing(
            **_PLACE,
            agency=words(),
            listed_on=optional(DAY),
            total=optional(number(1)),
            may_keep=FLAG,
            **_COUNTS,
            together=thing(rows=COUNT, **_COUNTS),
            forms=many(thing(form=words(), rows=COUNT, proved=FLAG)),
            proposed=many(
                thing(
                    measure=words(),
                    kind=one_of(tuple(TargetKind)),
                    numerator=text(),
                    denominator=optional(text()),
                )
            ),
            rows=many(
                thing(
                    **_ROW,
                    standing=one_of(tuple(Standing)),
                    open_days=optional(number()),
                    documents=many(text()),
                )
            ),
        ),
    ),
    "register-row": Published(
        "evidence-repo registers add --json",
        "A row of a register as it stands: days as in ISO 8601, numbers as digits, choices by their code.",
        thing(**_PLACE, agency=words(), **_ROW),
    ),
}
