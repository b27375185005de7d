"""Seal a bundle: the first transaction, which freezes the snapshot and queues the rendering.

The order keeps a bundle whole whatever is killed when. This transaction locks the packs, asks the gate,
freezes the snapshot into the bundle's row, seals the packs and queues `render_bundle`: all of it or nothing.
Rendering (`rendering`) works from the snapshot alone, outside any transaction, and a second transaction notes
the files and the ZIP's hash. A crash in between leaves the bundle `rendering`, with its job still queued.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput
from evidence_repo.logs import get_logger
from evidence_repo.models import (
    AssessmentCycle,
    BundleScope,
    BundleState,
    EvidencePack,
    SubmissionBundle,
    User,
)
from evidence_repo.services.audit.chain import read_head
from evidence_repo.services.audit.events import emit
from evidence_repo.services.bundles.changes import compare_snapshots
from evidence_repo.services.bundles.gate import NotSealable, check_bundle
from evidence_repo.services.bundles.snapshot import (
    Snapshot,
    content_sha256,
    documents_of,
    freeze,
    sha256_of,
    thaw,
)
from evidence_repo.services.bundles.taking import Sealing, take_snapshot
from evidence_repo.services.bundles.words import named
from evidence_repo.services.outbox.rendering_requests import request_rendering
from evidence_repo.services.packs.views import packs_of_cycle
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.deputyships import on_behalf_of
from evidence_repo.services.workflow.transitions import (
    advance_whole_pack,
    check_right,
    lock_packs,
    touch_pack,
)
from evidence_repo.words import N_
from workflows.bundle_layout import bag_name
from workflows.events import AuditAction, BundleSealed
from workflows.packs import PackAction, PackState
from workflows.rights import Relation, Right

log = get_logger()

_PROVINCE_PREFIXES = ("UBND ", "Ủy ban nhân dân ", "Uỷ ban nhân dân ", "tỉnh ", "thành phố ")


def seal_bundle(
    session: Session,
    actor: Actor,
    cycle: AssessmentCycle,
    packs: Sequence[EvidencePack] | None,
    clock: Clock,
) -> SubmissionBundle:
    """Seal the full bundle (`packs` None) or a partial one of these approved packs; return the bundle.

    Where nothing has changed since a bundle of the same packs, that bundle is returned; nothing is done but
    that its rendering is queued again, if it has no ZIP and its job has given up.
    All packs of the cycle make the full bundle, however they were named. Raise `NotSealable` with the gate's
    report if a pack is neither approved nor sealed, `BadInput` for an empty choice. The new bundle is in
    state `rendering` until `render_bundle` (queued here) has made its ZIP.
    """
    check_right(actor, Right.SEAL, Relation.NONE)
    # One sealing of a cycle at a time: the number is the next one, and a double click finds the bundle made.
    session.scalar(
        select(AssessmentCycle.id).where(AssessmentCycle.id == cycle.id).with_for_update(key_share=True)
    )
    chosen, others = _choose(session, cycle, packs)
    for pack in chosen:
        advance_whole_pack(actor, pack, PackAction.SEAL)
    before, now = _bundles(session, cycle), clock.now()
    snapshot = _snapshot(session, actor, cycle, chosen, others, _next_number(before), now)
    content = content_sha256(snapshot)
    same = next((bundle for bundle in before if bundle.content_sha256 == content), None)
    if same is not None:
        if same.zip_sha256 is None:
            request_rendering(session, same.id, now)
        return same
    _note_changes(session, snapshot, before)
    bundle = _add_bundle(session, actor, cycle, snapshot, content, now)
    _seal_packs(bundle, chosen)
    session.flush()
    _emit(session, actor, bundle)
    return bundle


def _choose(
    session: Session, cycle: AssessmentCycle, packs: Sequence[EvidencePack] | None
) -> tuple[list[EvidencePack], list[EvidencePack]]:
    """Lock the chosen packs and return them and the others, in the plan's order, if the gate lets them by."""
    every = packs_of_cycle(session, cycle)
    wanted = {pack.id for pack in (every if packs is None else packs)}
    chosen = [pack for pack in every if pack.id in wanted]
    if len(chosen) != len(wanted):
        raise BadInput(N_("A pack of another assessment cycle cannot be sealed here."), field="packs")
    if not chosen:
        raise BadInput(N_("Choose at least one approved pack."), field="packs", code="nothing_to_seal")
    lock_packs(session, [pack.criterion_id for pack in chosen])
    report = check_bundle(session, cycle, Clock(), chosen)
    if not report.is_open:
        raise NotSealable(report)
    return chosen, [pack for pack in every if pack.id not in wanted]


