"""The sandbox's end of a server that forks a process for each task."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from index.isolation import ALL_LAYERS, Layer
from index.isolation.libraries import kept_environment

_PROGRAM = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from index.extraction.server import serve; serve(int(sys.argv[2]), sys.argv[3], sys.argv[4:])"
)


class ForkServer:
    """Starts at the first task, and anew when it was killed or when this process is a fork of the former.

    Its processes die with the one that uses it, even if that is killed. May be called from several threads.
    """

    def __init__(self, trade: str, layers: frozenset[Layer] = ALL_LAYERS) -> None:
        self._trade = trade
        self._layers = layers
        self._lock = threading.Lock()
        self._server: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._owner = 0

    @property
    def pid(self) -> int | None:
        """Return the server's process, None before the first task."""
        return self._server.pid if self._server is not None else None

    def start_task(self, request: bytes, inputs: Sequence[int] = ()) -> socket.socket:
        """Have a process do what `request` asks with these descriptors; return the channel of its answers."""
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            handed_over = [theirs.fileno(), *inputs]
            try:
                socket.send_fds(self._connected(), [request], handed_over)
            except OSError:  # the server was killed: once more with a new one
                self._stop()
                socket.send_fds(self._connected(), [request], handed_over)
        return ours

    def close(self) -> None:
        """End the server and every process that still works for it."""
        with self._lock:
            self._stop()

    def _connected(self) -> socket.socket:
        if self._control is not None and self._owner == os.getpid():
            return self._control
        self._control, self._server = None, None  # those of the process that we were forked from
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            libraries = json.dumps([str(Path(entry).resolve()) for entry in sys.path])
            arguments = [libraries, str(theirs.fileno()), self._trade, *sorted(self._layers)]
            self._server = subprocess.Popen(
                [sys.executable, "-c", _PROGRAM, *arguments],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env=kept_environment() if Layer.ENVIRONMENT in self._layers else None,
                cwd="/",
            )
        self._control, self._owner = ours, os.getpid()
        return ours

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._server is not None and self._owner == os.getpid():
            self._server.kill()  # its children go with it
            self._server.wait()
        self._control, self._server = None, None
