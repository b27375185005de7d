"""Receive one large file as the web does, and as the command line does: `python -m tests.bench.uploads`.

Prints MB/s beside what SHA-256 alone costs on this machine, and the peak memory of the process that did it
(a process of its own for each line). Asserts nothing.
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
from typing import cast

from werkzeug.wrappers import Request

from evidence_repo.logs import log_to_stderr
from evidence_repo.services.documents.uploads import HashingSpool, keep_blob, spool_upload
from index.media import detect_media_type
from storage import LocalBlobStore

MEGABYTE = 1024 * 1024
BOUNDARY = "----bench"
HEAD = (
    f"--{BOUNDARY}\r\n"
    'Content-Disposition: form-data; name="files"; filename="large.pdf"\r\n'
    "Content-Type: application/pdf\r\n\r\n"
).encode()
TAIL = f"\r\n--{BOUNDARY}--\r\n".encode()


def hash_only(source: Path, folder: Path, limit: int) -> None:
    with source.open("rb") as file:
        hashlib.file_digest(file, "sha256")


def from_the_command_line(source: Path, folder: Path, limit: int) -> None:
    with source.open("rb") as file:
        file.seek(len(HEAD))
        spooled = spool_upload(file, folder / "spool", limit, "large.pdf", detect_media_type)
    keep_blob(LocalBlobStore(folder / "blobs-of-commands"), spooled)


def from_a_request(source: Path, folder: Path, limit: int) -> None:
    class Uploads(Request):
        def _get_file_stream(self, *_: object, **__: object) -> HashingSpool:  # type: ignore[override]
            return HashingSpool(folder / "spool", limit, detect_media_type)

    with source.open("rb") as body:
        request = Uploads(
            {
                "REQUEST_METHOD": "POST",
                "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
                "CONTENT_LENGTH": str(source.stat().st_size),
                "wsgi.input": body,
            }
        )
        spooled = cast(HashingSpool, request.files["files"].stream).finish("large.pdf")
    keep_blob(LocalBlobStore(folder / "blobs-of-requests"), spooled)


def measured(
    work: Callable[[Path, Path, int], None], source: Path, folder: Path, limit: int
) -> tuple[float, int]:
    """Return seconds and the peak memory of this process in megabytes."""
    log_to_stderr()
    started = time.perf_counter()
    work(source, folder, limit)
    return time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def make_request_body(folder: Path, megabytes: int) -> Path:
    source = folder / "body"
    with source.open("wb") as file:
        file.write(HEAD + b"%PDF-1.7\n")
        for _ in range(megabytes):
            file.write(os.urandom(MEGABYTE))
        file.write(TAIL)
    return source


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=1024)
    parser.add_argument("--folder", type=Path, help="where spool and store lie (a real disk)")
    options = parser.parse_args()
    spawn = multiprocessing.get_context("spawn")
    with (
        tempfile.TemporaryDirectory(dir=options.folder) as name,
        spawn.Pool(1, maxtasksperchild=1) as pool,
    ):
        folder = Path(name)
        source, limit = make_request_body(folder, options.megabytes), (options.megabytes + 1) * MEGABYTE
        print(f"{options.megabytes} MB{'MB/s':>22}{'x SHA-256':>12}{'peak MB':>10}")
        alone = 0.0
        for title, work in [
            ("SHA-256 alone", hash_only),
            ("command line", from_the_command_line),
            ("request", from_a_request),
        ]:
            seconds, peak = pool.apply(measured, (work, source, folder, limit))
            alone = alone or seconds
            print(f"{title:<20}{options.megabytes / seconds:>10.0f}{seconds / alone:>12.1f}{peak:>10}")


if __name__ == "__main__":
    main()
