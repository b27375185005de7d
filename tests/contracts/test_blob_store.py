"""The contract of `BlobStore`, over every implementation."""

import hashlib
import io
import socket
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from storage import (
    BlobConflict,
    BlobCorrupt,
    BlobMissing,
    BlobStore,
    InvalidKey,
    InvalidTags,
    StorageUnavailable,
    open_store,
)
from storage.minio_store import MinioBlobStore
from tests.contracts.blob_sources import (
    MEGABYTE,
    BreakingSource,
    DribblingSource,
    Interrupted,
    content,
    kill_while_putting,
    sha256_of,
)
from tests.live.processes import free_port

PUTS_EACH = 5
REPORT = content(70_000, seed=1)
REPORT_SHA256 = sha256_of(REPORT)
OTHER = content(70_000, seed=2)

STORES = ["local", pytest.param("minio", marks=pytest.mark.minio)]


@pytest.fixture(params=STORES)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "local":
        return f"file:{tmp_path / 'blobs'}"
    return cast(str, request.getfixturevalue("minio_bucket_url"))


@pytest.fixture
def store(store_url: str) -> BlobStore:
    return open_store(store_url)


def put(store: BlobStore, data: bytes) -> str:
    sha256 = sha256_of(data)
    store.put(sha256, io.BytesIO(data), len(data))
    return sha256


def read(store: BlobStore, sha256: str, start: int = 0, length: int | None = None) -> bytes:
    with store.open(sha256, start, length) as stream:
        return stream.read()


def hashes(store: BlobStore) -> set[str]:
    return {blob.sha256 for blob in store.list()}


def test_what_was_put_is_read_back(store: BlobStore) -> None:
    before = datetime.now(UTC)
    assert put(store, REPORT) == REPORT_SHA256
    assert read(store, REPORT_SHA256) == REPORT
    info = store.stat(REPORT_SHA256)
    assert (info.sha256, info.size) == (REPORT_SHA256, len(REPORT))
    assert info.modified.utcoffset() == timedelta(0)
    assert before - timedelta(seconds=2) < info.modified < datetime.now(UTC) + timedelta(seconds=2)
    assert store.exists(REPORT_SHA256)


def test_only_the_rest_of_a_source_is_put(store: BlobStore) -> None:
    source = io.BytesIO(b"header" + REPORT)
    source.seek(6)
    store.put(REPORT_SHA256, source, len(REPORT))
    assert read(store, REPORT_SHA256) == REPORT


def test_a_source_may_give_less_than_asked(store: BlobStore) -> None:
    store.put(REPORT_SHA256, DribblingSource(REPORT), len(REPORT))
    assert read(store, REPORT_SHA256) == REPORT


def test_an_empty_blob_is_a_blob(store: BlobStore) -> None:
    sha256 = put(store, b"")
    assert read(store, sha256) == b""
    assert store.stat(sha256).size == 0


def test_an_empty_source_is_verified_too(store: BlobStore) -> None:
    with pytest.raises(BlobCorrupt):
        store.put(REPORT_SHA256, io.BytesIO(), 0)
    assert not store.exists(REPORT_SHA256)


def test_the_same_bytes_again_succeed_and_keep_their_tags(store: BlobStore) -> None:
    put(store, REPORT)
    store.set_tags(REPORT_SHA256, {"year": "2017"})
    put(store, REPORT)
    assert read(store, REPORT_SHA256) == REPORT
    assert store.tags(REPORT_SHA256) == {"year": "2017"}
    assert [blob.sha256 for blob in store.list()] == [REPORT_SHA256]


def test_the_same_bytes_again_renew_the_time(store: BlobStore) -> None:
    put(store, REPORT)
    [first] = store.list()
    deadline = time.monotonic() + 5
    last = first
    while last.modified == first.modified and time.monotonic() < deadline:  # clocks of files tick in ms
        put(store, REPORT)
        [last] = store.list()
    assert last.modified > first.modified


def test_other_bytes_under_an_existing_key_are_refused(store: BlobStore) -> None:
    put(store, REPORT)
    with pytest.raises(BlobConflict):
        store.put(REPORT_SHA256, io.BytesIO(OTHER), len(OTHER))
    with pytest.raises(BlobConflict):
        store.put(REPORT_SHA256, io.BytesIO(), 0)
    assert read(store, REPORT_SHA256) == REPORT


