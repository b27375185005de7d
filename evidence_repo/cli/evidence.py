"""`evidence-repo evidence`: the pieces, and everything that is done to one of them."""

from __future__ import annotations

from pathlib import Path

import click

from evidence_repo.cli.context import (
    NUMBER,
    CommandContext,
    as_json,
    criterion_for,
    cycle_of,
    in_year,
    late_reason,
    product_of,
    showing,
    with_context,
)
from evidence_repo.cli.failures import CommandGroup
from evidence_repo.cli.pieces import PIECES, PieceOrder
from evidence_repo.cli.printing import print_json, print_table
from evidence_repo.cli.uploading import FILE, taken_in
from evidence_repo.models import Evidence
from evidence_repo.representations.evidence import pieces_json
from evidence_repo.services.evidence.adding import documents_from_files, version_from_file
from evidence_repo.services.evidence.listing import pieces_of_cycle
from evidence_repo.services.workflow.explanations import explain_evidence
from evidence_repo.services.workflow.pieces import (
    accept_contribution,
    change_pages,
    move_evidence,
    refuse_contribution,
    replace_evidence,
    withdraw_evidence,
)
from evidence_repo.services.workflow.verdicts import ask_again, record_verdict, undo_verdict
from workflows.evidence import Reason, VerdictKind
from workflows.explanations import ExplanationKind
from workflows.states import PROOF_KINDS, EvidenceState

VERDICTS = {
    "sufficient": VerdictKind.SUFFICIENT,
    "needs-explanation": VerdictKind.NEEDS_EXPLANATION,
    "accept": VerdictKind.ACCEPTED_WITH_EXPLANATION,
}


@click.group(cls=CommandGroup)
def evidence() -> None:
    """Pieces of evidence: a document version cited for one criterion, with its pages and verdicts."""


@evidence.command("list")
@click.option("--criterion", metavar="CODE", help="Only this criterion's pieces.")
@click.option(
    "--state", type=click.Choice([state.value for state in EvidenceState]), help="Only pieces in this state."
)
@click.option(
    "--contributions", is_flag=True, help="Only those that wait for the lead agency to accept them."
)
@in_year
@showing
@as_json
@with_context
def list_evidence(
    context: CommandContext,
    criterion: str | None,
    state: str | None,
    contributions: bool,
    year: int | None,
    email: str | None,
    as_json: bool,
) -> None:
    """List the pieces, in the plan's order."""
    with context.reading(email) as (session, actor):
        pieces = pieces_of_cycle(session, actor, cycle_of(session, year))
        if criterion is not None:
            wanted = criterion_for(session, actor, year, criterion)
            pieces = [piece for piece in pieces if piece.criterion_id == wanted.id]
        if state is not None:
            pieces = [piece for piece in pieces if piece.state == state]
        if contributions:
            pieces = [piece for piece in pieces if _waits_for_lead(piece)]
        rows = pieces_json(session, actor, pieces)
        titles = [piece.version.title for piece in pieces]
    if as_json:
        print_json(rows)
        return
    columns = ("evidence_id", "criterion", "product", "state", "reason", "pages", "document_id", "version")
    headings = ("ID", "criterion", "product", "state", "reason", "pages", "document", "version", "title")
    print_table(
        headings,
        [(*(row[name] for name in columns), title) for row, title in zip(rows, titles, strict=True)],
    )


def _waits_for_lead(piece: Evidence) -> bool:
    return piece.is_contribution_waiting and piece.state is EvidenceState.DRAFT


@evidence.command()
@PIECES.one
@click.argument("verdict", type=click.Choice(list(VERDICTS)))
@click.option(
    "--reason",
    type=click.Choice([reason.value for reason in Reason]),
    help="Why; needs-explanation asks for it.",
)
@click.option("--comment", metavar="TEXT", help="What the agency should know.")
def judge(order: PieceOrder, verdict: str, reason: str | None, comment: str | None) -> None:
    """Give a reviewer's verdict on a piece."""
    with order.carried_out() as (session, actor, piece):
        kind, why = VERDICTS[verdict], Reason(reason) if reason else None
        record_verdict(session, actor, piece, kind, reason=why, comment=comment, clock=order.clock)


