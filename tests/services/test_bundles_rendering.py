"""Rendering: a bag that independent programs accept, the same bytes anywhere, mended if killed."""

import hashlib
import io
import os
import stat
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import bagit
import pytest
from sqlalchemy import select

from evidence_repo.errors import NotVisible, Unavailable
from evidence_repo.models import (
    AuditEvent,
    Blob,
    BundleFile,
    BundleState,
    Evidence,
    IndexEntry,
    SubmissionBundle,
)
from evidence_repo.services.bundles import bundle_stream, verify_bundle
from evidence_repo.services.bundles.generating import generate_files
from evidence_repo.services.bundles.sealing import read_snapshot
from evidence_repo.services.bundles.snapshot import documents_of
from storage import BlobMissing, open_store
from tests.services.bundle_world import BundleWorld
from verifier.names import path_faults

RENDER_ELSEWHERE = """
import sys
from evidence_repo.clock import Clock
from evidence_repo.db import Database
from evidence_repo.services.audit.dispatch import dispatch
from evidence_repo.services.bundles import render_bundle
from storage import open_store

url, store, bundle = sys.argv[1:]
database = Database(url, before_commit=[dispatch])
print(render_bundle(database, open_store(store), int(bundle), Clock()).zip_sha256)
database.close()
"""


def render_elsewhere(world: BundleWorld, bundle_id: int, folder: Path, **environment: str) -> str:
    """Render in another process, time zone and locale; return the hash that it noted or found."""
    url = world.database.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", RENDER_ELSEWHERE, url, f"file:{folder}/blobs", str(bundle_id)]
    done = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=True, timeout=120
    )
    return done.stdout.strip().splitlines()[-1]


def _sealed(world: BundleWorld, *, rendered: bool = True) -> SubmissionBundle:
    """Seal a bundle with an explained piece, a link, and a product's explanation that has a document."""
    world.approve_explained("1.1.3", text="Dòng một\nDòng hai =1+1")
    attachment = world.document()
    world.cite("1.3.1", version=world.link(), pages="Phần II")
    explanation = world.explain_product("1.3.1", 2, documents=(attachment,))
    world.submit("1.3.1")
    with world.reading() as session:
        link = session.scalars(select(Evidence).order_by(Evidence.id.desc())).first()
    assert link is not None
    world.judge(link.id)
    world.judge_explanation(explanation, True)
    world.approve("1.3.1")
    bundle_id = world.seal("1.1.3", "1.3.1")
    if rendered:
        return world.render(bundle_id)
    with world.reading() as session:
        return session.get_one(SubmissionBundle, bundle_id)


def test_independent_programs_accept_the_bag(sealing: BundleWorld, tmp_path: Path) -> None:
    bundle = _sealed(sealing)
    path = sealing.write_zip(bundle, tmp_path)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == bundle.zip_sha256
    assert path.stat().st_size == bundle.zip_size
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path / "unpacked")
    bag = bagit.Bag(str(tmp_path / "unpacked" / bundle.name))
    bag.validate()
    assert bag.info["External-Identifier"] == bundle.name
    assert bag.info["Audit-Head"] == bundle.audit_head
    assert bag.version_info == (1, 0)
    check = verify_bundle(path)
    assert check.faults == ()
    assert (check.name, check.audit_head) == (bundle.name, bundle.audit_head)


def test_every_member_is_plain_sorted_and_of_one_time(sealing: BundleWorld) -> None:
    bundle = _sealed(sealing)
    with zipfile.ZipFile(io.BytesIO(sealing.zip_bytes(bundle))) as archive:
        members = archive.infolist()
    names = [member.filename for member in members]
    assert names == sorted(names)
    assert len({member.date_time for member in members}) == 1
    for member in members:
        bag, _, path = member.filename.partition("/")
        assert bag == bundle.name
        assert path_faults(bag, path) == ()
        assert member.compress_type == zipfile.ZIP_STORED
        assert member.flag_bits & 0x800
        assert member.external_attr >> 16 == stat.S_IFREG | 0o644


