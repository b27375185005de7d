"""The parts of an office file in a ZIP (ECMA-376, part 2), read as far as they go.

Relationships that lead nowhere are passed over, and the names of ISO 29500 Strict are read as those of the
transitional kind, which say the same.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Self
from urllib.parse import unquote

from lxml import etree

from index.extraction.faults import Unreadable
from index.extraction.states import ExtractionState

STRICT_MARK = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL_MARK = b"http://schemas.openxmlformats.org/"
_MODELS = (b"officeDocument/", b"wordprocessingml/", b"spreadsheetml/", b"drawingml/", b"presentationml/")
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


@dataclass(frozen=True, slots=True)
class Relation:
    """Where a part leads: the last word of the relation's kind, and the name of the other part."""

    kind: str
    target: str


class OfficePackage:
    """Parts by their names, and the relations between them."""

    def __init__(self, names: Iterable[str], read: Callable[[str], bytes]) -> None:
        self._names = {name.lower(): name for name in names}
        self._read = read
        main = [each.target for each in self.relations("").values() if each.kind == "officeDocument"]
        if not main:
            raise Unreadable(ExtractionState.DAMAGED, "no main part")
        self.main_name = main[0]

    @classmethod
    def of_archive(cls, archive: zipfile.ZipFile) -> Self:
        """Return the package in an opened ZIP."""
        return cls(archive.namelist(), archive.read)

    @property
    def names(self) -> list[str]:
        """Return the names of all parts."""
        return list(self._names.values())

    def relations(self, name: str) -> dict[str, Relation]:
        """Return by their ids the relations of a part that lead to another part of the file."""
        folder, base = posixpath.split(name)
        where = posixpath.join(folder, "_rels", f"{base}.rels")
        if where.lower() not in self._names:
            return {}
        found = {}
        for each in self.xml(where).iter(_RELATION):
            target = _target(folder, each.get("Target", ""))
            if each.get("TargetMode") != "External" and target.lower() in self._names:
                kind = each.get("Type", "").rpartition("/")[2]
                found[each.get("Id", "")] = Relation(kind, target)
        return found

    def data(self, name: str) -> bytes:
        """Return the bytes of a part."""
        return self._read(self._names[name.lower()])

    def xml(self, name: str) -> etree._Element:
        """Return the root of a part; raise Unreadable where it is not sound XML."""
        return parse_office_xml(self.data(name))


def parse_office_xml(data: bytes) -> etree._Element:
    """Return the root element, in the names of the transitional kind; nothing outside it is looked at."""
    if STRICT_MARK in data:
        data = transitional(data)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(ExtractionState.DAMAGED, str(error)[:200]) from error


def transitional(data: bytes) -> bytes:
    """Return a part of a Strict file in the names of the transitional kind."""
    for model in _MODELS:
        data = data.replace(STRICT_MARK + model, _TRANSITIONAL_MARK + model + b"2006/")
    return data


def _target(folder: str, reference: str) -> str:
    reference = unquote(reference.partition("#")[0])
    if reference.startswith("/"):
        return posixpath.normpath(reference).lstrip("/")
    return posixpath.normpath(posixpath.join(folder, reference)) if reference else ""
