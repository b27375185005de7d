"""For what a document is cited, as options of the commands that cite one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import click
from sqlalchemy.orm import Session

from evidence_repo.cli.context import NUMBER, criterion_for, deadline_of, in_year, late_reason, product_of
from evidence_repo.clock import Clock
from evidence_repo.models import Criterion, Deadline, DocumentVersion, Evidence, ExpectedProduct
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.workflow.pieces import cite_document


@dataclass(frozen=True, slots=True)
class Citation:
    """For what a document is to be cited, as it was typed."""

    year: int | None
    criterion: str
    product: int | None
    deadline: int | None
    pages: str | None
    late_reason: str | None

    def find_targets(
        self, session: Session, actor: Actor
    ) -> tuple[Criterion, ExpectedProduct | None, Deadline | None]:
        """Return the criterion, its product and its deadline that were named; raise if one is not there."""
        criterion = criterion_for(session, actor, self.year, self.criterion)
        return (
            criterion,
            None if self.product is None else product_of(criterion, self.product),
            None if self.deadline is None else deadline_of(criterion, self.deadline),
        )

    def make(self, session: Session, actor: Actor, version: DocumentVersion, clock: Clock) -> Evidence:
        """Cite this version."""
        criterion, product, deadline = self.find_targets(session, actor)
        evidence = cite_document(
            session,
            actor,
            version,
            criterion,
            product=product,
            deadline=deadline,
            pages=self.pages,
            late_reason=self.late_reason,
            clock=clock,
        )
        session.flush()
        return evidence


def citing(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say for what a document is cited, as a `Citation`."""

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
        citation = Citation(year, criterion, product, deadline, pages, late_reason)
        command(*args, citation=citation, **options)

    return with_citation
