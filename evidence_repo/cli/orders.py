"""What a command does to one thing, or to several of a kind: each stands alone, and answers with its row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial, wraps
from typing import Any

import click

from evidence_repo.cli.context import CommandContext, acting, as_json, in_year, with_context
from evidence_repo.cli.many import Row, carry_out_each, print_each
from evidence_repo.cli.printing import print_json
from evidence_repo.clock import Clock

Command = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Order:
    """What every command on a thing is given: which one (its id or code), of which year, and as whom."""

    context: CommandContext
    thing: Any
    year: int | None
    email: str
    rows: list[Row] = field(default_factory=list)

    @property
    def clock(self) -> Clock:
        """Return the clock."""
        return self.context.clock


@dataclass(frozen=True, slots=True)
class Things:
    """A kind of thing that commands act on.

    `metavar` and `argument` say how one is named, `order` makes its order, `name` (`evidence %s`) is what it
    is called where it is refused among several, and `sentence` is what people read of its row.
    """

    metavar: str
    argument: click.ParamType[Any]
    order: type[Order]
    name: str
    sentence: Callable[[Row], str]

    def one(self, command: Command) -> Command:
        """Give a command the argument and the options that every act on such a thing has, as an order."""

        @click.argument("thing", metavar=self.metavar, type=self.argument)
        @in_year
        @acting
        @as_json
        @with_context
        @wraps(command)
        def ordered(
            context: CommandContext, thing: Any, year: int | None, email: str, as_json: bool, **options: Any
        ) -> None:
            self.print_row(_row(command, self.order(context, thing, year, email), options), as_json)

        return ordered

    def each(self, command: Command) -> Command:
        """Give a command one or more of them instead: done for each by itself; a list answers several."""

        @click.argument("things", metavar=f"{self.metavar}...", type=self.argument, nargs=-1, required=True)
        @in_year
        @acting
        @as_json
        @with_context
        @wraps(command)
        def ordered(
            context: CommandContext,
            things: tuple[Any, ...],
            year: int | None,
            email: str,
            as_json: bool,
            **options: Any,
        ) -> None:
            orders = [self.order(context, thing, year, email) for thing in dict.fromkeys(things)]
            if len(orders) == 1:
                self.print_row(_row(command, orders[0], options), as_json)
                return
            acts = ((self.name % order.thing, partial(_row, command, order, options)) for order in orders)
            ctx = click.get_current_context()
            rows, code = carry_out_each(ctx, acts)
            print_each(rows, partial(self.print_row, as_json=False), as_json)
            if code:
                ctx.exit(code)

        return ordered

    def print_row(self, row: Row, as_json: bool) -> None:
        """Print what has become of one, for people or as JSON."""
        if as_json:
            print_json(row)
        else:
            click.echo(self.sentence(row))


def _row(command: Command, order: Order, options: dict[str, Any]) -> Row:
    command(order, **options)
    [row] = order.rows
    return row
