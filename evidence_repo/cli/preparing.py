"""What starting has in common: tables of this version, a demonstration made whole."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy.engine import make_url

from evidence_repo import schema
from evidence_repo.app import build_container
from evidence_repo.cli.failures import Failure
from evidence_repo.container import Container
from evidence_repo.demo.folder import clear_folder, mark_loaded, mark_loading
from evidence_repo.logs import log_words_to_stderr
from evidence_repo.settings import Settings


def bring_tables_up_to_date(container: Container) -> None:
    """Migrate an embedded database, after keeping a copy of it; another one must be current already.

    A server's database is changed by `evidence-repo init` only, which a person runs when a backup is there.
    """
    database = container.database
    found = schema.revision_of(database)
    if schema.is_current(database):
        return
    if found is None or not container.settings.is_embedded:
        schema.check_current(database)
    copy = _keep_copy(container.settings)
    schema.upgrade(database)
    click.echo(f"The database was brought up to this version; a copy of it as it was: {copy}")


def _keep_copy(settings: Settings) -> Path:
    original = make_url(settings.database_url).database
    assert original is not None  # an embedded database is a file
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    copy = settings.var / f"evidence-before-{moment}.db"
    with closing(sqlite3.connect(original)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


def make_demo(var: Path, say: Callable[[str], None]) -> None:
    """Make the demonstration in an untouched folder; what a broken attempt left is removed.

    Raise `BadInput` if the settings do not go with a demonstration (it listens on 127.0.0.1 only).
    """
    mark_loading(var)
    try:
        settings = Settings.from_env()
        if not settings.is_embedded:
            raise Failure(
                "A demonstration keeps everything in its own folder: unset EVIDENCE_DATABASE_URL, "
                "EVIDENCE_STORAGE_URL and EVIDENCE_SEARCH_URL. For a real installation: evidence-repo init"
            )
        with closing(build_container(settings)) as container:
            _fill(container, say)
    except BaseException:
        clear_folder(var)
        raise
    mark_loaded(var)


def _fill(container: Container, say: Callable[[str], None]) -> None:
    from evidence_repo.demo.story import load_story  # loads what makes files of every kind
    from evidence_repo.jobs.worker import Worker

    log_words_to_stderr(logging.ERROR)
    schema.upgrade(container.database)
    container.store.check()
    load_story(container, say, lambda: Worker(container).run(until_idle=True))
