"""Give every file of a bundle its path, by the rules of `workflows.bundle_layout`.

Decisions where the rules leave room: a document cited twice for one criterion (other pages, another product)
stands in the bag once for each citation, so that every row of the index has its own file and nobody has to
look for one; the files of `Giai-trinh/` are numbered in one row, each explanation before its own documents,
and so are those of `So-theo-doi/`, each register before the documents that only its rows cite.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import PurePosixPath

from evidence_repo.services.bundles.snapshot import (
    CriterionFacts,
    DocumentFacts,
    ExplanationFacts,
    FileFacts,
    Snapshot,
    TableFacts,
)
from index.header.types import BEFORE_2020, FROM_2020, LEGAL, PARTY
from index.media import MediaType
from index.text import vietnamese
from workflows.bundle_layout import (
    BundledDocument,
    evidence_path,
    explanation_document_path,
    explanation_path,
    register_document_path,
    register_path,
    table_path,
    unique_paths,
)

_Placed = FileFacts | ExplanationFacts | TableFacts

# Later tables win: where eras differ, the abbreviation of today is the one that names the file.
_ABBREVIATIONS = {
    name.lower(): code for table in (PARTY, BEFORE_2020, LEGAL, FROM_2020) for code, name in table.items()
} | {code.lower(): code for table in (PARTY, BEFORE_2020, LEGAL, FROM_2020) for code in table}
_NO_ABBREVIATION = frozenset({"công văn", "thư công"})


def name_files(snapshot: Snapshot) -> None:
    """Fill every `path` of the snapshot, each of them once in the whole bag whatever the case of letters."""
    folders = {field["code"]: field["folder"] for field in snapshot["fields"]}
    wanted: list[tuple[_Placed, str]] = []
    for criterion in snapshot["criteria"]:
        wanted += _paths(snapshot["name"], folders[criterion["field"]], criterion)
    wanted += _table_paths(snapshot, folders)
    given = unique_paths(path for _, path in wanted)
    for (place, _), path in zip(wanted, given, strict=True):
        place["path"] = path


def _table_paths(snapshot: Snapshot, folders: Mapping[str, str]) -> list[tuple[_Placed, str]]:
    places = {one["label"]: (folders[one["field"]], one["folder"]) for one in snapshot["criteria"]}
    numbers: Counter[str] = Counter()
    paths: list[tuple[_Placed, str]] = []
    for table in snapshot.get("tables", []):
        numbers[table["criterion"]] += 1
        if table["criterion"]:
            title, agency = vietnamese(table["title"]), vietnamese(table["agency"])
            number = numbers[table["criterion"]]
            place = places[table["criterion"]]
            paths.append((table, register_path(*place, number, title, agency)))
            for document in table.get("documents", []):
                numbers[table["criterion"]] += 1
                named = _named(document, numbers[table["criterion"]])
                paths.append((document["file"], register_document_path(snapshot["name"], *place, named)))
        else:
            paths.append((table, table_path(vietnamese(table["title"]))))
    return paths


def _paths(bag: str, field: str, criterion: CriterionFacts) -> list[tuple[_Placed, str]]:
    folder = criterion["folder"]
    paths: list[tuple[_Placed, str]] = []
    for ordinal, piece in enumerate(criterion["pieces"], 1):
        document = piece["document"]
        paths.append((document["file"], evidence_path(bag, field, folder, _named(document, ordinal))))
    ordinal = 0
    for explanation in criterion["explanations"]:
        ordinal += 1
        paths.append((explanation, explanation_path(field, folder, ordinal)))
        for document in explanation["documents"]:
            ordinal += 1
            named = _named(document, ordinal)
            paths.append((document["file"], explanation_document_path(bag, field, folder, named)))
    return paths


def _named(document: DocumentFacts, ordinal: int) -> BundledDocument:
    return BundledDocument(
        ordinal=ordinal,
        type_abbreviation=abbreviation_of(document["type"]),
        number=vietnamese(document["number"] or ""),
        issued_on=date.fromisoformat(document["issued_on"]) if document["issued_on"] else None,
        subject=vietnamese(document["subject"] or _without_ending(document["title"])),
        extension=_extension(document),
    )


def abbreviation_of(document_type: str | None) -> str | None:
    """Return the abbreviation of a type of documents; a công văn has none."""
    words = vietnamese(document_type or "").strip().lower()
    if not words or words in _NO_ABBREVIATION:
        return None
    return _ABBREVIATIONS.get(words)


def _without_ending(title: str) -> str:
    ending = PurePosixPath(title).suffix
    return title.removesuffix(ending) if 1 < len(ending) <= 5 else title


def _extension(document: DocumentFacts) -> str:
    """Return the ending of the stored kind: the bytes decide, never the name that somebody typed."""
    try:
        return MediaType(document["media_type"]).extension
    except ValueError:
        return PurePosixPath(document["file_name"]).suffix
