"""What a person may do on a criterion's page now: asked of the tables, so that no button is shown dead.

The services that do it ask again behind the pack's lock; here nothing is locked and nothing refused.
"""

from __future__ import annotations

from collections.abc import Sequence

from evidence_repo.models import Criterion, Evidence, EvidencePack, Explanation
from evidence_repo.services.policy.actors import Actor
from evidence_repo.services.policy.visibility import relation_to_criterion, relation_to_piece
from workflows.cycle import WorkAction, cycle_blockers, needs_late_reason
from workflows.evidence import EvidenceAction, allowed_actions
from workflows.explanations import ExplanationAction, ExplanationState
from workflows.rights import Relation, Right, allows, right_for
from workflows.states import EDITABLE, PackState

_OF_CONTRIBUTIONS = frozenset({EvidenceAction.ACCEPT_CONTRIBUTION, EvidenceAction.REFUSE_CONTRIBUTION})
_GIVEN = "given"  # a reason for lateness is asked for in the form


def cycle_permits(pack: EvidencePack, action: WorkAction) -> bool:
    """Tell whether the cycle lets this be done to the pack, a reason for lateness taken for granted."""
    state = pack.criterion.cycle.state
    return not cycle_blockers(state, action, was_reopened=pack.was_reopened, late_reason=_GIVEN)


def asks_late_reason(pack: EvidencePack, action: EvidenceAction = EvidenceAction.CITE) -> bool:
    """Tell whether this action asks for a reason for lateness now."""
    return needs_late_reason(pack.criterion.cycle.state, action)


def actions_on_piece(actor: Actor, evidence: Evidence, pack: EvidencePack) -> frozenset[EvidenceAction]:
    """Return what this person may do to the piece now."""
    relation = relation_to_piece(actor, evidence)
    waits = evidence.is_contribution_waiting
    return frozenset(
        action
        for action in allowed_actions(evidence.state, actor.roles, pack.state)
        if allows(actor.roles, right_for(action, evidence.state), relation)
        and (waits or action not in _OF_CONTRIBUTIONS)
        and cycle_permits(pack, action)
    )


def may_name_deadline(actor: Actor, evidence: Evidence, pack: EvidencePack) -> bool:
    """Tell whether this person may say which deadline the piece serves."""
    return (
        EvidenceAction.WITHDRAW in allowed_actions(evidence.state, actor.roles, pack.state)
        and allows(actor.roles, Right.CITE, relation_to_piece(actor, evidence))
        and cycle_permits(pack, EvidenceAction.MOVE)
    )


def relation_for_adding(actor: Actor, criterion: Criterion) -> Relation:
    """Return what the person's agency would be to a piece that it adds here."""
    if criterion.lead_agency_id == actor.agency_id:
        return Relation.LEAD
    contributes = any(agency.id == actor.agency_id for agency in criterion.coordinating)
    return Relation.OWNER if contributes else Relation.NONE


def may_add(actor: Actor, pack: EvidencePack) -> bool:
    """Tell whether this person may cite documents here now."""
    relation = relation_for_adding(actor, pack.criterion)
    return (
        pack.state in EDITABLE
        and allows(actor.roles, Right.CITE, relation)
        and cycle_permits(pack, EvidenceAction.CITE)
    )


def may_explain_product(actor: Actor, pack: EvidencePack, rounds: Sequence[Explanation]) -> bool:
    """Tell whether this person may write, reword or answer here; `rounds` are the product's, oldest first."""
    relation = relation_to_criterion(actor, pack.criterion)
    if not allows(actor.roles, Right.EXPLAIN, relation) or not cycle_permits(pack, ExplanationAction.WRITE):
        return False
    if not rounds or rounds[-1].state is ExplanationState.DRAFT:
        return pack.state in EDITABLE
    return rounds[-1].state is ExplanationState.REJECTED and pack.state is PackState.RETURNED
