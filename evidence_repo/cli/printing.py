"""What a command prints: one JSON value, or a table that people read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

_GAP = "  "


def print_json(value: Any) -> None:
    """Print the one JSON value of a command."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under their headings; the last column may be as long as it likes."""
    table = [tuple(_cell(value) for value in row) for row in (headings, *rows)]
    widths = [max(len(row[column]) for row in table) for column in range(len(headings) - 1)]
    for row in table:
        padded = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        click.echo(_GAP.join([*padded, row[-1]]).rstrip())


def criterion_of_year(named: Mapping[str, Any]) -> str:
    """Return a criterion and its year as people read them."""
    return f"{named['criterion']} of {named['year']}"


def _cell(value: object) -> str:
    return "–" if value is None else " ".join(str(value).split())
