"""A workbook that is shown before it is taken: kept under a name between the two, read in the sandbox."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField

from evidence_repo.errors import BadInput, EvidenceError
from evidence_repo.services.people.sheets import SheetCells
from evidence_repo.services.reading.sheets import LARGEST_SHEET, read_sheet
from evidence_repo.web.context import container
from evidence_repo.web.errors import advice_of, message_of
from evidence_repo.web.forms import Form
from evidence_repo.words import N_
from storage import BlobMissing


class SheetForm(Form):
    """A filled-in template; after it was read, the form carries the name under which it is kept."""

    file = FileField(_l("Workbook (.xlsx)"))
    kept = HiddenField()


def keep_sheet(form: SheetForm) -> str:
    """Keep the sent workbook until it is applied; return the name under which it is kept."""
    if not form.file.data:
        raise BadInput(N_("Choose a workbook."), field="file")
    data = form.file.data.stream.read(LARGEST_SHEET + 1)
    if len(data) > LARGEST_SHEET:
        raise BadInput(N_("A workbook to import has at most 5 MB."), field="file")
    name = f"imports/{hashlib.sha256(data).hexdigest()}.xlsx"
    container().store.write_derived(name, data)
    return name


def kept_cells(name: str) -> list[SheetCells]:
    """Return the rows of the workbook that is kept under this name; raise `BadInput` if there is none."""
    again = BadInput(N_("Send the workbook once more."), field="file")
    if not _is_kept_name(name):
        raise again
    try:
        data = container().store.read_derived(name)
    except BlobMissing as error:
        raise again from error
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.xlsx"
        path.write_bytes(data)
        return read_sheet(container().sandbox, path)


def _is_kept_name(name: str) -> bool:
    """Return whether `keep_sheet` can have given this name."""
    digest = name.removeprefix("imports/").removesuffix(".xlsx")
    return name == f"imports/{digest}.xlsx" and len(digest) == 64 and digest.isalnum() and digest.isascii()


def forget_sheet(name: str) -> None:
    """Keep the workbook no longer."""
    with suppress(BlobMissing):
        container().store.delete_derived(name)


def problem_words(error: EvidenceError) -> str:
    """Return why a row cannot be taken, with what to do about it."""
    return " ".join(filter(None, (message_of(error), advice_of(error))))
