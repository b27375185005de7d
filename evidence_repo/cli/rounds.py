"""`evidence-repo rounds`: what the Ministry gave and asks, what was lost, what was entered for it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.cli.context import (
    NUMBER,
    CommandContext,
    acting,
    as_json,
    check_sight,
    check_year,
    criterion_for,
    cycle_of,
    in_year,
    showing,
    with_context,
)
from evidence_repo.cli.failures import CommandGroup, Failure
from evidence_repo.cli.printing import print_json, print_table
from evidence_repo.cli.uploading import FILE, take_in
from evidence_repo.errors import BadInput, NotVisible
from evidence_repo.models import AppraisalRound, RoundQuestion
from evidence_repo.representations.rounds import (
    entry_json,
    import_json,
    loss_json,
    question_json,
    round_json,
)
from evidence_repo.services.people.agencies import find_agency
from evidence_repo.services.people.sheets import read_rows
from evidence_repo.services.policy.actors import Actor, check_administers
from evidence_repo.services.policy.visibility import find_evidence
from evidence_repo.services.reading.sheets import read_sheet
from evidence_repo.services.rounds.entries import entry_sheet, entry_sheets, record_entry
from evidence_repo.services.rounds.importing import RoundFacts, check_imports, import_round
from evidence_repo.services.rounds.losses import (
    distinct_losses,
    find_loss,
    list_losses,
    losses_before,
    record_loss,
)
from evidence_repo.services.rounds.questions import (
    accept_question,
    add_piece,
    find_question,
    list_questions,
)
from evidence_repo.services.rounds.sheet import ROUND_COLUMNS, read_round, report_of
from evidence_repo.services.rounds.withdrawing import withdraw_round
from evidence_repo.services.workflow.explanations import explain_question
from workflows.explanations import ExplanationKind
from workflows.rights import Right
from workflows.rounds import LossCause, QuestionStanding, RoundKind

DAY = click.DateTime(formats=["%Y-%m-%d", "%d/%m/%Y"])


@click.group(cls=CommandGroup)
def rounds() -> None:
    """The Ministry's rounds: results and questions, points lost, entries into its software."""


@rounds.command("import")
@click.argument("file", type=FILE)
@click.option("--kind", type=click.Choice([kind.value for kind in RoundKind]), required=True)
@click.option("--received", type=DAY, metavar="DAY", required=True, help="The day of the result.")
@click.option("--document", metavar="NUMBER", help="Number and symbol of the Ministry's letter.")
@click.option("--rank", type=NUMBER, help="The province's rank, where one is known.")
@click.option("--of", "ranked_of", type=NUMBER, help="Of how many provinces.")
@click.option("--apply", "applies", is_flag=True, help="Do it; without it, the rows are shown.")
@in_year
@acting
@as_json
@with_context
def take(
    context: CommandContext,
    file: Path,
    kind: str,
    received: datetime,
    document: str | None,
    rank: int | None,
    ranked_of: int | None,
    applies: bool,
    year: int,
    email: str,
    as_json: bool,
) -> None:
    """Take a round from a workbook, all rows or none; its file is kept (coordinator)."""
    facts = RoundFacts(RoundKind(kind), received.date(), document, rank, ranked_of)
    with context.reading(email) as (session, actor):
        cycle = cycle_of(session, year)
        check_imports(actor, cycle)
        rows = read_rows(read_sheet(context.container.sandbox, file), ROUND_COLUMNS)
        read = read_round(session, cycle, rows)
        shown = import_json(cycle.year, read, None)
    problems = report_of(read).problems
    if applies and not problems:
        spooled = take_in(context, file)
        with context.transaction(email) as (session, actor):
            cycle, store = cycle_of(session, year), context.container.store
            made = import_round(session, actor, cycle, facts, rows, spooled, store=store, clock=context.clock)
            shown = import_json(cycle.year, read, made)
    _print_import(shown, as_json)
    if problems:
        raise Failure(f"{len(problems)} rows cannot be taken, so none was.")


