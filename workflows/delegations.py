"""Delegation (ủy quyền): who stands in for whom, with which offices, and what that means for four eyes.

Decisions where the rules leave room:

- Offices are delegated, not whatever a person happens to be: an agency head's, a reviewer's, an approver's. A
  head's deputy is of the same agency and works there (uploader or head); a reviewer's or an approver's is
  one of the two as well. A coordinator, now or at any time in the cycle, never gets a judging office.
- A delegation passes what the principal holds now: never more than the principal has, and nothing of what the
  principal has from others.
- What a deputy does by virtue of an office that was passed is done on behalf of the principal, also where the
  deputy holds the same office: while the delegation holds there is no telling the two apart. It counts as a
  part of both for good. Everything else that the deputy does is their own.
- While a delegation holds, deputy and principal are one person to four eyes: neither judges nor approves what
  the other had a part in, whenever and in whichever role that was, nor approves where the other judged.
- It can be ended at any time by the principal or a coordinator, and that takes effect at once. Nothing is
  delegated for days that are past.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from workflows.audit_actions import AuditAction
from workflows.blockers import Blocker
from workflows.roles import AGENCY_ROLES, JUDGING_ROLES, Role, acting_roles

LONGEST_DAYS = 366
"""For how many days a deputy can be named at most."""


@dataclass(frozen=True, slots=True)
class Office:
    """Who can hold an office for another: one of these roles, of the same agency where that matters."""

    deputies: frozenset[Role]
    of_same_agency: bool


_JUDGES = frozenset({Role.REVIEWER, Role.APPROVER})

OFFICES: Mapping[Role, Office] = {
    Role.AGENCY_HEAD: Office(AGENCY_ROLES, of_same_agency=True),
    Role.REVIEWER: Office(_JUDGES, of_same_agency=False),
    Role.APPROVER: Office(_JUDGES, of_same_agency=False),
}
"""The roles that can be delegated."""

DONE_IN_OFFICE: Mapping[AuditAction, Role] = {
    AuditAction.SUBMIT_PACK: Role.AGENCY_HEAD,
    AuditAction.RECALL_PACK: Role.AGENCY_HEAD,
    AuditAction.NAME_ASSIGNEE: Role.AGENCY_HEAD,
    AuditAction.RECORD_VERDICT: Role.REVIEWER,
    AuditAction.UNDO_VERDICT: Role.REVIEWER,
    AuditAction.GIVE_SECOND_VERDICT: Role.REVIEWER,
    AuditAction.CLAIM_ITEM: Role.REVIEWER,
    AuditAction.RELEASE_ITEM: Role.REVIEWER,
    AuditAction.JUDGE_EXPLANATION: Role.REVIEWER,
    AuditAction.UNDO_EXPLANATION_VERDICT: Role.REVIEWER,
    AuditAction.CONFIRM_FIGURES: Role.REVIEWER,
    AuditAction.QUERY_FIGURES: Role.REVIEWER,
    AuditAction.UNDO_FIGURES: Role.REVIEWER,
    AuditAction.WAIVE_TARGET: Role.REVIEWER,
    AuditAction.END_WAIVER: Role.REVIEWER,
    AuditAction.RETURN_PACK: Role.REVIEWER,
    AuditAction.ASK_AGAIN: Role.APPROVER,
    AuditAction.APPROVE_PACK: Role.APPROVER,
    AuditAction.REOPEN_PACK: Role.APPROVER,
    AuditAction.ACCEPT_QUESTION: Role.APPROVER,
    AuditAction.SEAL_BUNDLE: Role.APPROVER,
    AuditAction.OPEN_VOTE: Role.APPROVER,
    AuditAction.CLOSE_VOTE: Role.APPROVER,
    AuditAction.CONFIRM_ACCOUNT: Role.APPROVER,
    AuditAction.DECLINE_ACCOUNT: Role.APPROVER,
}
"""What is done by virtue of an office; everything else that a person does is their own."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person is when a delegation is looked at; `held_in_cycle`: roles held since the cycle began."""

    person_id: int
    agency_id: int
    roles: frozenset[Role]
    is_active: bool = True
    held_in_cycle: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class Span:
    """A principal, a deputy, and the days: the first and the last, both included."""

    principal_id: int
    deputy_id: int
    first_day: date
    last_day: date

    def overlaps(self, other: Span) -> bool:
        """Tell whether both hold on some day."""
        return self.first_day <= other.last_day and other.first_day <= self.last_day


