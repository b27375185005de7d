"""The province with its file store and search index: documents that have bytes, kept text and a header."""

import json
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.models import Blob, DocumentVersion, IndexEntry, Job, JobState
from evidence_repo.services.audit.events import emit
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.policy.actors import SYSTEM
from evidence_repo.services.reading.kept import whole_text_name
from evidence_repo.services.searching.facets import Filters
from evidence_repo.services.searching.finding import SearchHit, SearchPage, search_documents
from evidence_repo.services.searching.writing import update_index
from evidence_repo.stamped_cache import StampedCache
from index.extraction import ExtractedPage, Extraction, ExtractionState
from index.extraction.extraction import EXTRACTOR_VERSION
from index.media import MediaType
from index.search import SearchEngine
from storage import BlobStore
from tests.services.world import World
from workflows.events import TextRead

_NO_FILTERS: Filters = {}


def read_again(session: Session, *versions: int) -> None:
    """Say that more of these versions was read, so that the index follows them."""
    emit(session, SYSTEM, TextRead(sha256="", indexed=frozenset(versions), is_final=False))


class Library:
    """One province's documents, as they lie in database, store and index."""

    def __init__(self, world: World, store: BlobStore, engine: SearchEngine) -> None:
        self.world = world
        self.database = world.database
        self.store = store
        self.engine = engine
        self.memory = StampedCache()

    def document(self, *pages: str, who: str = "lan", **header: Any) -> int:
        """Add a document of this person's agency with this text; return its version's id."""
        return self._filled(self.world.document(who), pages, header)

    def new_version(self, version_id: int, *pages: str, who: str = "lan", **header: Any) -> int:
        """Add another version of the document with this text; return its id."""
        return self._filled(self.world.new_version(version_id, who), pages, header)

    def cited(self, *pages: str, code: str = "1.1.3", who: str = "lan", **header: Any) -> int:
        """Add a document with this text and cite it; return its version's id."""
        version_id = self.document(*pages, who=who, **header)
        self.world.cite(code, who, version=version_id)
        return version_id

    def _filled(self, version_id: int, pages: Sequence[str], header: dict[str, Any]) -> int:
        with self.database.transaction() as session:
            version = session.get_one(DocumentVersion, version_id)
            data = f"{version.document_id}.{version.number}".encode()  # the world's hash is of this
            self.store.put(version.sha256, BytesIO(data), len(data))
            session.get_one(Blob, version.sha256).size = len(data)
            self.keep_text(version, pages)
            for name, value in header.items():
                setattr(version, f"header_{name}", value)
        return version_id

    def keep_text(self, version: DocumentVersion, pages: Sequence[str]) -> None:
        """Keep this text of the version, read to the end."""
        extraction = Extraction(
            media_type=MediaType.PDF,
            state=ExtractionState.DONE,
            pages=tuple(ExtractedPage(number, text) for number, text in enumerate(pages, start=1)),
            total_pages=len(pages),
            complete=True,
        )
        text = json.dumps(extraction.to_json(), ensure_ascii=False).encode()
        self.store.write_derived(whole_text_name(version.sha256), text)
        version.extraction_state, version.extractor = ExtractionState.DONE, EXTRACTOR_VERSION

    def rewrite(self, version_id: int, *pages: str) -> None:
        """Keep another text of the same bytes, as a better reading does, and have the index follow."""
        with self.database.transaction() as session:
            self.keep_text(session.get_one(DocumentVersion, version_id), pages)
            read_again(session, version_id)

    def update(self) -> int:
        """Bring the index up to date."""
        return update_index(self.database, self.store, self.engine)

    def search(
        self, query: str, who: str = "lan", *, filters: Filters = _NO_FILTERS, **options: Any
    ) -> SearchPage:
        """Search as this person."""
        with self.world.reading() as session:
            return search_documents(
                session,
                self.engine,
                self.store,
                self.world.actor(who),
                query,
                filters=filters,
                memory=self.memory,
                **options,
            )

    def found(self, query: str, who: str = "lan", *, filters: Filters = _NO_FILTERS) -> set[int]:
        """Return which versions this person finds; nothing may be counted that is not shown."""
        page = self.search(query, who, filters=filters, limit=1000)
        assert page.total == len(page.hits)
        return {hit.version.id for hit in page.hits}

    def hit(self, query: str, who: str = "lan") -> SearchHit:
        """Return the only hit."""
        page = self.search(query, who)
        assert page.total == 1
        return page.hits[0]

    def waiting(self) -> set[int]:
        """Return the versions whose entries wait for the index."""
        with self.world.reading() as session:
            waits = select(IndexEntry.version_id).where(IndexEntry.wanted > IndexEntry.written)
            return set(session.scalars(waits))

    def index_jobs(self, state: JobState = JobState.QUEUED) -> int:
        """Return how many jobs that update the index are in this state."""
        with self.world.reading() as session:
            jobs = select(Job.id).where(Job.kind == JobKind.UPDATE_INDEX, Job.state == state)
            return len(session.scalars(jobs).all())
