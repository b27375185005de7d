"""One file read to its end in one call, as the jobs of a worker do it in several."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from index.extraction.extraction import Extraction, RecognisedPage
from index.extraction.faults import NoSuchPage, RecognitionMissing, Unreadable
from index.extraction.joining import with_recognised
from index.extraction.sandbox import Sandbox
from index.media.kinds import MediaType


def read_file(sandbox: Sandbox, path: Path, media_type: MediaType, at_once: int = 1) -> Extraction:
    """Return all that the file says, scanned pages recognised, `at_once` of them at a time.

    Where recognition is not installed such pages stay without it, and the state says so. Never raises because
    of the file.
    """
    started = time.monotonic()
    extraction = sandbox.extract(path, media_type)

    def recognise(page: int) -> RecognisedPage:
        try:
            return sandbox.recognise(path, media_type, page)
        except (Unreadable, NoSuchPage):
            return RecognisedPage.failed(page)

    waiting = extraction.pages_to_recognise
    with ThreadPoolExecutor(at_once) as threads:
        try:
            found = dict(zip(waiting, threads.map(recognise, waiting), strict=True))
        except RecognitionMissing:
            threads.shutdown(cancel_futures=True)
            return extraction
    return replace(with_recognised(extraction, found), seconds=round(time.monotonic() - started, 3))
