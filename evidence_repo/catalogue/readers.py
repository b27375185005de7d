"""Read a plan from a file of any kind that is understood: text, DOCX, XLSX, PDF, or our own JSON.

The bytes of DOCX, XLSX and PDF are read in the sandbox; what comes out of it are rows of text.
"""

from __future__ import annotations

from pathlib import Path

from evidence_repo.catalogue.assembly import PlanDraft
from evidence_repo.catalogue.heading import PlanHeading
from evidence_repo.catalogue.json_form import plan_from_json
from evidence_repo.catalogue.plan import CatalogueError, CataloguePlan, PlaceKind
from evidence_repo.catalogue.rows import find_plan_rows
from evidence_repo.catalogue.text_reader import read_draft_of_text
from evidence_repo.words import N_
from index.extraction import RecognitionMissing, Sandbox, Unreadable
from index.extraction.table_rows import LONGEST_CELL, MOST_ROWS, TABLE_LIMIT
from index.extraction.whole_tables import read_tables
from index.media import EmptyFile, MediaType, MediaTypeNotAllowed

LARGEST_PLAN = 20 * 1024 * 1024
_PLACES = {MediaType.DOCX: PlaceKind.ROW, MediaType.XLSX: PlaceKind.SHEET, MediaType.PDF: PlaceKind.PAGE}
_KINDS = {".docx": MediaType.DOCX, ".xlsx": MediaType.XLSX, ".pdf": MediaType.PDF}


def read_plan_file(
    path: Path, sandbox: Sandbox, *, year: int | None = None, province: str | None = None
) -> CataloguePlan:
    """Return the plan of the file; raise `CatalogueError` if it cannot be understood."""
    return read_plan_draft(path, sandbox).plan(year=year, province=province)


def read_plan_draft(path: Path, sandbox: Sandbox, *, called: str | None = None) -> PlanDraft:
    """Return the rows of the file with their places, by its ending.

    A refusal names the file as the person does: `called`, else by the path's name.
    """
    name = called or path.name
    if not path.is_file():
        raise CatalogueError("There is no file “%(name)s”.", name=name)
    if path.stat().st_size > LARGEST_PLAN:
        raise CatalogueError("A plan's file has at most 20 MB.")
    match path.suffix.casefold():
        case ".json":
            return PlanDraft.of_plan(plan_from_json(_text_of(path)))
        case ".txt" | ".md":
            return read_draft_of_text(_text_of(path))
        case ".docx" | ".xlsx" | ".pdf" as ending:
            return _draft_of_tables(path, sandbox, _KINDS[ending], name)
    raise CatalogueError(
        "A plan is read from .docx, .pdf, .xlsx, .txt or .json, not from “%(name)s”.", name=name
    )


def _draft_of_tables(path: Path, sandbox: Sandbox, wanted: MediaType, name: str) -> PlanDraft:
    try:
        kind = sandbox.media_type(path)
        if kind is not wanted:
            raise MediaTypeNotAllowed(kind.value)
        tables = read_tables(sandbox, path, kind)
    except (EmptyFile, MediaTypeNotAllowed) as wrong:
        raise CatalogueError("“%(name)s” is not a file of the kind that its name says.", name=name) from wrong
    except Unreadable as wrong:
        raise _fault(wrong) from wrong
    except RecognitionMissing as wrong:
        raise CatalogueError(
            "The plan is a scan, and character recognition (OCR) is not installed.",
            advice=N_("Send the plan as DOCX, XLSX or a PDF with text."),
        ) from wrong
    heading, rows = find_plan_rows(tables.rows, _PLACES[kind])
    return PlanDraft.of(PlanHeading.of_text(heading).filled_from(tables.header), rows)


def _fault(wrong: Unreadable) -> CatalogueError:
    if str(wrong) == TABLE_LIMIT:
        return CatalogueError(
            "The file's tables are larger than any plan: more than %(rows)d rows, or a cell of more than "
            "%(letters)d letters.",
            rows=MOST_ROWS,
            letters=LONGEST_CELL,
        )
    return CatalogueError(wrong.state.sentence)


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as wrong:
        raise CatalogueError("The plan cannot be opened: %(why)s.", why=wrong.strerror) from wrong
    except UnicodeDecodeError as wrong:
        raise CatalogueError("The plan is not text in UTF-8.") from wrong
