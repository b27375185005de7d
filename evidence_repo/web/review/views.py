"""The review queue, and the desk: the page beside the verdict."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from evidence_repo.models import Evidence
from evidence_repo.services.reading.texts import page_texts
from evidence_repo.services.scores.proposing import score_page
from evidence_repo.services.screens.figures_waiting import figures_waiting
from evidence_repo.services.screens.review_desk import ReviewDesk, review_desk
from evidence_repo.services.screens.review_queue import QueueCounts, QueueItem, count_queue, review_queue
from evidence_repo.services.screens.second_reviews import own_seconds, pairs_seen_by
from evidence_repo.services.screens.waiting import QueueFilters
from evidence_repo.services.screens.waiting_counts import packs_to_return
from evidence_repo.services.workflow.canned_comments import list_comments
from evidence_repo.services.workflow.cited_pages import has_numbered_pages, page_numbers
from evidence_repo.services.workflow.claims import claims_on
from evidence_repo.services.workflow.eligible import eligible_for_pieces
from evidence_repo.web.context import actor, container, cycle, needs, read_session
from evidence_repo.web.criteria.codes import agency_choices, field_choices
from evidence_repo.web.documents.forms import HeaderForm
from evidence_repo.web.documents.viewer import ShownPage, ViewerAddress, shown_page
from evidence_repo.web.documents.views import DOCUMENT_TYPES
from evidence_repo.web.evidence.places import piece_in
from evidence_repo.web.lists import asked_sorting, column_heads, export_address, send_list, wants_workbook
from evidence_repo.web.paging import ListPage, page_address, page_number
from evidence_repo.web.review import blueprint
from evidence_repo.web.review.claims import claim_shown
from evidence_repo.web.review.columns import (
    Claims,
    claim_of,
    days_waiting,
    queue_columns,
    queue_order,
    urgency_tone,
)
from evidence_repo.web.review.filters import address_of, age_choices, filters_in, kept
from evidence_repo.web.review.forms import VerdictForm
from evidence_repo.web.review.words import PART_WORDS
from evidence_repo.web.scores.setting import shown_score
from workflows.claims import until
from workflows.rights import Right

PAGE_SIZE = 50
_SHOWN = ("code", "document", "agency", "since", "state")
"""The columns of the page; days of waiting and who is at it stand in the cells of others there."""


@blueprint.get("/review")
@needs(Right.JUDGE)
def queue() -> ResponseReturnValue:
    """Show what waits for a verdict: first what this person may judge, the oldest first."""
    session, filters, columns = read_session(), filters_in(read_session()), queue_columns()
    if wants_workbook():
        everything = review_queue(session, actor(), cycle(), filters)
        return send_list(gettext("Review queue"), queue_columns(_claims_on(everything)), everything)
    all_counts = count_queue(session, actor(), cycle())
    counts = count_queue(session, actor(), cycle(), filters) if kept() else all_counts
    page = _page(filters, counts)
    others = [item for item in page.rows if not item.may_judge]
    first = review_queue(session, actor(), cycle(), filters, most=1) if counts.own else ()
    return render_template(
        "review/queue.html",
        total=all_counts.total,
        own=counts.own,
        first=first[0] if first else None,
        shown=[item for item in page.rows if item.may_judge],
        others=list(zip(others, _named_eligible(others), strict=True)),
        is_filtered=bool(kept()),
        page=page,
        page_address=page_address,
        heads=column_heads(columns, _SHOWN),
        claims=_claims_on(page.rows),
        claim_of=claim_of,
        days_waiting=days_waiting,
        urgency_tone=urgency_tone,
        until=until,
        seconds=own_seconds(session, actor(), cycle()),
        figures=figures_waiting(session, actor(), cycle()),
        export_address=export_address(),
        to_return=packs_to_return(session, actor(), cycle()),
        agencies=agency_choices(all_counts.criteria),
        field_choices=field_choices(all_counts.criteria),
        age_choices=age_choices(),
        address_of=address_of,
        part_words=PART_WORDS,
    )


def _claims_on(items: Sequence[QueueItem]) -> Claims:
    pieces = [item.evidence_id for item in items if item.evidence_id is not None]
    explanations = [item.explanation_id for item in items if item.explanation_id is not None]
    return claims_on(read_session(), pieces, explanations, container().clock.now()) if items else {}


def _page(filters: QueueFilters, counts: QueueCounts) -> ListPage[QueueItem]:
    number, last = page_number(counts.total, PAGE_SIZE)
    first = (number - 1) * PAGE_SIZE
    order = queue_order(asked_sorting())
    rows = review_queue(read_session(), actor(), cycle(), filters, order, first=first, most=PAGE_SIZE)
    return ListPage(rows, number, last)


def _named_eligible(items: Sequence[QueueItem]) -> list[tuple[str, ...] | None]:
    """Return who may judge instead; None where the question is not answered for this kind of item."""
    pieces = [item.evidence_id for item in items if item.evidence_id is not None]
    eligible = eligible_for_pieces(read_session(), pieces, actor().deputyships) if pieces else {}
    named = {piece: tuple(person.name for person in people) for piece, people in eligible.items()}
    return [named.get(item.evidence_id or 0) for item in items]


def _shown_page(evidence: Evidence) -> ShownPage:
    version = evidence.version
    cited = page_numbers(evidence.pages) if has_numbered_pages(version) else ()
    return shown_page(version, page_texts(container().store, version), cited)


def render_desk(
    evidence_id: int, form: VerdictForm | None = None, header: HeaderForm | None = None
) -> ResponseReturnValue:
    """Return the desk of a piece; what was typed in a refused form stays in it."""
    session = read_session()
    evidence = piece_in(session, evidence_id)
    desk = review_desk(session, actor(), evidence, cycle(), filters_in(session))
    score = score_page(session, actor(), evidence.criterion)
    verdict_form = (form or VerdictForm(formdata=None)).offering(list_comments(session))
    header_form = header or HeaderForm.of(evidence.version)
    page = render_template(
        "review/desk.html",
        desk=desk,
        evidence=evidence,
        version=evidence.version,
        shown=_shown_page(evidence),
        form=verdict_form,
        header_form=header_form,
        is_header_refused=header is not None,
        document_types=DOCUMENT_TYPES,
        neighbours=_neighbours(desk),
        score=shown_score(score) if score else None,
        part_words=PART_WORDS,
        kept=kept(),
        here=ViewerAddress("review.desk", {"evidence_id": evidence_id}, kept()),
        pair=pairs_seen_by(session, actor(), [evidence_id]).get(evidence_id),
        **claim_shown(session, evidence),
    )
    return page, max(verdict_form.status, header_form.status)


def _neighbours(desk: ReviewDesk) -> dict[str, str]:
    around = {"previous": desk.place.previous, "next": desk.place.following}
    return {name: address_of(item) for name, item in around.items() if item is not None}


@blueprint.get("/review/<int:evidence_id>")
@needs(Right.JUDGE)
def desk(evidence_id: int) -> ResponseReturnValue:
    """Show one piece with all that a verdict needs, opened at the first cited page."""
    return render_desk(evidence_id)
