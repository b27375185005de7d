"""The submission bundles: the check before sealing, sealing, and what was sealed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from evidence_repo.errors import EvidenceError, Unavailable
from evidence_repo.models import (
    Agency,
    BundleState,
    CriterionField,
    EvidencePack,
    ProofKind,
    SubmissionBundle,
)
from evidence_repo.services.bundles import (
    MEGABYTE,
    SEALABLE,
    BundleCheck,
    GateCounts,
    GateReport,
    Notary,
    NotSealable,
    bundle_changes,
    check_bundle,
    check_proof,
    count_findings,
    find_bundle,
    held_criteria,
    list_bundles,
    note_download,
    packs_of_part,
    proofs_of,
    seal_bundle,
    verify_bundle,
    volumes_of,
    zip_name,
)
from evidence_repo.services.outbox.rendering_requests import request_rendering
from evidence_repo.services.packs.views import packs_of_cycle
from evidence_repo.web.bundles import blueprint
from evidence_repo.web.bundles.findings import (
    LEVEL_WORDS,
    FindingRow,
    agencies_found,
    finding_columns,
    finding_groups,
    finding_rows,
    rows_of_segments,
    segments_from,
    segments_of,
)
from evidence_repo.web.context import actor, container, cycle, cycle_in, needs, read_session, transaction
from evidence_repo.web.errors import advice_of, message_of, status_of
from evidence_repo.web.lists import (
    column_heads,
    export_address,
    send_list,
    wants_workbook,
)
from evidence_repo.web.numbers import numbers_in
from evidence_repo.web.paging import ListPage, page_address, page_number
from evidence_repo.web.streams import blob_response
from evidence_repo.words import N_
from index.signatures import SignatureReport
from storage import BlobMissing, StorageError
from verifier.volumes import volume_name
from workflows.gate import Level
from workflows.rights import Right, allows

PAGE_SIZE = 50
"""Findings that a page shows."""


def _report(session: Session, packs: Sequence[EvidencePack] | None = None) -> GateReport:
    return check_bundle(session, cycle(), container().clock, packs, seen_by=actor())


def _counts(session: Session, packs: Sequence[EvidencePack]) -> GateCounts | None:
    """Return the gate's counts for whoever sees the packs' states; the Ministry sees sealed bundles only."""
    if not allows(actor().roles, Right.SEE_PACK_STATES):
        return None
    return count_findings(session, cycle(), packs, actor())


def _findings(session: Session, counts: GateCounts) -> ListPage[FindingRow]:
    """Return the page of findings that the address asks for; only the packs that it shows are read."""
    segments = segments_of(counts)
    number, last = page_number(sum(segment.count for segment in segments), PAGE_SIZE)
    shown, start = segments_from(segments, (number - 1) * PAGE_SIZE, PAGE_SIZE)
    packs = list(dict.fromkeys(segment.pack for segment in shown))
    rows = rows_of_segments(_report(session, packs), shown) if packs else []
    return ListPage(rows[start:][:PAGE_SIZE], number, last)


def _page(refusal: EvidenceError | None = None) -> ResponseReturnValue:
    session = read_session()
    packs = packs_of_cycle(session, cycle())
    counts, columns = _counts(session, packs), finding_columns()
    if counts and wants_workbook():
        rows = finding_rows(_report(session), packs)
        return send_list(gettext("Check before sealing"), columns, rows)
    page = _findings(session, counts) if counts else ListPage([], 1, 1)
    chosen = numbers_in(request.form.getlist("pack"))
    choices = [pack for pack in packs if pack.state in SEALABLE]
    content = render_template(
        "bundles/list.html",
        report=counts,
        blocks=counts.count(Level.BLOCK) if counts else 0,
        warnings=counts.count(Level.WARN) if counts else 0,
        page=page,
        page_address=page_address,
        heads=column_heads(columns),
        groups=finding_groups(page.rows),
        agencies=agencies_found(counts) if counts else {},
        level_choices=[(level.value, word) for level, word in LEVEL_WORDS.items()],
        export_address=export_address,
        bundles=list_bundles(session, actor(), cycle()),
        choices=choices,
        part_agencies=dict(_name_and_code(pack.criterion.lead_agency) for pack in choices),
        part_fields=dict(_name_and_code(pack.criterion.field) for pack in choices),
        chosen=chosen,
        refusal=message_of(refusal) if refusal else None,
        advice=advice_of(refusal) if refusal else None,
        report_of_refusal=refusal.report if isinstance(refusal, NotSealable) else None,
    )
    return content, status_of(refusal) if refusal else 200


def _name_and_code(part: Agency | CriterionField) -> tuple[str, str]:
    return part.code, part.name


@blueprint.get("/bundles")
@needs(Right.SEE_BUNDLES)
def list_all() -> ResponseReturnValue:
    """Show the check before sealing and the sealed bundles."""
    return _page()


@blueprint.post("/bundles/seal")
@needs(Right.SEAL)
def seal() -> ResponseReturnValue:
    """Seal the full bundle, or with `scope=partial` one of packs, an agency or a field."""
    is_partial = request.form.get("scope") == "partial"
    try:
        with transaction() as session:
            before = {bundle.id for bundle in list_bundles(session, actor(), cycle_in(session))}
            packs = _named_packs(session) if is_partial else None
            bundle = seal_bundle(session, actor(), cycle_in(session), packs, container().clock)
    except EvidenceError as error:
        return _page(error)
    if bundle.id in before:
        message = gettext("Nothing has changed since bundle %(number)02d: it stands.", number=bundle.number)
    else:
        message = gettext("Bundle %(number)02d is sealed. Its file is being made.", number=bundle.number)
    flash(message, "ok")
    return redirect(url_for("bundles.show", number=bundle.number), 303)


def _named_packs(session: Session) -> list[EvidencePack]:
    """Return the packs that are ticked, or those of the agency and the field that are chosen."""
    agency, field = request.form.get("agency"), request.form.get("field")
    if agency or field:
        return packs_of_part(session, cycle_in(session), agency=agency, field=field)
    return _ticked_packs(session)


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
    check = _checked(bundle) if request.args.get("check") and _is_made(bundle) else None
    return render_template(
        "bundles/show.html",
        bundle=bundle,
        held=held,
        left_out=left_out,
        compared_with=compared_with,
        changes=changes,
        sentence=_sentence,
        check=check,
        MEGABYTE=MEGABYTE,
        proofs={proof.kind: proof for proof in proofs_of(session, bundle.id)},
        proof_reports=_proof_reports(session, bundle, check),
        makes_proofs=_missing_proofs(session, bundle),
        volumes=volumes_of(session, bundle),
        volume_name=partial(volume_name, zip_name(bundle)),
        is_lost=_is_made(bundle) and not _is_there(bundle),
    )


def _proof_reports(
    session: Session, bundle: SubmissionBundle, check: BundleCheck | None
) -> list[tuple[ProofKind, SignatureReport]]:
    """Say what the bundle's proofs are worth where its file is checked."""
    if check is None or check.tag_manifest is None:
        return []
    trusted = container().trust
    return [
        (proof.kind, check_proof(proof.kind, check.tag_manifest, proof.content, trusted))
        for proof in proofs_of(session, bundle.id)
        if proof.content is not None
    ]


def _missing_proofs(session: Session, bundle: SubmissionBundle) -> bool:
    """Return whether this installation makes a proof that the bundle does not have yet."""
    had = {proof.kind for proof in proofs_of(session, bundle.id) if proof.content is not None}
    return _is_made(bundle) and not had.issuperset(Notary.of(container().settings).kinds)


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
