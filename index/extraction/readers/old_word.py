"""What is called .doc: Word 97 and older, Word 2003's XML, and web pages; RTF waits for LibreOffice."""

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
from index.extraction.readers.flat_word import read_flat_word
from index.extraction.readers.reading import Reading
from index.extraction.readers.web_page import read_web_page
from index.extraction.readers.word97 import OlderWord, word97_text
from index.extraction.states import ExtractionState
from index.media.markup import RTF_MARK, beginning, is_office_xml
from index.media.source import Source, content

_COMPOUND_MARK = b"\xd0\xcf\x11\xe0"
_HEAD = 8192


def read_old_word(source: Source, limits: Limits) -> Iterator[Reading]:
    """Read the text as one page."""
    head = content(source, _HEAD)
    if head.startswith(_COMPOUND_MARK):
        yield Reading(ExtractedPage(1, _compound_text(source, limits)), 1)
        return
    if beginning(head).startswith(RTF_MARK):
        raise Unreadable(ExtractionState.NO_TEXT_YET, "RTF")
    yield from (read_flat_word if is_office_xml(head) else read_web_page)(source, limits)


def _compound_text(source: Source, limits: Limits) -> str:
    try:
        return word97_text(source)
    except OlderWord:
        return _text_by_antiword(source, limits)


def _text_by_antiword(source: Source, limits: Limits) -> str:
    program = shutil.which("antiword")
    if program is None or not isinstance(source, Path):
        raise Unreadable(ExtractionState.NO_TEXT_YET, "antiword is not installed, or has no file to open")
    with source.open("rb") as file:
        ended = subprocess.run(
            [program, "-m", "UTF-8.txt", "-w", "0", f"/proc/self/fd/{file.fileno()}"],
            stdin=subprocess.DEVNULL,
            pass_fds=[file.fileno()],
            capture_output=True,
            timeout=limits.seconds,
            check=False,
            preexec_fn=partial(die_with_parent, os.getpid()),  # this process has one thread
        )
    if ended.returncode != 0:
        raise Unreadable(ExtractionState.DAMAGED, ended.stderr.decode("utf-8", "replace")[:200])
    lines = ended.stdout[: limits.output_bytes].decode("utf-8", "replace").splitlines()
    return "\n".join(_cells(line) for line in lines)


def _cells(line: str) -> str:
    """antiword draws the cells of a table between bars."""
    if not line.startswith("|"):
        return line
    return "\t".join(cell.strip() for cell in line.strip("|").split("|") if cell.strip())
