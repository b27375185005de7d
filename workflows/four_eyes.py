"""Four eyes: who may judge a piece or approve a pack, by person, whatever roles and agency they have now.

Decisions where the rules leave room:

- Parts are never taken back: superseded versions, withdrawn pieces of the pack, recalled submissions and
  undone verdicts all count, so callers pass the ids from the whole history.
- A product's explanation is judged under the same guards as a piece: its authors and whoever uploaded its
  documents stand in a `Involvement` of their own, and in the pack's.
- Asking again, returning and undoing settle nothing in anyone's favour: the rule names judging and approving
  only, so these have no guard of their own here.
- Whoever stands in for another is one person with them as long as that holds, so callers pass the ids of all
  who are one with the person (`Deputyships.one_with`); what was done on behalf of another is a part of both.
- Judging roles are reviewer and approver. Roles held at any time in the cycle count for the coordinator rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workflows.blockers import Blocker
from workflows.roles import JUDGING_ROLES, Role

NOBODY: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Involvement:
    """Who had a part in a piece (or a product's explanation): ids of persons, over its whole history."""

    uploaders: frozenset[int] = NOBODY
    citers: frozenset[int] = NOBODY
    explanation_authors: frozenset[int] = NOBODY
    submitters: frozenset[int] = NOBODY

    def parts_of(self, persons: frozenset[int]) -> tuple[str, ...]:
        """Return the names of the parts that any of these persons has."""
        named = (
            ("uploader", self.uploaders),
            ("citer", self.citers),
            ("explanation_author", self.explanation_authors),
            ("submitter", self.submitters),
        )
        return tuple(name for name, involved in named if persons & involved)


@dataclass(frozen=True, slots=True)
class PackInvolvement:
    """The parts in all of a pack's pieces and product explanations, and who gave a verdict in it."""

    pieces: tuple[Involvement, ...] = ()
    verdict_givers: frozenset[int] = NOBODY


def may_judge(persons: frozenset[int], parts: Involvement) -> tuple[Blocker, ...]:
    """Say which parts forbid a person, with all who are one with them, to judge the piece."""
    return tuple(Blocker("four_eyes", {"part": part}) for part in parts.parts_of(persons))


def may_approve_pack(persons: frozenset[int], parts: PackInvolvement) -> tuple[Blocker, ...]:
    """Say which parts forbid a person, with all who are one with them, to approve the pack."""
    had = dict.fromkeys(part for piece in parts.pieces for part in piece.parts_of(persons))
    if persons & parts.verdict_givers:
        had["verdict_giver"] = None
    return tuple(Blocker("four_eyes", {"part": part}) for part in had)


def eligible_judges(reviewers: Mapping[int, frozenset[int]], parts: Involvement) -> tuple[int, ...]:
    """Return, in ascending order, the reviewers who may judge; empty is something the page must say.

    `reviewers` gives for each all who are one with them.
    """
    return tuple(sorted(each for each, persons in reviewers.items() if not may_judge(persons, parts)))


def eligible_approvers(approvers: Mapping[int, frozenset[int]], parts: PackInvolvement) -> tuple[int, ...]:
    """Return, in ascending order, the approvers who may approve; empty is something the page must say.

    `approvers` gives for each all who are one with them.
    """
    return tuple(sorted(each for each, persons in approvers.items() if not may_approve_pack(persons, parts)))


def role_blockers(
    actor_id: int, person_id: int, wanted: frozenset[Role], held_in_cycle: frozenset[Role] = frozenset()
) -> tuple[Blocker, ...]:
    """Say why a person cannot get these roles; `held_in_cycle` is all they held since the cycle began."""
    found: list[Blocker] = []
    if actor_id == person_id:
        found.append(Blocker("own_roles"))
    ever = wanted | held_in_cycle
    coordinates_and_wants_to_judge = Role.COORDINATOR in ever and wanted & JUDGING_ROLES
    judges_and_wants_to_coordinate = Role.COORDINATOR in wanted and ever & JUDGING_ROLES
    if coordinates_and_wants_to_judge or judges_and_wants_to_coordinate:
        found.append(Blocker("coordinator_never_judges"))
    return tuple(found)
