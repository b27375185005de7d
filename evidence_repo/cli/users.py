"""`evidence-repo users`: people's accounts."""

from __future__ import annotations

from typing import Any

import click

from evidence_repo.cli.context import CommandContext, administering, as_json, with_context
from evidence_repo.cli.failures import CommandGroup, Failure
from evidence_repo.cli.printing import print_json, print_table
from evidence_repo.cli.sheet_imports import add_imports_to_users
from evidence_repo.models import AccountRequest
from evidence_repo.representations.people import person_json
from evidence_repo.services.people.account_requests import (
    confirm_request,
    decline_request,
    edit_account,
    open_account,
    renew_password,
    waiting_requests,
)
from evidence_repo.services.people.accounts import (
    activate_person,
    deactivate_person,
    find_account,
    list_people,
)
from evidence_repo.services.people.agencies import find_agency
from workflows.roles import Role

WHOSE = click.argument("whose", metavar="EMAIL")
ROLES = click.option(
    "--role",
    "roles",
    type=click.Choice([role.value for role in Role]),
    multiple=True,
    required=True,
    help="A role; may be repeated.",
)


@click.group(cls=CommandGroup)
def users() -> None:
    """People's accounts; without --as the machine's operator administers, also the first coordinator.

    Accounts that judge or administer need a second person: `requests` lists what waits.
    """


@users.command()
@click.option("--email", "whose", metavar="EMAIL", required=True, help="The address to sign in with.")
@click.option("--name", metavar="NAME", required=True, help="The person's full name.")
@click.option("--agency", metavar="AGENCY", required=True, help="By code or name: so-noi-vu.")
@ROLES
@administering
@as_json
@with_context
def add(
    context: CommandContext,
    whose: str,
    name: str,
    agency: str,
    roles: tuple[str, ...],
    email: str | None,
    as_json: bool,
) -> None:
    """Open an account and print its one-time password, once."""
    with context.transaction(email) as (session, actor):
        account = open_account(
            session,
            actor,
            email=whose,
            name=name,
            agency=find_agency(session, agency),
            roles=[Role(role) for role in roles],
            clock=context.clock,
        )
        row = {} if isinstance(account, AccountRequest) else person_json(account.user)
    if isinstance(account, AccountRequest):
        raise _waits(account)
    _print_password(row, account.one_time_password or "", as_json)


@users.command()
@WHOSE
@administering
@as_json
@with_context
def reset(context: CommandContext, whose: str, email: str | None, as_json: bool) -> None:
    """Give a person a new one-time password; the old one no longer works."""
    with context.transaction(email) as (session, actor):
        person = find_account(session, whose)
        password = renew_password(session, actor, person, context.clock)
        row = person_json(person)
    if isinstance(password, AccountRequest):
        raise _waits(password)
    _print_password(row, password or "", as_json)


@users.command("list")
@click.option("--all", "with_closed", is_flag=True, help="Also closed accounts.")
@administering
@as_json
@with_context
def show_list(context: CommandContext, with_closed: bool, email: str | None, as_json: bool) -> None:
    """List the accounts, by name."""
    with context.reading(email) as (session, actor):
        people = list_people(session, actor)
        rows = [person_json(person) for person in people if person.active or with_closed]
    if as_json:
        print_json(rows)
        return
    table = [(row["email"], row["name"], ", ".join(row["roles"]), row["agency"]) for row in rows]
    print_table(("email", "name", "roles", "agency"), table)


@users.command()
@WHOSE
@ROLES
@administering
@as_json
@with_context
def roles(
    context: CommandContext, whose: str, roles: tuple[str, ...], email: str | None, as_json: bool
) -> None:
    """Give a person these roles instead of those they have."""
    with context.transaction(email) as (session, actor):
        person = find_account(session, whose)
        asked = edit_account(
            session,
            actor,
            person,
            name=person.name,
            email=person.email,
            agency=person.agency,
            roles=[Role(role) for role in roles],
            clock=context.clock,
        )
        row = person_json(person)
    if asked:
        raise _waits(asked[0])
    _print(row, as_json)


@users.command()
@administering
@with_context
def requests(context: CommandContext, email: str | None) -> None:
    """List what waits for a second person: guarded accounts, roles, addresses, passwords."""
    with context.reading(email) as (session, actor):
        rows = [_waiting_row(request) for request in waiting_requests(session, actor)]
    print_table(("number", "what", "whose", "asked for by"), rows)


@users.command()
@click.argument("number", type=click.IntRange(1, 2**31 - 1))
@administering
@with_context
def confirm(context: CommandContext, number: int, email: str | None) -> None:
    """Confirm a request; a one-time password is printed once. Without --as, only while nobody else may."""
    with context.transaction(email) as (session, actor):
        password = confirm_request(session, actor, number, context.clock)
    click.echo(f"Request {number} is confirmed by {actor.name}; the audit log says so.")
    if password is not None:
        click.echo(f"One-time password, shown this once: {password}")


@users.command()
@click.argument("number", type=click.IntRange(1, 2**31 - 1))
@administering
@with_context
def decline(context: CommandContext, number: int, email: str | None) -> None:
    """Set a request aside."""
    with context.transaction(email) as (session, actor):
        decline_request(session, actor, number, context.clock)
    click.echo(f"Request {number} is set aside.")


@users.command()
@WHOSE
@administering
@as_json
@with_context
def deactivate(context: CommandContext, whose: str, email: str | None, as_json: bool) -> None:
    """Close an account; what the person did stays theirs."""
    with context.transaction(email) as (session, actor):
        person = find_account(session, whose)
        deactivate_person(session, actor, person, clock=context.clock)
        row = person_json(person)
    _print(row, as_json)


@users.command()
@WHOSE
@administering
@as_json
@with_context
def activate(context: CommandContext, whose: str, email: str | None, as_json: bool) -> None:
    """Open a closed account again."""
    with context.transaction(email) as (session, actor):
        person = find_account(session, whose)
        activate_person(session, actor, person, clock=context.clock)
        row = person_json(person)
    _print(row, as_json)


def _waits(request: AccountRequest) -> Failure:
    return Failure(
        f"This needs a second person: request {request.id} waits for a coordinator or an approver, on the "
        f"page of accounts to confirm or here: evidence-repo users confirm {request.id} --as EMAIL"
    )


def _waiting_row(request: AccountRequest) -> tuple[str, ...]:
    whose = request.person.email if request.person else request.details["email"]
    return (
        str(request.id),
        request.kind.value,
        whose,
        request.asked_by.email if request.asked_by else "operator",
    )


def _print(row: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(row)
    else:
        click.echo(f"{row['email']} ({row['name']}, {row['agency']}): {', '.join(row['roles'])}.")


def _print_password(row: dict[str, Any], password: str, as_json: bool) -> None:
    if as_json:
        print_json({**row, "one_time_password": password})
        return
    _print(row, as_json=False)
    click.echo(f"One-time password, shown this once: {password}")


add_imports_to_users(users)
