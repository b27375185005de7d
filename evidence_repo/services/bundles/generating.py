"""Make every file of a bag that is not an agency's document: explanations, index, page, tag files."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from evidence_repo.services.bundles import words
from evidence_repo.services.bundles.explanation_docx import render_explanation
from evidence_repo.services.bundles.index_page import render_page
from evidence_repo.services.bundles.index_rows import index_rows
from evidence_repo.services.bundles.index_tables import render_csv, render_xlsx
from evidence_repo.services.bundles.snapshot import FileFacts, Snapshot, documents_of
from evidence_repo.services.bundles.table_files import render_table
from verifier.manifests import ManifestEntry
from verifier.names import (
    AUDIT_HEAD,
    BAG_INFO,
    BAGIT,
    BAGIT_TXT,
    INDEX_CSV,
    INDEX_HTML,
    INDEX_XLSX,
    MANIFEST,
    TAG_MANIFEST,
)
from workflows.bag_texts import render_bag_info, render_manifest


@dataclass(frozen=True, slots=True)
class GeneratedFile:
    """A file that we made, with its facts."""

    facts: FileFacts
    content: bytes


def generate_files(snapshot: Snapshot) -> Iterator[GeneratedFile]:
    """Make the files one after the other, the tag files last: the same snapshot gives the same bytes."""
    payload = [document["file"] for document in documents_of(snapshot)]
    hashes: dict[str, str] = {}
    for criterion in snapshot["criteria"]:
        for explanation in criterion["explanations"]:
            content = render_explanation(snapshot, criterion, explanation)
            made = _made(explanation["path"], content)
            hashes[explanation["path"]] = made.facts["sha256"]
            payload.append(made.facts)
            yield made
    for table in snapshot.get("tables", []):
        made = _made(table["path"], render_table(snapshot, table))
        hashes[table["path"]] = made.facts["sha256"]
        payload.append(made.facts)
        yield made
    held, left_out = index_rows(snapshot, hashes)
    for path, content in (
        (INDEX_XLSX, render_xlsx(snapshot, held, left_out)),
        (INDEX_CSV, render_csv(held, left_out)),
        (INDEX_HTML, render_page(snapshot, held, left_out)),
    ):
        made = _made(path, content)
        payload.append(made.facts)
        yield made
    yield from _tag_files(snapshot, payload)


def _made(path: str, content: bytes) -> GeneratedFile:
    facts: FileFacts = {
        "path": path,
        "sha256": hashlib.sha256(content).hexdigest(),
        "size": len(content),
        "crc32": zlib.crc32(content),
    }
    return GeneratedFile(facts, content)


def _tag_files(snapshot: Snapshot, payload: list[FileFacts]) -> Iterator[GeneratedFile]:
    tags = [
        _made(BAGIT, BAGIT_TXT),
        _made(BAG_INFO, _bag_info(snapshot, payload)),
        _made(MANIFEST, render_manifest(_entry(facts) for facts in payload)),
    ]
    yield from tags
    yield _made(TAG_MANIFEST, render_manifest(_entry(tag.facts) for tag in tags))


def _entry(facts: FileFacts) -> ManifestEntry:
    return ManifestEntry(facts["path"], facts["sha256"])


def _bag_info(snapshot: Snapshot, payload: list[FileFacts]) -> bytes:
    return render_bag_info(
        organization=snapshot["province"],
        bag=snapshot["name"],
        bagging_date=words.bagging_date(snapshot),
        payload_bytes=sum(facts["size"] for facts in payload),
        payload_files=len(payload),
        extra=(
            ("External-Description", f"{words.cycle_title(snapshot)}. {words.bundle_title(snapshot)}"),
            ("Bundle-Scope", snapshot["scope"]),
            (AUDIT_HEAD, snapshot["audit_head"]),
        ),
    )
