"""The parts that one process works with, put together by `evidence_repo.app.build_container`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evidence_repo.clock import Clock
from evidence_repo.db import Database
from evidence_repo.settings import Settings
from evidence_repo.stamped_cache import StampedCache
from index.signatures import NO_TRUST, TrustRoots
from storage import BlobStore

if TYPE_CHECKING:
    from index.extraction import Sandbox
    from index.renditions import Renderer
    from index.search import SearchEngine


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingPorts:
    """What reads and examines files: all that it needs of a process's parts, and nothing else.

    Without LibreOffice there is no renderer, and office files have no pages.
    """

    clock: Clock
    database: Database
    store: BlobStore
    sandbox: Sandbox
    renderer: Renderer | None = None
    trust: TrustRoots = NO_TRUST


@dataclass(frozen=True, slots=True, kw_only=True)
class Container(ReadingPorts):
    """Database, store, search engine, sandbox, clock and trusted certificates of one process.

    Safe to use from several threads. Nothing is connected or started before it is first used; `close` lets go
    of everything.
    `memory` keeps what is large (citations), `figures` the few numbers of each person's header.
    """

    settings: Settings
    engine: SearchEngine
    memory: StampedCache = field(default_factory=StampedCache)
    figures: StampedCache = field(default_factory=lambda: StampedCache(500))

    def close(self) -> None:
        """Close every connection, the index and the reading processes."""
        self.sandbox.close()
        self.engine.close()
        self.database.close()