@pytest.mark.parametrize(
    ("data", "size"),
    [
        pytest.param(OTHER, len(OTHER), id="other bytes"),
        pytest.param(REPORT, len(REPORT) + 1, id="shorter than announced"),
        pytest.param(REPORT, len(REPORT) - 1, id="longer than announced"),
        pytest.param(content(40 * MEGABYTE, seed=3), 40 * MEGABYTE, id="other bytes in several parts"),
    ],
)
def test_a_wrong_source_leaves_nothing(store: BlobStore, data: bytes, size: int) -> None:
    with pytest.raises(BlobCorrupt):
        store.put(REPORT_SHA256, io.BytesIO(data), size)
    assert not store.exists(REPORT_SHA256)
    assert hashes(store) == set()


@pytest.mark.parametrize("sent", [0, 1000, 20 * MEGABYTE], ids=["nothing", "a little", "several parts"])
def test_a_source_that_breaks_off_leaves_nothing(store: BlobStore, sent: int) -> None:
    data = content(40 * MEGABYTE, seed=4)
    with pytest.raises(Interrupted):
        store.put(sha256_of(data), cast(BinaryIO, BreakingSource(data[:sent])), len(data))
    assert hashes(store) == set()
    put(store, data)
    assert hashes(store) == {sha256_of(data)}


def test_a_process_killed_while_putting_leaves_nothing(store: BlobStore, store_url: str) -> None:
    data = bytes(40 * MEGABYTE)
    sha256 = sha256_of(data)
    put(store, REPORT)
    kill_while_putting(store_url, sha256, half=20 * MEGABYTE, size=len(data))
    assert not store.exists(sha256)
    assert hashes(store) == {REPORT_SHA256}
    put(store, data)
    assert store.stat(sha256).size == len(data)


def test_a_large_blob(store: BlobStore) -> None:
    data = content(65 * MEGABYTE + 7, seed=5)
    sha256 = put(store, data)
    with store.open(sha256) as stream:
        digest = hashlib.sha256()
        while piece := stream.read(1 * MEGABYTE):
            digest.update(piece)
    assert digest.hexdigest() == sha256
    assert read(store, sha256, start=len(data) - 3) == data[-3:]


@pytest.mark.parametrize(
    ("start", "length"),
    [
        (0, None),
        (0, 10),
        (5, 0),
        (69_990, None),
        (69_990, 100),
        (70_000, None),
        (70_000, 5),
        (80_000, 5),
        (1, 69_998),
    ],
)
def test_ranges(store: BlobStore, start: int, length: int | None) -> None:
    put(store, REPORT)
    end = None if length is None else start + length
    assert read(store, REPORT_SHA256, start, length) == REPORT[start:end]


def test_a_range_is_read_in_steps(store: BlobStore) -> None:
    put(store, REPORT)
    with store.open(REPORT_SHA256, 100, 30) as stream:
        assert [stream.read(20), stream.read(20), stream.read(20)] == [REPORT[100:120], REPORT[120:130], b""]


def test_a_stream_may_be_left_early(store: BlobStore) -> None:
    data = content(5 * MEGABYTE, seed=6)
    sha256 = put(store, data)
    for _ in range(20):  # more than any pool of connections holds
        with store.open(sha256) as stream:
            assert stream.read(10) == data[:10]


@pytest.mark.parametrize(("start", "length"), [(-1, None), (0, -1)])
def test_negative_ranges_are_a_mistake(store: BlobStore, start: int, length: int | None) -> None:
    put(store, REPORT)
    with pytest.raises(ValueError), store.open(REPORT_SHA256, start, length):
        pass


def test_local_path_holds_the_bytes(store: BlobStore) -> None:
    put(store, REPORT)
    with store.local_path(REPORT_SHA256) as path:
        assert path.read_bytes() == REPORT
    assert read(store, REPORT_SHA256) == REPORT


def test_a_missing_key(store: BlobStore) -> None:
    assert not store.exists(REPORT_SHA256)
    with pytest.raises(BlobMissing):
        store.stat(REPORT_SHA256)
    with pytest.raises(BlobMissing), store.open(REPORT_SHA256):
        pass
    with pytest.raises(BlobMissing), store.local_path(REPORT_SHA256):
        pass
    with pytest.raises(BlobMissing):
        store.tags(REPORT_SHA256)
    with pytest.raises(BlobMissing):
        store.set_tags(REPORT_SHA256, {"year": "2017"})
    store.delete(REPORT_SHA256)
    assert list(store.list()) == []


