"""An explanation (giải trình) as a paper, made so that the same facts give the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from evidence_repo.reports.document import render_paper
from evidence_repo.reports.paper import Block, Heading, Labelled, Paper, PaperHead, Signature
from evidence_repo.reports.text import printable
from evidence_repo.services.bundles import words
from evidence_repo.services.bundles.snapshot import (
    CriterionFacts,
    DocumentFacts,
    ExplanationFacts,
    Snapshot,
)


def render_explanation(snapshot: Snapshot, criterion: CriterionFacts, explanation: ExplanationFacts) -> bytes:
    """Return the explanation's paper: what it is about, its text, legal basis, documents and outcome."""
    province, agency = words.one_line(snapshot["province"]), words.one_line(criterion["agency"])
    sealed = datetime.fromisoformat(snapshot["sealed_at"])
    paper = Paper(
        PaperHead(
            issuer=agency.upper(),
            parent="" if agency == province else province.upper(),
            place=words.place_of(province),
            year=words.bagging_date(snapshot).year,
        ),
        kind=words.EXPLANATION.upper(),
        subject=words.cycle_title(snapshot),
        addressees=(words.MINISTRY,),
        body=tuple(_body(criterion, explanation)),
        signature=Signature(words.HEAD_OF_AGENCY),
    )
    return render_paper(paper, author=province, created=sealed)


def _body(criterion: CriterionFacts, explanation: ExplanationFacts) -> Iterator[Block]:
    yield Labelled("Tiêu chí", words.one_line(f"{criterion['label']}. {criterion['title']}"))
    yield Labelled("Nội dung giải trình", _target(criterion, explanation))
    yield Labelled("Lý do giải trình", words.EXPLANATION_KINDS[explanation["kind"]])
    yield Heading("1. Nội dung")
    yield from printable(explanation["text"]).split("\n")
    yield Heading("2. Căn cứ")
    yield from printable(explanation["legal_basis"] or "Không nêu.").split("\n")
    yield Heading("3. Tài liệu kèm theo")
    yield from [f"- {_document_line(document)}" for document in explanation["documents"]] or ["Không có."]
    yield Heading("4. Kết quả rà soát")
    decided = words.moment(explanation["decided_at"])
    yield words.EXPLANATION_ACCEPTED + (f", ngày {decided.split()[0]}." if decided else ".")


def _target(criterion: CriterionFacts, explanation: ExplanationFacts) -> str:
    products = {product["ordinal"]: product["text"] for product in criterion["products"]}
    product = products.get(explanation["product"] or 0)
    of_product = f"Sản phẩm {explanation['product']}: {words.one_line(product)}" if product else ""
    if asked := explanation.get("answers"):
        return f"Yêu cầu giải trình, thẩm định {asked[0]['round']}: {words.one_line(asked[0]['text'])}"
    if explanation["evidence_id"] is None:
        return of_product or words.one_line(explanation["about"])
    of_piece = f"Tài liệu: {words.one_line(explanation['about'])}"
    return f"{of_piece}; {of_product}" if of_product else of_piece


def _document_line(document: DocumentFacts) -> str:
    kind, number = words.document_type(document), words.one_line(document["number"])
    named = " ".join(part for part in (kind, f"số {number}" if number else "") if part)
    issued = words.day(document["issued_on"])
    dated = f"{named} ngày {issued}" if named and issued else named
    title = words.one_line(document["title"])
    file = document["file"]["path"].rsplit("/", 1)[-1]
    return f"{dated + ': ' if dated else ''}{title} (tệp {file})"
