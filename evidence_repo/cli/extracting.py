"""`evidence-repo extract`: read files as the worker would, without an installation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from evidence_repo.cli.context import as_json
from evidence_repo.cli.failures import Command, Failure
from evidence_repo.cli.printing import print_json, print_table
from evidence_repo.representations.extraction import extraction_json, header_json, refused_json
from evidence_repo.settings import default_workers
from index.citations import Citation, find_citations
from index.extraction import (
    Extraction,
    Limits,
    Sandbox,
    Unreadable,
)
from index.extraction.whole import read_file
from index.media import EmptyFile, MediaType, MediaTypeNotAllowed, readable_name
from index.signatures import BadTrustFile, SignatureReport, TrustRoots, read_trust_roots

_NOT_TAKEN = (EmptyFile, MediaTypeNotAllowed)
_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@dataclass(frozen=True, slots=True)
class _Read:
    """One file and what was found in it."""

    path: Path
    extraction: Extraction
    citations: tuple[Citation, ...]
    signatures: tuple[SignatureReport, ...]

    def row(self) -> dict[str, Any]:
        return extraction_json(
            readable_name(str(self.path)), self.extraction, self.citations, self.signatures
        )


@dataclass(frozen=True, slots=True)
class _Refused:
    """A file that would be refused at the door."""

    path: Path
    error: EmptyFile | MediaTypeNotAllowed

    @property
    def reason(self) -> str:
        return str(self.error) or "The file is empty."

    def row(self) -> dict[str, Any]:
        """Return the same members as a file that was read, with nothing in them."""
        is_locked = isinstance(self.error, MediaTypeNotAllowed) and self.error.is_encrypted
        detected = getattr(self.error, "detected", None)
        return refused_json(readable_name(str(self.path)), detected, self.reason, is_locked=is_locked)


@click.command(cls=Command)
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@click.option(
    "--seconds", type=click.IntRange(min=1), default=300, help="Time limit for one file's own text."
)
@click.option("--trust", type=_FOLDER, help="Certificates (PEM or DER) that signatures may rest on.")
@as_json
def extract(files: Sequence[Path], seconds: int, trust: Path | None, as_json: bool) -> None:
    """Read files; print text, header, what they cite and who signed. Scans are recognised.

    No database is needed, and nothing is stored.
    """
    read: list[_Read] = []
    refused: list[_Refused] = []
    at_once = default_workers()
    roots = _trust_roots(trust)
    with Sandbox(Limits(seconds=seconds), workers=at_once) as sandbox:
        for path in files:
            try:
                read.append(_read(sandbox, path, sandbox.media_type(path), at_once, roots))
            except _NOT_TAKEN as error:
                refused.append(_Refused(path, error))
    if as_json:
        every: list[_Read | _Refused] = [*read, *refused]
        rows = {each.path: each.row() for each in every}
        print_json([rows[path] for path in files])
        return
    for each in read:
        _print(each)
    if refused:
        sentences = "\n".join(f"  {readable_name(str(each.path))}: {each.reason}" for each in refused)
        raise Failure(f"Files of a kind that is not read:\n{sentences}")


def _trust_roots(folder: Path | None) -> TrustRoots:
    try:
        return read_trust_roots(folder)
    except BadTrustFile as error:
        raise Failure(f"{error} is not a certificate.") from error


def _read(sandbox: Sandbox, path: Path, media_type: MediaType, at_once: int, roots: TrustRoots) -> _Read:
    extraction = read_file(sandbox, path, media_type, at_once)
    try:
        signatures = sandbox.check_signatures(path, media_type, roots)
    except Unreadable:  # the state says what is wrong with the file
        signatures = ()
    citations = find_citations(extraction.pages, extraction.header.own_number)
    return _Read(path, extraction, citations, signatures)


def _print(read: _Read) -> None:
    extraction = read.extraction
    click.echo(f"{readable_name(str(read.path))}: {len(extraction.pages)} pages. {extraction.state.sentence}")
    header = header_json(extraction.header)
    print_table(
        ("FIELD", "SURE", "VALUE"),
        [(name, f"{each['confidence']:.0%}", each["value"]) for name, each in header.items()],
    )
    for citation in read.citations:
        click.echo(f"cites {citation.number}: pages {', '.join(map(str, citation.pages))}")
    for report in read.signatures:
        click.echo(f"signature {report.state.value}: {report.signer}")
    for page in extraction.pages:
        click.echo(f"\n--- {page.number} ({page.source}) ---\n{page.text}")
