"""Which criterion has which register: chosen by the coordinator, else proposed from the criterion's words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from evidence_repo.errors import BadInput
from evidence_repo.models import AssessmentCycle, Criterion, Register, RegisterChoice
from evidence_repo.services.audit.events import emit
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.refusals import translating_refusals
from evidence_repo.services.workflow.cycles import check_cycle_allows
from evidence_repo.services.workflow.transitions import lock_pack_of
from evidence_repo.words import N_
from workflows.events import RegistersChosen
from workflows.registers import RegisterAction, RegisterKind, check_register_action, forms_in, proposed_kinds

MOST_FORMS, LONGEST_FORM = 20, 200


@dataclass(frozen=True, slots=True)
class PlannedRegister:
    """A register that a criterion has: `forms` are the forms of activity that it asks for, in their order."""

    kind: RegisterKind
    forms: tuple[str, ...] = ()


Planned = Mapping[RegisterKind, PlannedRegister]


def planned_registers(session: Session, criterion: Criterion) -> Planned:
    """Return the registers of one criterion, in the order of their kinds."""
    return _planned_of(session, [criterion])[criterion.id]


def planned_in_cycle(session: Session, cycle: AssessmentCycle) -> list[tuple[Criterion, Planned]]:
    """Return every criterion of the cycle in the plan's order, with its registers."""
    wanted = select(Criterion).where(Criterion.cycle_id == cycle.id).order_by(Criterion.id)
    criteria = session.scalars(wanted.options(selectinload(Criterion.targets))).all()
    planned = _planned_of(session, criteria)
    return [(criterion, planned[criterion.id]) for criterion in criteria]


def _planned_of(session: Session, criteria: Sequence[Criterion]) -> dict[int, Planned]:
    ids = [criterion.id for criterion in criteria]
    choices: dict[int, dict[RegisterKind, RegisterChoice]] = {}
    for choice in session.scalars(select(RegisterChoice).where(RegisterChoice.criterion_id.in_(ids))):
        choices.setdefault(choice.criterion_id, {})[choice.kind] = choice
    kept: dict[int, set[RegisterKind]] = {}
    for criterion_id, kind in session.execute(
        select(Register.criterion_id, Register.kind).where(
            Register.criterion_id.in_(ids), Register.rows.any()
        )
    ):
        kept.setdefault(criterion_id, set()).add(kind)
    return {each.id: _planned(each, choices.get(each.id, {}), kept.get(each.id, ())) for each in criteria}


def _planned(
    criterion: Criterion, choices: Mapping[RegisterKind, RegisterChoice], kept: Collection[RegisterKind]
) -> Planned:
    proposed = proposed_kinds(criterion.title, [target.measure for target in criterion.targets])
    found = {}
    for kind in RegisterKind:
        choice = choices.get(kind)
        if (choice.is_kept if choice else kind in proposed) or kind in kept:
            found[kind] = PlannedRegister(kind, _forms(criterion, kind, choice))
    return found


def _forms(criterion: Criterion, kind: RegisterKind, choice: RegisterChoice | None) -> tuple[str, ...]:
    if kind is not RegisterKind.ACTIVITIES:
        return ()
    return tuple(choice.forms) if choice else forms_in(criterion.requirement)


def choose_registers(
    session: Session,
    actor: Actor,
    criterion: Criterion,
    kinds: Collection[RegisterKind],
    forms: Iterable[str] = (),
) -> Planned:
    """Let the criterion have registers of these kinds; one with rows stays. No change writes nothing.

    `forms` are the forms of activity that it asks for; none: any.
    """
    asked_forms = _checked_forms(forms) if RegisterKind.ACTIVITIES in kinds else ()
    pack = lock_pack_of(session, criterion.id)
    with translating_refusals():
        check_register_action(RegisterAction.CHOOSE, pack.state, actor.roles, is_keeper=False)
    check_cycle_allows(criterion.cycle, pack, RegisterAction.CHOOSE, None)
    before = planned_registers(session, criterion)
    _store(session, criterion, kinds, asked_forms)
    after = planned_registers(session, criterion)
    if after != before:
        emit(session, actor, _chosen(criterion, before, after))
    return after


def _chosen(criterion: Criterion, before: Planned, after: Planned) -> RegistersChosen:
    activities = after.get(RegisterKind.ACTIVITIES)
    return RegistersChosen(
        subject=criterion.id,
        criterion_id=criterion.id,
        criterion=criterion.label,
        before=tuple(kind.value for kind in before),
        after=tuple(kind.value for kind in after),
        forms=activities.forms if activities else None,
    )


def _checked_forms(forms: Iterable[str]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(words for form in forms if (words := " ".join(form.split()))))
    if len(found) > MOST_FORMS or any(len(form) > LONGEST_FORM for form in found):
        raise BadInput(
            N_("At most %(most)s forms, each of at most %(longest)s characters."),
            field="forms",
            code="bad_forms",
            most=MOST_FORMS,
            longest=LONGEST_FORM,
        )
    return found


def _store(
    session: Session, criterion: Criterion, kinds: Collection[RegisterKind], forms: tuple[str, ...]
) -> None:
    wanted = select(RegisterChoice).where(RegisterChoice.criterion_id == criterion.id)
    stored = {choice.kind: choice for choice in session.scalars(wanted)}
    for kind in RegisterKind:
        choice = stored.get(kind) or RegisterChoice(criterion_id=criterion.id, kind=kind)
        choice.is_kept = kind in kinds
        choice.forms = list(forms) if kind is RegisterKind.ACTIVITIES else []
        session.add(choice)
    session.flush()
