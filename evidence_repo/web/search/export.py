"""The list of hits as a workbook: written row by row to a temporary file, sent as a stream."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import IO, Any

import xlsxwriter
from flask import Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from evidence_repo.services.searching.listing import ListedHit, list_hits
from evidence_repo.web.attachments import attachment
from evidence_repo.web.context import actor, container, needs, read_session
from evidence_repo.web.mail import public_address
from evidence_repo.web.search import blueprint
from evidence_repo.web.search.places import SearchPlace, asked_place
from evidence_repo.web.words import state_word
from workflows.rights import Right

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PIECE = 64 * 1024
_WIDTHS = (6, 18, 16, 13, 28, 60, 20, 8, 34, 24, 34)
_LONGEST_CELL = 32_000
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


@blueprint.get("/search.xlsx")
@needs(Right.SEE_PIECES)
def export() -> ResponseReturnValue:
    """Send every hit of the search in the address, up to 10,000 of them."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when its last piece is sent
    _write(file, asked_place())
    response = Response(_pieces(file), mimetype=XLSX)
    response.content_length = file.tell()
    response.headers["Content-Disposition"] = attachment("Kết quả tra cứu.xlsx")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _write(file: IO[bytes], place: SearchPlace) -> None:
    hits = list_hits(read_session(), container().engine, actor(), place.text, place.filters, place.sort)
    with xlsxwriter.Workbook(file, _OPTIONS) as book:
        sheet = book.add_worksheet(gettext("Search"))
        looks = {name: book.add_format(look) for name, look in _LOOKS.items()}
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 2)
        for column, title in enumerate(_titles()):
            sheet.write_string(0, column, title, looks["header"])
        for row, hit in enumerate(hits, start=1):
            _write_row(sheet, row, hit, looks)
    file.seek(0, 2)


_CELL = {"font_name": "Times New Roman", "font_size": 11, "valign": "top", "text_wrap": True, "border": 1}
_LOOKS = {
    "cell": _CELL,
    "day": {**_CELL, "num_format": "dd/mm/yyyy", "align": "center"},
    "link": {**_CELL, "font_color": "#0B5394", "underline": 1},
    "header": {**_CELL, "bold": True, "align": "center", "valign": "vcenter", "bg_color": "#DDE6F0"},
}


def _titles() -> tuple[str, ...]:
    return (
        gettext("No."),
        gettext("Number and symbol"),
        gettext("Type of document"),
        gettext("Day of issue"),
        gettext("Issuer"),
        gettext("Subject"),
        gettext("Signatory"),
        gettext("Pages"),
        gettext("Criteria and verdicts"),
        gettext("Agency"),
        gettext("File"),
    )


def _write_row(sheet: Any, row: int, hit: ListedHit, looks: dict[str, Any]) -> None:
    """Write a hit; a text is written as a text, so that one like "=1+1" never becomes a formula."""
    cells = (hit.number, hit.doc_type, None, hit.issuer, None, hit.signatory, None, _criteria(hit), hit.owner)
    sheet.write_number(row, 0, row, looks["cell"])
    for column, text in enumerate((*cells, hit.file_name), start=1):
        sheet.write_string(row, column, _printable(text or ""), looks["cell"])
    if hit.issued_on:
        sheet.write_datetime(row, 3, hit.issued_on, looks["day"])
    address = public_address(url_for("documents.show", document_id=hit.document_id, version=hit.version))
    sheet.write_url(row, 5, address, looks["link"], _printable(hit.subject))
    if hit.pages:
        sheet.write_number(row, 7, hit.pages, looks["cell"])


def _criteria(hit: ListedHit) -> str:
    told = (
        f"{cited.criterion}: "
        + str(state_word(cited.state).word if cited.state else gettext("attached to an explanation"))
        for cited in hit.criteria
    )
    return "\n".join(told)


def _printable(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable() or letter == "\n")[:_LONGEST_CELL]


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece
