"""Read a plan from a file of any kind that is understood: text, DOCX, XLSX, or our own JSON."""

from __future__ import annotations

from pathlib import Path

from evidence_repo.catalogue.json_form import plan_from_json
from evidence_repo.catalogue.plan import CatalogueError, CataloguePlan
from evidence_repo.catalogue.table_reader import read_plan_docx, read_plan_xlsx
from evidence_repo.catalogue.text_reader import read_plan_text


def read_plan_file(
    path: Path, *, year: int | None = None, province: str | None = None, called: str | None = None
) -> CataloguePlan:
    """Return the plan of the file, by its ending; raise `CatalogueError` if it cannot be understood.

    A refusal names the file as the person does: `called`, else by the path's name.
    """
    if not path.is_file():
        raise CatalogueError("There is no file “%(name)s”.", name=path.name)
    match path.suffix.casefold():
        case ".docx":
            return read_plan_docx(path, year=year, province=province)
        case ".xlsx":
            return read_plan_xlsx(path, year=year, province=province)
        case ".json":
            return plan_from_json(_text_of(path))
        case ".txt" | ".md":
            return read_plan_text(_text_of(path), year=year, province=province)
    raise CatalogueError(
        "A plan is read from .txt, .docx, .xlsx or .json, not from “%(name)s”.", name=called or path.name
    )


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as wrong:
        raise CatalogueError("The plan cannot be opened: %(why)s.", why=wrong.strerror) from wrong
    except UnicodeDecodeError as wrong:
        raise CatalogueError("The plan is not text in UTF-8.") from wrong
