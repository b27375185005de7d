"""Read the header of a document off its first page and its signature page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

from index.header.annexes import read_annex
from index.header.block import HeaderBlock, header_block
from index.header.dates import read_date
from index.header.fields import FieldValue, Header
from index.header.issuers import read_issuer
from index.header.kinds import read_type, type_of_body
from index.header.lines import line_of, lines_of_page
from index.header.numbers import read_number
from index.header.signatories import has_signature_block, read_signatory
from index.header.standards import read_standard
from index.header.subjects import read_subject
from index.header.words import PageWords

Page = PageWords | str


def parse_header(pages: Sequence[Page]) -> Header:
    """Return the header of the document whose pages are given as positioned words or as plain text.

    The first page holds the head, one of the others the signature; what holds neither may be left out.
    What is doubtful stays empty: a blank number, a day that is not in the calendar. Never raises.
    """
    if not pages:
        return Header()
    block = header_block(pages[0])
    header = Header(
        doc_type=read_type(block),
        number=read_number(block),
        issued_on=read_date(block),
        issuer=read_issuer(block),
        subject=read_subject(block),
        signatory=find_signatory(pages),
    )
    return _of_another_kind(block, header) if header.number.value is None else header


def _of_another_kind(block: HeaderBlock, header: Header) -> Header:
    """Return the header of a page without a number, if it is an annex, a standard or the middle of a law."""
    if (standard := read_standard(block)) is not None:
        own = replace(header, doc_type=standard.doc_type, number=standard.number)
        return replace(own, subject=standard.subject, issuer=FieldValue())
    if (annex := read_annex(block)) is not None:
        said = {field.name: getattr(annex, field.name) for field in fields(annex)}
        return replace(header, **{name: value for name, value in said.items() if value.value is not None})
    if header.doc_type.value is None:
        return replace(header, doc_type=type_of_body(block))
    return header


def find_signatory(pages: Sequence[Page]) -> FieldValue:
    """Return who signed, from the first of these pages that carries the signature; never raises."""
    for index, page in enumerate(pages, start=1):
        if has_signature_block(_text_of(page)):
            found = read_signatory(page, index if isinstance(page, str) else page.number)
            if found.value is not None:
                return found
    return FieldValue()


def _text_of(page: Page) -> str:
    if isinstance(page, str):
        return page
    return "\n".join(line_of(words).text for words in lines_of_page(page, page.words))
