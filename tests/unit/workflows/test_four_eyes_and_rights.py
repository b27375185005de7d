"""Four eyes by person, and the table of rights against the rules' own table."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.evidence import EvidenceAction
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
    visible_document,
    visible_evidence,
    visible_explanation,
)
from workflows.roles import Role
from workflows.states import EvidenceState, ExplanationState

PARTS = Involvement(frozenset({1, 2}), frozenset({3}), frozenset({4}), frozenset({5}))


def test_who_had_a_part_judges_nothing() -> None:
    told = {person: [b.params["part"] for b in may_judge(person, PARTS)] for person in range(1, 8)}
    assert told == {
        1: ["uploader"],
        2: ["uploader"],
        3: ["citer"],
        4: ["explanation_author"],
        5: ["submitter"],
        6: [],
        7: [],
    }
    assert eligible_judges([7, 6, 5, 1], PARTS) == (6, 7)
    assert eligible_judges([1, 5], PARTS) == ()


def test_who_had_a_part_in_any_piece_or_gave_a_verdict_approves_nothing() -> None:
    pack = PackInvolvement((Involvement(uploaders=frozenset({9})), PARTS), verdict_givers=frozenset({6}))
    assert [b.params["part"] for b in may_approve_pack(6, pack)] == ["verdict_giver"]
    assert may_judge(6, PARTS) == ()
    assert eligible_approvers(range(1, 11), pack) == (7, 8, 10)


@given(st.integers(1, 9), st.lists(st.frozensets(st.integers(1, 9)), min_size=5, max_size=5))
def test_a_part_is_never_lost_by_having_more_parts(person: int, sets: list[frozenset[int]]) -> None:
    parts = Involvement(*sets[:4])
    pack = PackInvolvement((parts,), sets[4])
    assert bool(may_judge(person, parts)) == any(person in people for people in sets[:4])
    assert bool(may_approve_pack(person, pack)) == any(person in people for people in sets)


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


PROVINCE = "see_catalogue see_pack_states see_board"
LEAD = "see_pieces see_comments upload cite explain replace withdraw accept_contribution"
COORDINATING = "see_pieces see_comments upload cite explain"
DOES = {
    "uploader": (f"{PROVINCE} {LEAD}", f"{PROVINCE} {COORDINATING}", PROVINCE),
    "agency_head": (f"{PROVINCE} {LEAD} submit_pack recall_pack", f"{PROVINCE} {COORDINATING}", PROVINCE),
    "reviewer": (f"{PROVINCE} see_pieces see_comments see_bundles see_audit judge undo return_pack",) * 3,
    "approver": (
        f"{PROVINCE} see_pieces see_comments see_bundles see_audit ask_again approve reopen seal "
        "confirm_accounts",
    )
    * 3,
    "coordinator": (
        f"{PROVINCE} see_pieces see_comments see_bundles see_audit see_health manage_catalogue manage_cycle "
        "manage_agencies manage_people confirm_accounts send_reminders",
    )
    * 3,
    "observer_province": (f"{PROVINCE} see_pieces see_comments see_bundles",) * 3,
    "observer_ministry": ("see_pieces see_bundles",) * 3,
}


def test_every_right_of_every_role_and_relation_is_as_the_rules_say() -> None:
    for role, (column, relation), right in product(Role, enumerate(Relation), Right):
        wanted = right.value in DOES[role][column].split()
        assert allows(frozenset({role}), right, relation) == wanted, (role, relation, right)


def test_an_action_on_a_piece_has_its_right() -> None:
    assert set(EVIDENCE_RIGHTS) == set(EvidenceAction)
    assert right_for(EvidenceAction.REVISE, EvidenceState.DRAFT) is Right.CITE
    assert right_for(EvidenceAction.REVISE, EvidenceState.SUFFICIENT) is Right.REPLACE


def sees(role: str, relation: str, state: str, was_submitted: bool, sealed: bool) -> bool:
    own = relation in {"lead", "owner"}
    return {
        "uploader": own,
        "agency_head": own,
        "reviewer": state != "draft" and was_submitted,
        "approver": state != "draft" and was_submitted,
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
        outside = role in {Role.REVIEWER, Role.APPROVER, Role.OBSERVER_PROVINCE}
        assert seen == (role is Role.COORDINATOR or (outside and state is not ExplanationState.DRAFT))
    draft = ExplanationState.DRAFT
    assert visible_explanation(frozenset({Role.UPLOADER}), Relation.LEAD, draft, sealed=False)


def test_a_document_is_seen_by_its_owner_or_through_a_citation() -> None:
    cases = [visible_document(is_own=a, has_visible_citation=b) for a, b in product((True, False), repeat=2)]
    assert cases == [True, True, True, False]


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