def _print_import(shown: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(shown)
        return
    columns = ("row", "code", "maximum", "appraised", "last_day", "problem")
    print_table(columns, [tuple(row[name] for name in columns) for row in shown["rows"]])
    if not any(row["problem"] for row in shown["rows"]):
        click.echo("Imported." if shown["round_id"] else "Nothing is changed yet; --apply does it.")


@rounds.command()
@click.argument("number", metavar="ROUND-ID", type=NUMBER)
@click.option("--reason", required=True, metavar="REASON", help="Why; it is shown with the round.")
@in_year
@acting
@as_json
@with_context
def withdraw(context: CommandContext, number: int, reason: str, year: int, email: str, as_json: bool) -> None:
    """Withdraw a round that was imported by mistake; its file is kept (coordinator)."""
    with context.transaction(email) as (session, actor):
        check_administers(actor, Right.IMPORT_ROUND)
        found = session.get(AppraisalRound, number)
        if found is None or found.cycle_id != cycle_of(session, year).id:
            raise NotVisible
        shown = round_json(withdraw_round(session, actor, found, reason, clock=context.clock))
    if as_json:
        print_json(shown)
    else:
        click.echo("Withdrawn.")


@rounds.command("list")
@in_year
@showing
@as_json
@with_context
def show_list(context: CommandContext, year: int, email: str | None, as_json: bool) -> None:
    """List the rounds of the year, with their points."""
    with context.reading(email) as (session, actor):
        check_sight(actor, Right.SEE_ROUNDS)
        of_cycle = select(AppraisalRound).where(AppraisalRound.cycle_id == cycle_of(session, year).id)
        found = [round_json(each) for each in session.scalars(of_cycle.order_by(AppraisalRound.id))]
    if as_json:
        print_json(found)
        return
    columns = ("round_id", "kind", "number", "received_on", "document_number", "rank")
    print_table(columns, [tuple(each[name] for name in columns) for each in found])


@rounds.command("questions")
@click.option("--standing", type=click.Choice([each.value for each in QuestionStanding]))
@in_year
@showing
@as_json
@with_context
def show_questions(
    context: CommandContext, standing: str | None, year: int, email: str | None, as_json: bool
) -> None:
    """List the Ministry's questions, the soonest due first: whose, and until when."""
    with context.reading(email) as (session, actor):
        check_sight(actor, Right.SEE_QUESTIONS)
        wanted = QuestionStanding(standing) if standing else None
        cycle = cycle_of(session, year)
        found = list_questions(session, actor, context.clock.today(), cycle=cycle, standing=wanted)
        rows = [question_json(row) for row in found]
    _print_questions(rows, as_json)


def _print_questions(rows: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json(rows)
        return
    columns = ("question_id", "criterion", "standing", "last_day", "waits_for", "text")
    print_table(columns, [tuple(row[name] for name in columns) for row in rows])


def _question(session: Session, actor: Actor, year: int, number: int) -> RoundQuestion:
    question = find_question(session, actor, number)
    check_year(cycle_of(session, year), question.criterion)
    return question


def _as_it_stands(context: CommandContext, session: Session, actor: Actor, number: int) -> dict[str, Any]:
    session.flush()
    [row] = list_questions(session, actor, context.clock.today(), question_id=number)
    return question_json(row)


@rounds.command()
@click.argument("numbers", metavar="ID…", type=NUMBER, nargs=-1, required=True)
@in_year
@acting
@as_json
@with_context
def accept(context: CommandContext, numbers: tuple[int, ...], year: int, email: str, as_json: bool) -> None:
    """Accept questions: an approved or sealed pack is opened again (approver)."""
    rows = []
    with context.transaction(email) as (session, actor):
        for number in numbers:
            question = _question(session, actor, year, number)
            accept_question(session, actor, question, clock=context.clock)
            rows.append(_as_it_stands(context, session, actor, number))
    if as_json and len(rows) == 1:
        print_json(rows[0])
    else:
        _print_questions(rows, as_json)


@rounds.command()
@click.argument("number", metavar="ID", type=NUMBER)
@click.option("--text", metavar="TEXT", help="The answer in words.")
@click.option("--basis", metavar="TEXT", help="Its legal basis.")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in ExplanationKind]),
    default=ExplanationKind.PARTIAL.value,
)
@click.option("--piece", type=NUMBER, help="A piece of the criterion that answers it.")
@in_year
@acting
@as_json
@with_context
def answer(
    context: CommandContext,
    number: int,
    text: str | None,
    basis: str | None,
    kind: str,
    piece: int | None,
    year: int,
    email: str,
    as_json: bool,
) -> None:
    """Answer an accepted question in words, by a piece, or both; submitted with the pack (lead agency)."""
    if text is None and piece is None:
        raise BadInput("Give --text, --piece, or both.", field="--text")
    with context.transaction(email) as (session, actor):
        question = _question(session, actor, year, number)
        if piece is not None:
            add_piece(session, actor, question, find_evidence(session, actor, piece))
        if text is not None:
            said = ExplanationKind(kind)
            explain_question(
                session, actor, question, text=text, kind=said, legal_basis=basis, clock=context.clock
            )
        row = _as_it_stands(context, session, actor, number)
    if as_json:
        print_json(row)
    else:
        _print_questions([row], as_json)