def _bundles(session: Session, cycle: AssessmentCycle) -> list[SubmissionBundle]:
    """Return the cycle's bundles, the newest first."""
    of_cycle = select(SubmissionBundle).where(SubmissionBundle.cycle_id == cycle.id)
    return list(session.scalars(of_cycle.order_by(SubmissionBundle.number.desc())))


def _next_number(before: Sequence[SubmissionBundle]) -> int:
    return before[0].number + 1 if before else 1


def province_name(agency_name: str) -> str:
    """Return the province's own name: `An Giang` of `UBND tỉnh An Giang`."""
    name = agency_name.strip()
    for prefix in _PROVINCE_PREFIXES:
        if name.lower().startswith(prefix.lower()):
            name = name[len(prefix) :].strip()
    return name


def _snapshot(
    session: Session,
    actor: Actor,
    cycle: AssessmentCycle,
    chosen: Sequence[EvidencePack],
    others: Sequence[EvidencePack],
    number: int,
    now: datetime,
) -> Snapshot:
    sealing = Sealing(
        name=bag_name(province_name(cycle.province.name), cycle.year, number),
        number=number,
        scope=BundleScope.PARTIAL if others else BundleScope.FULL,
        sealed_at=now,
        sealed_by=_sealer(session, actor),
        audit_head=read_head(session),
    )
    return take_snapshot(session, chosen, others, sealing)


def _sealer(session: Session, actor: Actor) -> str:
    principal = on_behalf_of(session, actor, AuditAction.SEAL_BUNDLE)
    return named(
        session.get_one(User, actor.person_id), session.get_one(User, principal) if principal else None
    )


def _note_changes(session: Session, snapshot: Snapshot, before: Sequence[SubmissionBundle]) -> None:
    """Compare with the newest earlier bundle of the same scope that shares a criterion, if there is one."""
    held = {criterion["criterion_id"] for criterion in snapshot["criteria"]}
    for bundle in before:
        if bundle.scope.value != snapshot["scope"]:
            continue
        earlier = read_snapshot(session, bundle)
        if held & {criterion["criterion_id"] for criterion in earlier["criteria"]}:
            snapshot["changes_since"] = bundle.number
            snapshot["changes"] = compare_snapshots(earlier, snapshot)
            return


def read_snapshot(session: Session, bundle: SubmissionBundle) -> Snapshot:
    """Return the snapshot that the bundle's row holds; it is not loaded with the row."""
    text = session.scalar(select(SubmissionBundle.snapshot).where(SubmissionBundle.id == bundle.id))
    assert text is not None
    return thaw(text)


def _add_bundle(
    session: Session,
    actor: Actor,
    cycle: AssessmentCycle,
    snapshot: Snapshot,
    content: str,
    now: datetime,
) -> SubmissionBundle:
    frozen = freeze(snapshot)
    bundle = SubmissionBundle(
        cycle_id=cycle.id,
        number=snapshot["number"],
        scope=BundleScope(snapshot["scope"]),
        state=BundleState.RENDERING,
        name=snapshot["name"],
        snapshot=frozen,
        snapshot_sha256=sha256_of(frozen),
        content_sha256=content,
        changes=snapshot["changes"],
        audit_head=snapshot["audit_head"],
        documents=len(documents_of(snapshot)),
        sealed_by_id=actor.person_id,
        sealed_at=now,
        on_behalf_of_id=on_behalf_of(session, actor, AuditAction.SEAL_BUNDLE),
    )
    session.add(bundle)
    return bundle


def _seal_packs(bundle: SubmissionBundle, chosen: Sequence[EvidencePack]) -> None:
    for pack in chosen:
        if pack.state is not PackState.SEALED:
            pack.state, pack.state_since = PackState.SEALED, bundle.sealed_at
        # Also where it was sealed before: whoever reopens it meanwhile must learn of the new bundle.
        touch_pack(pack)
    bundle.packs = list(chosen)


def _emit(session: Session, actor: Actor, bundle: SubmissionBundle) -> None:
    event = BundleSealed(
        subject=bundle.id,
        number=bundle.number,
        scope=bundle.scope,
        name=bundle.name,
        snapshot_sha256=bundle.snapshot_sha256,
        audit_head=bundle.audit_head,
        packs=len(bundle.packs),
        documents=bundle.documents,
    )
    emit(session, actor, event)
    log.info("bundle.frozen", name=bundle.name, snapshot_sha256=bundle.snapshot_sha256)
