"""Why the pack's button cannot be pressed: the rules' blockers as sentences, each with links to a fix."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from flask import request, url_for
from flask_babel import gettext, ngettext

from evidence_repo.services.policy.refusals import ADVICE, SENTENCES
from evidence_repo.services.screens.criterion_page import CriterionPage
from evidence_repo.web.criteria.codes import code_of
from workflows.blockers import Blocker


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, with the places on the page where it is mended: pairs of anchor and word."""

    sentence: str
    advice: str | None
    places: tuple[tuple[str, str], ...]


MOST_PLACES = 20
"""Links that one reason shows; how many there are, its sentence says."""


def place_of_piece(page: CriterionPage, piece_id: int) -> str:
    """Return the link from the criterion's page to one of its pieces, on this page of them or another."""
    if any(piece.id == piece_id for piece in page.listed.shown):
        return f"#piece-{piece_id}"
    return address_of_piece(page, piece_id)


def address_of_piece(page: CriterionPage, piece_id: int) -> str:
    """Return the link from anywhere to one of the criterion's pieces."""
    year = request.args.get("year")
    return url_for(
        "criteria.show", code=code_of(page.criterion), piece=piece_id, year=year, _anchor=f"piece-{piece_id}"
    )


def reasons_of(page: CriterionPage, blockers: Iterable[Blocker]) -> list[Reason]:
    """Return the reasons, one for each kind, in the order in which the rules name them."""
    by_code: dict[str, list[Blocker]] = defaultdict(list)
    for blocker in blockers:
        by_code[blocker.code].append(blocker)
    return [
        Reason(
            _sentence(code, len(found)),
            _advice(code),
            tuple(dict.fromkeys(islice(_places(page, found), MOST_PLACES))),
        )
        for code, found in by_code.items()
    ]


def _sentence(code: str, count: int) -> str:
    counted = {
        "piece_needs_explanation": lambda: ngettext(
            "%(num)d piece needs an explanation.", "%(num)d pieces need an explanation.", count
        ),
        "piece_submitted": lambda: ngettext(
            "%(num)d piece has no verdict yet.", "%(num)d pieces have no verdict yet.", count
        ),
        "piece_explained": lambda: ngettext(
            "%(num)d explained piece has no verdict yet.",
            "%(num)d explained pieces have no verdict yet.",
            count,
        ),
        "explanation_rejected": lambda: ngettext(
            "%(num)d explanation was not accepted.", "%(num)d explanations were not accepted.", count
        ),
        "product_uncovered": lambda: ngettext(
            "%(num)d mandatory product is not covered.", "%(num)d mandatory products are not covered.", count
        ),
    }
    counted_message = counted.get(code)
    return str(counted_message() if counted_message else gettext(SENTENCES[code]))


def _advice(code: str) -> str | None:
    return str(gettext(ADVICE[code])) if code in ADVICE else None


def _places(page: CriterionPage, blockers: Iterable[Blocker]) -> Iterable[tuple[str, str]]:
    pieces = {piece.id: piece for piece in page.everything}
    products = {product.id: product.ordinal for product in page.criterion.products}
    for blocker in blockers:
        piece, product = blocker.params.get("piece"), blocker.params.get("product")
        if piece in pieces:
            version = pieces[piece].version
            yield place_of_piece(page, piece), version.header_number or version.title
        elif product in products:
            yield f"#product-{products[product]}", gettext("product %(number)d", number=products[product])
        elif blocker.code == "pack_empty" and page.permissions.may_add:
            yield "#product-1", gettext("add a document")