def test_the_paths_are_those_of_the_layout(sealing: BundleWorld) -> None:
    bundle = _sealed(sealing)
    with zipfile.ZipFile(io.BytesIO(sealing.zip_bytes(bundle))) as archive:
        names = [name.removeprefix(f"{bundle.name}/") for name in archive.namelist()]
    field = "data/LV1_Chi-dao-dieu-hanh"
    subject = "ket-qua-thuc-hien-nhiem-vu-so"
    assert names == [
        "bag-info.txt",
        "bagit.txt",
        "data/00_Danh-muc-TLKC.csv",
        "data/00_Danh-muc-TLKC.xlsx",
        f"{field}/TCTP-1.1.3/01_BC_1-BC-UBND_2017-11-20_{subject}-1.pdf",
        f"{field}/TCTP-1.1.3/Giai-trinh/01_giai-trinh.docx",
        f"{field}/TCTP-1.3.1/01_2017-11-20_tin-ve-cai-cach-hanh-chinh.pdf",
        f"{field}/TCTP-1.3.1/Giai-trinh/01_giai-trinh.docx",
        f"{field}/TCTP-1.3.1/Giai-trinh/02_BC_2-BC-UBND_2017-11-20_{subject}-2.pdf",
        "data/index.html",
        "manifest-sha256.txt",
        "tagmanifest-sha256.txt",
    ]


def test_one_document_cited_twice_stands_there_for_each_citation(sealing: BundleWorld) -> None:
    version = sealing.document()
    pieces = [sealing.cite(version=version, pages=pages) for pages in ("1", "2-3")]
    sealing.submit()
    for piece in pieces:
        sealing.judge(piece)
    sealing.approve()
    bundle = sealing.render(sealing.seal("1.1.3"))
    assert bundle.documents == 2
    with sealing.reading() as session:
        files = [document["file"] for document in documents_of(read_snapshot(session, bundle))]
    assert len({file["path"] for file in files}) == 2
    assert len({file["sha256"] for file in files}) == 1


def test_every_generated_file_is_a_blob_with_its_row(sealing: BundleWorld) -> None:
    bundle = _sealed(sealing)
    with sealing.reading() as session:
        kept = {row.path: row.sha256 for row in session.scalars(select(BundleFile))}
        blobs = {row.sha256: (row.size, row.condemned_at) for row in session.scalars(select(Blob))}
        made = {file.facts["path"]: file.facts for file in generate_files(read_snapshot(session, bundle))}
    assert kept == {path: facts["sha256"] for path, facts in made.items()}
    for facts in made.values():
        assert blobs[facts["sha256"]] == (facts["size"], None)
        assert sealing.store.stat(facts["sha256"]).size == facts["size"]
    assert blobs[bundle.zip_sha256 or ""] == (bundle.zip_size, None)


@pytest.mark.parametrize("forgotten", [False, True], ids=["stored files kept", "generated files lost too"])
def test_a_deleted_zip_is_made_again_in_another_process_zone_and_locale(
    sealing: BundleWorld, tmp_path: Path, forgotten: bool
) -> None:
    bundle = _sealed(sealing)
    before = sealing.zip_bytes(bundle)
    assert bundle.zip_sha256
    sealing.store.delete(bundle.zip_sha256)
    if forgotten:
        with sealing.reading() as session:
            for sha256 in session.scalars(select(BundleFile.sha256)):
                sealing.store.delete(sha256)
    with pytest.raises(BlobMissing), bundle_stream(sealing.store, bundle):
        pass
    elsewhere = {"TZ": "Pacific/Kiritimati", "LANG": "C", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    assert render_elsewhere(sealing, bundle.id, tmp_path, **elsewhere) == bundle.zip_sha256
    with bundle_stream(sealing.store, bundle) as stream:
        assert stream.read() == before


def test_a_first_rendering_elsewhere_gives_what_one_here_would(sealing: BundleWorld, tmp_path: Path) -> None:
    bundle = _sealed(sealing, rendered=False)
    with sealing.reading() as session:
        here = {file.facts["sha256"] for file in generate_files(read_snapshot(session, bundle))}
    elsewhere = {"TZ": "America/St_Johns", "LANG": "C", "LC_ALL": "C", "PYTHONHASHSEED": "1"}
    render_elsewhere(sealing, bundle.id, tmp_path, **elsewhere)
    with sealing.reading() as session:
        assert set(session.scalars(select(BundleFile.sha256))) == here


def test_rendering_twice_changes_nothing(any_sealing: BundleWorld) -> None:
    bundle = _sealed(any_sealing)
    again = any_sealing.render(bundle.id)
    assert (again.zip_sha256, again.rendered_at) == (bundle.zip_sha256, bundle.rendered_at)
    with any_sealing.reading() as session:
        rendered = session.scalars(select(AuditEvent).where(AuditEvent.action == "render_bundle")).all()
    assert len(rendered) == 1


def test_two_renderers_at_once_note_one_zip(any_sealing: BundleWorld) -> None:
    bundle = _sealed(any_sealing, rendered=False)
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(any_sealing.render, [bundle.id] * 2))
    assert made[0].zip_sha256 == made[1].zip_sha256 is not None
    with any_sealing.reading() as session:
        rendered = session.scalars(select(AuditEvent).where(AuditEvent.action == "render_bundle")).all()
    assert len(rendered) == 1


