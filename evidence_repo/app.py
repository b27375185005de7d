"""Put the application together: the only place where adapters are built."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from evidence_repo.bells import bell_for
from evidence_repo.clock import Clock
from evidence_repo.container import Container
from evidence_repo.db import Database
from evidence_repo.errors import BadInput
from evidence_repo.later import Later
from evidence_repo.services.audit.dispatch import dispatch
from evidence_repo.settings import DEMO_BUSINESS_DATE, DEMO_MARKER, OfficeUse, Settings
from index.extraction import Limits
from index.isolation import ALL_LAYERS, Layer
from index.renditions import Renderer, RenditionLimits, find_office
from index.search import SearchError
from index.search.address import check_address
from index.signatures import BadTrustFile, TrustRoots, read_trust_roots
from storage import StorageError, open_store

if TYPE_CHECKING:
    from flask import Flask

    from index.extraction import Sandbox
    from index.search import SearchEngine


def build_container(settings: Settings, *, at_once: bool = False) -> Container:
    """Build every adapter that the settings name; raise `BadInput` for an address that makes no sense.

    What is heavy is loaded when it is first used, or `at_once`: before processes are forked that share it.
    """
    try:
        store = open_store(settings.storage_url)
        check_address(settings.search_url)
    except (StorageError, SearchError) as error:
        raise BadInput(str(error)) from error
    engine, sandbox, clock = partial(_engine, settings), partial(_sandbox, settings), _clock(settings)
    return Container(
        settings=settings,
        clock=clock,
        database=Database(
            settings.database_url,
            before_commit=[partial(dispatch, clock=clock)],
            bell=bell_for(settings.database_url, settings.var / "workers"),
        ),
        store=store,
        engine=engine() if at_once else cast("SearchEngine", Later(engine)),
        sandbox=sandbox() if at_once else cast("Sandbox", Later(sandbox)),
        renderer=_renderer(settings),
        trust=_trust_roots(settings),
    )


def _engine(settings: Settings) -> SearchEngine:
    from index.search import open_engine

    return open_engine(settings.search_url)


def _sandbox(settings: Settings) -> Sandbox:
    from index.extraction import Sandbox

    limits = Limits(
        seconds=settings.extraction_seconds,
        memory_bytes=settings.extraction_memory_bytes,
        pages=settings.extraction_pages,
    )
    # One more than there are readers: first pages and pictures do not wait for a long document.
    return Sandbox(limits, settings.workers + 1, _layers(settings))


def _clock(settings: Settings) -> Clock:
    """Return real time; in a demonstration the moment of its loading falls on its business date."""
    if not settings.demo:
        return Clock()
    loaded = (settings.var / DEMO_MARKER).stat().st_mtime
    return Clock.on(DEMO_BUSINESS_DATE, datetime.fromtimestamp(loaded, UTC))


def _renderer(settings: Settings) -> Renderer | None:
    program = None if settings.office is OfficeUse.OFF else find_office()
    limits = RenditionLimits(seconds=settings.extraction_seconds)
    may_be_unconfined = settings.office is OfficeUse.UNCONFINED
    return Renderer(program, limits, _layers(settings), may_be_unconfined) if program else None


def _layers(settings: Settings) -> frozenset[Layer]:
    return ALL_LAYERS if settings.isolation else frozenset()


def _trust_roots(settings: Settings) -> TrustRoots:
    try:
        return read_trust_roots(settings.trust_folder)
    except (BadTrustFile, OSError) as error:
        raise BadInput(
            "“%(path)s” is not a certificate, nor a folder of certificates.",
            field="EVIDENCE_TRUST_FOLDER",
            advice="Put only certificates (PEM or DER: .pem, .crt, .cer, .der) in the folder.",
            path=error,
        ) from error


def create_app(settings: Settings) -> Flask:
    """Return the web application over a container of its own (`app.extensions["container"]`)."""
    # Workers and commands serve no pages and load neither Flask nor the pages' modules.
    from flask import Flask

    import templates
    from evidence_repo.web import set_up_pages

    app = Flask("evidence_repo", template_folder=str(Path(templates.__file__).parent), static_folder="static")
    app.extensions["container"] = build_container(settings, at_once=True)
    set_up_pages(app)
    return app
