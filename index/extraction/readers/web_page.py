"""Web pages, as captured or as offices save them under the name .doc."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

from lxml import etree, html

from index.extraction.extraction import ExtractedPage
from index.extraction.faults import Unreadable
from index.extraction.limits import Limits
from index.extraction.readers.reading import Reading
from index.extraction.states import ExtractionState
from index.media.encodings import guess_encoding
from index.media.source import Source, content

_LINES = frozenset(
    ("p", "div", "br", "li", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "title", "hr", "dt", "dd")
)
_CELLS = frozenset(("td", "th"))
_SPACES = re.compile(r"\s+")
_SILENT = frozenset(("script", "style", "noscript", "template"))


def read_web_page(source: Source, limits: Limits) -> Iterator[Reading]:
    """Read the text as one page."""
    yield Reading(ExtractedPage(1, visible_text(content(source, limits.output_bytes), None)), 1)


def visible_text(data: bytes, encoding: str | None) -> str:
    """Return the visible text, a line for each block and a tab between the cells of a row.

    Without an `encoding` it is UTF-8 where that decodes the page, else what the page itself says. Raise
    Unreadable if there is no page at all.
    """
    if encoding is None and guess_encoding(BytesIO(data), legacy=False) == "utf-8-sig":
        encoding = "utf-8"
    try:
        page = html.document_fromstring(data, parser=html.HTMLParser(encoding=encoding, no_network=True))
    except etree.LxmlError as error:
        raise Unreadable(ExtractionState.DAMAGED, str(error)[:200]) from error
    lines = ("\t".join(map(_tidy, line.strip().split("\t"))) for line in "".join(_pieces(page)).split("\n"))
    return "\n".join(line for line in lines if line)


def _pieces(page: etree._Element) -> Iterator[str]:
    """Walk without recursion: a hostile page may be nested as deep as it likes."""
    silent = 0
    for event, element in etree.iterwalk(page, events=("start", "end", "comment", "pi")):
        if event == "start":
            silent += element.tag in _SILENT
            yield "\n" * (element.tag in _LINES)
            yield "" if silent else _in_line(element.text)
            continue
        if event == "end":
            silent -= element.tag in _SILENT
            yield "\n" * (element.tag in _LINES) + "\t" * (element.tag in _CELLS)
        yield "" if silent else _in_line(element.tail)


def _in_line(text: str | None) -> str:
    """Return the text with its line breaks as spaces: where a line ends, the tags tell."""
    return _SPACES.sub(" ", text or "")


def _tidy(cell: str) -> str:
    return " ".join(cell.split())
