"""What a form offers to choose from: versions of a document, places to which a draft may move."""

from __future__ import annotations

from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms.fields.choices import SelectChoice

from evidence_repo.errors import BadInput
from evidence_repo.models import Criterion, DocumentVersion, Evidence, EvidencePack, ExpectedProduct
from evidence_repo.services.acting.actors import Actor
from evidence_repo.services.acting.possible_actions import may_add
from evidence_repo.services.acting.visibility import find_version, visible_version_ids
from evidence_repo.services.packs.views import plan_order
from evidence_repo.web.formats import day
from evidence_repo.words import N_


def version_choices(session: Session, actor: Actor, evidence: Evidence) -> list[SelectChoice]:
    """Return the versions of the piece's document that this person may open, the newest first."""
    seen = set(session.scalars(visible_version_ids(actor)))
    versions = evidence.version.document.versions
    return [
        SelectChoice(str(version.id), _version_words(version))
        for version in reversed(versions)
        if version.id in seen or version.id == versions[-1].id
    ]


def _version_words(version: DocumentVersion) -> str:
    told = gettext(
        "version %(number)d, uploaded on %(day)s", number=version.number, day=day(version.uploaded_at)
    )
    return f"{told} ({version.file_name})"


def chosen_version(session: Session, actor: Actor, evidence: Evidence, chosen: str | None) -> DocumentVersion:
    """Return the version that was chosen: one of the piece's document, or one that the person may open."""
    for version in evidence.version.document.versions:
        if str(version.id) == chosen:
            return version
    text = chosen or ""
    if not (text.isascii() and text.isdigit()):
        raise BadInput(N_("Choose a version."), field="version", code="no_version")
    return find_version(session, actor, int(text))


def place_value(criterion: Criterion, product: ExpectedProduct | None) -> str:
    """Return how a form names a criterion's product: `12:1`, or `12:0` for no product in particular."""
    return f"{criterion.id}:{product.ordinal if product else 0}"


def place_choices(session: Session, actor: Actor, evidence: Evidence) -> list[SelectChoice]:
    """Return, grouped by criterion, the products under which this draft may stand instead of where it is."""
    own = evidence.criterion
    packs = session.scalars(
        select(EvidencePack)
        .join(Criterion)
        .where(Criterion.cycle_id == own.cycle_id, Criterion.lead_agency_id == own.lead_agency_id)
    )
    here = place_value(own, evidence.product)
    open_to_me = [pack.criterion for pack in packs if may_add(actor, pack)]
    choices: list[SelectChoice] = []
    for criterion in sorted(open_to_me, key=lambda each: (each.id != own.id, plan_order(each))):
        places = [
            (place_value(criterion, each), _product_words(criterion, each)) for each in criterion.products
        ]
        places.append((place_value(criterion, None), f"{criterion.label} · {gettext('Other documents')}"))
        group = f"{criterion.label} · {criterion.title}"
        choices += [SelectChoice(value, words, optgroup=group) for value, words in places if value != here]
    return choices


def _product_words(criterion: Criterion, product: ExpectedProduct) -> str:
    return f"{criterion.label} · {product.ordinal}. {product.text}"


def chosen_place(session: Session, chosen: str | None) -> tuple[Criterion, ExpectedProduct | None]:
    """Return the criterion and product that a form names; raise `BadInput` for what is none."""
    criterion_id, _, ordinal = (chosen or "").partition(":")
    criterion = session.get(Criterion, int(criterion_id)) if criterion_id.isdecimal() else None
    if criterion is None:
        raise BadInput(N_("Choose a criterion."), field="place", code="no_place")
    product = next((each for each in criterion.products if str(each.ordinal) == ordinal), None)
    return criterion, product
