"""The index follows the database: noted with the change, written in batches, never behind for good."""

import shutil
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from evidence_repo.models import Document, DocumentVersion, Evidence, IndexEntry, Job, JobState
from evidence_repo.services.maintenance.upkeep import check_derived_data, request_derived_data_check
from evidence_repo.services.outbox.index_requests import request_index_update
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.outbox.queue import claim_job, finish_job
from evidence_repo.services.reading.kept import places_name
from evidence_repo.services.searching.writing import (
    BATCH,
    rebuild_index,
    repair_index,
    request_again,
    update_index,
)
from evidence_repo.services.workflow.pieces import replace_evidence, withdraw_evidence
from index.extraction import Limits, Sandbox
from index.extraction.limits import MEGABYTE
from index.search import IndexBusy, SearchDocument, SearchEngine, open_engine, parse_query
from index.search.tantivy.engine import TantivyEngine
from tests.services.at_once import at_once
from tests.services.library import Library, read_again
from tests.services.world import NOW, World


class Interrupted(Exception):
    """The process ends here."""


class WatchedEngine:
    """The real engine, with something else happening just before or after each batch that it writes."""

    def __init__(
        self,
        engine: SearchEngine,
        *,
        before: Callable[[], None] = lambda: None,
        after: Callable[[], None] = lambda: None,
    ) -> None:
        self._engine, self._before, self._after = engine, before, after

    def __getattr__(self, name: str) -> object:
        return getattr(self._engine, name)

    def write(self, documents: Iterable[SearchDocument], deleted: Iterable[int] = ()) -> None:
        self._before()
        self._engine.write(documents, deleted)
        self._after()


def once(action: Callable[[], object]) -> Callable[[], None]:
    """Return what does it the first time only."""
    done: list[bool] = []

    def act() -> None:
        if not done:
            done.append(True)
            action()

    return act


def entries(world: World) -> dict[int, tuple[int, int]]:
    with world.reading() as session:
        return {e.version_id: (e.wanted, e.written) for e in session.scalars(select(IndexEntry))}


def jobs(world: World) -> int:
    with world.reading() as session:
        return len(session.scalars(select(Job.id).where(Job.kind == JobKind.UPDATE_INDEX)).all())


def want(world: World, *versions: int) -> None:
    with world.database.transaction() as session:
        for version in versions:
            read_again(session, version)


def test_a_change_is_noted_once_for_each_commit_with_one_job_for_all(any_world: World) -> None:
    first, second = any_world.document(), any_world.document()
    want(any_world, second, first, second)
    assert entries(any_world) == {first: (1, 0), second: (1, 0)}
    want(any_world, first)
    assert entries(any_world) == {first: (2, 0), second: (1, 0)}
    assert jobs(any_world) == 1


def test_a_change_that_is_rolled_back_leaves_nothing(any_world: World) -> None:
    version = any_world.document()

    def want_and_fail() -> None:
        with any_world.database.transaction() as session:
            read_again(session, version)
            raise Interrupted

    with pytest.raises(Interrupted):
        want_and_fail()
    assert entries(any_world) == {}
    assert jobs(any_world) == 0


def test_a_new_version_can_be_wanted_before_it_is_flushed(any_world: World) -> None:
    version = any_world.document()
    with any_world.database.transaction() as session:
        read_again(session, version)
        session.get_one(DocumentVersion, version).header_subject = "Mới"
    assert entries(any_world) == {version: (1, 0)}


def test_a_job_that_runs_already_may_have_looked_too_early(any_world: World) -> None:
    version = any_world.document()
    want(any_world, version)
    now = any_world.clock.now()
    with any_world.database.transaction() as session:
        claim = claim_job(session, "worker", now)
    assert claim is not None
    want(any_world, version)
    assert jobs(any_world) == 2
    with any_world.database.transaction() as session:
        finish_job(session, claim, now)
    want(any_world, version)
    assert jobs(any_world) == 2  # the second one still waits


