"""The rows of the evidence index (danh mục TLKC), the same for XLSX, CSV and the offline page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple

from evidence_repo.services.bundles import words
from evidence_repo.services.bundles.snapshot import (
    CriterionFacts,
    DocumentFacts,
    ExplanationFacts,
    PieceFacts,
    Snapshot,
)
from evidence_repo.services.workflow.cited_pages import page_numbers
from index.media import MediaType

_LONGEST_QUOTE = 600


class Place(NamedTuple):
    """Cited pages as they are written, and the first of them."""

    words: str
    page: int


class Quote(NamedTuple):
    """A pinned passage: its page, and whether a browser can open it there."""

    page: int
    text: str
    has_page: bool


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One row; `path` from the bag's folder, empty where the row has no file (a criterion left out)."""

    ordinal: int
    code: str
    product: str
    type: str
    number: str
    issued_on: str
    issuer: str
    subject: str
    pages: str
    verdict: str
    path: str
    sha256: str
    note: str
    url: str = ""
    """The address of a link, if a browser may follow it; it stands in the note too."""
    places: tuple[Place, ...] = ()
    """The cited pages, one after the other, where the document has pages that a browser can open."""
    quotes: tuple[Quote, ...] = ()
    """What the verdict pins; only the offline page shows it."""

    @property
    def file(self) -> str:
        """Return the path from where the index stands, in `data/`."""
        return self.path.removeprefix("data/")

    def cells(self) -> tuple[str, ...]:
        """Return the cells in the order of `words.COLUMNS`."""
        return (
            *(str(self.ordinal), self.code, self.product, self.type, self.number, self.issued_on),
            *(self.issuer, self.subject, self.pages, self.verdict, self.file, self.sha256, self.note),
        )


def index_rows(
    snapshot: Snapshot, hashes: Mapping[str, str]
) -> tuple[dict[str, list[IndexRow]], list[IndexRow]]:
    """Return the rows by criterion (its label), and those of the criteria left out.

    `hashes` gives the SHA-256 of the generated explanations and registers by their paths.
    """
    ordinals = count(1)
    held = {
        criterion["label"]: [
            *_criterion_rows(criterion, hashes, ordinals),
            *_register_rows(snapshot, criterion, hashes, ordinals),
        ]
        for criterion in snapshot["criteria"]
    }
    left_out = [
        _row(next(ordinals), code=one["label"], subject=one["title"], note=words.LEFT_OUT_NOTE)
        for one in snapshot["left_out"]
    ]
    return held, left_out


def _row(
    ordinal: int,
    *,
    code: str,
    product: str = "",
    type: str = "",
    number: str | None = None,
    issued_on: str | None = None,
    issuer: str | None = None,
    subject: str = "",
    pages: str | None = None,
    verdict: str = "",
    path: str = "",
    sha256: str = "",
    note: str = "",
    url: str | None = None,
    places: tuple[Place, ...] = (),
    quotes: tuple[Quote, ...] = (),
) -> IndexRow:
    return IndexRow(
        ordinal=ordinal,
        code=words.one_line(code),
        product=words.one_line(product),
        type=type,
        number=words.one_line(number),
        issued_on=words.day(issued_on),
        issuer=words.one_line(issuer),
        subject=words.one_line(subject),
        pages=words.one_line(pages),
        verdict=verdict,
        path=path,
        sha256=sha256,
        note=note,
        url=url if url and url.lower().startswith(("http://", "https://")) else "",
        places=places,
        quotes=quotes,
    )


def _criterion_rows(
    criterion: CriterionFacts, hashes: Mapping[str, str], ordinals: Iterator[int]
) -> Iterator[IndexRow]:
    products = {product["ordinal"]: product["text"] for product in criterion["products"]}
    for piece in criterion["pieces"]:
        yield _piece_row(criterion, piece, products, next(ordinals))
    for explanation in criterion["explanations"]:
        yield _explanation_row(criterion, explanation, products, hashes, next(ordinals))
        for document in explanation["documents"]:
            product = _product(explanation["product"], products)
            yield _attachment_row(criterion, document, next(ordinals), note=words.ATTACHMENT, product=product)


