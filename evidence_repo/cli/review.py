"""`evidence-repo review`: claims, blind second reviews, agreement, ready comments."""

from __future__ import annotations

from typing import Any

import click

from evidence_repo.cli.context import (
    NUMBER,
    CommandContext,
    acting,
    administering,
    as_json,
    check_sight,
    check_year,
    cycle_of,
    in_year,
    showing,
    with_context,
)
from evidence_repo.cli.evidence import VERDICTS
from evidence_repo.cli.failures import CommandGroup
from evidence_repo.cli.printing import criterion_of_year, print_json, print_table
from evidence_repo.errors import BadInput
from evidence_repo.representations.review import (
    agreement_json,
    claim_json,
    comment_json,
    second_json,
    share_json,
)
from evidence_repo.services.policy.visibility import find_evidence, find_explanation
from evidence_repo.services.screens.second_reviews import agreement_page, own_seconds
from evidence_repo.services.workflow.canned_comments import (
    add_comment,
    change_comment,
    find_comment,
    list_comments,
    remove_comment,
)
from evidence_repo.services.workflow.claims import claim_item, release_item
from evidence_repo.services.workflow.second_reviews import (
    current_share,
    find_second,
    give_second_verdict,
    set_share,
    state_of,
)
from workflows.evidence import Reason
from workflows.rights import Right

_REASON = click.option(
    "--reason",
    type=click.Choice([reason.value for reason in Reason]),
    help="Why; needs-explanation asks for it.",
)
_EXPLANATION = click.option("--explanation", is_flag=True, help="The number is that of an explanation.")


@click.group(cls=CommandGroup)
def review() -> None:
    """How reviewers share their work; verdicts themselves are given by `evidence judge`."""


def _do_with_claim(
    context: CommandContext, number: int, explanation: bool, year: int | None, email: str, *, take: bool
) -> dict[str, Any]:
    with context.transaction(email) as (session, actor):
        find = find_explanation if explanation else find_evidence
        item = find(session, actor, number)
        check_year(cycle_of(session, year), item.criterion)
        if take:
            return claim_json(item, claim_item(session, actor, item, context.clock))
        release_item(session, actor, item, context.clock)
        return claim_json(item, None)


@review.command()
@click.argument("number", metavar="ID", type=NUMBER)
@_EXPLANATION
@in_year
@acting
@as_json
@with_context
def claim(
    context: CommandContext, number: int, explanation: bool, year: int | None, email: str, as_json: bool
) -> None:
    """Take a piece, or an explanation, in hand for 30 minutes; again: for 30 more."""
    _print_claim(_do_with_claim(context, number, explanation, year, email, take=True), as_json)


@review.command()
@click.argument("number", metavar="ID", type=NUMBER)
@_EXPLANATION
@in_year
@acting
@as_json
@with_context
def release(
    context: CommandContext, number: int, explanation: bool, year: int | None, email: str, as_json: bool
) -> None:
    """Give it back to the queue."""
    _print_claim(_do_with_claim(context, number, explanation, year, email, take=False), as_json)