@pytest.mark.postgres
def test_no_worker_takes_the_waiting_job_before_the_change_is_committed(postgres_world: World) -> None:
    want(postgres_world, postgres_world.document())
    database, now = postgres_world.database, postgres_world.clock.now()
    with database.transaction() as session:
        request_index_update(session)
        with database.transaction() as other:
            assert claim_job(other, "worker", now) is None
    with database.transaction() as session:
        assert claim_job(session, "worker", now) is not None
    assert jobs(postgres_world) == 1


@pytest.mark.postgres
def test_two_people_who_touch_the_same_documents_do_not_lock_each_other_out(postgres_world: World) -> None:
    versions = [postgres_world.document() for _ in range(6)]
    want(postgres_world, *versions)

    def touch(order: list[int]) -> Callable[[threading.Barrier], None]:
        def act(barrier: threading.Barrier) -> None:
            for _ in range(10):
                with postgres_world.database.transaction() as session:
                    for version in order:
                        read_again(session, version)
                    barrier.wait()

        return act

    assert at_once(touch(versions), touch(versions[::-1])) == [None, None]
    assert set(entries(postgres_world).values()) == {(21, 0)}


def test_what_is_cited_comes_in_and_what_nobody_cites_any_more_leaves(searched_library: Library) -> None:
    library = searched_library
    version, uncited = library.document("cải cách"), library.document("cải cách")
    want(library.world, uncited)
    evidence = library.world.cite(version=version)
    assert library.update() == 2
    assert library.engine.ids() == {version}
    with library.database.transaction() as session:
        piece, actor = session.get_one(Evidence, evidence), library.world.actor("lan")
        withdraw_evidence(session, actor, piece, clock=library.world.clock)
    assert library.waiting() == {version}
    library.update()
    assert library.engine.ids() == set()
    assert library.waiting() == set()


def test_a_text_that_costs_too_much_is_cut_parked_and_keeps_nobody_waiting(library: Library) -> None:
    costly = library.cited(" ".join(f"1/AB - x{number} - " for number in range(120_000)), number="9/KH-UBND")
    honest = library.cited("cải cách " * 40_000, "hành chính")
    with Sandbox(Limits(memory_bytes=32 * MEGABYTE)) as small:
        update_index(library.database, library.store, library.engine, is_affordable=small.can_index)
    assert library.engine.ids() == {costly, honest}
    assert library.waiting() == set()
    with library.database.reading() as session:
        [parked] = session.scalars(select(Job).where(Job.state == JobState.FAILED))
    assert parked.payload == {"version_id": costly}
    with library.database.reading() as session:
        sha256 = session.get_one(DocumentVersion, costly).sha256
    assert (
        len(library.store.read_derived(places_name(sha256))) < 3_000_000
    )  # places of the part that is indexed
    assert "costs too much to index" in str(parked.last_error)
    request_again(library.database, costly)
    assert library.waiting() == {costly}


def test_a_document_stays_for_its_other_citation(library: Library) -> None:
    version = library.document("cải cách")
    evidence = library.world.cite("1.1.3", version=version)
    library.world.cite("1.3.1", version=version)
    library.update()
    with library.database.transaction() as session:
        piece, actor = session.get_one(Evidence, evidence), library.world.actor("lan")
        withdraw_evidence(session, actor, piece, clock=library.world.clock)
    library.update()
    assert library.engine.ids() == {version}


def test_a_new_version_takes_the_place_of_the_one_it_replaces(library: Library) -> None:
    version = library.document("bản đầu")
    evidence = library.world.cite(version=version)
    library.update()
    newer = library.new_version(version, "bản sau")
    with library.database.transaction() as session:
        replace_evidence(
            session,
            library.world.actor("lan"),
            session.get_one(Evidence, evidence),
            version=session.get_one(DocumentVersion, newer),
            clock=library.world.clock,
        )
    library.update()
    assert library.engine.ids() == {newer}
    assert library.found("bản sau") == {newer}


