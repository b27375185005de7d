"""Files inside a file: attachments, the files of a portfolio, pieces taken in; each read as its kind asks.

They are read in the same process and under the same limits as the file around them; how many, how large and
how deep is bounded as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from io import BytesIO

from index.archives import ArchiveLimits, ArchiveRefused, Budget, MemberFault, members, open_member
from index.extraction.extraction import ReadingWarning, WarningKind
from index.extraction.faults import READER_FAULTS, Unreadable
from index.extraction.limits import MEGABYTE, Limits
from index.extraction.readers.reading import Reading
from index.extraction.readers.web_page import read_web_page
from index.media.detection import EmptyFile, MediaTypeNotAllowed, detect_media_type, is_archive
from index.media.kinds import MediaType
from index.media.names import clean_file_name

_LARGEST, _MOST = 64 * MEGABYTE, 50
_ARCHIVE = ArchiveLimits(files=_MOST, unpacked_bytes=2 * _LARGEST, depth=0)
_MOST_NAMES = 20
_HTML_ENDINGS = (".htm", ".html", ".xhtml")


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file inside another one, under the name that it has there."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Inside:
    """What the files inside a file say, and the names of those that were read and those that were not."""

    text: str = ""
    read: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    def joined_to(self, reading: Reading) -> Reading:
        """Return the page with this text at its end, and with warnings that name the files."""
        if not self.read and not self.unread:
            return reading
        number = (reading.page.number,)
        named = ((WarningKind.FILES_INSIDE, self.read), (WarningKind.FILES_INSIDE_UNREAD, self.unread))
        contained = tuple(
            ReadingWarning(kind, number, "\n".join(names[:_MOST_NAMES])) for kind, names in named if names
        )
        return replace(
            reading,
            page=replace(reading.page, inside=self.text or None),
            warnings=(*reading.warnings, *contained),
        )


def read_inside(files: Iterable[AttachedFile], limits: Limits) -> Inside:
    """Read the files, those of archives among them too, until one of the bounds is reached."""
    texts: list[str] = []
    read: list[str] = []
    unread: list[str] = []
    left = limits.output_bytes // 2
    for count, file in enumerate(_unpacked(files)):
        name = clean_file_name(file.name)
        is_within = count < _MOST and left > 0 and limits.depth > 0 and len(file.data) <= _LARGEST
        text = _text_of(file, replace(limits, output_bytes=left)) if is_within else ""
        if not text.strip():
            unread.append(name)
            continue
        read.append(name)
        texts.append(f"[{name}]\n{text}")
        left -= len(text.encode("utf-8", "replace"))
    return Inside("\n".join(texts), tuple(read), tuple(unread))


def text_inside(data: BytesIO, name: str, limits: Limits) -> str:
    """Return what a file in memory says; empty where it cannot be read."""
    return _text_of(AttachedFile(name, data.getvalue()), limits)


def _unpacked(files: Iterable[AttachedFile]) -> Iterator[AttachedFile]:
    for file in files:
        source = BytesIO(file.data)
        if not is_archive(source):
            yield file
            continue
        try:
            for member in members(source, Budget(_ARCHIVE)):
                with open_member(source, member) as stream:
                    yield AttachedFile(member.name, stream.read(_LARGEST + 1))
        except (ArchiveRefused, MemberFault):
            yield AttachedFile(file.name, b"")


def _text_of(file: AttachedFile, limits: Limits) -> str:
    # The table of readers names this module's users: it is looked up when it is complete.
    from index.extraction.readers import reader_of

    source = BytesIO(file.data)
    pages: list[str] = []
    try:
        kind = detect_media_type(source)
        if kind.is_picture:
            return ""
        is_web_page = kind is MediaType.TXT and file.name.lower().endswith(_HTML_ENDINGS)
        read = read_web_page if is_web_page else reader_of(kind)
        for reading in read(source, replace(limits, depth=limits.depth - 1)):
            pages += [text for text in (reading.page.text, reading.page.inside) if text]
            if sum(map(len, pages)) > limits.output_bytes:
                break
    except (EmptyFile, MediaTypeNotAllowed, Unreadable, *READER_FAULTS):
        pass  # what was read before it failed is kept
    return "\n".join(pages)[: limits.output_bytes]
