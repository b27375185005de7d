"""`evidence-repo extract`: read files as the worker would, without an installation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import click

from evidence_repo.cli.desk import as_json
from evidence_repo.cli.failures import Act, Failure
from evidence_repo.cli.printing import print_json, print_table
from evidence_repo.settings import default_workers
from index.extraction import Extraction, Limits, Sandbox
from index.extraction.whole import read_file
from index.header import Header
from index.media import EmptyFile, MediaTypeNotAllowed, detect_media_type

_REFUSED = (EmptyFile, MediaTypeNotAllowed)


@click.command(cls=Act)
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@click.option(
    "--seconds", type=click.IntRange(min=1), default=300, help="Time limit for one file's own text."
)
@as_json
def extract(files: Sequence[Path], seconds: int, as_json: bool) -> None:
    """Read files and print their text and header; scans are recognised. No database is needed."""
    read: list[tuple[Path, Extraction]] = []
    refused: list[str] = []
    at_once = default_workers()
    with Sandbox(Limits(seconds=seconds), workers=at_once) as sandbox:
        for path in files:
            try:
                read.append((path, read_file(sandbox, path, detect_media_type(path), at_once)))
            except _REFUSED as error:
                refused.append(f"  {path}: {error}")
    if as_json:
        print_json([_row(path, extraction) for path, extraction in read])
    else:
        for path, extraction in read:
            _tell(path, extraction)
    if refused:
        raise Failure("Files of a kind that is not read:\n" + "\n".join(refused))


def _row(path: Path, extraction: Extraction) -> dict[str, Any]:
    return {
        "file": str(path),
        "media_type": extraction.media_type.value,
        "state": extraction.state.value,
        "pages": [
            {
                "number": page.number,
                "text": page.text,
                "source": page.source,
                "legibility": page.legibility,
                "reader": page.reader,
            }
            for page in extraction.pages
        ],
        "header": _header(extraction.header),
        "warnings": [{"kind": each.kind.value, "pages": list(each.pages)} for each in extraction.warnings],
        "seconds": extraction.seconds,
    }


def _header(header: Header) -> dict[str, dict[str, Any]]:
    found = {field.name: getattr(header, field.name) for field in fields(header)}
    return {name: {"value": field.value, "confidence": field.confidence} for name, field in found.items()}


def _tell(path: Path, extraction: Extraction) -> None:
    click.echo(f"{path}: {len(extraction.pages)} pages. {extraction.state.sentence}")
    header = _header(extraction.header)
    print_table(
        ("FIELD", "SURE", "VALUE"),
        [(name, f"{each['confidence']:.0%}", each["value"]) for name, each in header.items()],
    )
    for page in extraction.pages:
        click.echo(f"\n--- {page.number} ({page.source}) ---\n{page.text}")
