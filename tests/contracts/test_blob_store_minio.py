"""What only an object store can go through, seen through the minio SDK itself."""

import io
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from minio import Minio

from storage import BlobConflict, BlobCorrupt, StorageUnavailable, open_store
from storage.keys import blob_key
from tests.contracts.blob_sources import MEGABYTE, content, sha256_of

pytestmark = pytest.mark.minio

REPORT = content(100_000, seed=21)
REPORT_SHA256 = sha256_of(REPORT)
KEY = blob_key(REPORT_SHA256)


def put_report(url: str) -> None:
    open_store(url).put(REPORT_SHA256, io.BytesIO(REPORT), len(REPORT))


@pytest.fixture
def bucket(minio_bucket_url: str) -> str:
    return urlsplit(minio_bucket_url).path.strip("/")


@pytest.fixture
def sdk(minio_bucket_url: str) -> Minio:
    parts = urlsplit(minio_bucket_url)
    return Minio(
        endpoint=parts.netloc.rpartition("@")[2],
        access_key=parts.username,
        secret_key=parts.password,
        secure=parts.scheme.endswith("https"),
    )


def test_the_key_is_the_one_of_the_design(minio_bucket_url: str, sdk: Minio, bucket: str) -> None:
    put_report(minio_bucket_url)
    names = [found.object_name for found in sdk.list_objects(bucket_name=bucket, recursive=True)]
    assert names == [f"blobs/sha256/{REPORT_SHA256[:2]}/{REPORT_SHA256[2:4]}/{REPORT_SHA256}"]


def test_tags_are_tags_of_the_object(minio_bucket_url: str, sdk: Minio, bucket: str) -> None:
    put_report(minio_bucket_url)
    tags = {"year": "2017+2018", "tctp": "1.1.3+4.2.1", "agency": "so-noi-vu+so-tu-phap"}
    open_store(minio_bucket_url).set_tags(REPORT_SHA256, tags)
    assert sdk.get_object_tags(bucket_name=bucket, object_name=KEY) == tags
    put_report(minio_bucket_url)
    assert sdk.get_object_tags(bucket_name=bucket, object_name=KEY) == tags


def test_damaged_bytes_are_never_taken_for_the_same(minio_bucket_url: str, sdk: Minio, bucket: str) -> None:
    put_report(minio_bucket_url)
    damaged = b"\x00" + REPORT[1:]
    sdk.put_object(bucket_name=bucket, object_name=KEY, data=io.BytesIO(damaged), length=len(damaged))
    with pytest.raises(BlobConflict):
        put_report(minio_bucket_url)
    with open_store(minio_bucket_url).open(REPORT_SHA256) as stream:
        assert stream.read() == damaged


def test_a_refused_source_leaves_no_unfinished_upload(minio_bucket_url: str, sdk: Minio, bucket: str) -> None:
    wrong = content(40 * MEGABYTE, seed=22)
    with pytest.raises(BlobCorrupt):
        open_store(minio_bucket_url).put(REPORT_SHA256, io.BytesIO(wrong), len(wrong))
    # Public methods of the SDK do not list these. MinIO does so only for an exact key.
    assert sdk._list_multipart_uploads(bucket, prefix=KEY).uploads == []


def test_the_temporary_copy_is_removed(minio_bucket_url: str) -> None:
    put_report(minio_bucket_url)
    with open_store(minio_bucket_url).local_path(REPORT_SHA256) as path:
        assert path.read_bytes() == REPORT
    assert not path.parent.exists()


@pytest.mark.parametrize("use", [lambda url: open_store(url).check(), put_report], ids=["check", "put"])
def test_a_wrong_secret_says_so(minio_bucket_url: str, use: Callable[[str], None]) -> None:
    parts = urlsplit(minio_bucket_url)
    wrong = minio_bucket_url.replace(f":{parts.password}@", ":wrong-secret@")
    with pytest.raises(StorageUnavailable, match="refuses the access key"):
        use(wrong)
