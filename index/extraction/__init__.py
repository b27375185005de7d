"""From a file's bytes to pages of text, in processes that a hostile file cannot outgrow."""

from typing import TYPE_CHECKING

from index.late_names import late_names

if TYPE_CHECKING:
    from index.extraction.extraction import (
        ExtractedPage,
        Extraction,
        ReadingWarning,
        RecognisedPage,
        WarningKind,
    )
    from index.extraction.faults import NoSuchPage, RecognitionMissing, Unreadable
    from index.extraction.limits import Limits
    from index.extraction.sandbox import Sandbox
    from index.extraction.states import ExtractionState
    from index.extraction.table_rows import TableRow

__all__ = [
    "ExtractedPage",
    "Extraction",
    "ExtractionState",
    "Limits",
    "NoSuchPage",
    "ReadingWarning",
    "RecognisedPage",
    "RecognitionMissing",
    "Sandbox",
    "TableRow",
    "Unreadable",
    "WarningKind",
]

__getattr__ = late_names(
    __name__,
    {
        "ExtractedPage": "extraction",
        "Extraction": "extraction",
        "ExtractionState": "states",
        "Limits": "limits",
        "NoSuchPage": "faults",
        "ReadingWarning": "extraction",
        "RecognisedPage": "extraction",
        "RecognitionMissing": "faults",
        "Sandbox": "sandbox",
        "TableRow": "table_rows",
        "Unreadable": "faults",
        "WarningKind": "extraction",
    },
)
