"""`evidence-repo assignments`: what agencies are asked for, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.cli.assignment_orders import ASSIGNMENTS, AssignmentOrder
from evidence_repo.cli.context import (
    NUMBER,
    CommandContext,
    acting,
    as_json,
    check_sight,
    criterion_for,
    cycle_of,
    in_year,
    late_reason,
    product_of,
    showing,
    with_context,
)
from evidence_repo.cli.failures import CommandGroup
from evidence_repo.cli.printing import print_json, print_table
from evidence_repo.cli.uploading import FILE, taken_in
from evidence_repo.errors import BadInput
from evidence_repo.models import Agency, Assignment, User
from evidence_repo.representations.assignments import confirmed_json, proposal_json, rows_json
from evidence_repo.services.assignments.delivery import product_of_delivery
from evidence_repo.services.assignments.listing import (
    OPEN,
    AssignmentFilter,
    DueFilter,
    list_assignments,
)
from evidence_repo.services.assignments.proposal import Proposal, propose, propose_year
from evidence_repo.services.evidence.adding import Place, receive_file
from evidence_repo.services.people.agencies import find_agency
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.visibility import find_evidence
from evidence_repo.services.workflow.asking import AssignmentRequest, assign, change_request
from evidence_repo.services.workflow.assignments import (
    accept,
    cancel,
    deliver,
    name_person,
    return_assignment,
)
from workflows.assignments import AssignmentState
from workflows.rights import Right

COLUMNS = ("assignment_id", "criterion", "product", "state", "last_day", "agency")
DAY = click.DateTime(formats=["%Y-%m-%d", "%d/%m/%Y"])
PRODUCT = click.option("--product", type=NUMBER, help="Its ordinal; without it, the criterion as a whole.")


@click.group(cls=CommandGroup)
def assignments() -> None:
    """Assignments: what the plan asks of coordinating agencies, criterion by criterion."""


CODE_OR_ALL = (
    click.argument("criterion", metavar="[CODE]", required=False),
    click.option("--all", "whole_year", is_flag=True, help="Every criterion of the year instead of one."),
)


def code_or_all(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command one criterion's code, or `--all`."""
    for decorate in reversed(CODE_OR_ALL):
        command = decorate(command)
    return command


def _proposals(
    session: Session,
    actor: Actor,
    today: date,
    *,
    year: int,
    criterion: str | None,
    whole_year: bool,
    product: int | None,
) -> tuple[Proposal, ...]:
    """Return the proposal of the criterion, or those of the whole year."""
    if (criterion is None) != whole_year or (whole_year and product):
        raise BadInput("Name one criterion, or give --all without --product.", field="--all")
    if criterion is None:
        return propose_year(session, actor, cycle_of(session, year), today)
    found = criterion_for(session, actor, year, criterion)
    return (propose(session, actor, found, product_of(found, product) if product else None, today),)


@assignments.command("propose")
@code_or_all
@PRODUCT
@in_year
@acting
@as_json
@with_context
def show_proposal(context: CommandContext, email: str, as_json: bool, whole_year: bool, **place: Any) -> None:
    """Show whom the plan's coordinating cell means, and by when; nothing is changed."""
    with context.reading(email) as (session, actor):
        today = context.clock.today()
        found = _proposals(session, actor, today, whole_year=whole_year, **place)
        shown = [proposal_json(proposal) for proposal in found]
    if as_json:
        print_json(shown if whole_year else shown[0])
        return
    for each in shown:
        click.echo(f"{each['criterion']}: {each['words']}\nLast day: {each['last_day']}")
        table = [
            ("yes" if row["proposed"] else "no", row["standing"], row["agency"], row["name"])
            for row in each["agencies"]
        ]
        print_table(("proposed", "standing", "code", "agency"), table)