KILLED = """
import os, sys
from evidence_repo.clock import Clock
from evidence_repo.db import Database
from evidence_repo.services.audit.dispatch import dispatch
from evidence_repo.services.bundles import render_bundle
from storage import open_store

url, store, bundle, puts = sys.argv[1:]
inner = open_store(store)
left = int(puts)

class Dying:
    def __getattr__(self, name):
        return getattr(inner, name)
    def put(self, sha256, source, size):
        global left
        if not left:
            source.read(100)
            os.kill(os.getpid(), 9)
        left -= 1
        inner.put(sha256, source, size)

def die(session):
    os.kill(os.getpid(), 9)

database = Database(url, before_commit=[dispatch, die])
render_bundle(database, Dying(), int(bundle), Clock())
"""


@pytest.mark.parametrize("puts", [0, 3, 9, 99], ids=["first file", "a file", "the ZIP", "the commit"])
def test_a_process_killed_while_rendering_is_mended_by_the_next(
    sealing: BundleWorld, tmp_path: Path, puts: int
) -> None:
    bundle = _sealed(sealing, rendered=False)
    url = sealing.database.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", KILLED, url, f"file:{tmp_path}/blobs", str(bundle.id), str(puts)]
    assert subprocess.run(command, check=False, timeout=120).returncode == -9
    with sealing.reading() as session:
        left = session.get_one(SubmissionBundle, bundle.id)
        assert (left.state, left.zip_sha256) == (BundleState.RENDERING, None)
        assert session.scalars(select(BundleFile)).all() == []
    mended = sealing.render(bundle.id)
    assert mended.state is BundleState.SEALED
    assert verify_bundle(sealing.write_zip(mended, tmp_path)).faults == ()


def test_a_missing_or_rotten_document_is_told_before_there_is_a_bundle(
    sealing: BundleWorld, tmp_path: Path
) -> None:
    bundle = _sealed(sealing, rendered=False)
    with sealing.reading() as session:
        document = documents_of(read_snapshot(session, bundle))[0]["file"]
    with sealing.store.local_path(document["sha256"]) as path:
        good = path.read_bytes()
        path.chmod(0o644)
        path.write_bytes(good[:-1] + b"!")
    with pytest.raises(Unavailable) as rotten:
        sealing.render(bundle.id)
    assert rotten.value.code == "bundle_damaged"
    sealing.store.delete(document["sha256"])
    with pytest.raises(Unavailable) as missing:
        sealing.render(bundle.id)
    assert missing.value.code == "bundle_damaged"
    with sealing.reading() as session:
        left = session.get_one(SubmissionBundle, bundle.id)
        assert left.state is BundleState.RENDERING
        assert document["sha256"] in (left.failure or "")
    sealing.store.put(document["sha256"], io.BytesIO(good), len(good))
    mended = sealing.render(bundle.id)
    assert (mended.state, mended.failure) == (BundleState.SEALED, None)


def test_an_unknown_bundle_is_not_rendered(sealing: BundleWorld) -> None:
    with pytest.raises(NotVisible):
        sealing.render(99)


def test_the_index_follows_what_the_ministry_may_now_see(sealing: BundleWorld) -> None:
    bundle = _sealed(sealing, rendered=False)

    def wanted() -> dict[int, int]:
        with sealing.reading() as session:
            return {entry.version_id: entry.wanted for entry in session.scalars(select(IndexEntry))}

    before = wanted()
    sealing.render(bundle.id)
    assert {key for key, count in wanted().items() if count > before.get(key, 0)} == set(before)


@pytest.mark.minio
def test_the_same_bytes_in_minio(sealing: BundleWorld, minio_bucket_url: str, tmp_path: Path) -> None:
    bundle = _sealed(sealing)
    remote = open_store(minio_bucket_url)
    remote.check()
    for info in list(sealing.store.list()):
        if info.sha256 != bundle.zip_sha256:
            with sealing.store.open(info.sha256) as stream:
                remote.put(info.sha256, stream, info.size)
    before, sealing.store = sealing.zip_bytes(bundle), remote
    sealing.render(bundle.id)
    assert sealing.zip_bytes(bundle) == before