def test_what_a_reworded_explanation_no_longer_attaches_leaves(library: Library) -> None:
    first, second = library.document("thứ nhất"), library.document("thứ hai")
    library.world.explain_product(documents=(first,))
    library.update()
    assert library.engine.ids() == {first}
    library.world.explain_product(documents=(second,))
    library.update()
    assert library.engine.ids() == {second}


def test_a_change_while_the_batch_is_written_is_written_next(searched_library: Library) -> None:
    library = searched_library
    version = library.cited("văn bản cũ")
    engine = WatchedEngine(library.engine, before=once(lambda: library.rewrite(version, "văn bản mới")))
    update_index(library.database, library.store, engine)  # type: ignore[arg-type]
    assert library.found("mới") == {version}
    assert library.found("cũ") == set()
    assert library.waiting() == set()


def test_an_older_text_written_last_by_a_slower_worker_does_not_stay(searched_library: Library) -> None:
    library = searched_library
    version = library.cited("văn bản cũ")

    def overtake() -> None:
        library.rewrite(version, "văn bản mới")
        library.update()

    engine = WatchedEngine(library.engine, before=once(overtake))
    update_index(library.database, library.store, engine)  # type: ignore[arg-type]
    assert library.found("mới") == {version}
    assert library.found("cũ") == set()
    assert library.waiting() == set()


def test_two_workers_with_the_same_batch_come_to_an_end(library: Library) -> None:
    versions = {library.cited("cải cách") for _ in range(3)}
    engine = WatchedEngine(library.engine, before=once(library.update))
    update_index(library.database, library.store, engine)  # type: ignore[arg-type]
    assert library.engine.ids() == versions
    assert library.waiting() == set()


def interrupt() -> None:
    raise Interrupted


def test_an_end_between_the_index_and_its_note_is_harmless(searched_library: Library) -> None:
    library = searched_library
    version = library.cited("cải cách")
    engine = WatchedEngine(library.engine, after=interrupt)
    with pytest.raises(Interrupted):
        update_index(library.database, library.store, engine)  # type: ignore[arg-type]
    assert library.waiting() == {version}
    assert library.found("cải cách") == {version}
    library.update()
    assert library.found("cải cách") == {version}
    assert library.waiting() == set()
    assert library.update() == 0


def test_a_busy_index_leaves_everything_waiting(library: Library) -> None:
    version = library.cited("cải cách")

    def busy() -> None:
        raise IndexBusy("another process writes")

    engine = WatchedEngine(library.engine, before=busy)
    with pytest.raises(IndexBusy):
        update_index(library.database, library.store, engine)  # type: ignore[arg-type]
    assert library.waiting() == {version}


def many(library: Library, number: int) -> None:
    """Cite one document's bytes in `number` further documents, all of them wanted in the index."""
    with library.database.transaction() as session:
        pattern = session.get_one(Evidence, library.world.cite(version=library.document("cải cách")))
        version = pattern.version
        first = version.id + 1
        ids = range(first, first + number)
        at = {"owner_agency_id": pattern.agency_id, "created_by_id": pattern.cited_by_id, "created_at": NOW}
        session.execute(insert(Document), [{"id": n, "kind": "file", **at} for n in ids])
        same = ("sha256", "media_type", "file_name", "uploaded_by_id", "uploaded_at")
        session.execute(
            insert(DocumentVersion),
            [{"id": n, "document_id": n, "number": 1} | {k: getattr(version, k) for k in same} for n in ids],
        )
        kept = ("criterion_id", "agency_id", "cited_by_id", "cited_at", "accepted_at", "state_since", "state")
        session.execute(
            insert(Evidence), [{"version_id": n} | {k: getattr(pattern, k) for k in kept} for n in ids]
        )


def test_a_rebuild_goes_in_batches_tells_how_far_it_is_and_leaves_a_whole_index(
    searched_library: Library,
) -> None:
    library = searched_library
    many(library, BATCH + 20)
    sizes: list[tuple[int, int]] = []
    was_partial: list[bool] = []
    engine = WatchedEngine(
        library.engine, after=lambda: was_partial.append(library.search("cải cách").partial)
    )
    written = rebuild_index(
        library.database,
        library.store,
        engine,
        lambda done, all_: sizes.append((done, all_)),  # type: ignore[arg-type]
    )
    assert written == BATCH + 21
    assert sizes == [(BATCH, BATCH + 21), (BATCH + 21, BATCH + 21)]
    assert was_partial == [True, True]
    assert not library.search("cải cách").partial
    assert library.search("cải cách").total == BATCH + 21
    library.engine.check()


