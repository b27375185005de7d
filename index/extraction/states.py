"""The states that the reading of a document version can be in."""

from enum import StrEnum


class ExtractionState(StrEnum):
    """How far a version has been read; `sentence` says it to a person."""

    WAITING = "waiting"
    READING = "reading"
    DONE = "done"
    PARTIAL = "partial"
    NO_TEXT_YET = "no_text_yet"
    NEEDS_OCR = "needs_ocr"
    NO_TEXT = "no_text"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_COSTLY = "too_costly"

    @property
    def sentence(self) -> str:
        """Return what a page says about the state (English; the screens translate it)."""
        return _SENTENCES[self]

    @property
    def is_final(self) -> bool:
        """Tell whether nothing more will come by itself."""
        return self not in (ExtractionState.WAITING, ExtractionState.READING)


_SENTENCES = {
    ExtractionState.WAITING: "The file waits to be read.",
    ExtractionState.READING: "The file is being read; what is read so far can be searched.",
    ExtractionState.DONE: "The whole text can be searched.",
    ExtractionState.PARTIAL: "The file is very long: only its first pages can be searched.",
    ExtractionState.NO_TEXT_YET: "The text of this kind of file is not read yet; the file itself is kept.",
    ExtractionState.NEEDS_OCR: "Pages are pictures: they are read once character recognition is installed.",
    ExtractionState.NO_TEXT: "No text was found on the pages.",
    ExtractionState.ENCRYPTED: "The file is protected by a password: upload a copy without a password.",
    ExtractionState.DAMAGED: "The file is damaged and could not be read: check it and upload it again.",
    ExtractionState.TOO_COSTLY: "Reading the file took too much time or memory and was stopped.",
}