def _register_rows(
    snapshot: Snapshot, criterion: CriterionFacts, hashes: Mapping[str, str], ordinals: Iterator[int]
) -> Iterator[IndexRow]:
    for table in snapshot.get("tables", []):
        if table["criterion"] == criterion["label"]:
            yield _row(
                next(ordinals),
                code=criterion["label"],
                type=words.REGISTER,
                issuer=table["agency"],
                subject=f"{table['title']} ({len(table['rows'])} dòng)",
                path=table["path"],
                sha256=hashes[table["path"]],
            )
            for document in table.get("documents", []):
                yield _attachment_row(criterion, document, next(ordinals), note=words.OF_REGISTER)


def _product(ordinal: int | None, products: Mapping[int, str]) -> str:
    return f"{ordinal}. {products[ordinal]}" if ordinal is not None and ordinal in products else ""


def _answers(facts: PieceFacts | ExplanationFacts) -> str:
    """Return which questions of the Ministry this answers, in the words of the index."""
    asked = facts.get("answers", [])
    return "; ".join(
        f"Trả lời yêu cầu giải trình, thẩm định {each['round']}: {words.one_line(each['text'])}"
        for each in asked
    )


def _piece_row(
    criterion: CriterionFacts, piece: PieceFacts, products: Mapping[int, str], ordinal: int
) -> IndexRow:
    document = piece["document"]
    deadline = f"Thời hạn: {words.one_line(piece['deadline'])}" if piece["deadline"] else ""
    supplier = "" if piece["agency"] == criterion["agency"] else f"Cơ quan cung cấp: {piece['agency']}"
    return _row(
        ordinal,
        code=criterion["label"],
        product=_product(piece["product"], products),
        type=words.document_type(document),
        number=document["number"],
        issued_on=document["issued_on"],
        issuer=document["issuer"],
        subject=document["title"],
        pages=piece["pages"] or "Toàn văn bản",
        verdict=words.VERDICTS[piece["state"]],
        path=document["file"]["path"],
        sha256=document["file"]["sha256"],
        note="; ".join(
            note for note in (deadline, supplier, _answers(piece), words.link_note(document)) if note
        ),
        url=document["url"],
        places=_places(piece),
        quotes=_quotes(piece),
    )


def _opens_at_pages(document: DocumentFacts) -> bool:
    return document["media_type"] == MediaType.PDF and document["kind"] != "link"


def _places(piece: PieceFacts) -> tuple[Place, ...]:
    if not _opens_at_pages(piece["document"]) or not page_numbers(piece["pages"]):
        return ()
    return tuple(Place(part, page_numbers(part)[0]) for part in (piece["pages"] or "").split(", "))


def _quotes(piece: PieceFacts) -> tuple[Quote, ...]:
    has_pages = _opens_at_pages(piece["document"])
    return tuple(
        Quote(quote["page"], _shortened(words.one_line(quote["text"])), has_pages)
        for quote in piece.get("quotes", [])
    )


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE].rstrip()}…"


def _explanation_row(
    criterion: CriterionFacts,
    explanation: ExplanationFacts,
    products: Mapping[int, str],
    hashes: Mapping[str, str],
    ordinal: int,
) -> IndexRow:
    about = words.one_line(explanation["about"]) if explanation["evidence_id"] is not None else ""
    answers = _answers(explanation)
    kind = words.EXPLANATION_KINDS[explanation["kind"]]
    return _row(
        ordinal,
        code=criterion["label"],
        product=_product(explanation["product"], products),
        type=words.EXPLANATION,
        issuer=criterion["agency"],
        subject=f"{words.EXPLANATION}: {kind}" + (f". Về tài liệu: {about}" if about else ""),
        verdict=words.EXPLANATION_ACCEPTED,
        path=explanation["path"],
        note=answers,
        sha256=hashes[explanation["path"]],
    )


def _attachment_row(
    criterion: CriterionFacts, document: DocumentFacts, ordinal: int, *, note: str, product: str = ""
) -> IndexRow:
    notes = (note, words.link_note(document))
    return _row(
        ordinal,
        code=criterion["label"],
        product=product,
        type=words.document_type(document),
        number=document["number"],
        issued_on=document["issued_on"],
        issuer=document["issuer"],
        subject=document["title"],
        path=document["file"]["path"],
        sha256=document["file"]["sha256"],
        note="; ".join(each for each in notes if each),
        url=document["url"],
    )
