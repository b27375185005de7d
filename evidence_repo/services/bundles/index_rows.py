"""The rows of the evidence index (danh mục TLKC), the same for XLSX, CSV and the offline page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from evidence_repo.services.bundles import words
from evidence_repo.services.bundles.snapshot import (
    CriterionFacts,
    DocumentFacts,
    ExplanationFacts,
    PieceFacts,
    Snapshot,
)


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

    `hashes` gives the SHA-256 of the generated explanations by their paths.
    """
    ordinals = count(1)
    held = {
        criterion["label"]: list(_criterion_rows(criterion, hashes, ordinals))
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
            yield _attachment_row(criterion, explanation, document, products, next(ordinals))


def _product(ordinal: int | None, products: Mapping[int, str]) -> str:
    return f"{ordinal}. {products[ordinal]}" if ordinal is not None and ordinal in products else ""


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
        note="; ".join(note for note in (deadline, supplier, words.link_note(document)) if note),
        url=document["url"],
    )


def _explanation_row(
    criterion: CriterionFacts,
    explanation: ExplanationFacts,
    products: Mapping[int, str],
    hashes: Mapping[str, str],
    ordinal: int,
) -> IndexRow:
    about = words.one_line(explanation["about"]) if explanation["evidence_id"] is not None else ""
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
        sha256=hashes[explanation["path"]],
    )


def _attachment_row(
    criterion: CriterionFacts,
    explanation: ExplanationFacts,
    document: DocumentFacts,
    products: Mapping[int, str],
    ordinal: int,
) -> IndexRow:
    notes = (words.ATTACHMENT, words.link_note(document))
    return _row(
        ordinal,
        code=criterion["label"],
        product=_product(explanation["product"], products),
        type=words.document_type(document),
        number=document["number"],
        issued_on=document["issued_on"],
        issuer=document["issuer"],
        subject=document["title"],
        path=document["file"]["path"],
        sha256=document["file"]["sha256"],
        note="; ".join(note for note in notes if note),
        url=document["url"],
    )
