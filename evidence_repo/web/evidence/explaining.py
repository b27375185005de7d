"""Explain a piece or a product, and confirm what was read of a piece's document."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from evidence_repo.errors import EvidenceError, NotVisible
from evidence_repo.models import (
    Criterion,
    DocumentVersion,
    Evidence,
    ExpectedProduct,
    Explanation,
    ExplanationTemplate,
)
from evidence_repo.services.documents.spooling import SpooledFile
from evidence_repo.services.evidence.adding import documents_from_files, version_from_file
from evidence_repo.services.examining.bases import legal_bases
from evidence_repo.services.policy.permissions import permissions_on_pack
from evidence_repo.services.policy.visibility import find_version, relation_to_criterion
from evidence_repo.services.screens.agency_pieces import next_to_confirm
from evidence_repo.services.screens.explanations_paper import render_rounds
from evidence_repo.services.screens.piece_rows import rounds_by_target
from evidence_repo.services.workflow.explanation_rounds import latest_round
from evidence_repo.services.workflow.explanation_templates import explanation_templates
from evidence_repo.services.workflow.explanations import explain_evidence, explain_product
from evidence_repo.services.workflow.headers import confirm_header, is_doubtful
from evidence_repo.services.workflow.packs import find_pack
from evidence_repo.services.workflow.transitions import check_right
from evidence_repo.web.attachments import attachment
from evidence_repo.web.context import actor, container, needs, read_session, transaction
from evidence_repo.web.documents.forms import HeaderForm
from evidence_repo.web.evidence import blueprint
from evidence_repo.web.evidence.forms import ExplainPieceForm, ExplainProductForm
from evidence_repo.web.evidence.places import (
    address_of_piece,
    address_of_product,
    criterion_in,
    piece_in,
    product_in,
)
from evidence_repo.web.evidence.sending import Files, piece_at, send_form, show_form, take_in_files
from evidence_repo.web.places import sent_lock
from evidence_repo.web.sending import send
from index.media import MediaType
from workflows.explanations import ExplanationKind, ExplanationState, needs_documents
from workflows.rights import Right
from workflows.states import PROOF_KINDS


def _new_version(session: Session, piece: Evidence, files: Files) -> DocumentVersion | None:
    uploaded = files.get("file")
    if not uploaded:
        return None
    parts = container()
    return version_from_file(session, actor(), parts.store, piece.version.document, uploaded[0], parts.clock)


def _attached(
    session: Session, before: Explanation | None, kept: list[str], files: list[SpooledFile]
) -> list[DocumentVersion]:
    """Return the documents that are kept of the draft, and those that are added."""
    parts = container()
    added = documents_from_files(session, actor(), parts.store, files, parts.clock)
    known = [version for version in (before.documents if before else ()) if str(version.id) in kept]
    return list(dict.fromkeys([*known, *added]))


def _with_bases(session: Session, criterion: Criterion, typed: str | None) -> str:
    """Return the legal basis with what was ticked of those that are offered, each once."""
    ticked = set(request.form.getlist("basis"))
    offered = [basis.words for basis in legal_bases(session, actor(), criterion)] if ticked else []
    lines = [typed.strip()] if typed and typed.strip() else []
    return "\n".join(
        [*lines, *(words for words in offered if words in ticked and words not in (typed or ""))]
    )


def _template(session: Session, kinds: Sequence[ExplanationKind]) -> ExplanationTemplate | None:
    """Return the template that the address asks for, of the kinds that may be chosen here."""
    found = explanation_templates(session)
    return next(
        (found[kind] for kind in kinds if kind in found and kind == request.args.get("template")), None
    )


def _draft(latest: Explanation | None) -> Explanation | None:
    return latest if latest is not None and latest.state is ExplanationState.DRAFT else None


@blueprint.route("/evidence/<int:evidence_id>/explain", methods=["GET", "POST"])
@needs(Right.EXPLAIN)
def explain(evidence_id: int) -> ResponseReturnValue:
    """Explain a piece that needs it, with or without a new version."""
    evidence = piece_at(evidence_id)
    draft = _draft(latest_round(read_session(), evidence_id=evidence_id))
    begun = _template(read_session(), (ExplanationKind.PARTIAL,)) or draft
    form = ExplainPieceForm(
        text=begun.text if begun else None,
        legal_basis=begun.legal_basis if begun else None,
        pages=evidence.pages,
        seen_lock=evidence.lock,
    )

    def change(session: Session, piece: Evidence, files: Files) -> None:
        before = _draft(latest_round(session, evidence_id=piece.id))
        kept = request.form.getlist("kept")
        pages = " ".join((form.pages.data or "").split())
        explain_evidence(
            session,
            actor(),
            piece,
            text=form.text.data or "",
            legal_basis=_with_bases(session, piece.criterion, form.legal_basis.data),
            documents=_attached(session, before, kept, list(files["documents"])),
            version=_new_version(session, piece, files),
            pages=pages if pages != (piece.pages or "") else None,
            seen_lock=form.seen(),
            clock=container().clock,
        )

    answer = send_form(form, evidence_id, change, gettext("The explanation is saved."))
    return answer or show_form(
        "evidence/explain.html",
        form,
        evidence,
        draft=draft,
        template_kinds=(ExplanationKind.PARTIAL,),
        bases=legal_bases(read_session(), actor(), evidence.criterion),
    )


@blueprint.route("/criteria/<code>/explain", methods=["GET", "POST"])
@needs(Right.EXPLAIN)
def explain_missing(code: str) -> ResponseReturnValue:
    """Explain why a product is missing or covered in part."""
    session = read_session()
    criterion = criterion_in(session, code)
    check_right(actor(), Right.EXPLAIN, relation_to_criterion(actor(), criterion))
    product = product_in(criterion, request.values.get("product"))
    if product is None:
        raise NotVisible
    rounds = tuple(rounds_by_target(session, actor(), Explanation.product_id == product.id)[None, product.id])
    latest = rounds[-1] if rounds else None
    draft, template = _draft(latest), _template(session, PROOF_KINDS)
    begun = template or draft
    kind = template or latest
    form = ExplainProductForm(
        text=begun.text if begun else None,
        legal_basis=begun.legal_basis if begun else None,
        kind=kind.kind.value if kind else ExplanationKind.MISSING.value,
        seen_lock=latest.lock if latest else None,
    )
    if form.is_sent():
        try:
            _explain_product(code, product.ordinal, form)
        except NotVisible:
            raise
        except EvidenceError as error:
            form.refuse(error)
        else:
            flash(gettext("The explanation is saved."), "ok")
            return redirect(address_of_product(criterion, product), 303)
    return _show_product_form(criterion, product, rounds, form)


def _show_product_form(
    criterion: Criterion, product: ExpectedProduct, rounds: tuple[Explanation, ...], form: ExplainProductForm
) -> ResponseReturnValue:
    pack = find_pack(read_session(), criterion)
    page = render_template(
        "evidence/explain_product.html",
        criterion=criterion,
        product=product,
        rounds=rounds,
        draft=_draft(rounds[-1] if rounds else None),
        form=form,
        template_kinds=PROOF_KINDS,
        bases=legal_bases(read_session(), actor(), criterion),
        may_explain=permissions_on_pack(actor(), pack).may_explain(rounds),
        needs_documents=needs_documents(ExplanationKind.NO_OCCURRENCE, criterion.code),
    )
    return page, form.status


def _explain_product(code: str, ordinal: int, form: ExplainProductForm) -> None:
    files = take_in_files(form)["documents"]
    with transaction() as session:
        criterion = criterion_in(session, code)
        product = product_in(criterion, str(ordinal))
        assert product is not None  # it was found for reading
        before = _draft(latest_round(session, product_id=product.id))
        explain_product(
            session,
            actor(),
            criterion,
            product,
            kind=ExplanationKind(form.kind.data),
            text=form.text.data or "",
            legal_basis=_with_bases(session, criterion, form.legal_basis.data),
            documents=_attached(session, before, request.form.getlist("kept"), list(files)),
            seen_lock=form.seen(),
            clock=container().clock,
        )


@blueprint.get("/criteria/<code>/explanations")
@needs(Right.SEE_PIECES)
def explanations_paper(code: str) -> ResponseReturnValue:
    """Send all explanations of a criterion with all their rounds as one paper."""
    session = read_session()
    criterion = criterion_in(session, code)
    answer = Response(render_rounds(session, actor(), criterion), mimetype=MediaType.DOCX)
    answer.headers["Content-Disposition"] = attachment(f"Giải trình {criterion.label}.docx")
    return answer


@blueprint.route("/evidence/<int:evidence_id>/header", methods=["GET", "POST"])
@needs(Right.SEE_PIECES)
def header(evidence_id: int) -> ResponseReturnValue:
    """Confirm what was read of the piece's document, beside the picture of its first page."""
    evidence = piece_at(evidence_id)
    form = HeaderForm() if request.method == "POST" else HeaderForm.of(evidence.version)

    def change(session: Session) -> None:
        version = find_version(session, actor(), piece_in(session, evidence_id).version_id)
        confirm_header(session, actor(), version, form.values(), sent_lock(), container().clock)

    message = gettext("The document's fields are saved.")
    if answer := send(form, change, message, _after_header(evidence)):
        return answer
    shown = piece_at(evidence_id)
    doubtful = partial(is_doubtful, shown.version)
    has_next = next_to_confirm(read_session(), actor(), shown) is not None
    return show_form("evidence/header.html", form, shown, is_doubtful=doubtful, has_next=has_next)


def _after_header(evidence: Evidence) -> str:
    """Return where a saved header leads: back to the piece or, if asked, to the next one's header."""
    if "onward" in request.form and (following := next_to_confirm(read_session(), actor(), evidence)):
        return url_for("evidence.header", evidence_id=following)
    return address_of_piece(evidence)
