"""Files at the door: hashed once, refused with a sentence, kept before the row, claimed behind its lock."""

import hashlib
import os
import resource
import subprocess
import sys
import threading
import tracemalloc
import zlib
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import delete, select
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from evidence_repo.db import Database
from evidence_repo.errors import BadInput, EvidenceError, Unavailable
from evidence_repo.models import Blob
from evidence_repo.services.documents.uploads import (
    HashingSpool,
    SpooledFile,
    claim_blob,
    keep_blob,
    spool_upload,
)
from index.media import MediaType, detect_media_type
from storage import BlobStore, LocalBlobStore, open_store
from tests.documents import build_admin_pdf, build_docx
from tests.live.processes import free_port
from tests.services.at_once import at_once
from tests.services.world import NOW

LIMIT = 1024 * 1024
OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture
def pdf(tmp_path: Path) -> bytes:
    return build_admin_pdf(tmp_path / "source.pdf").read_bytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "spool"


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return LocalBlobStore(tmp_path / "blobs")


def left_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


def spool(data: bytes, folder: Path, name: str = "báo cáo.pdf", limit: int = LIMIT) -> SpooledFile:
    return spool_upload(BytesIO(data), folder, limit, name, detect_media_type)


def test_a_spooled_file_is_hashed_and_named(pdf: bytes, folder: Path) -> None:
    spooled = spool(pdf, folder, "C:\\Tài liệu\\báo\ncáo.pdf")
    assert spooled.path.read_bytes() == pdf
    assert spooled.sha256 == hashlib.sha256(pdf).hexdigest()
    assert (spooled.crc32, spooled.size) == (zlib.crc32(pdf), len(pdf))
    assert (spooled.media_type, spooled.file_name) == (MediaType.PDF, "báo cáo.pdf")
    with spooled:
        pass
    assert left_in(folder) == []


def test_the_kind_is_judged_by_content_not_by_name(tmp_path: Path, folder: Path) -> None:
    docx = build_docx(tmp_path / "a.docx").read_bytes()
    assert spool(docx, folder, "ke-hoach.pdf").media_type is MediaType.DOCX


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"%PDF-1.4\n" + b"x" * LIMIT, "too_large"),
        (b"\x7fELF" + bytes(100), "type_not_allowed"),
        (b"PK\x03\x04 no zip at all", "type_not_allowed"),
        (OLE_MARK + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(99), "encrypted"),
    ],
)
def test_a_refused_file_leaves_nothing_and_says_what_to_do(data: bytes, code: str, folder: Path) -> None:
    with pytest.raises(BadInput) as refused:
        spool(data, folder, "văn bản.bin")
    assert refused.value.code == code
    assert "văn bản.bin" in str(refused.value)
    assert refused.value.advice
    assert left_in(folder) == []


def test_the_refusal_names_what_is_allowed(folder: Path) -> None:
    kinds = "PDF, DOCX, DOC, XLSX, XLS, ODT, ODS, JPEG, PNG, TIFF, HEIC, TXT, MHTML, EML, RTF, HTML, ZIP"
    with pytest.raises(BadInput, match=f"The content of “báo cáo.pdf” is not PDF. Accepted are: {kinds}"):
        spool(b"\x7fELF" + bytes(100), folder)


def test_exactly_the_limit_is_accepted_and_one_byte_more_is_not(folder: Path) -> None:
    line = b"a" * 1000
    assert spool(line, folder, "a.txt", limit=1000).size == 1000
    with pytest.raises(BadInput):
        spool(line + b"a", folder, "a.txt", limit=1000)


def test_reading_stops_soon_after_the_limit(folder: Path) -> None:
    class Endless:
        taken = 0

        def read(self, size: int) -> bytes:
            self.taken += size
            assert self.taken < 20 * LIMIT
            return b"a" * size

    with pytest.raises(BadInput):
        spool_upload(Endless(), folder, LIMIT, "a.txt", detect_media_type)  # type: ignore[arg-type]  # a stream that only reads


def test_a_stream_that_breaks_leaves_nothing(folder: Path) -> None:
    class Broken:
        def read(self, size: int) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        spool_upload(Broken(), folder, LIMIT, "a.txt", detect_media_type)  # type: ignore[arg-type]  # a stream that only reads
    assert left_in(folder) == []


