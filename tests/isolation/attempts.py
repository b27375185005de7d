"""What somebody tries who has taken a program over that reads a file; needs nothing but Python.

Every attempt returns if it succeeded and raises if it did not.
"""

from __future__ import annotations

import ctypes
import mmap
import os
import signal
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

_ATTACH, _DETACH = 16, 17
_libc = ctypes.CDLL(None, use_errno=True)
_memory = ctypes.create_string_buffer(b"untouched")
"""Stands at the same address in a server and in every process forked from it."""


def what_succeeds(target: dict[str, Any]) -> list[str]:
    """Try everything, and return the names of what succeeded."""
    return [name for name, attempt in ATTEMPTS.items() if _succeeds(attempt, target)]


def _succeeds(attempt: Callable[[dict[str, Any]], object], target: dict[str, Any]) -> bool:
    try:
        attempt(target)
    except (OSError, KeyError, subprocess.SubprocessError):
        return False
    return True


def read_environment(target: dict[str, Any]) -> None:
    """Find the secret that the program was started with."""
    assert os.environ["EVIDENCE_SECRET_KEY"]


def read_asker_environment(target: dict[str, Any]) -> None:
    """Find it in the process that uses the sandbox."""
    Path(f"/proc/{target['asker']}/environ").read_bytes()


def read_secret_key(target: dict[str, Any]) -> None:
    """Read a file that is for its owner only."""
    Path(target["folder"], "secret-key").read_bytes()


def read_blob(target: dict[str, Any]) -> None:
    """Read a file that anybody may read."""
    Path(target["folder"], "blob").read_bytes()


def list_folders(target: dict[str, Any]) -> None:
    """See what there is."""
    assert list(Path("/").iterdir())


def write_through_memory(target: dict[str, Any]) -> None:
    """Change a file that anybody may change, past the limit of what may be written."""
    with Path(target["folder"], "blob").open("r+b") as file, mmap.mmap(file.fileno(), 0) as content:
        content[0:1] = b"X"


def change_mode(target: dict[str, Any]) -> None:
    """Open one's own files to everybody."""
    Path(target["folder"], "blob").chmod(0o777)


def connect(target: dict[str, Any]) -> None:
    """Reach a program on this machine."""
    socket.create_connection(("127.0.0.1", target["port"]), 5).close()


def start_shell(target: dict[str, Any]) -> None:
    """Start a program."""
    subprocess.run(["/bin/sh", "-c", "exit 0"], check=True)


def trace_server(target: dict[str, Any]) -> None:
    """Take the server over as a debugger does."""
    _checked(_libc.ptrace(_ATTACH, os.getppid(), None, None))
    os.waitpid(os.getppid(), 0)
    _checked(_libc.ptrace(_DETACH, os.getppid(), None, None))


def write_server_memory(target: dict[str, Any]) -> None:
    """Write the server's memory by its file."""
    with Path(f"/proc/{os.getppid()}/mem").open("r+b", buffering=0) as memory:
        memory.seek(_address(target))
        memory.write(b"X")


def write_server_memory_by_call(target: dict[str, Any]) -> None:
    """Write the server's memory by a system call."""
    source = ctypes.create_string_buffer(b"X")
    ours = (ctypes.c_size_t * 2)(ctypes.addressof(source), 1)
    theirs = (ctypes.c_size_t * 2)(_address(target), 1)
    _checked(_libc.process_vm_writev(os.getppid(), ours, 1, theirs, 1, 0))


def signal_server(target: dict[str, Any]) -> None:
    """Send the server a signal; this one does no harm."""
    os.kill(os.getppid(), signal.SIGWINCH)


def signal_asker(target: dict[str, Any]) -> None:
    """Send the process that uses the sandbox a signal."""
    os.kill(target["asker"], signal.SIGWINCH)


def _address(target: dict[str, Any]) -> int:
    return int(target.get("address") or ctypes.addressof(_memory))


def _checked(result: int) -> None:
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")


ATTEMPTS: dict[str, Callable[[dict[str, Any]], object]] = {
    attempt.__name__: attempt
    for attempt in (
        read_environment,
        read_asker_environment,
        read_secret_key,
        read_blob,
        list_folders,
        write_through_memory,
        change_mode,
        connect,
        start_shell,
        trace_server,
        write_server_memory,
        write_server_memory_by_call,
        signal_server,
        signal_asker,
    )
}
