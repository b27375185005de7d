"""Packs as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from evidence_repo.clock import Clock
from evidence_repo.models import EvidencePack
from evidence_repo.representations.schema import (
    CRITERION,
    ID,
    YEAR,
    Published,
    many,
    number,
    one_of,
    same_as,
    thing,
    words,
)
from evidence_repo.services.packs.progress import DONE, progress_of_packs
from evidence_repo.services.policy.actors import Actor
from workflows.packs import PackState, PackView, uncovered_products


def packs_json(
    session: Session, actor: Actor, packs: Sequence[EvidencePack], clock: Clock
) -> list[dict[str, Any]]:
    """Return these packs; the figures count what this person may see."""
    return [
        {
            "year": row.criterion.cycle.year,
            "criterion": row.criterion.label,
            "agency": row.criterion.lead_agency.name,
            "state": row.view.state.value,
            "pieces": _counts(row.view),
            # What was approved is covered, also for those who do not see by what.
            "uncovered": []
            if row.view.state in DONE
            else _ordinals(row.pack, set(uncovered_products(row.view))),
        }
        for row in progress_of_packs(session, actor, packs, clock.today())
    ]


def _counts(view: PackView) -> dict[str, int]:
    found: Counter[str] = Counter()
    for piece in view.pieces:
        if piece.is_accepted:
            found[piece.state.value] += piece.count
    return dict(found)


def _ordinals(pack: EvidencePack, product_ids: set[int]) -> list[int]:
    return [product.ordinal for product in pack.criterion.products if product.id in product_ids]


SCHEMAS = {
    "pack": Published(
        "evidence-repo packs <act> --json",
        "The pack after the act; figures count what the person may see.",
        thing(
            year=YEAR,
            criterion=CRITERION,
            agency=words(),
            state=one_of(tuple(PackState)),
            pieces=thing()
            | {
                "additionalProperties": number(1),
                "description": "How many pieces are in each state; states without one are left out.",
            },
            uncovered=many(ID, description="Ordinals of the mandatory products that nothing covers yet."),
        ),
    ),
    "packs-list": Published(
        "evidence-repo packs list --json",
        "The packs in the plan's order; figures count what the person may see.",
        many(same_as("pack")),
    ),
}