def test_memory_stays_constant(folder: Path) -> None:
    class Big:
        left = 64

        def read(self, size: int) -> bytes:
            self.left -= 1
            return b"plain words\n".ljust(1 << 20) if self.left >= 0 else b""

    tracemalloc.start()
    spooled = spool_upload(Big(), folder, 100 * LIMIT, "a.txt", detect_media_type)  # type: ignore[arg-type]  # a stream that only reads
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert spooled.size == 64 << 20
    assert peak < 12 << 20


def request_with(files: list[tuple[str, bytes]], folder: Path, limit: int = LIMIT) -> Request:
    class Uploads(Request):
        def _get_file_stream(self, *_: object, **__: object) -> HashingSpool:  # type: ignore[override]
            return HashingSpool(folder, limit, detect_media_type)

    parts = [(BytesIO(data), name) for name, data in files]
    return Uploads(EnvironBuilder(method="POST", data={"files": parts}).get_environ())


def test_a_request_is_spooled_once_while_it_is_parsed(pdf: bytes, folder: Path) -> None:
    request = request_with([("một.pdf", pdf), ("hai.txt", b"hai")], folder)
    streams = [(file.stream, file.filename) for file in request.files.getlist("files")]
    first, second = (stream.finish(name) for stream, name in streams)  # type: ignore[attr-defined]  # our stream
    assert (first.sha256, first.file_name) == (hashlib.sha256(pdf).hexdigest(), "một.pdf")
    assert (second.media_type, second.size) == (MediaType.TXT, 3)
    assert sorted(left_in(folder)) == sorted([first.path, second.path])


def test_one_refused_file_of_a_request_costs_only_itself(pdf: bytes, folder: Path) -> None:
    request = request_with([("lớn.txt", b"a" * 90_000), ("một.pdf", pdf)], folder, limit=80_000)
    too_large, good = (file.stream for file in request.files.getlist("files"))
    with pytest.raises(BadInput, match="lớn"):
        too_large.finish("lớn.txt")  # type: ignore[attr-defined]  # our stream
    spooled = good.finish("một.pdf")  # type: ignore[attr-defined]  # our stream
    assert left_in(folder) == [spooled.path]


def test_an_abandoned_spool_disappears(pdf: bytes, folder: Path) -> None:
    abandoned = HashingSpool(folder, LIMIT, detect_media_type)
    abandoned.write(pdf)
    assert len(left_in(folder)) == 1
    del abandoned
    assert left_in(folder) == []


