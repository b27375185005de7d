"""One command about several things: each stands alone, and what refuses one stops none of the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import click

from evidence_repo.cli.failures import Failure, reported_as_messages
from evidence_repo.cli.printing import print_json

Row = dict[str, Any]


def carry_out_each(
    ctx: click.Context, acts: Iterable[tuple[str, Callable[[], Row]]]
) -> tuple[list[Row], int]:
    """Do each of these named acts; return what they gave, and the exit code.

    One that is refused is reported on standard error by its name.
    """
    rows, codes = [], [0]
    for name, act in acts:
        try:
            with reported_as_messages(ctx):
                rows.append(act())
        except Failure as failure:
            codes.append(failure.exit_code)
            click.echo(f"Error: {name}: {failure.message}", err=True)
    return rows, max(codes)


def print_each(rows: list[Row], print_row: Callable[[Row], None], as_json: bool) -> None:
    """Print the rows for people, or as one JSON list."""
    if as_json:
        print_json(rows)
        return
    for row in rows:
        print_row(row)
