"""What travels beside a bundle's ZIP: volumes, their list, signature, time stamp, the program that checks."""

from __future__ import annotations

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from evidence_repo.errors import NotVisible
from evidence_repo.models import ProofKind
from evidence_repo.services.bundles import (
    MEGABYTE,
    VERIFIER_NAME,
    find_bundle,
    find_volumes,
    note_download,
    proof_name,
    proofs_of,
    slice_of,
    split_bundle,
    verifier_program,
    volume_list,
    zip_name,
)
from evidence_repo.web.attachments import attachment
from evidence_repo.web.bundles import blueprint
from evidence_repo.web.context import actor, container, cycle, cycle_in, needs, read_session, transaction
from evidence_repo.web.numbers import number_in
from evidence_repo.web.streams import Slice, blob_response
from verifier.names import LIST_ENDING
from verifier.volumes import volume_name
from workflows.rights import Right

_MEDIA = {
    ProofKind.SIGNATURE: "application/pkcs7-signature",
    ProofKind.TIMESTAMP: "application/timestamp-reply",
}


@blueprint.get("/bundles/verify.pyz")
@needs(Right.SEE_BUNDLES)
def verifier() -> ResponseReturnValue:
    """Send the program that checks a bundle without us."""
    return _saved(verifier_program(), "application/zip", VERIFIER_NAME)


@blueprint.get("/bundles/<int:number>/<any(signature, timestamp):what>")
@needs(Right.SEE_BUNDLES)
def proof(number: int, what: str) -> ResponseReturnValue:
    """Send the detached signature or the time stamp of a bundle."""
    session = read_session()
    bundle = find_bundle(session, actor(), cycle(), number)
    kind = ProofKind(what)
    content = {each.kind: each.content for each in proofs_of(session, bundle.id)}.get(kind)
    if content is None:
        raise NotVisible
    return _saved(content, _MEDIA[kind], proof_name(bundle, kind))


@blueprint.post("/bundles/<int:number>/volumes")
@needs(Right.SEE_BUNDLES)
def split(number: int) -> ResponseReturnValue:
    """Have a bundle offered in volumes of so many megabytes."""
    size = number_in(request.form.get("megabytes")) or 0
    with transaction() as session:
        bundle = find_bundle(session, actor(), cycle_in(session), number)
        split_bundle(session, actor(), bundle, size * MEGABYTE, container().clock)
    flash(gettext("The volumes are listed on this page as soon as their hashes are found."), "ok")
    return redirect(url_for("bundles.show", number=number, _anchor="volumes"), 303)


@blueprint.get("/bundles/<int:number>/volumes/<int:megabytes>/<int:volume>")
@needs(Right.SEE_BUNDLES)
def volume(number: int, megabytes: int, volume: int) -> ResponseReturnValue:
    """Send one volume: a slice of the ZIP; noted as every download is."""
    with transaction() as session:
        bundle = find_bundle(session, actor(), cycle_in(session), number)
        hashes = find_volumes(session, bundle, megabytes * MEGABYTE).hashes
        start, length = slice_of(bundle, megabytes * MEGABYTE, volume)
        note_download(session, actor(), bundle, volume)
        sha256, name = bundle.zip_sha256 or "", volume_name(zip_name(bundle), volume)
    part = Slice(start, hashes[volume - 1])
    return blob_response(container().store, sha256, length, "application/octet-stream", name, part)


@blueprint.get("/bundles/<int:number>/volumes/<int:megabytes>/list")
@needs(Right.SEE_BUNDLES)
def list_of_volumes(number: int, megabytes: int) -> ResponseReturnValue:
    """Send the hashes of the volumes, as `sha256sum` reads them."""
    session = read_session()
    bundle = find_bundle(session, actor(), cycle(), number)
    hashes = find_volumes(session, bundle, megabytes * MEGABYTE).hashes
    return _saved(volume_list(bundle, hashes), "text/plain", f"{zip_name(bundle)}{LIST_ENDING}")


def _saved(content: bytes, media_type: str, name: str) -> Response:
    response = Response(content, mimetype=media_type)
    response.headers["Content-Disposition"] = attachment(name)
    return response