@pytest.fixture
def small_disk() -> Iterator[None]:
    """Let no file of this process grow over 100 KB, as a full disk would."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("small_disk")
def test_a_full_disk_refuses_one_file_and_not_the_next(folder: Path) -> None:
    with pytest.raises(Unavailable) as refused:
        spool(b"a" * 300_000, folder, "lớn.txt")
    assert refused.value.code == "storage_full"
    assert "safe" in str(refused.value.advice)
    assert left_in(folder) == []
    assert spool(b"a" * 1000, folder, "nhỏ.txt").size == 1000


def test_a_full_store_keeps_nothing_and_says_so(folder: Path, store: BlobStore) -> None:
    spooled = spool(b"a" * 300_000, folder, "lớn.txt")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(Unavailable) as refused:
            keep_blob(store, spooled)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert refused.value.code == "storage_full"
    assert not store.exists(spooled.sha256)
    assert left_in(folder) == []


def test_kept_bytes_are_in_the_store_and_the_spool_is_empty(
    pdf: bytes, folder: Path, store: BlobStore
) -> None:
    spooled = spool(pdf, folder)
    keep_blob(store, spooled)
    with store.open(spooled.sha256) as kept:
        assert kept.read() == pdf
    assert left_in(folder) == []


def test_a_damaged_stored_copy_is_never_taken_for_the_file(
    pdf: bytes, folder: Path, store: BlobStore, tmp_path: Path
) -> None:
    spooled = spool(pdf, folder)
    keep_blob(store, spooled)
    with store.local_path(spooled.sha256) as path:
        path.write_bytes(b"other bytes")
    with pytest.raises(Unavailable) as refused:
        keep_blob(store, spool(pdf, folder))
    assert refused.value.code == "blob_conflict"


@pytest.mark.minio
def test_an_upload_reaches_minio_and_a_silent_one_is_our_own_error(
    pdf: bytes, folder: Path, minio_url: str
) -> None:
    store = open_store(minio_url)
    spooled = spool(pdf, folder)
    keep_blob(store, spooled)
    assert store.stat(spooled.sha256).size == len(pdf)
    silent = open_store(f"minio+http://key:secret12@127.0.0.1:{free_port()}/bucket")
    with pytest.raises(Unavailable) as refused:
        keep_blob(silent, spool(pdf, folder))
    assert refused.value.code == "storage_unavailable"
    assert "safe" in str(refused.value.advice)
    assert left_in(folder) == []


def claim(database: Database, store: BlobStore, spooled: SpooledFile) -> None:
    with database.transaction() as session:
        claim_blob(session, store, spooled, NOW)


def blobs(database: Database) -> list[Blob]:
    with database.reading() as session:
        return list(session.scalars(select(Blob)))


def test_claiming_twice_makes_one_row(
    any_database: Database, pdf: bytes, folder: Path, store: BlobStore
) -> None:
    spooled = spool(pdf, folder)
    keep_blob(store, spooled)
    claim(any_database, store, spooled)
    claim(any_database, store, spooled)
    [blob] = blobs(any_database)
    assert (blob.sha256, blob.size, blob.crc32) == (spooled.sha256, len(pdf), zlib.crc32(pdf))
    assert blob.condemned_at is None


def test_claiming_at_once_makes_one_row(
    any_database: Database, pdf: bytes, folder: Path, store: BlobStore
) -> None:
    spooled = spool(pdf, folder)
    keep_blob(store, spooled)

    def act(barrier: threading.Barrier) -> None:
        barrier.wait()
        claim(any_database, store, spooled)

    assert at_once(*[act] * 4) == [None] * 4
    assert len(blobs(any_database)) == 1


def test_claiming_takes_a_condemnation_back(
    any_database: Database, pdf: bytes, folder: Path, store: BlobStore
) -> None:
    spooled = spool(pdf, folder)
    keep_blob(store, spooled)
    claim(any_database, store, spooled)
    with any_database.transaction() as session:
        session.get_one(Blob, spooled.sha256).condemned_at = NOW - timedelta(hours=30)
    claim(any_database, store, spooled)
    assert blobs(any_database)[0].condemned_at is None


def test_bytes_that_were_cleared_away_are_not_claimed(
    any_database: Database, pdf: bytes, folder: Path, store: BlobStore
) -> None:
    spooled = spool(pdf, folder)
    keep_blob(store, spooled)
    store.delete(spooled.sha256)
    with pytest.raises(Unavailable) as refused:
        claim(any_database, store, spooled)
    assert refused.value.code == "blob_gone"
    assert blobs(any_database) == []


def test_a_claim_waits_for_whoever_deletes_the_row(
    any_database: Database, pdf: bytes, folder: Path, store: BlobStore
) -> None:
    spooled = spool(pdf, folder)
    keep_blob(store, spooled)
    claim(any_database, store, spooled)
    deleting = threading.Event()

    def sweep(barrier: threading.Barrier) -> None:
        with any_database.transaction() as session:
            session.execute(delete(Blob))
            store.delete(spooled.sha256)
            deleting.set()
            barrier.wait()

    def upload(barrier: threading.Barrier) -> None:
        deleting.wait(10)
        barrier.wait()
        claim(any_database, store, spooled)

    swept, claimed = at_once(sweep, upload)
    assert swept is None
    assert isinstance(claimed, EvidenceError)
    assert claimed.code == "blob_gone"
    assert blobs(any_database) == []


_KILLED_WHILE_SPOOLING = """
import os, signal, sys
from pathlib import Path
from evidence_repo.services.documents.uploads import HashingSpool
from index.media import detect_media_type
spool = HashingSpool(Path(sys.argv[1]), 1 << 20, detect_media_type)
spool.write(b"nothing yet")
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_upload_leaves_only_a_spool_file_for_the_sweep(folder: Path) -> None:
    command = [sys.executable, "-c", _KILLED_WHILE_SPOOLING, str(folder)]
    assert subprocess.run(command, env=dict(os.environ), check=False).returncode == -9
    [left] = left_in(folder)
    assert left.suffix == ".upload"
