"""For what a document is cited, as options of the commands that cite one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import click
from sqlalchemy.orm import Session

from evidence_repo.cli.context import NUMBER, criterion_for, deadline_of, in_year, late_reason, product_of
from evidence_repo.services.evidence.adding import Place
from evidence_repo.services.policy.actors import Actor


@dataclass(frozen=True, slots=True)
class CitationTarget:
    """For what a document is to be cited, as it was typed."""

    year: int | None
    criterion: str
    product: int | None
    deadline: int | None
    pages: str | None
    late_reason: str | None

    def find(self, session: Session, actor: Actor) -> Place:
        """Return the place that was named; raise if its criterion, product or deadline is not there."""
        criterion = criterion_for(session, actor, self.year, self.criterion)
        return Place(
            criterion,
            None if self.product is None else product_of(criterion, self.product),
            None if self.deadline is None else deadline_of(criterion, self.deadline),
            self.pages,
            self.late_reason,
        )


def citing(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say for what a document is cited, as a `CitationTarget`."""

    @click.option("--criterion", metavar="CODE", required=True, help='What it proves: "TCTP 1.1.3".')
    @click.option("--product", metavar="N", type=NUMBER, help="The number of the expected product.")
    @click.option(
        "--deadline", metavar="N", type=NUMBER, help="Which deadline it serves, where there are several."
    )
    @click.option("--pages", metavar="PAGES", help="The pages that prove it: 1-2, 5.")
    @late_reason
    @in_year
    @wraps(command)
    def with_citation(
        *args: Any,
        criterion: str,
        product: int | None,
        deadline: int | None,
        pages: str | None,
        late_reason: str | None,
        year: int | None,
        **options: Any,
    ) -> None:
        target = CitationTarget(year, criterion, product, deadline, pages, late_reason)
        command(*args, target=target, **options)

    return with_citation
