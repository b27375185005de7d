"""Take files of this machine in: spooled, hashed, accepted and durable before the transaction begins."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from evidence_repo.cli.context import CommandContext
from evidence_repo.cli.failures import Failure, message_of
from evidence_repo.errors import BadInput
from evidence_repo.services.documents.archives import ArchiveDoor, Arrival
from evidence_repo.services.documents.uploads import (
    HashingSpool,
    SpooledFile,
    keep_blob,
    spool_folder,
    spool_upload,
)
from evidence_repo.services.workflow.transitions import check_right
from workflows.rights import Relation, Right

FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


def take_in(context: CommandContext, path: Path) -> SpooledFile:
    """Return the file as it was received, its bytes kept in the store; a refused one is a `Failure`."""
    container = context.container
    try:
        with path.open("rb") as stream:
            settings = container.settings
            folder, limit = spool_folder(settings), settings.upload_limit_bytes
            spooled = spool_upload(stream, folder, limit, path.name, container.sandbox.media_type)
    except OSError as error:
        raise Failure(f"“{path}” cannot be read: {error.strerror}.") from error
    except BadInput as error:
        raise Failure(message_of(error)) from error  # the command is right, the file is not
    keep_blob(container.store, spooled)
    return spooled


def arrivals(context: CommandContext, email: str, path: Path) -> list[Arrival]:
    """Return the file, or each file of the archive that it is; nothing is kept in the store yet."""
    with context.reading(email) as (_, actor):
        check_right(actor, Right.UPLOAD, Relation.LEAD)
    settings, sandbox = context.container.settings, context.container.sandbox
    door = ArchiveDoor(spool_folder(settings), settings.upload_limit_bytes, sandbox)
    spool = HashingSpool(door.folder, door.limit, sandbox.media_type)
    try:
        with path.open("rb") as stream:
            spool.fill(stream)
    except OSError as error:
        spool.close()
        raise Failure(f"“{path}” cannot be read: {error.strerror}.") from error
    return list(door.arrivals(spool, path.name))


def kept(context: CommandContext, arrival: Arrival) -> SpooledFile:
    """Return an accepted file with its bytes kept in the store; a refused one is a `Failure`."""
    if arrival.spooled is None:
        assert arrival.error is not None  # what is not accepted is refused
        raise Failure(message_of(arrival.error)) from arrival.error
    keep_blob(context.container.store, arrival.spooled)
    return arrival.spooled


@contextmanager
def taken_in(context: CommandContext, email: str, *paths: Path) -> Iterator[list[SpooledFile]]:
    """Give the files as they were received, in order; nothing is stored for a person who may not upload."""
    if paths:
        with context.reading(email) as (_, actor):
            check_right(actor, Right.UPLOAD, Relation.LEAD)
    yield [take_in(context, path) for path in paths]
