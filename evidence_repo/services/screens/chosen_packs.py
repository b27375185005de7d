"""Packs that were chosen together: what stands in the way of each, and what whoever submits must confirm."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from evidence_repo.models import AssessmentCycle, Criterion, EvidencePack
from evidence_repo.services.packs.next_step import blockers_of_submission
from evidence_repo.services.packs.tallies import tallied_views
from evidence_repo.services.packs.views import packs_of_cycle
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.screens.automatic_checks import Check, check_pieces, concerns_of
from workflows.blockers import Blocker


@dataclass(frozen=True, slots=True)
class ChosenPack:
    """A pack with the checks that say no, and the rules that forbid to submit it now."""

    pack: EvidencePack
    concerns: tuple[Check, ...]
    blockers: tuple[Blocker, ...]

    @property
    def criterion(self) -> Criterion:
        """Return the pack's criterion."""
        return self.pack.criterion


def chosen_packs(
    session: Session, actor: Actor, cycle: AssessmentCycle, ids: Collection[int]
) -> list[ChosenPack]:
    """Return these packs of the cycle in the plan's order, with a few queries for each."""
    packs = [pack for pack in packs_of_cycle(session, cycle) if pack.id in ids]
    return [
        ChosenPack(
            pack,
            concerns_of(check_pieces(session, actor, pack.criterion)),
            blockers_of_submission(actor, pack, view),
        )
        for pack, view in (tallied_views(session, packs) if packs else {}).items()
    ]


def concerns_about(session: Session, actor: Actor, pack: EvidencePack) -> tuple[Check, ...]:
    """Return the checks of one pack that say no: whoever submits it confirms that it is meant so."""
    return concerns_of(check_pieces(session, actor, pack.criterion))
