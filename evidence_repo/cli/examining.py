"""`evidence-repo doctor`: what the installation stands on."""

from __future__ import annotations

from contextlib import closing

import click
from sqlalchemy.exc import DBAPIError

from evidence_repo import schema
from evidence_repo.app import build_container
from evidence_repo.cli.context import as_json
from evidence_repo.cli.failures import Command, Failure, message_of
from evidence_repo.cli.printing import print_json
from evidence_repo.container import Container
from evidence_repo.errors import EvidenceError
from evidence_repo.services.maintenance.doctor import Check, Verdict, examine_installation
from evidence_repo.settings import Settings

_MARKS = {Verdict.OK: "ok", Verdict.WARNING: "--", Verdict.FAULT: "!!"}


@click.command(cls=Command)
@as_json
def doctor(as_json: bool) -> None:
    """Look at database, store, search, recognition, LibreOffice, mail, disk and what keeps hostile files in.

    Exit code 1 if something does not work, or if a file could reach what it must not.
    """
    with closing(build_container(Settings.from_env())) as container:
        checks = [*examine_installation(container), _tables(container)]
    faults = [check for check in checks if check.verdict is Verdict.FAULT]
    if as_json:
        print_json(
            {
                "ok": not faults,
                "checks": [
                    {"part": each.part, "verdict": each.verdict.value, "message": each.message}
                    for each in checks
                ],
            }
        )
    else:
        for each in checks:
            click.echo(f"{_MARKS[each.verdict]}  {each.part:<20} {each.message}")
    if faults:
        raise Failure(f"{len(faults)} of {len(checks)} parts need a person: " + ", ".join(_parts(faults)))


def _parts(checks: list[Check]) -> list[str]:
    return [check.part for check in checks]


def _tables(container: Container) -> Check:
    try:
        schema.check_current(container.database)
    except EvidenceError as error:
        return Check("tables", Verdict.FAULT, message_of(error))
    except DBAPIError:
        return Check("tables", Verdict.FAULT, "the database does not answer")
    return Check("tables", Verdict.OK, "those of this version")
