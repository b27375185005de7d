"""The states that the reading of a document version can be in."""

from enum import StrEnum


def N_(msgid: str) -> str:
    """Mark a msgid for translation, which is no business of this package."""
    return msgid


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
        """Return whether nothing more will come by itself."""
        return self not in (ExtractionState.WAITING, ExtractionState.READING)


_SENTENCES = {
    ExtractionState.WAITING: N_("The file waits to be read."),
    ExtractionState.READING: N_("The file is being read; what is read so far can be searched."),
    ExtractionState.DONE: N_("The whole text can be searched."),
    ExtractionState.PARTIAL: N_("The file is very long: only its first pages can be searched."),
    ExtractionState.NO_TEXT_YET: N_("The text of this kind of file is not read yet; the file is kept."),
    ExtractionState.NEEDS_OCR: N_(
        "The pages are pictures. They are read by themselves once character recognition (OCR) is installed."
    ),
    ExtractionState.NO_TEXT: N_("No text was found in the file; the file is kept."),
    ExtractionState.ENCRYPTED: N_("The file is protected by a password: upload a copy without a password."),
    ExtractionState.DAMAGED: N_("The file is damaged and could not be read: check it and upload it again."),
    ExtractionState.TOO_COSTLY: N_("Reading the file took too much time or memory and was stopped."),
}
