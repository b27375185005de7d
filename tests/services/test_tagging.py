"""The tags on stored bytes say who cites them, whatever order the jobs come in."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from minio import Minio
from sqlalchemy import select

from evidence_repo.models import AssessmentCycle, Criterion, DocumentVersion, Evidence, Job
from evidence_repo.services.outbox.kinds import JobKind
from evidence_repo.services.outbox.tag_requests import tag_blob, wanted_tags
from evidence_repo.services.workflow.pieces import move_evidence, replace_evidence, withdraw_evidence
from index.search import open_engine
from storage import BlobMissing, BlobStore, open_store
from storage.keys import blob_key
from tests.services.library import Library
from tests.services.world import World

CITED = {"year": "2017", "tctp": "1.1.3", "agency": "noi-vu"}


def hash_of(world: World, version_id: int) -> str:
    with world.reading() as session:
        return session.get_one(DocumentVersion, version_id).sha256


def wanted(world: World, version_id: int) -> dict[str, str]:
    with world.reading() as session:
        return wanted_tags(session, session.get_one(DocumentVersion, version_id).sha256)


def run_jobs(library: Library) -> int:
    """Do all tagging that is queued, the newest job first: the order must not matter."""
    with library.world.reading() as session:
        jobs = session.scalars(select(Job).where(Job.kind == JobKind.TAG_BLOB).order_by(Job.id.desc())).all()
    for job in jobs:
        tag_blob(library.database, library.store, job.payload["sha256"])
    return len(jobs)


def withdraw(world: World, evidence_id: int, who: str = "lan") -> None:
    with world.database.transaction() as session:
        withdraw_evidence(
            session, world.actor(who), session.get_one(Evidence, evidence_id), clock=world.clock
        )


def test_several_criteria_and_agencies_are_joined(world: World) -> None:
    version = world.document()
    world.cite("1.3.1", version=version)
    world.cite("1.1.3", version=version)
    assert wanted(world, version) == {"year": "2017", "tctp": "1.1.3+1.3.1", "agency": "noi-vu"}


def test_the_same_bytes_in_two_agencies_and_two_years_carry_both(world: World) -> None:
    own, theirs = world.document(), world.document("justice")
    world.cite("1.1.3", version=own)
    evidence = world.cite("2.1.1", "justice", version=theirs)
    with world.database.transaction() as session:
        version = session.get_one(DocumentVersion, theirs)
        version.sha256 = session.get_one(DocumentVersion, own).sha256
        criterion = session.get_one(Evidence, evidence).criterion
        later = AssessmentCycle(year=2018, province_id=1, created_at=version.uploaded_at)
        session.add(later)
        session.flush()
        session.get_one(Criterion, criterion.id).cycle_id = later.id
    assert wanted(world, own) == {"year": "2017+2018", "tctp": "1.1.3+2.1.1", "agency": "noi-vu+tu-phap"}


def test_a_contribution_carries_the_agency_that_cites(world: World) -> None:
    version = world.document("district")
    world.cite("1.1.3", "district", version=version)
    assert wanted(world, version) == CITED | {"agency": "chau-doc"}


def test_every_change_of_a_citation_queues_what_keeps_the_tags_true(library: Library) -> None:
    world = library.world
    version = library.document("cải cách")
    evidence = world.cite("1.1.3", version=version)
    sha256 = hash_of(world, version)
    assert run_jobs(library) == 1
    assert library.store.tags(sha256) == CITED
    with world.database.transaction() as session:
        piece, target = session.get_one(Evidence, evidence), world.criterion(session, "1.3.1")
        move_evidence(session, world.actor("lan"), piece, target, clock=world.clock)
    run_jobs(library)
    assert library.store.tags(sha256) == CITED | {"tctp": "1.3.1"}
    newer = library.new_version(version, "cải cách")
    with world.database.transaction() as session:
        replace_evidence(
            session,
            world.actor("lan"),
            session.get_one(Evidence, evidence),
            version=session.get_one(DocumentVersion, newer),
            clock=world.clock,
        )
    run_jobs(library)
    assert library.store.tags(sha256) == {}
    assert library.store.tags(hash_of(world, newer)) == CITED | {"tctp": "1.3.1"}
    withdraw(world, evidence)
    run_jobs(library)
    assert library.store.tags(hash_of(world, newer)) == {}


class OvertakenStore:
    """The real store, where something happens between the reading of the database and the first writing."""

    def __init__(self, store: BlobStore, meanwhile: Callable[[], None]) -> None:
        self._store, self._meanwhile = store, meanwhile
        self.written: list[Mapping[str, str]] = []

    def set_tags(self, sha256: str, tags: Mapping[str, str]) -> None:
        if not self.written:
            self._meanwhile()
        self.written.append(tags)
        self._store.set_tags(sha256, tags)


def test_a_job_that_another_overtakes_leaves_nothing_stale(library: Library) -> None:
    version = library.document("cải cách")
    evidence = library.world.cite(version=version)
    sha256 = hash_of(library.world, version)

    def meanwhile() -> None:
        withdraw(library.world, evidence)
        tag_blob(library.database, library.store, sha256)

    store = OvertakenStore(library.store, meanwhile)
    tag_blob(library.database, store, sha256)  # type: ignore[arg-type]
    assert store.written == [CITED, {}]
    assert library.store.tags(sha256) == {}


def test_doing_it_twice_changes_nothing_and_a_missing_blob_is_told(library: Library) -> None:
    version = library.document("cải cách")
    library.world.cite(version=version)
    sha256 = hash_of(library.world, version)
    for _ in range(2):
        tag_blob(library.database, library.store, sha256)
        assert library.store.tags(sha256) == CITED
    library.store.delete(sha256)
    with pytest.raises(BlobMissing):
        tag_blob(library.database, library.store, sha256)


def test_bytes_that_were_collected_meanwhile_need_no_tags(library: Library) -> None:
    tag_blob(library.database, library.store, "0" * 64)


@pytest.fixture
def minio_library(world: World, minio_bucket_url: str, tmp_path: Path) -> Iterator[Library]:
    engine = open_engine(f"whoosh:{tmp_path / 'index'}")
    yield Library(world, open_store(minio_bucket_url), engine)
    engine.close()


@pytest.mark.minio
def test_minio_itself_tells_the_tags(minio_library: Library, minio_bucket_url: str) -> None:
    parts = urlsplit(minio_bucket_url)
    sdk = Minio(
        endpoint=parts.netloc.rpartition("@")[2],
        access_key=parts.username,
        secret_key=parts.password,
        secure=parts.scheme.endswith("https"),
    )
    world = minio_library.world
    version = minio_library.document("cải cách")
    evidence = world.cite("1.1.3", version=version)
    world.cite("1.3.1", version=version)
    key = blob_key(hash_of(world, version))

    def tags() -> Mapping[str, str] | None:
        found = sdk.get_object_tags(bucket_name=parts.path.strip("/"), object_name=key)
        return dict(found) if found else None

    run_jobs(minio_library)
    assert tags() == CITED | {"tctp": "1.1.3+1.3.1"}
    withdraw(world, evidence)
    run_jobs(minio_library)
    assert tags() == CITED | {"tctp": "1.3.1"}


@pytest.mark.minio
def test_tags_that_nobody_wants_any_more_are_gone_from_minio(
    minio_library: Library, minio_bucket_url: str
) -> None:
    version = minio_library.document("cải cách")
    evidence = minio_library.world.cite(version=version)
    run_jobs(minio_library)
    sha256 = hash_of(minio_library.world, version)
    assert minio_library.store.tags(sha256) == CITED
    withdraw(minio_library.world, evidence)
    run_jobs(minio_library)
    assert open_store(minio_bucket_url).tags(sha256) == {}
