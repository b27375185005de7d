"""The words that an explanation of each kind begins with, kept by the coordinator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from evidence_repo.errors import BadInput, ChangedMeanwhile
from evidence_repo.models import ExplanationTemplate
from evidence_repo.services.audit.events import emit
from evidence_repo.services.policy.actors import Actor, check_administers
from evidence_repo.words import N_
from workflows.events import ExplanationTemplateChanged
from workflows.explanations import ExplanationKind
from workflows.rights import Right

LONGEST_TEXT, LONGEST_BASIS = 5000, 2000


def explanation_templates(session: Session) -> Mapping[ExplanationKind, ExplanationTemplate]:
    """Return the templates by kind, in the order of the kinds."""
    found = {template.kind: template for template in session.scalars(select(ExplanationTemplate))}
    return {kind: found[kind] for kind in ExplanationKind if kind in found}


def change_template(
    session: Session,
    actor: Actor,
    kind: ExplanationKind,
    text: str,
    legal_basis: str = "",
    seen_lock: int | None = None,
) -> ExplanationTemplate:
    """Give a kind other words; explanations that were begun with it keep theirs."""
    check_administers(actor, Right.MANAGE_CYCLE)
    words, basis = _checked(text, LONGEST_TEXT), _checked(legal_basis, LONGEST_BASIS)
    if not words:
        raise BadInput(N_("Write what the explanation begins with."), field="text", code="template_empty")
    template = session.get(ExplanationTemplate, kind)
    if template is None:
        template = ExplanationTemplate(kind=kind, text="", legal_basis="")
        session.add(template)
    elif seen_lock is not None and template.lock != seen_lock:
        raise ChangedMeanwhile
    if (template.text, template.legal_basis) == (words, basis):
        return template
    before, template.text, template.legal_basis = template.text, words, basis
    changed: dict[str, Any] = {"text": words, "basis": basis, "before": before or None}
    emit(session, actor, ExplanationTemplateChanged(subject=kind, kind=kind, **changed))
    return template


def _checked(text: str, longest: int) -> str:
    """Return the text with its lines as they are, each without spaces at its end."""
    if len(text) > longest:
        raise BadInput(
            N_("The text is too long: at most %(limit)s characters."),
            field="text",
            code="template_too_long",
            limit=longest,
        )
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n")).strip()
