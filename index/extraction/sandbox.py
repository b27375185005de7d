"""Read hostile files: each in its own process, with limits, and what was read before it failed is kept."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from index.extraction.assembly import Assembly
from index.extraction.channel import ChannelClosed, Incoming
from index.extraction.extraction import ExtractedPage, Extraction, WarningKind
from index.extraction.faults import NoSuchPage, Unreadable
from index.extraction.limits import Limits
from index.extraction.states import ExtractionState
from index.header.words import WordBox
from index.media.types import MediaType
from index.pictures.photographs import Photograph

_GRACE = 5.0  # seconds for the kernel's alarm to end a process before we stop listening
_MOST_OVERHEAD = 4  # JSON and page data may be this many times the text
_SERVER = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from index.extraction.server import serve; serve(int(sys.argv[2]))"
)


class Sandbox:
    """Reads files in separate processes, at most `workers` at a time; may be called from several threads.

    Nothing starts before the first call. The processes die with the one that made the sandbox, even if that
    one is killed. A fork of that one starts a server of its own.
    """

    def __init__(self, limits: Limits | None = None, workers: int = 1) -> None:
        self.limits = limits or Limits()
        self._slots = threading.BoundedSemaphore(workers)
        self._lock = threading.Lock()
        self._server: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._owner = 0

    def __enter__(self) -> Self:
        """Return the sandbox."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the sandbox."""
        self.close()

    def first_pages(self, path: Path, media_type: MediaType, n: int = 1) -> Extraction:
        """Return the first `n` pages and the header; state READING tells that more pages follow."""
        return self._extract(path, media_type, None, n)

    def extract(
        self, path: Path, media_type: MediaType, on_page: Callable[[ExtractedPage], None] | None = None
    ) -> Extraction:
        """Return all pages; `on_page` is called with each as it comes. Never raises because of the file."""
        return self._extract(path, media_type, on_page, None)

    def render_page(self, path: Path, media_type: MediaType, page: int, width_px: int) -> bytes:
        """Return the picture of a page as PNG or WebP, the same bytes for the same file and width.

        Raise NoSuchPage, also for kinds without pages, and Unreadable.
        """
        with self._task("render", path, media_type, page=page, width=max(1, width_px)) as incoming:
            self._answer(incoming)
            return incoming.receive()

    def word_boxes(self, path: Path, media_type: MediaType, page: int) -> list[WordBox]:
        """Return the words of a page and where they stand; empty for a picture. Raises as `render_page`."""
        with self._task("words", path, media_type, page=page) as incoming:
            return [WordBox(*word) for word in self._answer(incoming)["words"]]

    def page_sizes(self, path: Path, media_type: MediaType) -> list[tuple[float, float]]:
        """Return width and height of every page within the limit; empty for kinds without pages."""
        with self._task("sizes", path, media_type) as incoming:
            return [(width, height) for width, height in self._answer(incoming)["sizes"]]

    def bind_photographs(self, photographs: Sequence[Photograph]) -> bytes:
        """Return one PDF of these pictures in their order; raise Unreadable if one cannot be read."""
        first = photographs[0]
        rows = [[str(each.path.absolute()), each.media_type.value, each.name] for each in photographs]
        with self._task("bind", first.path, first.media_type, photographs=rows) as incoming:
            self._answer(incoming)
            return incoming.receive()

    def close(self) -> None:
        """End the server and every process that still reads."""
        with self._lock:
            self._stop()

    def _extract(
        self,
        path: Path,
        media_type: MediaType,
        on_page: Callable[[ExtractedPage], None] | None,
        first: int | None,
    ) -> Extraction:
        assembly = Assembly(media_type, on_page)
        started = time.monotonic()
        try:
            with self._task("extract", path, media_type, first=first) as incoming:
                for message in incoming:
                    assembly.add(json.loads(message))
                    if assembly.has_ended:
                        break
        except Unreadable as error:
            assembly.fail(error.state, str(error))
        return assembly.extraction(time.monotonic() - started)

    @staticmethod
    def _answer(incoming: Incoming) -> dict[str, Any]:
        message = incoming.receive()
        answer: dict[str, Any] = json.loads(message) if message else {}
        if "no_such_page" in answer:
            raise NoSuchPage(answer["no_such_page"])
        if "fault" in answer:
            raise Unreadable(ExtractionState(answer["fault"]), answer["detail"])
        return answer

    @contextlib.contextmanager
    def _task(self, task: str, path: Path, media_type: MediaType, **options: Any) -> Iterator[Incoming]:
        file = {"path": str(path.absolute()), "media_type": media_type.value}
        request = {"task": task, **file, **options, "limits": asdict(self.limits)}
        most = self.limits.output_bytes * _MOST_OVERHEAD
        with self._slots:
            started = time.monotonic()
            with self._start(json.dumps(request).encode()) as channel:
                try:
                    yield Incoming(channel, self.limits.seconds + _GRACE, most)
                except ChannelClosed as error:
                    raise self._fault(time.monotonic() - started, error) from error
                except (ValueError, KeyError, TypeError) as error:
                    raise Unreadable(ExtractionState.DAMAGED, f"no answer: {error!r}") from error

    def _fault(self, seconds: float, error: ChannelClosed) -> Unreadable:
        if seconds >= self.limits.seconds:
            return Unreadable(ExtractionState.TOO_COSTLY, WarningKind.TIME_LIMIT.value)
        if str(error) == "too much output":
            return Unreadable(ExtractionState.TOO_COSTLY, WarningKind.TEXT_LIMIT.value)
        return Unreadable(ExtractionState.DAMAGED, WarningKind.READER_CRASHED.value)

    def _start(self, request: bytes) -> socket.socket:
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            try:
                socket.send_fds(self._connected(), [request], [theirs.fileno()])
            except OSError:  # the server was killed: once more with a new one
                self._stop()
                socket.send_fds(self._connected(), [request], [theirs.fileno()])
        return ours

    def _connected(self) -> socket.socket:
        if self._control is not None and self._owner == os.getpid():
            return self._control
        self._control, self._server = None, None  # those of the process that we were forked from
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            arguments = [json.dumps(sys.path), str(theirs.fileno())]
            command = [sys.executable, "-c", _SERVER, *arguments]
            self._server = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
        self._control, self._owner = ours, os.getpid()
        return ours

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._server is not None and self._owner == os.getpid():
            self._server.kill()  # its children go with it
            self._server.wait()
        self._control, self._server = None, None
