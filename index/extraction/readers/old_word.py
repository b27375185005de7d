"""What is called .doc: Word 97 and older, and web pages; RTF waits for LibreOffice."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from index.extraction.confinement import die_with_parent
from index.extraction.extraction import ExtractedPage
from index.extraction.faults import Unreadable
from index.extraction.limits import Limits
from index.extraction.readers.reading import Reading
from index.extraction.readers.web_page import web_page_text
from index.extraction.readers.word97 import OlderWord, word97_text
from index.extraction.states import ExtractionState

_COMPOUND_MARK = b"\xd0\xcf\x11\xe0"
_RTF_MARK = b"{\\rtf"


def read_old_word(path: Path, limits: Limits) -> Iterator[Reading]:
    """Read the text as one page."""
    with path.open("rb") as file:
        head = file.read(64).lstrip(b"\xef\xbb\xbf \r\n\t")
    if head.startswith(_RTF_MARK):
        raise Unreadable(ExtractionState.NO_TEXT_YET, "RTF")
    read = _compound_text if head.startswith(_COMPOUND_MARK) else web_page_text
    yield Reading(ExtractedPage(1, read(path, limits)), 1)


def _compound_text(path: Path, limits: Limits) -> str:
    try:
        return word97_text(path)
    except OlderWord:
        return _text_by_antiword(path, limits)


def _text_by_antiword(path: Path, limits: Limits) -> str:
    program = shutil.which("antiword")
    if program is None:
        raise Unreadable(ExtractionState.NO_TEXT_YET, "antiword is not installed")
    with path.open("rb") as file:
        told = subprocess.run(
            [program, "-m", "UTF-8.txt", "-w", "0", f"/proc/self/fd/{file.fileno()}"],
            stdin=subprocess.DEVNULL,
            pass_fds=[file.fileno()],
            capture_output=True,
            timeout=limits.seconds,
            check=False,
            preexec_fn=partial(die_with_parent, os.getpid()),  # this process has one thread
        )
    if told.returncode != 0:
        raise Unreadable(ExtractionState.DAMAGED, told.stderr.decode("utf-8", "replace")[:200])
    lines = told.stdout[: limits.output_bytes].decode("utf-8", "replace").splitlines()
    return "\n".join(_cells(line) for line in lines)


def _cells(line: str) -> str:
    """antiword draws the cells of a table between bars."""
    if not line.startswith("|"):
        return line
    return "\t".join(cell.strip() for cell in line.strip("|").split("|") if cell.strip())
