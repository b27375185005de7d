"""Four eyes by person, and the table of rights against the rules' own table."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.evidence import EvidenceAction, allowed_actions
from workflows.four_eyes import (
    Involvement,
    PackInvolvement,
    eligible_approvers,
    eligible_judges,
    may_approve_pack,
    may_judge,
    role_blockers,
)
from workflows.packs import PackState
from workflows.rights import (
    EVIDENCE_RIGHTS,
    Relation,
    Right,
    allows,
    header_blockers,
    right_for,
    visible_evidence,
    visible_explanation,
)
from workflows.roles import Role
from workflows.states import EvidenceState, ExplanationState

PARTS = Involvement(frozenset({1, 2}), frozenset({3}), frozenset({4}), frozenset({5}))


def alone(*people: int) -> dict[int, frozenset[int]]:
    """Return these people, none of whom stands in for another."""
    return {each: frozenset({each}) for each in people}


def test_who_had_a_part_judges_nothing() -> None:
    told = {
        person: [b.params["part"] for b in may_judge(frozenset({person}), PARTS)] for person in range(1, 8)
    }
    assert told == {
        1: ["uploader"],
        2: ["uploader"],
        3: ["citer"],
        4: ["explanation_author"],
        5: ["submitter"],
        6: [],
        7: [],
    }
    assert eligible_judges(alone(7, 6, 5, 1), PARTS) == (6, 7)
    assert eligible_judges(alone(1, 5), PARTS) == ()
    assert eligible_judges({7: frozenset({7, 4}), 6: frozenset({6, 8})}, PARTS) == (6,)


def test_who_had_a_part_in_any_piece_or_gave_a_verdict_approves_nothing() -> None:
    pack = PackInvolvement((Involvement(uploaders=frozenset({9})), PARTS), verdict_givers=frozenset({6}))
    assert [b.params["part"] for b in may_approve_pack(frozenset({6}), pack)] == ["verdict_giver"]
    assert may_judge(frozenset({6}), PARTS) == ()
    assert eligible_approvers(alone(*range(1, 11)), pack) == (7, 8, 10)
    assert eligible_approvers({7: frozenset({7, 6}), 8: frozenset({8})}, pack) == (8,)


@given(
    st.frozensets(st.integers(1, 9), min_size=1, max_size=3),
    st.lists(st.frozensets(st.integers(1, 9)), min_size=5, max_size=5),
)
def test_a_part_is_never_lost_by_having_more_parts(
    persons: frozenset[int], sets: list[frozenset[int]]
) -> None:
    parts = Involvement(*sets[:4])
    pack = PackInvolvement((parts,), sets[4])
    assert bool(may_judge(persons, parts)) == any(persons & people for people in sets[:4])
    assert bool(may_approve_pack(persons, pack)) == any(persons & people for people in sets)


@pytest.mark.parametrize(
    ("actor", "wanted", "held", "codes"),
    [
        (1, {Role.REVIEWER}, set(), []),
        (2, {Role.REVIEWER}, set(), ["own_roles"]),
        (1, {Role.REVIEWER, Role.COORDINATOR}, set(), ["coordinator_never_judges"]),
        (1, {Role.APPROVER, Role.COORDINATOR}, set(), ["coordinator_never_judges"]),
        (1, {Role.REVIEWER}, {Role.COORDINATOR}, ["coordinator_never_judges"]),
        (1, {Role.COORDINATOR}, {Role.REVIEWER}, ["coordinator_never_judges"]),
        (1, {Role.COORDINATOR, Role.UPLOADER}, {Role.AGENCY_HEAD}, []),
        (1, {Role.UPLOADER}, {Role.COORDINATOR, Role.REVIEWER}, []),
    ],
)
def test_nobody_changes_own_roles_and_a_coordinator_never_judges(
    actor: int, wanted: set[Role], held: set[Role], codes: list[str]
) -> None:
    assert [b.code for b in role_blockers(actor, 2, frozenset(wanted), frozenset(held))] == codes


PROVINCE = "see_catalogue see_pack_states see_board see_rounds"
LEAD = (
    "see_pieces see_comments comment see_assignments see_questions upload cite explain replace revise_passed "
    "withdraw accept_contribution record_outcome see_reports"
)
COORDINATING = "see_pieces see_comments comment see_assignments upload cite explain replace"
SEES = "see_pieces see_comments see_assignments see_questions see_bundles see_follow_up see_reports"
TALKS = "comment see_internal_comments"
DOES = {
    "uploader": (f"{PROVINCE} {LEAD}", f"{PROVINCE} {COORDINATING}", PROVINCE),
    "agency_head": (f"{PROVINCE} {LEAD} submit_pack recall_pack", f"{PROVINCE} {COORDINATING}", PROVINCE),
    "reviewer": (f"{PROVINCE} {SEES} {TALKS} see_audit judge undo return_pack",) * 3,
    "approver": (
        f"{PROVINCE} {SEES} {TALKS} see_audit ask_again approve reopen seal confirm_accounts see_council "
        "hold_votes "
        "accept_question",
    )
    * 3,
    "council_member": (f"{PROVINCE} {SEES} see_audit see_council vote",) * 3,
    "coordinator": (
        f"{PROVINCE} {SEES} {TALKS} see_audit see_health manage_catalogue manage_cycle "
        "manage_agencies manage_people confirm_accounts send_reminders see_council "
        "import_round record_outcome manage_reports",
    )
    * 3,
    "observer_province": (f"{PROVINCE} {SEES}",) * 3,
    "observer_ministry": ("see_pieces see_bundles",) * 3,
}


def test_every_right_of_every_role_and_relation_is_as_the_rules_say() -> None:
    for role, (column, relation), right in product(Role, enumerate(Relation), Right):
        wanted = right.value in DOES[role][column].split()
        assert allows(frozenset({role}), right, relation) == wanted, (role, relation, right)


def test_an_action_on_a_piece_has_its_right() -> None:
    assert set(EVIDENCE_RIGHTS) == set(EvidenceAction)
    assert right_for(EvidenceAction.REVISE, EvidenceState.DRAFT) is Right.CITE
    assert right_for(EvidenceAction.REVISE, EvidenceState.SUFFICIENT) is Right.REVISE_PASSED


ANSWERS = {EvidenceAction.EXPLAIN, EvidenceAction.REPLACE}
CHANGES = ANSWERS | {EvidenceAction.REVISE, EvidenceAction.WITHDRAW}


def _changes(state: EvidenceState, pack: PackState, role: Role, relation: Relation) -> set[EvidenceAction]:
    """Return how rules §1, §5 and §10 let this person change a piece; its owner answers questions."""
    if role not in {Role.UPLOADER, Role.AGENCY_HEAD} or relation is Relation.NONE:
        return set()
    is_lead, editable = relation is Relation.LEAD, pack in {PackState.OPEN, PackState.RETURNED}
    passed = state in {EvidenceState.SUFFICIENT, EvidenceState.ACCEPTED_WITH_EXPLANATION}
    found = set()
    if state is EvidenceState.NEEDS_EXPLANATION and pack is PackState.RETURNED:
        found |= ANSWERS
    if editable and (state is EvidenceState.DRAFT or (passed and is_lead)):
        found.add(EvidenceAction.REVISE)
    if editable and is_lead and state is not EvidenceState.WITHDRAWN:
        found.add(EvidenceAction.WITHDRAW)
    return found


def test_who_changes_a_piece_in_every_state_of_it_and_of_its_pack() -> None:
    reached = set()
    for state, pack, role, relation in product(EvidenceState, PackState, Role, Relation):
        roles = frozenset({role})
        possible = allowed_actions(state, roles, pack) & CHANGES
        found = {each for each in possible if allows(roles, right_for(each, state), relation)}
        assert found == _changes(state, pack, role, relation), (state, pack, role, relation)
        reached |= {(each, relation) for each in found}
    assert {(each, Relation.OWNER) for each in ANSWERS} <= reached


def sees(role: str, relation: str, state: str, was_submitted: bool, sealed: bool) -> bool:
    own = relation in {"lead", "owner"}
    return {
        "uploader": own,
        "agency_head": own,
        "reviewer": state != "draft" and was_submitted,
        "approver": state != "draft" and was_submitted,
        "council_member": state != "draft" and was_submitted,
        "coordinator": True,
        "observer_province": state not in {"draft", "withdrawn"},
        "observer_ministry": sealed,
    }[role]


def test_who_sees_which_piece_alone_and_with_another_role() -> None:
    people = [frozenset({role}) for role in Role] + [frozenset(pair) for pair in combinations(Role, 2)]
    facts = list(product(Relation, EvidenceState, (True, False), (True, False)))
    for roles, (relation, state, submitted, sealed) in product(people, facts):
        wanted = any(sees(role, relation, state, submitted, sealed) for role in roles)
        seen = visible_evidence(roles, relation, state, was_submitted=submitted, sealed=sealed)
        assert seen == wanted, (roles, relation, state, submitted, sealed)


def test_drafts_of_explanations_stay_in_the_agency() -> None:
    for role, state in product(Role, ExplanationState):
        seen = visible_explanation(frozenset({role}), Relation.NONE, state, sealed=False)
        outside = role in {Role.REVIEWER, Role.APPROVER, Role.COUNCIL_MEMBER, Role.OBSERVER_PROVINCE}
        assert seen == (role is Role.COORDINATOR or (outside and state is not ExplanationState.DRAFT))
    draft = ExplanationState.DRAFT
    assert visible_explanation(frozenset({Role.UPLOADER}), Relation.LEAD, draft, sealed=False)


@pytest.mark.parametrize(
    ("role", "own", "packs", "code"),
    [
        ("uploader", True, set(), None),
        ("uploader", True, {"open", "returned"}, None),
        ("uploader", True, {"open", "submitted"}, "header_in_review"),
        ("uploader", True, {"open", "approved"}, "header_approved"),
        ("uploader", False, {"open"}, "header_not_own"),
        ("reviewer", False, {"submitted", "open"}, None),
        ("reviewer", False, {"open"}, "header_not_own"),
        ("reviewer", False, {"submitted", "sealed"}, "header_approved"),
        ("coordinator", False, {"submitted"}, "header_in_review"),
    ],
)
def test_who_changes_header_fields_when(role: str, own: bool, packs: set[str], code: str | None) -> None:
    states = frozenset(PackState(state) for state in packs)
    found = header_blockers(frozenset({Role(role)}), is_own=own, citing_packs=states)
    assert [b.code for b in found] == ([code] if code else [])