@rounds.command("lost")
@click.argument("criterion", metavar="[CODE]", required=False)
@click.option("--cause", type=click.Choice([cause.value for cause in LossCause]), help="Why.")
@click.option("--remedy", metavar="TEXT", help="What is done about it.")
@click.option("--agency", metavar="AGENCY", help="By whom; without it, the lead agency.")
@click.option("--before", is_flag=True, help="What those of the year before lost that this year's continue.")
@in_year
@showing
@as_json
@with_context
def lost(
    context: CommandContext,
    criterion: str | None,
    cause: str | None,
    remedy: str | None,
    agency: str | None,
    before: bool,
    year: int,
    email: str | None,
    as_json: bool,
) -> None:
    """List the points lost; with a code, cause and remedy, record why (lead agency, coordinator)."""
    if criterion is not None:
        _record_loss(context, criterion, cause, remedy, agency, year, email, as_json)
        return
    with context.reading(email) as (session, actor):
        check_sight(actor, Right.SEE_ROUNDS)
        cycle = cycle_of(session, year)
        found = (
            distinct_losses(losses_before(session, cycle)) if before else list_losses(session, actor, cycle)
        )
        rows = [loss_json(row) for row in found]
    if as_json:
        print_json(rows)
        return
    columns = ("criterion", "maximum", "appraised", "lost", "cause", "agency")
    print_table(columns, [tuple(row[name] for name in columns) for row in rows])


def _record_loss(
    context: CommandContext,
    code: str,
    cause: str | None,
    remedy: str | None,
    agency: str | None,
    year: int,
    email: str | None,
    as_json: bool,
) -> None:
    if cause is None or remedy is None or email is None:
        raise BadInput("Give --cause, --remedy and --as.", field="--cause")
    with context.transaction(email) as (session, actor):
        criterion = criterion_for(session, actor, year, code)
        who = find_agency(session, agency) if agency else criterion.lead_agency
        because = LossCause(cause)
        record_loss(session, actor, criterion, cause=because, remedy=remedy, agency=who, clock=context.clock)
        found = find_loss(session, actor, criterion)
        assert found is not None  # it was recorded just now
        row = loss_json(found)
    if as_json:
        print_json(row)
    else:
        click.echo(f"{row['criterion']}: {row['lost']} ({row['cause']}), {row['agency']}.")


@rounds.command("entered")
@click.argument("criterion", metavar="[CODE]", required=False)
@click.option("--receipt", metavar="NUMBER", help="The receipt that the Ministry's software gave.")
@in_year
@showing
@as_json
@with_context
def entered(
    context: CommandContext,
    criterion: str | None,
    receipt: str | None,
    year: int,
    email: str | None,
    as_json: bool,
) -> None:
    """List what is to be entered into the Ministry's software; with a code, remember that it was."""
    if criterion is not None:
        _record_entry(context, criterion, receipt, year, email, as_json)
        return
    with context.reading(email) as (session, actor):
        check_sight(actor, Right.SEE_QUESTIONS)
        rows = [entry_json(sheet) for sheet in entry_sheets(session, actor, cycle_of(session, year))]
    if as_json:
        print_json(rows)
        return
    columns = ("criterion", "entered", "entered_at", "entered_by", "receipt")
    print_table(columns, [tuple(row[name] for name in columns) for row in rows])


def _record_entry(
    context: CommandContext,
    code: str,
    receipt: str | None,
    year: int,
    email: str | None,
    as_json: bool,
) -> None:
    if email is None:
        raise BadInput("Name who entered it with --as.", field="--as")
    with context.transaction(email) as (session, actor):
        criterion = criterion_for(session, actor, year, code)
        record_entry(session, actor, criterion, receipt, clock=context.clock)
        row = entry_json(entry_sheet(session, actor, criterion))
    if as_json:
        print_json(row)
    else:
        click.echo(f"{row['criterion']}: entered at {row['entered_at']}.")
