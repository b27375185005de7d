"""Who is left to judge a piece or to approve a pack: active, in office, and without a part in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from evidence_repo.models import Evidence, EvidencePack, RoleRow, User
from evidence_repo.services.policy.involvement import involvement_in_pieces
from evidence_repo.services.policy.pack_involvement import involvement_in_packs
from index.text import vietnamese_order
from workflows.delegations import Deputyships
from workflows.four_eyes import eligible_approvers as _eligible_approvers
from workflows.four_eyes import eligible_judges
from workflows.roles import Role, acting_roles


def _active_in(session: Session, office: Role, now: Deputyships) -> dict[int, User]:
    """Return who is active and holds this office, for themselves or now for another."""
    deputies = [each.deputy_id for each in now.held if office in each.offices]
    people = select(User).where(
        User.active.is_(True), or_(User.roles.any(RoleRow.name == office.value), User.id.in_(deputies))
    )
    return {
        user.id: user
        for user in session.scalars(people)
        if office in acting_roles(user.role_set | now.offices_passed_to(user.id))
    }


def eligible_reviewers(session: Session, evidence: Evidence, now: Deputyships) -> tuple[User, ...]:
    """Return the active reviewers who may judge the piece; empty is something the page must say."""
    return eligible_for_pieces(session, [evidence.id], now)[evidence.id]


def eligible_for_pieces(
    session: Session, ids: Collection[int], now: Deputyships
) -> dict[int, tuple[User, ...]]:
    """Return, by the piece, the active reviewers who may judge it."""
    reviewers = _active_in(session, Role.REVIEWER, now)
    as_one = {person: now.one_with(person) for person in reviewers}
    parts = involvement_in_pieces(session, ids)
    return {
        piece: _by_name(reviewers[person] for person in eligible_judges(as_one, parts[piece]))
        for piece in ids
    }


def eligible_approvers(session: Session, pack: EvidencePack, now: Deputyships) -> tuple[User, ...]:
    """Return the active approvers who may approve the pack; empty is something the page must say."""
    return eligible_for_packs(session, [pack.criterion_id], now)[pack.criterion_id]


def eligible_for_packs(
    session: Session, criterion_ids: Collection[int], now: Deputyships
) -> dict[int, tuple[User, ...]]:
    """Return, by the criterion, the active approvers who may approve its pack."""
    approvers = _active_in(session, Role.APPROVER, now)
    as_one = {person: now.one_with(person) for person in approvers}
    parts = involvement_in_packs(session, criterion_ids)
    return {
        each: _by_name(approvers[person] for person in _eligible_approvers(as_one, parts[each]))
        for each in criterion_ids
    }


def _by_name(people: Iterable[User]) -> tuple[User, ...]:
    return tuple(sorted(people, key=lambda user: vietnamese_order(user.name)))