@assignments.command()
@code_or_all
@PRODUCT
@click.option("--without", metavar="AGENCY", multiple=True, help="Strikes an agency out, by code or name.")
@click.option("--only", metavar="AGENCY", multiple=True, help="Asks these agencies and no other.")
@click.option("--words", metavar="TEXT", help="What is asked for, in other words than the proposal's.")
@click.option("--last-day", type=DAY, metavar="DAY", help="The last good day itself.")
@click.option("--figures", is_flag=True, help="Ask for their figures of the criterion's targets too.")
@in_year
@acting
@as_json
@with_context
def confirm(
    context: CommandContext,
    without: tuple[str, ...],
    only: tuple[str, ...],
    words: str | None,
    last_day: datetime | None,
    figures: bool,
    email: str,
    as_json: bool,
    whole_year: bool,
    **place: Any,
) -> None:
    """Ask the proposed agencies; whoever has been asked already is not asked twice."""
    with context.transaction(email) as (session, actor):
        proposals = _proposals(session, actor, context.clock.today(), whole_year=whole_year, **place)
        choose = _chooser(session, only, without, whole_year)
        requests = [
            AssignmentRequest(
                proposal.criterion,
                choose(proposal),
                words if words is not None else proposal.words,
                last_day.date() if last_day else proposal.last_day,
                product=proposal.product,
                asks_figures=figures,
            )
            for proposal in proposals
        ]
        made = assign(session, actor, requests, clock=context.clock)
        results = [
            confirmed_json(each.criterion, each.product, [new for new in made if _is_of(new, each)])
            for each in requests
        ]
    if as_json:
        print_json(results if whole_year else results[0])
        return
    for result in results:
        click.echo(f"{result['criterion']}: {len(result['made'])} new assignments.")
        print_table(("ID", "agency"), [(row["assignment_id"], row["agency"]) for row in result["made"]])


def _is_of(assignment: Assignment, request: AssignmentRequest) -> bool:
    return assignment.criterion_id == request.criterion.id


def _chooser(
    session: Session, only: Sequence[str], without: Sequence[str], whole_year: bool
) -> Callable[[Proposal], list[Agency]]:
    """Return what chooses the agencies of a proposal; over the whole year only those that its cell names."""
    named = {agency.id: agency for agency in (find_agency(session, name) for name in only)}
    struck = {find_agency(session, name).id for name in without}

    def choose(proposal: Proposal) -> list[Agency]:
        proposed = [candidate.agency for candidate in proposal.proposed]
        if named:
            proposed = [each for each in proposed if each.id in named] if whole_year else list(named.values())
        return [agency for agency in proposed if agency.id not in struck]

    return choose


@assignments.command("list")
@click.option("--criterion", metavar="CODE", help="Only this criterion's.")
@click.option("--agency", metavar="AGENCY", help="Only those of this agency, by code or name.")
@click.option(
    "--state",
    type=click.Choice([OPEN, *(state.value for state in AssignmentState)]),
    help="Only those in this state; without it, all but the cancelled ones.",
)
@click.option("--late", is_flag=True, help="Only those whose last day is past.")
@in_year
@showing
@as_json
@with_context
def show_list(
    context: CommandContext,
    criterion: str | None,
    agency: str | None,
    state: str | None,
    late: bool,
    year: int,
    email: str | None,
    as_json: bool,
) -> None:
    """List the assignments, the soonest due first."""
    with context.reading(email) as (session, actor):
        check_sight(actor, Right.SEE_ASSIGNMENTS)
        cycle = cycle_of(session, year)
        wanted = AssignmentFilter(
            agency=find_agency(session, agency).code if agency else "",
            criterion_id=criterion_for(session, actor, year, criterion).id if criterion else None,
            state=state or "",
            due=DueFilter.LATE if late else None,
        )
        found = list_assignments(session, actor, cycle, context.clock.today(), wanted)
        rows = rows_json(found, cycle.year)
    if as_json:
        print_json(rows)
        return
    print_table(("ID", *COLUMNS[1:]), [tuple(row[name] for name in COLUMNS) for row in rows])


