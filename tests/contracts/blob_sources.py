"""Sources of bytes that behave badly, and a process that puts one."""

import hashlib
import io
import random
import signal
import subprocess
import sys

MEGABYTE = 1024 * 1024


def content(size: int, seed: int) -> bytes:
    """Return the same `size` bytes for the same seed."""
    return random.Random(seed).randbytes(size)


def sha256_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class Interrupted(Exception):
    """The sender went away."""


class BreakingSource(io.RawIOBase):
    """Give `data`, then raise instead of ending."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def read(self, size: int = -1, /) -> bytes:
        data = self._data.read(size)
        if not data:
            raise Interrupted
        return data


class DribblingSource(io.BytesIO):
    """Give fewer bytes than asked for, as sockets do."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size, 1000) if size and size > 0 else 1000)


_PUT_AND_HANG = """
import io, sys
from storage import open_store

class Hanging(io.RawIOBase):
    def __init__(self, data):
        self.data = io.BytesIO(data)
    def read(self, size=-1):
        data = self.data.read(size)
        if not data:
            print("half", flush=True)
            sys.stdin.read()
        return data

url, sha256, half, size = sys.argv[1:]
open_store(url).put(sha256, Hanging(bytes(int(half))), int(size))
"""


def kill_while_putting(url: str, sha256: str, half: int, size: int) -> None:
    """SIGKILL a process that has sent `half` of the `size` zero bytes of a blob."""
    process = subprocess.Popen(
        [sys.executable, "-c", _PUT_AND_HANG, url, sha256, str(half), str(size)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with process:
        assert process.stdout is not None
        told = process.stdout.readline()
        process.kill()
    assert told == b"half\n"
    assert process.returncode == -signal.SIGKILL
