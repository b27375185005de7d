"""The submission bundles: the check before sealing, sealing, and what was sealed."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from evidence_repo.errors import EvidenceError, Unavailable
from evidence_repo.models import BundleState, EvidencePack, SubmissionBundle
from evidence_repo.services.bundles import (
    BundleCheck,
    GateReport,
    NotSealable,
    bundle_changes,
    check_bundle,
    find_bundle,
    held_criteria,
    list_bundles,
    note_download,
    seal_bundle,
    verify_bundle,
)
from evidence_repo.services.outbox.rendering_requests import request_rendering
from evidence_repo.services.packs.views import packs_of_cycle
from evidence_repo.web.bundles import blueprint
from evidence_repo.web.bundles.findings import (
    LEVEL_WORDS,
    agencies_found,
    finding_columns,
    finding_groups,
    finding_rows,
)
from evidence_repo.web.context import actor, container, cycle, cycle_in, needs, read_session, transaction
from evidence_repo.web.errors import advice_of, message_of, status_of
from evidence_repo.web.lists import (
    column_heads,
    export_address,
    list_address,
    send_list,
    sorted_rows,
    wants_workbook,
)
from evidence_repo.web.numbers import numbers_in
from evidence_repo.web.streams import blob_response
from evidence_repo.words import N_
from storage import BlobMissing, StorageError
from workflows.rights import Right, allows
from workflows.states import PackState

SHOWN_FINDINGS = 20
"""Findings that the page shows before "see all"."""

_DONE = (PackState.APPROVED, PackState.SEALED)


def _report(session: Session) -> GateReport | None:
    """Return the gate's report for whoever sees the packs' states; the Ministry sees sealed bundles only."""
    if not allows(actor().roles, Right.SEE_PACK_STATES):
        return None
    return check_bundle(session, cycle(), container().clock, seen_by=actor())


def _page(refusal: EvidenceError | None = None) -> ResponseReturnValue:
    session = read_session()
    packs = packs_of_cycle(session, cycle())
    report = _report(session)
    rows = finding_rows(report, packs) if report else []
    columns = finding_columns()
    if report and wants_workbook():
        return send_list(gettext("Check before sealing"), columns, rows)
    most = len(rows) if request.args.get("all") else SHOWN_FINDINGS
    chosen = numbers_in(request.form.getlist("pack"))
    content = render_template(
        "bundles/list.html",
        report=report,
        found=len(rows),
        heads=column_heads(columns),
        groups=finding_groups(sorted_rows(rows, columns)[:most]),
        is_cut=len(rows) > most,
        agencies=agencies_found(report, packs) if report else {},
        level_choices=[(level.value, word) for level, word in LEVEL_WORDS.items()],
        list_address=list_address,
        export_address=export_address,
        bundles=list_bundles(session, actor(), cycle()),
        choices=[pack for pack in packs if pack.state in _DONE],
        chosen=chosen,
        refusal=message_of(refusal) if refusal else None,
        advice=advice_of(refusal) if refusal else None,
        report_of_refusal=refusal.report if isinstance(refusal, NotSealable) else None,
    )
    return content, status_of(refusal) if refusal else 200


@blueprint.get("/bundles")
@needs(Right.SEE_BUNDLES)
def list_all() -> ResponseReturnValue:
    """Show the check before sealing and the sealed bundles."""
    return _page()


@blueprint.post("/bundles/seal")
@needs(Right.SEAL)
def seal() -> ResponseReturnValue:
    """Seal the full bundle, or with `scope=partial` one of the packs that are ticked."""
    is_partial = request.form.get("scope") == "partial"
    try:
        with transaction() as session:
            before = {bundle.id for bundle in list_bundles(session, actor(), cycle_in(session))}
            packs = _ticked_packs(session) if is_partial else None
            bundle = seal_bundle(session, actor(), cycle_in(session), packs, container().clock)
    except EvidenceError as error:
        return _page(error)
    if bundle.id in before:
        message = gettext("Nothing has changed since bundle %(number)02d: it stands.", number=bundle.number)
    else:
        message = gettext("Bundle %(number)02d is sealed. Its file is being made.", number=bundle.number)
    flash(message, "ok")
    return redirect(url_for("bundles.show", number=bundle.number, year=request.args.get("year")), 303)


def _ticked_packs(session: Session) -> list[EvidencePack]:
    ticked = numbers_in(request.form.getlist("pack"))
    return [pack for pack in packs_of_cycle(session, cycle_in(session)) if pack.id in ticked]


@blueprint.get("/bundles/<int:number>")
@needs(Right.SEE_BUNDLES)
def show(number: int) -> ResponseReturnValue:
    """Show one bundle; `?check=1` reads its file and compares every hash."""
    session = read_session()
    bundle = find_bundle(session, actor(), cycle(), number)
    held, left_out = held_criteria(session, bundle)
    compared_with, changes = bundle_changes(session, bundle)
    return render_template(
        "bundles/show.html",
        bundle=bundle,
        held=held,
        left_out=left_out,
        compared_with=compared_with,
        changes=changes,
        sentence=_sentence,
        check=_checked(bundle) if request.args.get("check") and _is_made(bundle) else None,
        is_lost=_is_made(bundle) and not _is_there(bundle),
    )


def _sentence(message: str, params: Mapping[str, str]) -> str:
    return str(gettext(message, **params))


def _is_made(bundle: SubmissionBundle) -> bool:
    return bundle.state is BundleState.SEALED and bundle.zip_sha256 is not None


def _is_there(bundle: SubmissionBundle) -> bool:
    try:
        return container().store.exists(bundle.zip_sha256 or "")
    except StorageError:
        return True  # a store that does not answer has not lost anything


def _checked(bundle: SubmissionBundle) -> BundleCheck:
    """Check the ZIP as anybody would who has only the file."""
    try:
        with container().store.local_path(bundle.zip_sha256 or "") as path:
            return verify_bundle(path)
    except BlobMissing as error:
        raise _lost() from error
    except StorageError as error:
        raise Unavailable(
            N_("The file store does not hand out this file now."),
            advice=N_("Nothing is lost. Try again in a few minutes, or tell the administrator."),
        ) from error


def _lost() -> Unavailable:
    return Unavailable(
        N_("The bundle's file is not in the store any more."),
        advice=N_("It can be made again from what was sealed: open the bundle's page."),
    )


@blueprint.get("/bundles/<int:number>/download")
@needs(Right.SEE_BUNDLES)
def download(number: int) -> ResponseReturnValue:
    """Send the bundle's ZIP; the download is noted and committed before its bytes stream."""
    with transaction() as session:
        bundle = find_bundle(session, actor(), cycle_in(session), number)
        if _is_made(bundle) and not _is_there(bundle):
            raise _lost()
        note_download(session, actor(), bundle)
        sha256, size, name = bundle.zip_sha256 or "", bundle.zip_size or 0, bundle.name
    return blob_response(container().store, sha256, size, "application/zip", f"{name}.zip")


@blueprint.post("/bundles/<int:number>/render")
@needs(Right.SEAL)
def render_again(number: int) -> ResponseReturnValue:
    """Have the file of a sealed bundle made again, byte for byte, where it failed or was lost."""
    with transaction() as session:
        bundle = find_bundle(session, actor(), cycle_in(session), number)
        request_rendering(session, bundle.id, container().clock.now())
    flash(gettext("The bundle's file is being made from what was sealed."), "ok")
    return redirect(url_for("bundles.show", number=number), 303)
