"""Look at bundles: who sees which, what changed, and the ZIP to download."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import BinaryIO

from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.orm import Session, joinedload

from evidence_repo.errors import NotVisible, Refused
from evidence_repo.models import AssessmentCycle, BundleState, SubmissionBundle
from evidence_repo.services.audit.events import emit
from evidence_repo.services.bundles.changes import Change
from evidence_repo.services.bundles.sealing import read_snapshot
from evidence_repo.services.policy.actors import Actor
from evidence_repo.words import N_
from storage import BlobStore
from workflows.events import AuditAction, BundleZip
from workflows.rights import Right, Scope, scopes_of


def visible_bundles(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on bundles that this person may see.

    Agencies' people see none, the Ministry's observers those whose ZIP is made, the province's others all.
    """
    scopes = scopes_of(actor.roles, Right.SEE_BUNDLES)
    if not scopes:
        return false()
    return SubmissionBundle.state == BundleState.SEALED if scopes == {Scope.SEALED_ONLY} else true()


def list_bundles(session: Session, actor: Actor, cycle: AssessmentCycle) -> list[SubmissionBundle]:
    """Return the cycle's bundles that this person may see, the newest first."""
    seen = select(SubmissionBundle).where(SubmissionBundle.cycle_id == cycle.id, visible_bundles(actor))
    named = seen.options(joinedload(SubmissionBundle.sealed_by))
    return list(session.scalars(named.order_by(SubmissionBundle.number.desc())))


def find_bundle(session: Session, actor: Actor, cycle: AssessmentCycle, number: int) -> SubmissionBundle:
    """Return bundle `number` of the cycle; raise `NotVisible` if this person may not see it."""
    bundle = session.scalar(
        select(SubmissionBundle).where(
            SubmissionBundle.cycle_id == cycle.id, SubmissionBundle.number == number, visible_bundles(actor)
        )
    )
    if bundle is None:
        raise NotVisible
    return bundle


def held_criteria(session: Session, bundle: SubmissionBundle) -> tuple[list[str], list[str]]:
    """Return the labels of the criteria in the bundle and of those left out, as they were at the sealing."""
    snapshot = read_snapshot(session, bundle)
    return [one["label"] for one in snapshot["criteria"]], [one["label"] for one in snapshot["left_out"]]


def bundle_changes(session: Session, bundle: SubmissionBundle) -> tuple[int | None, tuple[Change, ...]]:
    """Return the number of the bundle that this one is compared with, if any, and what changed since."""
    snapshot = read_snapshot(session, bundle)
    changes = (Change(one["kind"], one["criterion"], one["what"]) for one in snapshot["changes"])
    return snapshot["changes_since"], tuple(changes)


def note_download(
    session: Session, actor: Actor, bundle: SubmissionBundle, volume: int | None = None
) -> None:
    """Note that this person downloads the bundle, or one volume; commit before the first byte goes out."""
    made_zip(bundle)
    event = BundleZip(
        action=AuditAction.DOWNLOAD_BUNDLE,
        subject=bundle.id,
        number=bundle.number,
        zip_sha256=bundle.zip_sha256,
        volume=volume,
    )
    emit(session, actor, event)


def bundle_stream(store: BlobStore, bundle: SubmissionBundle) -> AbstractContextManager[BinaryIO]:
    """Read the bundle's ZIP; `storage.BlobMissing` on entering if it is lost (see `request_rendering`)."""
    return store.open(made_zip(bundle))


def made_zip(bundle: SubmissionBundle) -> str:
    """Return the hash of the bundle's ZIP; raise `Refused` while it is being made."""
    if bundle.zip_sha256 is None:
        raise Refused(
            N_("The bundle is sealed, but its ZIP is still being made."),
            code="bundle_not_made",
            advice=N_("Look again in a few minutes."),
        )
    return bundle.zip_sha256
