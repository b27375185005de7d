"""Put and read one large blob in both stores: `python -m tests.bench.storage --megabytes 1024`.

Prints MB/s beside what SHA-256 alone costs on this machine, and the peak memory of the process that did
it (a process of its own for each line). Asserts nothing.
"""

import argparse
import hashlib
import multiprocessing
import os
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from storage import open_store
from tests.live.minio import minio_server, new_bucket_url

MEGABYTE = 1024 * 1024


def hash_only(url: str, source: Path, sha256: str) -> None:
    with source.open("rb") as file:
        hashlib.file_digest(file, "sha256")


def put(url: str, source: Path, sha256: str) -> None:
    with source.open("rb") as file:
        open_store(url).put(sha256, file, source.stat().st_size)


def read(url: str, source: Path, sha256: str) -> None:
    with open_store(url).open(sha256) as stream:
        while stream.read(MEGABYTE):
            pass


def measured(
    work: Callable[[str, Path, str], None], url: str, source: Path, sha256: str
) -> tuple[float, int]:
    """Return seconds and the peak memory of this process in megabytes."""
    started = time.perf_counter()
    work(url, source, sha256)
    return time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def make_source(folder: Path, megabytes: int) -> tuple[Path, str]:
    source, digest = folder / "source", hashlib.sha256()
    with source.open("wb") as file:
        for _ in range(megabytes):
            piece = os.urandom(MEGABYTE)
            digest.update(piece)
            file.write(piece)
    return source, digest.hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1024)
    parser.add_argument("--folder", type=Path, help="where the local store and the source lie (a real disk)")
    options = parser.parse_args()
    spawn = multiprocessing.get_context("spawn")
    with (
        tempfile.TemporaryDirectory(dir=options.folder) as folder,
        minio_server() as server,
        spawn.Pool(1, maxtasksperchild=1) as pool,
    ):
        source, sha256 = make_source(Path(folder), options.megabytes)
        local, minio = f"file:{folder}/blobs", new_bucket_url(server)
        print(f"{options.megabytes} MB{'MB/s':>22}{'x SHA-256':>12}{'peak MB':>10}")
        alone = 0.0
        for name, work, url in [
            ("SHA-256 alone", hash_only, ""),
            ("local put", put, local),
            ("local put again", put, local),
            ("local read", read, local),
            ("MinIO put", put, minio),
            ("MinIO put again", put, minio),
            ("MinIO read", read, minio),
        ]:
            seconds, peak = pool.apply(measured, (work, url, source, sha256))
            alone = alone or seconds
            print(f"{name:<20}{options.megabytes / seconds:>10.0f}{seconds / alone:>12.1f}{peak:>10}")


if __name__ == "__main__":
    main()
