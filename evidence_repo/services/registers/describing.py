"""What is known of a register as a whole: the day of its list of units, the number of all people."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.errors import BadInput, ChangedMeanwhile
from evidence_repo.models import Register
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.registers.keeping import RegisterKeeper, RegisterPlace
from evidence_repo.words import N_
from workflows.registers import FIRST_DAY, LARGEST_NUMBER, LAST_DAY, RegisterAction


def describe_register(
    session: Session,
    actor: Actor,
    place: RegisterPlace,
    *,
    listed_on: date | None,
    total: int | None,
    seen: str | None = None,
    late_reason: str | None = None,
    clock: Clock,
) -> Register:
    """Say what is known of the register as a whole; `seen` is `description_of` what the person saw."""
    keeper = RegisterKeeper(session, actor, place, RegisterAction.DESCRIBE, clock, late_reason)
    if seen is not None and seen != description_of(keeper.register):
        raise ChangedMeanwhile
    if listed_on is not None and not FIRST_DAY <= listed_on <= LAST_DAY:
        raise BadInput(N_("Write a day such as 31/12/2017."), field="listed_on", code="bad_cell")
    if total is not None and not 1 <= total <= LARGEST_NUMBER:
        message = N_("Write a whole number in digits alone, such as 1234.")
        raise BadInput(message, field="total", code="bad_cell")
    keeper.describe(listed_on, total)
    keeper.finish()
    return keeper.register


def description_of(register: Register | None) -> str:
    """Return what is known of a register as a whole, as a form carries it."""
    return "/" if register is None else f"{register.listed_on or ''}/{register.total or ''}"