def _print_claim(row: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(row)
    elif row["person"]:
        click.echo(f"{criterion_of_year(row)}: in hand of {row['person']} until {row['until']}.")
    else:
        click.echo(f"{criterion_of_year(row)}: free for other reviewers.")


@review.command()
@in_year
@acting
@as_json
@with_context
def seconds(context: CommandContext, year: int | None, email: str, as_json: bool) -> None:
    """List the blind second reviews that wait for the person who acts."""
    with context.reading(email) as (session, actor):
        check_sight(actor, Right.JUDGE)
        found = own_seconds(session, actor, cycle_of(session, year))
        rows = [second_json(each, state_of(session, each)) for each in found]
    if as_json:
        print_json(rows)
        return
    columns = ("second_id", "criterion", "document_id", "version", "state")
    print_table(columns, [[row[column] for column in columns] for row in rows])


@review.command()
@click.argument("number", metavar="ID", type=NUMBER)
@click.argument("verdict", type=click.Choice(list(VERDICTS)))
@_REASON
@click.option("--comment", metavar="TEXT", help="What should be known beside it.")
@in_year
@acting
@as_json
@with_context
def second(
    context: CommandContext,
    number: int,
    verdict: str,
    reason: str | None,
    comment: str | None,
    year: int | None,
    email: str,
    as_json: bool,
) -> None:
    """Give the second verdict on a piece that the person was drawn for; the piece stays as it is."""
    with context.transaction(email) as (session, actor):
        found = find_second(session, actor, number)
        check_year(cycle_of(session, year), found.evidence.criterion)
        why = Reason(reason) if reason else None
        give_second_verdict(
            session, actor, found, VERDICTS[verdict], reason=why, comment=comment, clock=context.clock
        )
        session.flush()
        row = second_json(found, state_of(session, found))
    if as_json:
        print_json(row)
    else:
        click.echo(f"{criterion_of_year(row)}: {row['verdict']}; the first verdict: {row['first_verdict']}.")


@review.command()
@click.argument("percent", type=click.IntRange(0, 100), required=False)
@click.option("--seed", metavar="TEXT", help="The seed of the draw; without it a new one is made.")
@in_year
@administering
@as_json
@with_context
def share(
    context: CommandContext,
    percent: int | None,
    seed: str | None,
    year: int | None,
    email: str | None,
    as_json: bool,
) -> None:
    """Show the share of verdicts, in percent, that are given twice; with PERCENT set it."""
    with context.transaction(email) as (session, actor):
        check_sight(actor, Right.MANAGE_CYCLE)
        cycle = cycle_of(session, year)
        if percent is not None:
            set_share(session, actor, cycle, percent, context.clock, seed=(seed or "")[:64] or None)
            session.flush()
        row = share_json(current_share(session, cycle.id), cycle.year)
    if as_json:
        print_json(row)
    else:
        click.echo(f"{row['year']}: {row['share']} % of verdicts are given twice; seed {row['seed'] or '–'}.")


@review.command()
@in_year
@showing
@as_json
@with_context
def agreement(context: CommandContext, year: int | None, email: str | None, as_json: bool) -> None:
    """Show how far reviewers agree: a reviewer sees the figures of their own pairs."""
    with context.reading(email) as (session, actor):
        check_sight(actor, Right.SEE_COMMENTS)
        cycle = cycle_of(session, year)
        found = agreement_json(agreement_page(session, actor, cycle), cycle.year)
    if as_json:
        print_json(found)
        return
    columns = ("pieces", "equal", "percent", "kappa")
    rows = [("all", found["overall"])]
    rows += [(f"{pair['one']} – {pair['other']}", pair) for pair in found["pairs"]]
    rows += [(row["reason"], row) for row in found["reasons"]]
    print_table((*columns, "of"), [(*(row[column] for column in columns), name) for name, row in rows])


@review.command()
@click.option("--add", "added", metavar="TEXT", help="Add this comment; --reason says for which reason.")
@click.option("--change", "changed", metavar="ID", type=NUMBER, help="Reword this comment; --text says how.")
@click.option("--text", metavar="TEXT", help="The new words.")
@click.option("--remove", "removed", metavar="ID", type=NUMBER, help="Take this comment off the desk.")
@_REASON
@administering
@as_json
@with_context
def comments(
    context: CommandContext,
    added: str | None,
    changed: int | None,
    text: str | None,
    removed: int | None,
    reason: str | None,
    email: str | None,
    as_json: bool,
) -> None:
    """List the ready comments by reason; add, change or remove one."""
    with context.transaction(email) as (session, actor):
        check_sight(actor, Right.SEE_COMMENTS)
        if added is not None:
            if reason is None:
                raise BadInput("Say with --reason what the comment is for.", field="reason")
            rows: Any = comment_json(add_comment(session, actor, Reason(reason), added))
        elif changed is not None:
            found = find_comment(session, changed)
            change_comment(session, actor, found, text or "")
            rows = comment_json(found)
        elif removed is not None:
            found = find_comment(session, removed)
            rows = comment_json(found)
            remove_comment(session, actor, found)
        else:
            rows = [comment_json(each) for group in list_comments(session).values() for each in group]
    if as_json:
        print_json(rows)
        return
    columns = ("comment_id", "reason", "text")
    listed = rows if isinstance(rows, list) else [rows]
    print_table(columns, [[row[column] for column in columns] for row in listed])
