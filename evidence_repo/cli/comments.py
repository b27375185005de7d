"""`evidence-repo comments`: what people say about pieces, explanations, packs, assignments and figures."""

from __future__ import annotations

import click

from evidence_repo.cli.context import (
    NUMBER,
    CommandContext,
    acting,
    as_json,
    check_sight,
    cycle_of,
    in_year,
    showing,
    with_context,
)
from evidence_repo.cli.failures import CommandGroup
from evidence_repo.cli.printing import print_json, print_table
from evidence_repo.models import Comment
from evidence_repo.representations.comments import comment_json
from evidence_repo.services.comments.reading import find_comment, find_comments
from evidence_repo.services.comments.threads import find_thing
from evidence_repo.services.comments.writing import add_comment, strike_comment
from workflows.comments import ThingKind
from workflows.rights import Right


@click.group(cls=CommandGroup)
def comments() -> None:
    """What people say about pieces, explanations, packs, assignments and figures."""


@comments.command("list")
@click.option("--words", default="", help="Only comments with these words, diacritics or not.")
@in_year
@showing
@as_json
@with_context
def list_all(context: CommandContext, words: str, year: int | None, email: str | None, as_json: bool) -> None:
    """List the comments of a year, the newest first."""
    with context.reading(email) as (session, actor):
        check_sight(actor, Right.SEE_COMMENTS)
        rows = [comment_json(each) for each in find_comments(session, actor, cycle_of(session, year), words)]
    if as_json:
        print_json(rows)
        return
    columns = ("id", "criterion", "kind", "thing", "internal", "author", "made_at", "text")
    print_table(columns, [[row[column] for column in columns] for row in rows])


@comments.command()
@click.argument("kind", type=click.Choice([kind.value for kind in ThingKind]))
@click.argument("thing", type=NUMBER)
@click.option("--text", required=True, help="The comment; @Name notifies whoever has this name.")
@click.option("--internal", is_flag=True, help="In the thread of reviewers, approvers and the coordinator.")
@acting
@as_json
@with_context
def add(
    context: CommandContext, kind: str, thing: int, text: str, internal: bool, email: str, as_json: bool
) -> None:
    """Write a comment on the thing of this kind and number."""
    with context.transaction(email) as (session, actor):
        found = find_thing(session, actor, ThingKind(kind), thing)
        comment = add_comment(session, actor, found, text, internal=internal, clock=context.clock)
        row = comment_json(comment)
    _tell(row, as_json)


@comments.command()
@click.argument("number", type=NUMBER)
@acting
@as_json
@with_context
def strike(context: CommandContext, number: int, email: str, as_json: bool) -> None:
    """Strike one of the person's own comments out; it stays readable."""
    with context.transaction(email) as (session, actor):
        comment: Comment = find_comment(session, actor, number)
        thing = find_thing(session, actor, comment.thing_kind, comment.thing_id)
        strike_comment(session, actor, comment, thing, clock=context.clock)
        row = comment_json(comment)
    _tell(row, as_json)


def _tell(row: dict[str, object], as_json: bool) -> None:
    if as_json:
        print_json(row)
        return
    click.echo(f"{row['id']}: {row['text']}")