@assignments.command("change")
@ASSIGNMENTS.each
@click.option("--words", metavar="TEXT", help="What is asked for now.")
@click.option("--last-day", type=DAY, metavar="DAY", help="The last good day itself.")
def ask_otherwise(order: AssignmentOrder, words: str | None, last_day: datetime | None) -> None:
    """Ask in other words or by another day, while the asked agency has it in hand (whoever may assign)."""
    if words is None and last_day is None:
        raise BadInput("Give other words or another last day.", field="--words")
    day = last_day.date() if last_day else None
    with order.carried_out() as (session, actor, assignment):
        change_request(session, actor, assignment, words=words, last_day=day, clock=order.clock)


@assignments.command("deliver")
@ASSIGNMENTS.one
@click.option("--file", type=FILE, help="Adds this file, cites it for the criterion and delivers that piece.")
@click.option("--pages", metavar="PAGES", help="The pages of the file that prove it.")
@click.option("--product", type=NUMBER, help="The product that it proves, if the assignment names none.")
@click.option("--piece", type=NUMBER, help="A piece that the agency cites for the criterion already.")
@click.option("--answer", metavar="TEXT", help="An answer in words: nothing to report this year.")
@late_reason
def hand_in(
    order: AssignmentOrder,
    file: Path | None,
    pages: str | None,
    product: int | None,
    piece: int | None,
    answer: str | None,
    late_reason: str | None,
) -> None:
    """Deliver with a file, a piece, or an answer in words (the asked agency)."""
    if file is not None and piece is not None:
        raise BadInput("Deliver a file or a piece, not both.", field="--piece")
    context, clock = order.context, order.clock
    with (
        taken_in(context, order.email, *([file] if file else [])) as files,
        order.carried_out() as (session, actor, assignment),
    ):
        evidence = find_evidence(session, actor, piece) if piece else None
        if files:
            wanted = product_of_delivery(assignment, product)
            place = Place(assignment.criterion, wanted, pages=pages, late_reason=late_reason)
            evidence = receive_file(session, actor, context.container.store, files[0], place, clock).evidence
        deliver(session, actor, assignment, piece=evidence, answer=answer, clock=clock)


@assignments.command("accept")
@ASSIGNMENTS.each
def take(order: AssignmentOrder) -> None:
    """Accept what was delivered; a piece that waits joins the pack (the lead agency)."""
    with order.carried_out() as (session, actor, assignment):
        accept(session, actor, assignment, clock=order.clock)


@assignments.command("return")
@ASSIGNMENTS.each
@click.option("--reason", metavar="TEXT", required=True, help="What is missing.")
def give_back(order: AssignmentOrder, reason: str) -> None:
    """Give it back to the asked agency (the lead agency)."""
    with order.carried_out() as (session, actor, assignment):
        return_assignment(session, actor, assignment, reason, clock=order.clock)


@assignments.command("cancel")
@ASSIGNMENTS.each
@click.option("--reason", metavar="TEXT", required=True, help="Why it is not asked for after all.")
def take_back(order: AssignmentOrder, reason: str) -> None:
    """Take the assignment back (whoever may assign)."""
    with order.carried_out() as (session, actor, assignment):
        cancel(session, actor, assignment, reason, clock=order.clock)


@assignments.command("name")
@ASSIGNMENTS.one
@click.option("--person", metavar="EMAIL", help="The person; without it, nobody in particular.")
def name_somebody(order: AssignmentOrder, person: str | None) -> None:
    """Name who of the asked agency does it (its head)."""
    with order.carried_out() as (session, actor, assignment):
        name_person(session, actor, assignment, _person(session, assignment, person) if person else None)


def _person(session: Session, assignment: Assignment, email: str) -> User:
    wanted = select(User).where(User.email == email.strip().lower(), User.agency_id == assignment.agency_id)
    found = session.scalar(wanted)
    if found is None:
        raise BadInput("The asked agency has no account %(email)s.", field="--person", email=email)
    return found
