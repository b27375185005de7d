"""The commands about a sealed bundle's files: take them, have them proved, check them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

import click

from evidence_repo.cli.context import (
    NUMBER,
    CommandContext,
    acting,
    as_json,
    cycle_of,
    in_year,
    with_context,
)
from evidence_repo.cli.failures import Command, Failure
from evidence_repo.cli.printing import print_json, print_table
from evidence_repo.cli.uploading import FILE
from evidence_repo.cli.writing import Written, write_whole
from evidence_repo.errors import Unavailable
from evidence_repo.models import BundleProof, ProofKind, SubmissionBundle
from evidence_repo.representations.bundles import bundle_check_json, proof_json, written_json
from evidence_repo.services.bundles import (
    MEGABYTE,
    VERIFIER_NAME,
    BundleCheck,
    Notary,
    bundle_stream,
    check_proof,
    check_volume_size,
    find_bundle,
    note_download,
    proof_name,
    proofs_of,
    prove_bundle,
    render_bundle,
    verifier_program,
    verify_bundle,
    volume_list,
    zip_name,
)
from evidence_repo.services.workflow.transitions import check_right
from index.signatures import BadTrustFile, SignatureReport, SignatureState, read_trust_roots
from verifier.names import LIST_ENDING
from verifier.volumes import volume_name
from workflows.rights import Relation, Right

PIECE = 1024 * 1024
_WRONG = frozenset({SignatureState.INVALID, SignatureState.CHANGED})


def make_files(context: CommandContext, bundle_id: int) -> SubmissionBundle:
    """Make the bundle's files; one that cannot be proved now is whole all the same, which is said."""
    container = context.container
    sealed = render_bundle(container.database, container.store, bundle_id, context.clock)
    try:
        prove_bundle(container.database, container.store, bundle_id, Notary.of(container.settings))
    except Unavailable as error:
        click.echo(f"Warning: {error} {error.advice or ''}", err=True)
    return sealed


@click.command(cls=Command)
@click.argument("number", type=NUMBER)
@click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, writable=True, path_type=Path),
    required=True,
    help="Where the files go.",
)
@click.option("--volume-size", type=NUMBER, metavar="MB", help="Cut the ZIP into volumes of this size.")
@in_year
@acting
@as_json
@with_context
def download(
    context: CommandContext,
    number: int,
    folder: Path,
    volume_size: int | None,
    year: int | None,
    email: str,
    as_json: bool,
) -> None:
    """Write a sealed bundle, whole or in volumes, with all that travels beside it."""
    with context.transaction(email) as (session, actor):
        bundle = find_bundle(session, actor, cycle_of(session, year), number)
        if volume_size:
            check_volume_size(bundle, volume_size * MEGABYTE)
        note_download(session, actor, bundle)
        proofs = [proof for proof in proofs_of(session, bundle.id) if proof.content is not None]
        year = bundle.cycle.year
    try:
        written = list(_write_all(context, bundle, proofs, folder, volume_size))
    except OSError as error:
        raise Failure(f"The bundle cannot be written to {folder}: {error.strerror}.") from error
    rows = [written_json(each.path.name, each.size, each.sha256) for each in written]
    if as_json:
        print_json({"year": year, "number": bundle.number, "files": rows})
        return
    print_table(("name", "size", "sha256"), [(row["name"], row["size"], row["sha256"]) for row in rows])


def _write_all(
    context: CommandContext,
    bundle: SubmissionBundle,
    proofs: list[BundleProof],
    folder: Path,
    volume_size: int | None,
) -> Iterator[Written]:
    name = zip_name(bundle)
    with bundle_stream(context.container.store, bundle) as stream:
        if volume_size is None:
            yield write_whole(folder / name, _pieces(stream, bundle.zip_size or 0))
        else:
            volumes = list(_write_volumes(stream, bundle, folder, volume_size * MEGABYTE))
            yield from volumes
            listed = volume_list(bundle, [volume.sha256 for volume in volumes])
            yield write_whole(folder / f"{name}{LIST_ENDING}", [listed])
    for proof in proofs:
        yield write_whole(folder / proof_name(bundle, proof.kind), [proof.content or b""])
    yield write_whole(folder / VERIFIER_NAME, [verifier_program()])