def offices_of(roles: frozenset[Role]) -> frozenset[Role]:
    """Return the offices that a person with these roles can delegate."""
    return acting_roles(roles) & OFFICES.keys()


def passed_offices(principal: Standing, deputy: Standing) -> frozenset[Role]:
    """Return the principal's offices that this deputy can hold; empty if the two do not suit."""
    if principal.person_id == deputy.person_id or not (principal.is_active and deputy.is_active):
        return frozenset()
    return frozenset(office for office in offices_of(principal.roles) if _can_hold(office, principal, deputy))


def _can_hold(office: Role, principal: Standing, deputy: Standing) -> bool:
    rule = OFFICES[office]
    if rule.of_same_agency and principal.agency_id != deputy.agency_id:
        return False
    has_coordinated = Role.COORDINATOR in deputy.roles | deputy.held_in_cycle
    if office in JUDGING_ROLES and has_coordinated:
        return False
    return bool(deputy.roles & rule.deputies)


def naming_blockers(
    principal: Standing, deputy: Standing, span: Span, today: date, reason: str, others: Iterable[Span] = ()
) -> tuple[Blocker, ...]:
    """Say why this deputy cannot be named; `others` are the delegations that were not ended."""
    return (
        *_blockers_of_days(span, today),
        *_blockers_of_people(principal, deputy),
        *_blockers_beside(span, [each for each in others if each.overlaps(span)]),
        *(() if reason.strip() else (Blocker("reason_missing"),)),
    )


def _blockers_of_days(span: Span, today: date) -> tuple[Blocker, ...]:
    if span.last_day < span.first_day:
        return (Blocker("span_backwards"),)
    if span.first_day < today:
        return (Blocker("span_past"),)
    if (span.last_day - span.first_day).days >= LONGEST_DAYS:
        return (Blocker("span_too_long", {"limit": LONGEST_DAYS}),)
    return ()


def _blockers_of_people(principal: Standing, deputy: Standing) -> tuple[Blocker, ...]:
    if principal.person_id == deputy.person_id:
        return (Blocker("deputy_is_oneself"),)
    if not offices_of(principal.roles):
        return (Blocker("nothing_to_delegate"),)
    return () if passed_offices(principal, deputy) else (Blocker("deputy_does_not_suit"),)


def _blockers_beside(span: Span, others: list[Span]) -> tuple[Blocker, ...]:
    found: list[Blocker] = []
    if any(each.principal_id == span.principal_id for each in others):
        found.append(Blocker("deputy_named_already"))
    if any(span.principal_id == each.deputy_id or span.deputy_id == each.principal_id for each in others):
        found.append(Blocker("delegation_chain"))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Deputyship:
    """A delegation that holds now, with the offices that it passes now."""

    id: int
    principal_id: int
    principal_email: str
    principal_name: str
    last_day: date
    deputy_id: int
    offices: frozenset[Role]


@dataclass(frozen=True, slots=True)
class Deputyships:
    """All delegations that hold now, the oldest first: whom each person stands in for, and by whom."""

    held: tuple[Deputyship, ...] = ()

    def of_deputy(self, person_id: int | None) -> tuple[Deputyship, ...]:
        """Return those in which this person stands in for another."""
        return tuple(each for each in self.held if each.deputy_id == person_id)

    def offices_passed_to(self, person_id: int | None) -> frozenset[Role]:
        """Return the offices that this person holds for others."""
        return frozenset(office for each in self.of_deputy(person_id) for office in each.offices)

    def in_office(self, person_id: int | None, office: Role | None) -> Deputyship | None:
        """Return the deputyship under which this person holds an office; None if for themselves."""
        return next((each for each in self.of_deputy(person_id) if office in each.offices), None)

    def acting_as(self, person_id: int) -> frozenset[int]:
        """Return the person and everybody whom they stand in for."""
        return frozenset({person_id, *(each.principal_id for each in self.of_deputy(person_id))})

    def one_with(self, person_id: int) -> frozenset[int]:
        """Return the person and everybody who is one with them to four eyes: principals and deputies."""
        deputies = (each.deputy_id for each in self.held if each.principal_id == person_id)
        return self.acting_as(person_id).union(deputies)


NONE_HELD = Deputyships()