@evidence.command()
@PIECES.one
@click.option("--text", metavar="TEXT", required=True, help="The explanation.")
@click.option("--basis", metavar="TEXT", help="The legal basis.")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in PROOF_KINDS]),
    default="partial",
    show_default=True,
)
@click.option("--file", type=FILE, help="A new version of the document.")
@click.option("--pages", metavar="PAGES", help="The pages that prove it, if they are others now.")
@click.option(
    "--attach", type=FILE, multiple=True, help="A document that supports the explanation; may be repeated."
)
def explain(
    order: PieceOrder,
    text: str,
    basis: str | None,
    kind: str,
    file: Path | None,
    pages: str | None,
    attach: tuple[Path, ...],
) -> None:
    """Explain a piece that needs it, with or without a new version."""
    context, versions = order.context, [file] if file else []
    with (
        taken_in(context, order.email, *versions, *attach) as given,
        order.carried_out() as (session, actor, piece),
    ):
        newest, attached = given[: len(versions)], given[len(versions) :]
        store, document = context.container.store, piece.version.document
        explain_evidence(
            session,
            actor,
            piece,
            text=text,
            kind=ExplanationKind(kind),
            legal_basis=basis,
            version=version_from_file(session, actor, store, document, newest[0], order.clock)
            if newest
            else None,
            pages=pages,
            documents=documents_from_files(session, actor, store, attached, order.clock),
            clock=order.clock,
        )


@evidence.command()
@PIECES.one
@click.argument("file", type=FILE)
@click.option("--pages", metavar="PAGES", help="The pages that prove it; without it, as before.")
@late_reason
def replace(order: PieceOrder, file: Path, pages: str | None, late_reason: str | None) -> None:
    """Put a new version in the place of the one that a piece cites."""
    with (
        taken_in(order.context, order.email, file) as [spooled],
        order.carried_out() as (session, actor, piece),
    ):
        store, document = order.context.container.store, piece.version.document
        version = version_from_file(session, actor, store, document, spooled, order.clock)
        replace_evidence(
            session,
            actor,
            piece,
            version=version,
            pages=pages,
            late_reason=late_reason,
            clock=order.clock,
        )


@evidence.command()
@PIECES.one
@click.argument("pages", metavar="PAGES")
@late_reason
def pages(order: PieceOrder, pages: str, late_reason: str | None) -> None:
    """Cite other pages of the same version; "" cites the whole document."""
    with order.carried_out() as (session, actor, piece):
        change_pages(session, actor, piece, pages, late_reason=late_reason, clock=order.clock)


@evidence.command()
@PIECES.each
@click.option("--criterion", metavar="CODE", required=True, help='Where it belongs: "TCTP 1.1.3".')
@click.option("--product", metavar="N", type=NUMBER, help="The number of the expected product there.")
def move(order: PieceOrder, criterion: str, product: int | None) -> None:
    """Put drafts under another criterion of the same agency."""
    with order.carried_out() as (session, actor, piece):
        wanted = criterion_for(session, actor, piece.criterion.cycle.year, criterion)
        there = None if product is None else product_of(wanted, product)
        move_evidence(session, actor, piece, wanted, product=there, clock=order.clock)


@evidence.command()
@PIECES.each
def withdraw(order: PieceOrder) -> None:
    """Withdraw citations; the documents and their other citations stay."""
    with order.carried_out() as (session, actor, piece):
        withdraw_evidence(session, actor, piece, clock=order.clock)


@evidence.command()
@PIECES.one
@click.option("--reason", metavar="TEXT", required=True, help="Why the verdict was wrong.")
def undo(order: PieceOrder, reason: str) -> None:
    """Take back one's own verdict."""
    with order.carried_out() as (session, actor, piece):
        undo_verdict(session, actor, piece, reason, clock=order.clock)


@evidence.command("ask-again")
@PIECES.one
@click.option("--reason", metavar="TEXT", required=True, help="What the reviewers should look at.")
def send_to_review(order: PieceOrder, reason: str) -> None:
    """Send a piece that has passed to the reviewers again (approver)."""
    with order.carried_out() as (session, actor, piece):
        ask_again(session, actor, piece, reason, clock=order.clock)


@evidence.command()
@PIECES.each
@click.argument("decision", type=click.Choice(["accept", "refuse"]))
def contribution(order: PieceOrder, decision: str) -> None:
    """Take pieces of coordinating agencies into the pack, or turn them down."""
    decide = accept_contribution if decision == "accept" else refuse_contribution
    with order.carried_out() as (session, actor, piece):
        decide(session, actor, piece, clock=order.clock)