def _write_volumes(
    stream: BinaryIO, bundle: SubmissionBundle, folder: Path, volume_size: int
) -> Iterator[Written]:
    count = -(-(bundle.zip_size or 0) // volume_size)
    for number in range(1, count + 1):
        yield write_whole(folder / volume_name(zip_name(bundle), number), _pieces(stream, volume_size))


def _pieces(stream: BinaryIO, left: int) -> Iterator[bytes]:
    """Read at most so many bytes, in pieces."""
    while left and (piece := stream.read(min(left, PIECE))):
        left -= len(piece)
        yield piece


@click.command(cls=Command)
@click.argument("number", type=NUMBER)
@in_year
@acting
@as_json
@with_context
def stamp(context: CommandContext, number: int, year: int | None, email: str, as_json: bool) -> None:
    """Make the signature and the time stamp that a sealed bundle does not have yet."""
    container = context.container
    notary = Notary.of(container.settings)
    if not notary.kinds:
        raise Failure("Neither EVIDENCE_SEAL_CERTIFICATE nor EVIDENCE_TIMESTAMP_URL is set.")
    with context.reading(email) as (session, actor):
        check_right(actor, Right.SEAL, Relation.NONE)
        cycle = cycle_of(session, year)
        bundle = find_bundle(session, actor, cycle, number)
    prove_bundle(container.database, container.store, bundle.id, notary)
    with context.reading(email) as (session, actor):
        rows = [proof_json(proof) for proof in proofs_of(session, bundle.id)]
    if as_json:
        print_json({"year": cycle.year, "number": number, "proofs": rows})
        return
    print_table(
        ("kind", "made_by", "made_at"), [(row["kind"], row["made_by"], row["made_at"]) for row in rows]
    )


@click.command(cls=Command)
@click.argument("file", type=FILE)
@click.option(
    "--roots",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    envvar="EVIDENCE_TRUST_FOLDER",
    help="A folder of certificates that signature and time stamp are trusted by.",
)
@as_json
def verify(file: Path, roots: Path | None, as_json: bool) -> None:
    """Check a bundle by itself: structure, names, manifests, hashes, and what proves it.

    FILE is the ZIP, its first volume or the list of its volumes. Exit code 1 if it is not sound.
    """
    try:
        found = verify_bundle(file)
        proofs = _judged(found, roots)
    except OSError as error:
        raise Failure(f"{file} cannot be read: {error.strerror}.") from error
    except BadTrustFile as error:
        raise Failure(f"{error} is not a certificate, nor a folder of certificates.") from error
    is_sound = found.is_sound and not any(report.state in _WRONG for report in proofs.values())
    if as_json:
        print_json(bundle_check_json(found, proofs) | {"ok": is_sound})
    elif is_sound:
        click.echo(
            f"{found.name} is sound: {found.files} files, {found.payload_bytes} bytes of payload. "
            f"Audit head: {found.audit_head}"
        )
        for kind, report in proofs.items():
            click.echo(f"  {_proof_line(kind, report)}")
    if not is_sound:
        sentences = [fault.sentence for fault in found.faults]
        sentences += [_proof_line(kind, report) for kind, report in proofs.items() if report.state in _WRONG]
        listed = "\n".join(f"  {sentence}" for sentence in sentences)
        raise Failure(f"{file} is not a sound bundle:\n{listed}")


def _judged(found: BundleCheck, roots: Path | None) -> Mapping[ProofKind, SignatureReport]:
    """Judge what lies beside the ZIP; what is of something else is among the faults already."""
    beside = {
        ProofKind.SIGNATURE: found.proofs.signature,
        ProofKind.TIMESTAMP: found.proofs.timestamp,
    }
    trusted = read_trust_roots(roots)
    return {
        kind: check_proof(kind, found.tag_manifest or b"", content, trusted)
        for kind, content in beside.items()
        if content is not None
    }


def _proof_line(kind: ProofKind, report: SignatureReport) -> str:
    states = {
        SignatureState.VALID: "valid",
        SignatureState.UNKNOWN_TRUST: "valid in itself, its certificate is not trusted here",
        SignatureState.INVALID: "NOT valid",
        SignatureState.CHANGED: "of other contents",
    }
    when = report.signed_at.isoformat(timespec="seconds") if report.signed_at else "at an unknown time"
    return f"{kind.value}: {states[report.state]}; {report.signer or 'unknown'}, {when}"
