"""What the kinds of agencies are called: they are data, so their names come with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from flask import g

from evidence_repo.models import AgencyKind
from evidence_repo.services.people.agency_kinds import list_kinds
from evidence_repo.web.context import read_session
from evidence_repo.web.language import chosen_language


def kind_name(kind: AgencyKind) -> str:
    """Return the kind's name in the reader's language."""
    return kind.name_vi if chosen_language() == "vi" else kind.name_en


def agency_kind_names() -> Mapping[str, str]:
    """Return the names of all kinds by their codes, in the kinds' order."""
    if "agency_kinds" not in g:
        g.agency_kinds = {kind.code: kind_name(kind) for kind in list_kinds(read_session())}
    return cast(Mapping[str, str], g.agency_kinds)
