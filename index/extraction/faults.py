"""How a file can fail its readers."""

from __future__ import annotations

import struct
import zipfile
import zlib

from index.extraction.states import ExtractionState


class Unreadable(Exception):
    """The file cannot be read; `state` says why, the message holds technical detail for the log."""

    def __init__(self, state: ExtractionState, detail: str = "") -> None:
        super().__init__(detail or state.sentence)
        self.state = state


class NoSuchPage(LookupError):
    """The file has no page of that number, or no pages at all."""


class RecognitionMissing(RuntimeError):
    """Character recognition is not installed; the message says what is missing."""


# What pdfminer, python-docx, openpyxl and Pillow raise on files that somebody damaged on purpose. They
# promise nothing; anything else ends the process of that one file, which then counts as damaged as well.
READER_FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
