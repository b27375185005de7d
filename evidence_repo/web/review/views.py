"""The review queue, and the desk: the page beside the verdict."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from evidence_repo.models import Evidence
from evidence_repo.services.policy.visibility import find_evidence
from evidence_repo.services.reading.texts import page_texts
from evidence_repo.services.screens.review_desk import ReviewDesk, review_desk
from evidence_repo.services.screens.review_queue import QueueItem, review_queue
from evidence_repo.services.screens.work import packs_to_return
from evidence_repo.services.workflow.cited_pages import has_numbered_pages, page_numbers
from evidence_repo.services.workflow.verdicts import eligible_reviewers
from evidence_repo.web.context import actor, container, cycle, needs, read_session
from evidence_repo.web.criteria.codes import agency_choices, field_choices
from evidence_repo.web.documents.forms import HeaderForm
from evidence_repo.web.documents.viewer import ShownPage, ViewerAddress, shown_page
from evidence_repo.web.documents.views import DOCUMENT_TYPES
from evidence_repo.web.lists import column_heads, export_address, send_list, sorted_rows, wants_workbook
from evidence_repo.web.paging import page_address, page_of
from evidence_repo.web.review import blueprint
from evidence_repo.web.review.columns import queue_columns
from evidence_repo.web.review.filters import address_of, age_choices, filters_in, kept
from evidence_repo.web.review.forms import VerdictForm
from evidence_repo.web.review.words import PART_WORDS
from workflows.rights import Right

PAGE_SIZE = 50


@blueprint.get("/review")
@needs(Right.JUDGE)
def queue() -> ResponseReturnValue:
    """Show what waits for a verdict: first what this person may judge, the oldest first."""
    session = read_session()
    everything = review_queue(session, actor(), cycle())
    shown = review_queue(session, actor(), cycle(), filters_in(session)) if kept() else everything
    own = [item for item in shown if item.may_judge]
    columns = queue_columns()
    if wants_workbook():
        return send_list(gettext("Review queue"), columns, shown)
    page = page_of(sorted_rows(shown, columns), PAGE_SIZE)
    return render_template(
        "review/queue.html",
        total=len(everything),
        own=own,
        shown=[item for item in page.rows if item.may_judge],
        others=[(item, _named_eligible(item)) for item in page.rows if not item.may_judge],
        is_filtered=bool(kept()),
        page=page,
        page_address=page_address,
        heads=column_heads(columns),
        export_address=export_address(),
        to_return=packs_to_return(session, actor(), cycle()),
        agencies=agency_choices(item.criterion for item in everything),
        field_choices=field_choices(item.criterion for item in everything),
        age_choices=age_choices(),
        address_of=address_of,
        part_words=PART_WORDS,
    )


def _named_eligible(item: QueueItem) -> tuple[str, ...] | None:
    """Return who may judge instead; None where the question is not answered for this kind of item."""
    if item.evidence is None:
        return None
    return tuple(person.name for person in eligible_reviewers(read_session(), item.evidence))


def _shown_page(evidence: Evidence) -> ShownPage:
    version = evidence.version
    cited = page_numbers(evidence.pages) if has_numbered_pages(version) else ()
    return shown_page(version, page_texts(container().store, version), cited)


def render_desk(
    evidence_id: int, form: VerdictForm | None = None, header: HeaderForm | None = None
) -> ResponseReturnValue:
    """Return the desk of a piece; what was typed in a refused form stays in it."""
    session = read_session()
    evidence = find_evidence(session, actor(), evidence_id)
    desk = review_desk(session, actor(), evidence, cycle(), filters_in(session))
    verdict_form = form or VerdictForm(formdata=None)
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
        part_words=PART_WORDS,
        kept=kept(),
        here=ViewerAddress("review.desk", {"evidence_id": evidence_id}, kept()),
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
