"""Schemes of a cycle: found, what their deviation is measured by, and where a row does not apply."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput, NotVisible
from evidence_repo.models import Agency, AssessmentCycle, SchemeExemption, SchemeRow, Score, ScoringScheme
from evidence_repo.services.audit.events import emit
from evidence_repo.services.policy.actors import Actor, check_administers
from evidence_repo.services.policy.refusals import refuse_if
from evidence_repo.words import N_
from index.text import vietnamese_order
from workflows.blockers import Blocker
from workflows.cycle import CycleState
from workflows.events import SchemeChanged
from workflows.rights import Right
from workflows.scoring import DeviationBase, SchemeGroup

LONGEST_REASON = 2_000


def find_scheme(
    session: Session, cycle: AssessmentCycle, group: SchemeGroup = SchemeGroup.PROVINCE
) -> ScoringScheme | None:
    """Return the cycle's scheme for this group with its rows, None if there is none yet."""
    wanted = select(ScoringScheme).where(
        ScoringScheme.cycle_id == cycle.id, ScoringScheme.agency_group == group
    )
    return session.scalar(wanted.options(selectinload(ScoringScheme.rows)))


def check_manages(actor: Actor, cycle: AssessmentCycle) -> None:
    """Raise our own error unless this person may change the cycle's schemes now."""
    check_administers(actor, Right.MANAGE_CATALOGUE)
    if cycle.state is CycleState.CLOSED:
        refuse_if([Blocker("cycle_closed")])


def find_row(scheme: ScoringScheme, label: str) -> SchemeRow:
    """Return the row of this name (`TCTP 1.1.3`, `TCTP-1.1.3`); raise `NotVisible` if there is none."""
    wanted = label.replace("-", " ", 1).casefold()
    found = next((row for row in scheme.rows if row.label.casefold() == wanted), None)
    if found is None:
        raise NotVisible(N_("The scheme has no row %(name)s."), name=label[:60])
    return found


def set_deviation_base(
    session: Session, actor: Actor, scheme: ScoringScheme, base: DeviationBase, clock: Clock
) -> bool:
    """Say what the deviation is a percentage of; return whether that changed anything."""
    check_manages(actor, scheme.cycle)
    before = scheme.deviation_base
    if before is base:
        return False
    scheme.deviation_base, scheme.changed_at = base, clock.now()
    session.flush()
    changed: dict[str, list[str | None]] = {"deviation_base": [before.value, base.value]}
    emit(session, actor, SchemeChanged(subject=scheme.id, group=scheme.agency_group, changed=changed))
    return True


def exempt_row(
    session: Session, actor: Actor, row: SchemeRow, agency: Agency, reason: str | None, clock: Clock
) -> bool:
    """Say why a row does not apply to an agency; without a reason it does. Return whether that is new."""
    scheme, words = row.scheme, (reason or "").strip()
    check_manages(actor, scheme.cycle)
    _check_exemption(session, row, words)
    there = select(SchemeExemption).where(
        SchemeExemption.row_id == row.id, SchemeExemption.agency_id == agency.id
    )
    found = session.scalar(there)
    before = found.reason if found else None
    if words == (before or ""):
        return False
    if found is None:
        session.add(SchemeExemption(row_id=row.id, agency_id=agency.id, reason=words))
    elif words:
        found.reason = words
    else:
        session.delete(found)
    scheme.changed_at = clock.now()
    session.flush()
    event = SchemeChanged(
        subject=scheme.id,
        criterion_id=row.criterion_id,
        group=scheme.agency_group,
        scheme_row=row.label,
        agency=agency.name,
        changed={"does_not_apply": [before, words or None]},
    )
    emit(session, actor, event)
    return True


def _check_exemption(session: Session, row: SchemeRow, words: str) -> None:
    if len(words) > LONGEST_REASON:
        raise BadInput(N_("At most %(limit)s characters."), field="reason", limit=LONGEST_REASON)
    if row.scorer is None:
        raise BadInput(N_("Choose a row that is scored itself."), field="row", code="row_not_scored")
    if words and session.scalar(select(Score.id).where(Score.row_id == row.id).limit(1)) is not None:
        raise BadInput(N_("It has scores already, so it applies."), field="row", code="row_has_scores")


def exemptions_of(session: Session, scheme: ScoringScheme) -> dict[int, dict[str, str]]:
    """Return which rows do not apply to whom, and why: by the row, the reasons by the agency's name."""
    wanted = (
        select(SchemeExemption.row_id, Agency.name, SchemeExemption.reason)
        .join(SchemeRow, SchemeRow.id == SchemeExemption.row_id)
        .join(Agency, Agency.id == SchemeExemption.agency_id)
        .where(SchemeRow.scheme_id == scheme.id)
    )
    found: dict[int, dict[str, str]] = {}
    for row_id, name, reason in sorted(session.execute(wanted), key=lambda row: vietnamese_order(row[1])):
        found.setdefault(row_id, {})[name] = reason
    return found
