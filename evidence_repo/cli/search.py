"""`evidence-repo search`: what a person finds."""

from __future__ import annotations

from typing import Any

import click
from sqlalchemy.orm import Session

from evidence_repo.cli.context import (
    NUMBER,
    CommandContext,
    as_json,
    check_sight,
    criterion_for,
    cycle_of,
    showing,
    with_context,
)
from evidence_repo.cli.failures import Command
from evidence_repo.cli.printing import criterion_of_year, print_json
from evidence_repo.representations.search import search_json
from evidence_repo.services.plan.catalogue import criteria_called
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.searching.facets import Facet, Filters
from evidence_repo.services.searching.finding import SearchPage, search_documents
from index.search import Sort
from workflows.rights import Right
from workflows.states import EvidenceState


@click.command(cls=Command)
@click.argument("query", metavar="QUERY")
@click.option("--criterion", metavar="CODE", help="Only what is cited for this criterion.")
@click.option(
    "--state", type=click.Choice([state.value for state in EvidenceState]), help="Only pieces in this state."
)
@click.option(
    "--sort", type=click.Choice([sort.value for sort in Sort]), default="relevance", show_default=True
)
@click.option(
    "--offset", type=click.IntRange(0, 10**6), default=0, help="How many hits to leave out at the top."
)
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.option("--year", type=NUMBER, help="Only what is cited in this assessment year.")
@showing
@as_json
@with_context
def search(
    context: CommandContext,
    query: str,
    criterion: str | None,
    state: str | None,
    sort: str,
    offset: int,
    limit: int,
    year: int | None,
    email: str | None,
    as_json: bool,
) -> None:
    """Find cited documents by their text, number, subject …; all words must be there.

    With diacritics exact words come first, without them every spelling matches. QUERY may hold "phrases",
    AND, OR, NOT, prefix* and the fields so: loai: coquan: nguoiky: tctp: trangthai: tu: den:.
    """
    container = context.container
    with context.reading(email) as (session, actor):
        filters: Filters = {
            Facet.YEAR: {str(cycle_of(session, year).year)} if year else (),
            Facet.CRITERION: _labels(session, actor, year, criterion) if criterion else (),
            Facet.STATE: {state} if state else (),
        }
        page = search_documents(
            session,
            container.engine,
            container.store,
            actor,
            query,
            filters=filters,
            sort=Sort(sort),
            offset=offset,
            limit=limit,
        )
        found = search_json(page)
    if as_json:
        print_json(found)
    else:
        _print_hits(page, found["hits"])


def _labels(session: Session, actor: Actor, year: int | None, name: str) -> set[str]:
    if year is not None:
        return {criterion_for(session, actor, year, name).label}
    check_sight(actor, Right.SEE_CATALOGUE)
    return {criterion.label for criterion in criteria_called(session, name)}


def _print_hits(page: SearchPage, rows: list[dict[str, Any]]) -> None:
    for note in page.notes:
        click.echo(f"Note: “{note.piece}” was not understood ({note.reason}).", err=True)
    if page.partial:
        click.echo("The index is being made; something may be missing.", err=True)
    for row in rows:
        click.echo(f"{row['number'] or '–'}  {row['subject']}  (document {row['document_id']})")
        where = f"page {row['page']}: {row['snippet']}" if row["page"] else ""
        click.echo(f"    {', '.join(map(criterion_of_year, row['criteria']))}  {where}".rstrip())
    click.echo(f"{page.total} found in {page.took_ms:.0f} ms.")