def test_a_damaged_index_is_made_anew_by_the_next_change(searched_library: Library, tmp_path: Path) -> None:
    library = searched_library
    versions = {library.cited("cải cách")}
    library.update()
    for path in (tmp_path / "index").iterdir():
        if path.name != "complete":
            path.write_bytes(b"nonsense")
    versions.add(library.cited("cải cách"))
    library.update()
    assert library.found("cải cách") == versions
    library.engine.check()


def test_a_worker_that_starts_repairs_what_is_not_whole_and_only_that(
    searched_library: Library, tmp_path: Path
) -> None:
    library = searched_library
    version = library.cited("cải cách")
    library.update()
    assert not repair_index(library.database, library.store, library.engine)
    kind = "tantivy" if isinstance(library.engine, TantivyEngine) else "whoosh"
    fresh = open_engine(f"{kind}:{tmp_path / 'other'}")  # an empty index that nobody finished
    assert repair_index(library.database, library.store, fresh)
    assert [hit.id for hit in fresh.search(parse_query("cải cách")).hits] == [version]
    assert not repair_index(library.database, library.store, fresh)
    fresh.close()


@pytest.mark.parametrize("fault", ["deleted", "nonsense", "older version"])
def test_a_worker_that_starts_finds_a_spoilt_index_and_makes_it_anew_while_search_says_so(
    searched_library: Library, tmp_path: Path, fault: str
) -> None:
    library, folder = searched_library, tmp_path / "index"
    version = library.cited("cải cách")
    library.update()
    if fault == "deleted":
        shutil.rmtree(folder)
    elif fault == "nonsense":
        for path in folder.iterdir():
            path.write_bytes(b"nonsense")
    else:
        (folder / "complete").write_text("made by an older version")
    assert library.search("cải cách").partial
    during: list[bool] = []
    engine = WatchedEngine(library.engine, before=lambda: during.append(library.search("cải cách").partial))
    assert repair_index(library.database, library.store, engine)  # type: ignore[arg-type]
    assert during == [True]
    page = library.search("cải cách")
    assert ([hit.version.id for hit in page.hits], page.partial) == ([version], False)
    library.engine.check()


def test_a_rebuild_that_was_killed_is_begun_again(searched_library: Library) -> None:
    library = searched_library
    version = library.cited("cải cách")
    with pytest.raises(Interrupted):
        rebuild_index(library.database, library.store, WatchedEngine(library.engine, after=interrupt))  # type: ignore[arg-type]
    assert library.search("cải cách").partial
    check_derived_data(library.database, library.store, library.engine)
    page = library.search("cải cách")
    assert (page.total, page.partial) == (1, False)
    assert page.hits[0].version.id == version


def test_versions_without_an_entry_are_indexed_by_a_rebuild(library: Library) -> None:
    version = library.cited("cải cách")
    with library.database.transaction() as session:
        session.delete(session.get_one(IndexEntry, version))
    rebuild_index(library.database, library.store, library.engine)
    assert library.engine.ids() == {version}


def test_a_lost_text_is_read_again(library: Library) -> None:
    library.cited("cải cách")
    library.store.delete_derived("text")
    for _ in range(2):
        check_derived_data(library.database, library.store, library.engine)
    with library.world.reading() as session:
        reading = session.scalars(select(Job.payload).where(Job.kind == "read_document")).all()
    assert len(reading) == 1


def test_the_check_is_queued_once(library: Library) -> None:
    for _ in range(2):
        with library.database.transaction() as session:
            request_derived_data_check(session, library.world.clock.now())
    assert library.index_jobs(JobState.QUEUED) == 1
