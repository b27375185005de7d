"""Why the pack's button cannot be pressed: the rules' blockers as sentences, each with links to a fix."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from flask import url_for
from flask_babel import gettext, ngettext

from evidence_repo.services.policy.refusals import ADVICE, SENTENCES
from evidence_repo.services.screens.checked_papers import NamedPiece
from evidence_repo.services.screens.criterion_page import MOST_BLOCKING, CriterionPage
from evidence_repo.web.criteria.codes import code_of
from workflows.blockers import Blocker
from workflows.states import EvidenceState


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, with the places on the page where it is corrected: pairs of anchor and word."""

    sentence: str
    advice: str | None
    places: tuple[tuple[str, str], ...]


MOST_PLACES = MOST_BLOCKING
"""Links that one reason shows; how many there are, its sentence says."""


def place_of_piece(page: CriterionPage, piece_id: int) -> str:
    """Return the link from the criterion's page to one of its pieces, on this page of them or another."""
    if piece_id in page.listed.shown:
        return f"#piece-{piece_id}"
    return address_of_piece(page, piece_id)


def address_of_piece(page: CriterionPage, piece_id: int) -> str:
    """Return the link from anywhere to one of the criterion's pieces."""
    code, anchor = code_of(page.criterion), f"piece-{piece_id}"
    return url_for("criteria.show", code=code, piece=piece_id, _anchor=anchor)


def reasons_of(page: CriterionPage, blockers: Iterable[Blocker]) -> list[Reason]:
    """Return the reasons, one for each kind, in the order in which the rules name them."""
    by_code: dict[str, list[Blocker]] = defaultdict(list)
    for blocker in blockers:
        by_code[blocker.code].append(blocker)
    return [
        Reason(
            _sentence(code, sum(page.progress.view.count_of(each.params) for each in found)),
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
        "question_unanswered": lambda: ngettext(
            "%(num)d question of the Ministry is not answered.",
            "%(num)d questions of the Ministry are not answered.",
            count,
        ),
    }
    counted_message = counted.get(code)
    return str(counted_message() if counted_message else gettext(SENTENCES[code]))


def _advice(code: str) -> str | None:
    return str(gettext(ADVICE[code])) if code in ADVICE else None


def _places(page: CriterionPage, blockers: Iterable[Blocker]) -> Iterable[tuple[str, str]]:
    products = {product.id: product.ordinal for product in page.criterion.products}
    for blocker in blockers:
        product = blocker.params.get("product")
        if named := _named(page, blocker.code):
            for piece in named:
                yield place_of_piece(page, piece.id), piece.number or piece.title
        elif product in products:
            yield f"#product-{products[product]}", gettext("product %(number)d", number=products[product])
        elif "question" in blocker.params:
            yield f"#question-{blocker.params['question']}", gettext("question of the Ministry")
        elif {"measurement", "target"}.intersection(blocker.params):
            yield "#figures", gettext("figures of the targets")
        elif blocker.code == "pack_empty" and page.permissions.may_add:
            yield "#product-1", gettext("add a document")


def _named(page: CriterionPage, code: str) -> Sequence[NamedPiece]:
    """Return the pieces that a reason is about, by the state that it names."""
    state = EvidenceState.EXPLAINED if code == "explanation_submitted" else code.removeprefix("piece_")
    return next((pieces for each, pieces in page.blocking.items() if each == state), ())
