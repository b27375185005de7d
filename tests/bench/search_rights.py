"""Search as people do, with rights: `python -m tests.bench.search_rights --documents 2000`.

Cites documents of some 1,000 syllables in realistic states and prints, for a person of each kind, what asking
the database for what may be found costs, and a page of 20 hits with passages: p50 / p95 in milliseconds.
Asserts nothing.
"""

import argparse
import json
import random
import tempfile
import time
from hashlib import sha256
from pathlib import Path

from sqlalchemy import insert, select

from evidence_repo.db import Database
from evidence_repo.models import (
    Blob,
    Criterion,
    Document,
    DocumentVersion,
    Evidence,
    EvidencePack,
    PackSubmission,
    SubmittedItem,
)
from evidence_repo.schema import upgrade
from evidence_repo.services.audit.dispatch import dispatch
from evidence_repo.services.reading.kept import whole_text_name
from evidence_repo.services.searching.citations import seen_citations
from evidence_repo.services.searching.finding import search_documents
from evidence_repo.services.searching.writing import rebuild_index
from index.extraction import ExtractedPage, Extraction, ExtractionState
from index.media import MediaType
from index.search import SearchDocument, open_engine
from storage import BlobStore, LocalBlobStore
from tests.bench.search_speed import milliseconds
from tests.bench.texts import pages_of
from tests.bench.texts import search_documents as made_up_documents
from tests.services.library import Library
from tests.services.world import NOW, World
from workflows.states import EvidenceState, PackState

QUERIES = ("cai cach hanh chinh", "kế hoạch cải cách hành chính", "83/KH-UBND", "TCTP 1.1.3 kế hoạch", "")
STATES = [state for state in EvidenceState if state is not EvidenceState.WITHDRAWN]


def keep_text(store: BlobStore, digest: str, document: SearchDocument) -> None:
    pages = tuple(ExtractedPage(number, text) for number, text in enumerate(pages_of(document), start=1))
    extraction = Extraction(MediaType.PDF, ExtractionState.DONE, pages=pages, complete=True)
    data = json.dumps(extraction.to_json(), ensure_ascii=False).encode()
    store.write_derived(whole_text_name(digest), data)


def fill(world: World, store: BlobStore, count: int) -> None:
    """Cite `count` documents for one or two criteria each, in every state."""
    draw = random.Random(2)
    who, owner = world.person("lan"), world.actor("lan").agency_id
    blobs, documents, versions, pieces, items = [], [], [], [], []
    with world.database.transaction() as session:
        criteria = list(session.scalars(select(Criterion)))
        submissions = {}
        for pack in session.scalars(select(EvidencePack)):
            submission = PackSubmission(
                pack_id=pack.id,
                number=1,
                submitted_by_id=world.person("head"),
                submitted_at=NOW,
                state_before=PackState.OPEN,
            )
            session.add(submission)
            session.flush()
            submissions[pack.criterion_id] = submission.id
        for made in made_up_documents(count):
            digest = sha256(f"{made.id}".encode()).hexdigest()
            keep_text(store, digest, made)
            blobs.append({"sha256": digest, "size": 1, "crc32": 1, "created_at": NOW})
            documents.append(
                {
                    "id": made.id,
                    "owner_agency_id": owner,
                    "kind": "file",
                    "created_by_id": who,
                    "created_at": NOW,
                }
            )
            versions.append(
                {
                    "id": made.id,
                    "document_id": made.id,
                    "number": 1,
                    "sha256": digest,
                    "media_type": "application/pdf",
                    "file_name": made.file_name,
                    "uploaded_by_id": who,
                    "uploaded_at": NOW,
                    "extraction_state": ExtractionState.DONE,
                    "header_number": made.number,
                    "header_subject": made.subject,
                    "header_issued_on": made.issued_on,
                }
            )
            for criterion in draw.sample(criteria, draw.choice((1, 1, 1, 2))):
                state = draw.choice(STATES)
                pieces.append(
                    {
                        "id": len(pieces) + 1,
                        "criterion_id": criterion.id,
                        "version_id": made.id,
                        "agency_id": criterion.lead_agency_id,
                        "state": state,
                        "cited_by_id": who,
                        "cited_at": NOW,
                        "accepted_at": NOW,
                        "state_since": NOW,
                    }
                )
                if state is not EvidenceState.DRAFT:
                    items.append({"submission_id": submissions[criterion.id], "evidence_id": len(pieces)})
        for model, rows in (
            (Blob, blobs),
            (Document, documents),
            (DocumentVersion, versions),
            (Evidence, pieces),
            (SubmittedItem, items),
        ):
            session.execute(insert(model), rows)


def measure(library: Library, runs: int) -> None:
    print(f"{'who':12} {'query':32} {'found':>6} {'rights':>15} {'page of hits':>15}")
    for who in ("lan", "reviewer", "coordinator", "ministry"):
        actor = library.world.actor(who)
        for query in QUERIES:
            with library.world.reading() as session:

                def rights(session: object = session, actor: object = actor) -> object:
                    return seen_citations(session, actor)  # type: ignore[arg-type]

                def search(session: object = session, actor: object = actor, query: str = query) -> object:
                    return search_documents(session, library.engine, library.store, actor, query)  # type: ignore[arg-type]

                total = library.search(query, who).total
                cells = ["{:6.1f} /{:6.1f}".format(*milliseconds(work, runs)) for work in (rights, search)]
            print(f"{who:12} {query or '(everything)':32} {total:6} {cells[0]:>15} {cells[1]:>15}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=2_000)
    parser.add_argument("--runs", type=int, default=20)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        database = Database(f"sqlite:///{folder / 'bench.db'}", before_commit=[dispatch])
        upgrade(database)
        store, engine = LocalBlobStore(folder / "blobs"), open_engine(f"whoosh:{folder / 'index'}")
        library = Library(World(database), store, engine)
        fill(library.world, store, arguments.documents)
        started = time.perf_counter()
        rebuild_index(database, store, engine)
        seconds = time.perf_counter() - started
        print(f"index made anew: {arguments.documents / seconds:.0f} documents/s in {seconds:.1f} s")
        measure(library, arguments.runs)
        engine.close()
        database.close()


if __name__ == "__main__":
    main()
