"""The list of hits as a workbook."""

from __future__ import annotations

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from evidence_repo.reports.table import Column, Link
from evidence_repo.reports.workbook import Sheet
from evidence_repo.services.searching.listing import ListedHit, list_hits
from evidence_repo.web.context import actor, container, needs, read_session
from evidence_repo.web.criteria.codes import named
from evidence_repo.web.places import public_address
from evidence_repo.web.search import blueprint
from evidence_repo.web.search.places import asked_place
from evidence_repo.web.words import state_word
from evidence_repo.web.workbooks import send_workbook
from workflows.rights import Right

_Row = tuple[int, ListedHit]


@blueprint.get("/search.xlsx")
@needs(Right.SEE_PIECES)
def export() -> ResponseReturnValue:
    """Send every hit of the search in the address, up to 10,000 of them."""
    place = asked_place()
    hits = list_hits(read_session(), container().engine, actor(), place.text, place.filters, place.sort)
    return send_workbook(
        gettext("Search results"), [Sheet(gettext("Search"), _columns(), enumerate(hits, 1))]
    )


def _columns() -> tuple[Column[_Row], ...]:
    return (
        Column("ordinal", gettext("No."), lambda row: row[0], 6),
        Column("number", gettext("Number and symbol"), lambda row: row[1].number, 18),
        Column("type", gettext("Type of document"), lambda row: row[1].doc_type, 16),
        Column("issued_on", gettext("Day of issue"), lambda row: row[1].issued_on, 13),
        Column("issuer", gettext("Issuer"), lambda row: row[1].issuer, 28),
        Column("subject", gettext("Subject"), _subject, 60),
        Column("signatory", gettext("Signatory"), lambda row: row[1].signatory, 20),
        Column("pages", gettext("Pages"), lambda row: row[1].pages, 8),
        Column("criteria", gettext("Criteria and verdicts"), _criteria, 34),
        Column("agency", gettext("Agency"), lambda row: row[1].owner, 24),
        Column("file", gettext("File"), lambda row: row[1].file_name, 34),
    )


def _subject(row: _Row) -> Link:
    _, hit = row
    address = url_for("documents.show", document_id=hit.document_id, version=hit.version)
    return Link(hit.subject, public_address(address))


def _criteria(row: _Row) -> str:
    return "\n".join(
        f"{named(cited)}: "
        + str(state_word(cited.state).word if cited.state else gettext("attached to an explanation"))
        for cited in row[1].criteria
    )
