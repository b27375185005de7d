"""What a form offers to choose from, in its own words: versions of a document, places for a draft."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext
from sqlalchemy.orm import Session
from wtforms.fields.choices import SelectChoice

from evidence_repo.errors import BadInput
from evidence_repo.models import DocumentVersion, Evidence
from evidence_repo.services.evidence.choices import PieceSpot, spot_at
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.visibility import find_version
from evidence_repo.web.formats import day
from evidence_repo.web.numbers import number_in
from evidence_repo.words import N_


def version_choices(versions: Iterable[DocumentVersion]) -> list[SelectChoice]:
    """Return these versions as a form offers them."""
    return [SelectChoice(str(version.id), _version_words(version)) for version in versions]


def _version_words(version: DocumentVersion) -> str:
    message = gettext(
        "version %(number)d, uploaded on %(day)s", number=version.number, day=day(version.uploaded_at)
    )
    return f"{message} ({version.file_name})"


def chosen_version(session: Session, actor: Actor, evidence: Evidence, chosen: str | None) -> DocumentVersion:
    """Return the version that was chosen: one of the piece's document, or one that the person may open."""
    for version in evidence.version.document.versions:
        if str(version.id) == chosen:
            return version
    number = number_in(chosen)
    if number is None:
        raise BadInput(N_("Choose a version."), field="version", code="no_version")
    return find_version(session, actor, number)


def spot_choices(spots: Iterable[PieceSpot]) -> list[SelectChoice]:
    """Return these places as a form offers them, grouped by criterion: `12:1`, or `12:0` for no product."""
    return [
        SelectChoice(
            f"{spot.criterion.id}:{spot.product.ordinal if spot.product else 0}",
            f"{spot.criterion.label} · {_spot_words(spot)}",
            optgroup=f"{spot.criterion.label} · {spot.criterion.title}",
        )
        for spot in spots
    ]


def _spot_words(spot: PieceSpot) -> str:
    return f"{spot.product.ordinal}. {spot.product.text}" if spot.product else gettext("Other documents")


def chosen_spot(session: Session, chosen: str | None) -> PieceSpot:
    """Return the place that a form names; raise `BadInput` for what is none."""
    criterion_id, _, ordinal = (chosen or "").partition(":")
    row, number = number_in(criterion_id), number_in(ordinal)
    spot = spot_at(session, row, number) if row is not None and number is not None else None
    if spot is None:
        raise BadInput(N_("Choose a criterion."), field="place", code="no_place")
    return spot
