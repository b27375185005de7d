"""From a file's bytes to pages of text, in processes that a hostile file cannot outgrow."""

from index.extraction.extraction import ExtractedPage, Extraction, ReadingWarning, RecognisedPage, WarningKind
from index.extraction.faults import NoSuchPage, RecognitionMissing, Unreadable
from index.extraction.limits import Limits
from index.extraction.sandbox import Sandbox
from index.extraction.states import ExtractionState

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
    "Unreadable",
    "WarningKind",
]
