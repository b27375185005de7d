"""What a register proposes for its criterion's targets: computed with each change, in its transaction."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.models import Register, Target
from evidence_repo.services.figures.last_year import last_years
from evidence_repo.services.figures.proposing import propose_figure, withdraw_proposal
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.registers.choosing import Planned
from evidence_repo.services.registers.words import KIND_WORDS
from workflows.register_figures import ComputedFigure, Tally, computed_figure, counted_row, tally
from workflows.registers import RegisterKind
from workflows.targets import TargetKind


def feeding_kind(planned: Planned) -> RegisterKind | None:
    """Return the kind of register that feeds the criterion's targets: the first of those that it has."""
    return next((kind for kind in RegisterKind if kind in planned), None)


def figures_for(
    session: Session, targets: Sequence[Target], counted: Tally
) -> list[tuple[Target, ComputedFigure]]:
    """Return what these rows say for each target that they say anything for; an increase has last year's."""
    found = []
    earlier = last_years(session, targets)
    for target in targets:
        figure = computed_figure(target.kind, counted)
        if figure is not None and target.kind is TargetKind.INCREASE and target.id in earlier:
            figure = ComputedFigure(figure.numerator, earlier[target.id].figure)
        if figure is not None:
            found.append((target, figure))
    return found


def feed_targets(session: Session, actor: Actor, register: Register, planned: Planned, clock: Clock) -> None:
    """Propose what the register says for its agency's part of each target, or withdraw it."""
    targets = register.criterion.targets
    if feeding_kind(planned) is not register.kind or not targets:
        return
    session.flush()
    session.expire(register, ["rows"])
    today = clock.today()
    rows = (counted_row(register.kind, row.cells, today, has_document=False) for row in register.rows)
    counted = tally(register.kind, rows, register.total)
    proposed = dict(figures_for(session, targets, counted))
    for target in targets:
        figure = proposed.get(target)
        if figure is None:
            withdraw_proposal(session, target, register.agency)
            continue
        propose_figure(
            session,
            actor,
            target,
            register.agency,
            numerator=Decimal(figure.numerator),
            denominator=None if figure.denominator is None else Decimal(figure.denominator),
            as_of=today,
            source=_source(register, figure),
            clock=clock,
        )


def _source(register: Register, figure: ComputedFigure) -> str:
    share = "" if figure.denominator is None else f"/{figure.denominator}"
    listed = f", danh sách tại ngày {register.listed_on:%d/%m/%Y}" if register.listed_on else ""
    return f"{KIND_WORDS[register.kind].vi}: {figure.numerator}{share}{listed}"
