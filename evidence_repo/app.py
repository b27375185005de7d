"""Put the application together: the only place where adapters are built."""

from __future__ import annotations

from evidence_repo.clock import Clock
from evidence_repo.container import Container
from evidence_repo.db import Database
from evidence_repo.errors import BadInput
from evidence_repo.services.audit import append_pending_events
from evidence_repo.settings import DEMO_BUSINESS_DATE, Settings
from index.extraction import Limits, Sandbox
from index.search import SearchError, open_engine
from storage import StorageError, open_store


def build_container(settings: Settings) -> Container:
    """Build every adapter that the settings name; raise `BadInput` for an address that makes no sense."""
    try:
        store = open_store(settings.storage_url)
        engine = open_engine(settings.search_url)
    except (StorageError, SearchError) as error:
        raise BadInput(str(error)) from error
    limits = Limits(
        seconds=settings.extraction_seconds,
        memory_bytes=settings.extraction_memory_bytes,
        pages=settings.extraction_pages,
    )
    return Container(
        settings=settings,
        clock=Clock(DEMO_BUSINESS_DATE if settings.demo else None),
        database=Database(settings.database_url, before_commit=[append_pending_events]),
        store=store,
        engine=engine,
        sandbox=Sandbox(limits, workers=settings.workers),
    )
