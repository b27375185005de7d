"""A real MinIO server."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import urllib3

from tests.live.processes import data_folder, free_port, running, unavailable

KEY = "minioadmin"


def minio_program() -> str:
    """Return the MinIO server on PATH or the one that scripts/get-minio.sh has built."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    built = cache / "evidence-repo" / "bin" / "minio"
    program = shutil.which("minio") or (str(built) if os.access(built, os.X_OK) else None)
    if program is None:
        unavailable("no MinIO server here; scripts/get-minio.sh builds one")
    return program


@contextmanager
def minio_server() -> Iterator[str]:
    """Give the storage address, without a bucket, of a server for tests."""
    given = os.environ.get("EVIDENCE_TEST_MINIO_URL")
    if given:
        scheme, _, rest = given.partition("://")
        yield f"minio+{scheme.removeprefix('minio+')}://{rest.partition('/')[0]}"
        return
    program = minio_program()
    address = f"127.0.0.1:{free_port()}"
    with data_folder() as folder, urllib3.PoolManager(retries=False, timeout=2) as http:
        command = [program, "server", str(folder / "data"), "--address", address, "--quiet"]
        environment = {
            "MINIO_ROOT_USER": KEY,
            "MINIO_ROOT_PASSWORD": KEY,
            "MINIO_BROWSER": "off",
            "MINIO_UPDATE": "off",
            "HOME": str(folder),
        }

        def answers() -> bool:
            try:
                return http.request("GET", f"http://{address}/minio/health/ready").status == 200
            except urllib3.exceptions.HTTPError:
                return False

        with running(command, log=folder / "log", answers=answers, environment=environment):
            yield f"minio+http://{KEY}:{KEY}@{address}"


def new_bucket_url(server: str) -> str:
    """Return the address of a bucket that does not exist yet."""
    return f"{server}/bucket-{uuid4().hex[:12]}"