def test_delete_takes_the_bytes_and_the_tags(store: BlobStore) -> None:
    put(store, REPORT)
    other = put(store, OTHER)
    store.set_tags(REPORT_SHA256, {"year": "2017"})
    store.delete(REPORT_SHA256)
    store.delete(REPORT_SHA256)
    assert hashes(store) == {other}
    put(store, REPORT)
    assert store.tags(REPORT_SHA256) == {}


def test_list_tells_sizes(store: BlobStore) -> None:
    small = put(store, b"small")
    put(store, REPORT)
    store.set_tags(small, {"year": "2017"})
    store.write_derived("text/1", b"not a blob")
    assert {blob.sha256: blob.size for blob in store.list()} == {small: 5, REPORT_SHA256: len(REPORT)}


@pytest.mark.parametrize(
    "key",
    [
        "",
        "../../etc/passwd",
        REPORT_SHA256[:-1],
        REPORT_SHA256 + "0",
        REPORT_SHA256 + "\n",
        REPORT_SHA256.upper(),
        "../" + REPORT_SHA256[3:],
        "g" * 64,
        "١" * 64,
    ],
)
def test_what_is_no_hash_is_refused(store: BlobStore, key: str) -> None:
    uses: list[Callable[[], object]] = [
        lambda: store.put(key, io.BytesIO(REPORT), len(REPORT)),
        lambda: store.stat(key),
        lambda: store.exists(key),
        lambda: store.delete(key),
        lambda: store.tags(key),
        lambda: store.set_tags(key, {}),
        lambda: store.open(key).__enter__(),
        lambda: store.local_path(key).__enter__(),
    ]
    for use in uses:
        with pytest.raises(InvalidKey):
            use()


def test_tags_are_replaced_whole(store: BlobStore) -> None:
    put(store, REPORT)
    assert store.tags(REPORT_SHA256) == {}
    tags = {"year": "2017+2018", "tctp": "1.1.3+1.3.1", "agency": "so-noi-vu"}
    store.set_tags(REPORT_SHA256, tags)
    assert store.tags(REPORT_SHA256) == tags
    store.set_tags(REPORT_SHA256, {"year": "many"})
    assert store.tags(REPORT_SHA256) == {"year": "many"}
    store.set_tags(REPORT_SHA256, {})
    assert store.tags(REPORT_SHA256) == {}


@pytest.mark.parametrize(
    "tags",
    [
        {"agency": "Sở Nội vụ"},
        {"tctp": "1.1.3,1.3.1"},
        {"year": "2" * 257},
        {"": "2017"},
        {"year&": "2017"},
        {"y" * 129: "2017"},
        {f"key{number}": "" for number in range(11)},
    ],
)
def test_tags_that_object_stores_refuse_are_refused_everywhere(
    store: BlobStore, tags: dict[str, str]
) -> None:
    put(store, REPORT)
    with pytest.raises(InvalidTags):
        store.set_tags(REPORT_SHA256, tags)
    assert store.tags(REPORT_SHA256) == {}


def test_derived_bytes_are_replaced(store: BlobStore) -> None:
    store.write_derived("text/ab/1.json", b"first")
    store.write_derived("text/ab/1.json", b"second")
    store.write_derived("text/ab/Trang 2.png", b"")
    assert store.read_derived("text/ab/1.json") == b"second"
    assert store.read_derived("text/ab/Trang 2.png") == b""


def test_missing_derived_bytes(store: BlobStore) -> None:
    store.write_derived("text/ab/1.json", b"page")
    for name in ["text/ab/2.json", "text/ab", "text"]:
        with pytest.raises(BlobMissing):
            store.read_derived(name)
    assert list(store.list_derived("pictures")) == []
    store.delete_derived("pictures")


