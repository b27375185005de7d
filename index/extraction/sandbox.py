"""Read hostile files: each in its own process, with limits, and what was read before it failed is kept."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, astuple, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from index.archives import ArchiveRefused, Budget, Member, MemberFault, Refusal
from index.extraction.assembly import Assembly
from index.extraction.channel import ChannelClosed, Incoming, parsed
from index.extraction.extraction import ExtractedPage, Extraction, RecognisedPage, WarningKind
from index.extraction.faults import NoSuchPage, RecognitionMissing, Unreadable
from index.extraction.fork_server import ForkServer
from index.extraction.inputs import Source, sealed_copies
from index.extraction.limits import Limits
from index.extraction.states import ExtractionState
from index.extraction.table_rows import TableRow
from index.header.words import WordBox
from index.isolation import ALL_LAYERS, Isolation, Layer
from index.isolation.trial import isolation_here
from index.media.detection import EmptyFile, MediaTypeNotAllowed, is_pdf
from index.media.kinds import MediaType
from index.pictures.photographs import Photograph
from index.signatures.marks import may_be_signed
from index.signatures.report import SignatureReport
from index.signatures.trust import NO_TRUST, TrustRoots

_GRACE = 5.0  # seconds for the kernel's alarm to end a process before we stop listening
_MOST_OVERHEAD = 4  # JSON and page data may be this many times the text
_READING = "index.extraction.tasks"
_HEAD = 8192  # bytes
_RECOGNISING = "index.extraction.recognition"


class Sandbox:
    """Reads files in separate processes, at most `workers` at a time; may be called from several threads.

    Nothing starts before the first call; what recognises characters has a server of its own, with its models
    loaded. The processes die with the one that made the sandbox, even if that one is killed. A fork of that
    one starts servers of its own.
    """

    def __init__(
        self, limits: Limits | None = None, workers: int = 1, layers: frozenset[Layer] = ALL_LAYERS
    ) -> None:
        self.limits = limits or Limits()
        self._layers = layers
        self._slots = threading.BoundedSemaphore(workers)
        self._servers = {trade: ForkServer(trade, layers) for trade in (_READING, _RECOGNISING)}

    def __enter__(self) -> Self:
        """Return the sandbox."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the sandbox."""
        self.close()

    def first_pages(
        self, path: Path, media_type: MediaType, n: int = 1, quick_seconds: float = 0.0
    ) -> Extraction:
        """Return the header, the first `n` pages, and as many more as can be read in `quick_seconds`.

        State READING says that more pages follow.
        """
        return self._extract(path, media_type, None, first=n, quick_seconds=quick_seconds)

    def extract(
        self, path: Path, media_type: MediaType, on_page: Callable[[ExtractedPage], None] | None = None
    ) -> Extraction:
        """Return all pages; `on_page` is called with each as it comes. Never raises because of the file."""
        return self._extract(path, media_type, on_page)

    def recognise(self, path: Path, media_type: MediaType, page: int) -> RecognisedPage:
        """Return a page of a scan or a picture read by character recognition.

        Raise RecognitionMissing where it is not installed, and as `render_page`.
        """
        options = {"media_type": media_type.value, "page": page}
        with self._task(_RECOGNISING, self.limits.page_seconds, [path], **options) as incoming:
            answer = self._answer(incoming)
        if "unavailable" in answer:
            self._servers[_RECOGNISING].close()  # the next one may find it installed
            raise RecognitionMissing(answer["unavailable"])
        return RecognisedPage.from_json(answer)

    def can_recognise(self) -> bool:
        """Return whether character recognition is installed."""
        options = {"media_type": MediaType.PDF.value, "page": 0}
        with self._task(_RECOGNISING, self.limits.page_seconds, (), **options) as incoming:
            is_missing = "unavailable" in self._answer(incoming)
        if is_missing:
            self._servers[_RECOGNISING].close()
        return not is_missing

    def render_page(self, path: Path, media_type: MediaType, page: int, width_px: int) -> bytes:
        """Return the picture of a page as PNG or WebP, the same bytes for the same file and width.

        Raise NoSuchPage, also for kinds without pages, and Unreadable.
        """
        with self._read("render", path, media_type, page=page, width=max(1, width_px)) as incoming:
            self._answer(incoming)
            return incoming.receive()

    def word_boxes(self, path: Path, media_type: MediaType, page: int) -> list[WordBox]:
        """Return the words of a page and where they stand; empty for a picture. Raises as `render_page`."""
        with self._read("words", path, media_type, page=page) as incoming:
            return [WordBox(*word) for word in self._answer(incoming)["words"]]

    def table_rows(self, path: Path, media_type: MediaType) -> list[TableRow]:
        """Return the rows of all tables of a DOCX or XLSX, and its other lines; raise Unreadable."""
        with self._read("rows", path, media_type) as incoming:
            return [TableRow.from_json(row) for row in self._answer(incoming)["rows"]]

    def formula_cells(self, path: Path) -> set[tuple[int, int, int]]:
        """Return sheet, row and column, from 1, of an XLSX's cells that are worked out; raise Unreadable."""
        with self._read("formulas", path, MediaType.XLSX) as incoming:
            return {(sheet, row, column) for sheet, row, column in self._answer(incoming)["cells"]}

    def table_rows_of_page(
        self, path: Path, media_type: MediaType, page: int, *, is_scan: bool
    ) -> list[TableRow]:
        """Return the rows of a page's table, recognised on a scan. Raises as `recognise`."""
        options = {"media_type": media_type.value, "page": page, "table_of_scan": is_scan}
        with self._task(_RECOGNISING, self.limits.page_seconds, [path], **options) as incoming:
            answer = self._answer(incoming)
            if "unavailable" not in answer:
                return [TableRow.from_json(row) for row in answer["rows"]]
        self._servers[_RECOGNISING].close()  # the next one may find it installed
        raise RecognitionMissing(answer["unavailable"])

    def bind_photographs(self, photographs: Sequence[Photograph]) -> bytes:
        """Return one PDF of these pictures in their order; raise Unreadable if one cannot be read."""
        rows = [[each.media_type.value, each.name] for each in photographs]
        paths = [each.path for each in photographs]
        with self._task(_READING, self.limits.seconds, paths, task="bind", photographs=rows) as incoming:
            self._answer(incoming)
            return incoming.receive()

    def check_signatures(
        self, path: Path, media_type: MediaType, roots: TrustRoots = NO_TRUST
    ) -> tuple[SignatureReport, ...]:
        """Return a report for each signature of a PDF, judged by the certificates `roots`.

        Empty for other kinds. Raise Unreadable.
        """
        if media_type is not MediaType.PDF or not may_be_signed(path):
            return ()
        sources: list[Source] = [path, roots.to_pem()]
        with self._task(_READING, self.limits.seconds, sources, task="signatures") as incoming:
            reports = self._answer(incoming)["signatures"]
            return tuple(SignatureReport.from_json(report) for report in reports)

    def without_references(self, path: Path, media_type: MediaType) -> bytes:
        """Return an office file without what it fetches from elsewhere; raise Unreadable."""
        with self._read("references", path, media_type) as incoming:
            self._answer(incoming)
            return incoming.receive()

    def media_type(self, path: Path) -> MediaType:
        """Return a file's kind, judged by content; raise EmptyFile and MediaTypeNotAllowed."""
        with path.open("rb") as file:
            head = file.read(_HEAD)
        if not head:
            raise EmptyFile
        if is_pdf(head):
            return MediaType.PDF
        try:
            with self._task(_READING, self.limits.seconds, [path], task="detect") as incoming:
                answer = self._answer(incoming)
        except Unreadable as error:
            raise MediaTypeNotAllowed("unreadable") from error
        if "kind" not in answer:
            raise MediaTypeNotAllowed(answer["not_allowed"])
        return MediaType(answer["kind"])

    def members(self, path: Path, budget: Budget, depth: int = 0) -> list[Member]:
        """Return the files of an archive and take them from the budget; raise ArchiveRefused."""
        options = {"archive": asdict(budget.limits), "used": [budget.files, budget.unpacked_bytes]}
        try:
            with self._task(
                _READING, self.limits.seconds, [path], task="members", depth=depth, **options
            ) as incoming:
                answer = self._answer(incoming)
                found = [Member(*each) for each in answer.get("members", [])]
        except Unreadable as error:
            raise ArchiveRefused(Refusal.DAMAGED) from error
        if "refusal" in answer:
            raise ArchiveRefused(Refusal(answer["refusal"]))
        budget.take(len(found), sum(each.size for each in found))
        return found

    def pieces_of_member(self, path: Path, member: Member) -> Iterator[bytes]:
        """Yield the bytes of one file of an archive; raise MemberFault where they cannot be read."""
        try:
            with self._task(
                _READING, self.limits.seconds, [path], task="member", member=astuple(member)
            ) as incoming:
                while piece := incoming.receive():
                    yield piece
                answer = self._answer(incoming)
        except Unreadable as error:
            raise MemberFault(Refusal.DAMAGED) from error
        if "refusal" in answer:
            raise MemberFault(Refusal(answer["refusal"]))

    def can_index(self, text: str) -> bool:
        """Return whether the terms of a text are worked out within the time and memory of one page."""
        source = text.encode("utf-8", "replace")
        try:
            with self._task(_READING, self.limits.page_seconds, [source], task="terms") as incoming:
                self._answer(incoming)
        except Unreadable:
            return False
        return True

    def isolation(self) -> Isolation:
        """Return which layers stand around the processes that read files, and why others do not."""
        return isolation_here(self._layers)

    def close(self) -> None:
        """End the servers and every process that still reads."""
        for server in self._servers.values():
            server.close()

    def _extract(
        self,
        path: Path,
        media_type: MediaType,
        on_page: Callable[[ExtractedPage], None] | None,
        **options: float,
    ) -> Extraction:
        assembly = Assembly(media_type, on_page)
        started = time.monotonic()
        try:
            with self._read("extract", path, media_type, **options) as incoming:
                for message in incoming:
                    assembly.add(parsed(message))
                    if assembly.has_ended:
                        break
        except Unreadable as error:
            assembly.fail(error.state, str(error))
        return assembly.extraction(time.monotonic() - started)

    @staticmethod
    def _answer(incoming: Incoming) -> dict[str, Any]:
        message = incoming.receive()
        answer = parsed(message) if message else {}
        if "no_such_page" in answer:
            raise NoSuchPage(answer["no_such_page"])
        if "fault" in answer:
            raise Unreadable(ExtractionState(answer["fault"]), answer["detail"])
        return answer

    def _read(
        self, task: str, path: Path, media_type: MediaType, **options: Any
    ) -> contextlib.AbstractContextManager[Incoming]:
        options |= {"task": task, "media_type": media_type.value}
        options["may_start_programs"] = media_type is MediaType.DOC and task == "extract"  # antiword
        return self._task(_READING, self.limits.seconds, [path], **options)

    @contextlib.contextmanager
    def _task(
        self, trade: str, seconds: float, sources: Sequence[Source], **options: Any
    ) -> Iterator[Incoming]:
        """Have these files read by a process that gets a copy of their bytes and none of their names."""
        limits = asdict(replace(self.limits, seconds=seconds))
        request = json.dumps({**options, "limits": limits}).encode()
        most = self.limits.output_bytes * _MOST_OVERHEAD
        with self._slots, contextlib.ExitStack() as stack:
            try:
                inputs = stack.enter_context(sealed_copies(sources))
            except OSError as error:
                raise Unreadable(ExtractionState.DAMAGED, f"no bytes: {error!r}") from error
            started = time.monotonic()
            with self._servers[trade].start_task(request, inputs) as channel:
                try:
                    yield Incoming(channel, seconds + _GRACE, most)
                except ChannelClosed as error:
                    raise self._fault(time.monotonic() - started >= seconds, error) from error
                except (ValueError, KeyError, TypeError) as error:
                    raise Unreadable(ExtractionState.DAMAGED, f"no answer: {error!r}") from error

    @staticmethod
    def _fault(is_late: bool, error: ChannelClosed) -> Unreadable:
        if is_late:
            return Unreadable(ExtractionState.TOO_COSTLY, WarningKind.TIME_LIMIT.value)
        if str(error) == "too much output":
            return Unreadable(ExtractionState.TOO_COSTLY, WarningKind.TEXT_LIMIT.value)
        return Unreadable(ExtractionState.DAMAGED, WarningKind.READER_CRASHED.value)
