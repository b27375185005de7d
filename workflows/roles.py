"""The roles that a person may hold; a person holds a set of them."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person is in the workflow; rights per role stand in `workflows.rights`."""

    UPLOADER = "uploader"
    AGENCY_HEAD = "agency_head"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    COUNCIL_MEMBER = "council_member"
    COORDINATOR = "coordinator"
    OBSERVER_PROVINCE = "observer_province"
    OBSERVER_MINISTRY = "observer_ministry"


AGENCY_ROLES = frozenset({Role.UPLOADER, Role.AGENCY_HEAD})
"""Who acts for an agency: the head does everything that an uploader does."""

JUDGING_ROLES = frozenset({Role.REVIEWER, Role.APPROVER, Role.COUNCIL_MEMBER})
"""Who decides about other people's evidence; no coordinator does in the same cycle."""


def acting_roles(roles: frozenset[Role]) -> frozenset[Role]:
    """Return the roles that count when someone acts: a coordinator has no judging role."""
    return roles - JUDGING_ROLES if Role.COORDINATOR in roles else roles
