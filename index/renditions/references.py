"""An office file without what it fetches from elsewhere: links to pictures, texts, templates and data.

LibreOffice is shut in, so nothing would come of them; here they are taken out before it sees the file,
wherever in the file they stand. Hyperlinks stay: nobody follows them. A file of another kind than its name
says is refused.
"""

from __future__ import annotations

from pathlib import Path

from index.extraction.faults import Unreadable
from index.extraction.states import ExtractionState
from index.media.kinds import MediaType
from index.renditions.compound_references import COMPOUND_MARK, cut_compound
from index.renditions.package_references import PACKAGE_MARK, cut_package
from index.renditions.rtf_references import RTF_MARK, cut_rtf

_CUTTERS = {
    MediaType.DOCX: {PACKAGE_MARK: cut_package},
    MediaType.XLSX: {PACKAGE_MARK: cut_package},
    MediaType.ODT: {PACKAGE_MARK: cut_package},
    MediaType.ODS: {PACKAGE_MARK: cut_package},
    MediaType.DOC: {COMPOUND_MARK: cut_compound, RTF_MARK: cut_rtf},
    MediaType.XLS: {COMPOUND_MARK: cut_compound},
}


def without_references(path: Path, media_type: MediaType) -> bytes:
    """Return the file without references to anything outside it; raise Unreadable where that cannot be done.

    What a web page or an XML file with an office name asks for cannot be known, so neither has pages.
    """
    data = path.read_bytes()
    for mark, cut in _CUTTERS.get(media_type, {}).items():
        if data.startswith(mark):
            return cut(data)
    raise Unreadable(ExtractionState.NO_TEXT_YET, "not a kind that has pages")