def test_a_prefix_ends_at_a_path_border(store: BlobStore) -> None:
    for name in ["text/1/a", "text/1/b/c", "text/12/a", "text-old"]:
        store.write_derived(name, b"x")
    assert set(store.list_derived("text/1")) == {"text/1/a", "text/1/b/c"}
    assert set(store.list_derived("text/1/")) == {"text/1/a", "text/1/b/c"}
    assert set(store.list_derived("text/1/a")) == {"text/1/a"}
    assert set(store.list_derived("text")) == {"text/1/a", "text/1/b/c", "text/12/a"}
    store.delete_derived("text/1")
    assert set(store.list_derived("")) == {"text/12/a", "text-old"}
    store.delete_derived("text-old")
    store.delete_derived("")
    assert list(store.list_derived("")) == []


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/etc/passwd",
        "../blobs",
        "text/../../x",
        "text//1",
        "text/./1",
        "text/",
        "a\\b",
        "a\x00b",
        "a\n",
        "x" * 256,
    ],
)
def test_names_that_lead_out_are_refused(store: BlobStore, name: str) -> None:
    with pytest.raises(InvalidKey):
        store.write_derived(name, b"x")
    with pytest.raises(InvalidKey):
        store.read_derived(name)
    assert list(store.list_derived("")) == []


def test_prefixes_that_lead_out_are_refused(store: BlobStore) -> None:
    for prefix in ["..", "/", "../blobs", "text/../.."]:
        with pytest.raises(InvalidKey):
            list(store.list_derived(prefix))
        with pytest.raises(InvalidKey):
            store.delete_derived(prefix)


def test_deleting_everything_derived_leaves_the_blobs(store: BlobStore) -> None:
    put(store, REPORT)
    store.write_derived("text/1", b"x")
    store.delete_derived("")
    assert hashes(store) == {REPORT_SHA256}


def test_check_prepares_the_place(store: BlobStore) -> None:
    store.check()
    store.check()
    assert list(store.list()) == []


def test_many_putting_the_same_bytes_at_once_all_succeed(store_url: str) -> None:
    store = open_store(store_url)
    start = threading.Barrier(8)
    failures: list[BaseException] = []

    def put_when_all_are_ready() -> None:
        start.wait()
        try:
            for _ in range(PUTS_EACH):  # all but the first renew what is stored
                put(store, REPORT)
        except Exception as error:  # noqa: BLE001 - a thread hands it to the test
            failures.append(error)

    threads = [threading.Thread(target=put_when_all_are_ready) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert hashes(store) == {REPORT_SHA256}
    assert read(store, REPORT_SHA256) == REPORT


@pytest.mark.parametrize("kind", ["a file stands where the folder should be", "no server listens"])
def test_a_store_that_is_down_says_so_quickly(kind: str, tmp_path: Path) -> None:
    (tmp_path / "blobs").write_bytes(b"")
    server = f"minio+http://key:secret@127.0.0.1:{free_port()}/bucket"
    store = open_store(server if kind == "no server listens" else f"file:{tmp_path / 'blobs'}")
    uses: list[Callable[[], object]] = [
        store.check,
        lambda: put(store, REPORT),
        lambda: store.open(REPORT_SHA256).__enter__(),
        lambda: store.local_path(REPORT_SHA256).__enter__(),
        lambda: store.stat(REPORT_SHA256),
        lambda: store.exists(REPORT_SHA256),
        lambda: store.delete(REPORT_SHA256),
        lambda: list(store.list()),
        lambda: store.tags(REPORT_SHA256),
        lambda: store.set_tags(REPORT_SHA256, {}),
        lambda: store.write_derived("text/1", b""),
        lambda: store.read_derived("text/1"),
        lambda: list(store.list_derived("")),
        lambda: store.delete_derived("text"),
    ]
    for use in uses:
        started = time.monotonic()
        with pytest.raises(StorageUnavailable):
            use()
        assert time.monotonic() - started < 5


def test_a_server_that_hangs_is_not_waited_for_twice() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        store = MinioBlobStore(
            f"127.0.0.1:{port}", "bucket", access_key="k", secret_key="s", secure=False, answer_seconds=0.5
        )
        started = time.monotonic()
        with pytest.raises(StorageUnavailable):
            store.check()
        assert time.monotonic() - started < 1.0


@pytest.mark.parametrize(
    "url",
    [
        "",
        "file:",
        "var/blobs",
        "s3://bucket",
        "minio+http://127.0.0.1:9000/bucket",
        "minio+http://key:secret@127.0.0.1:9000",
        "minio+http://key:secret@127.0.0.1:9000/a/b",
        "minio+http://key:secret@127.0.0.1:port/bucket",
    ],
)
def test_an_address_without_sense_is_refused_without_its_secret(url: str) -> None:
    with pytest.raises(StorageUnavailable) as refusal:
        open_store(url)
    assert "secret" not in str(refusal.value)
