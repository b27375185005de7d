"""Random histories of three years in which two people act on pages that may be stale.

Nothing of what somebody did is lost, no state is reached that the tables do not know, and the chain holds.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evidence_repo.errors import EvidenceError
from evidence_repo.models import Assignment, AuditEvent, Evidence, EvidencePack, Review
from evidence_repo.services.audit.chain import read_head, verify_chain
from evidence_repo.services.packs.views import view_of_pack
from tests.databases import opened
from tests.services.histories import DEEDS, MODELS, STEPS, Deed, Fact, Facts, Kind, begin, facts_in
from tests.services.world import PEOPLE, World
from workflows.assignments import AssignmentState
from workflows.cycle import CycleState, is_at_work
from workflows.evidence import EvidenceState
from workflows.packs import EDITABLE, PackState, content_blockers

PLACES = st.integers(0, 1000)
NAMES = st.sampled_from(sorted(DEEDS))
WHO = st.one_of(PLACES, PLACES, PLACES, st.sampled_from(sorted(PEOPLE)))
"""Mostly one of those whose deed it is, now and then anybody at all: the tables decide."""

ONLOOKERS = {"observer", "ministry"}
BOUNDED = settings(max_examples=7, stateful_step_count=50, deadline=None)


class Histories(RuleBasedStateMachine):
    """Two desks, each with the page that it last looked at; whoever sits there acts on what it shows."""

    world: World
    begun: Path

    def __init__(self) -> None:
        super().__init__()
        # The same engine each time: it knows its statements, and each history begins with the same rows.
        self.world.database.close()
        shutil.copyfile(self.begun, str(self.world.database.engine.url.database))
        self.actors = {name: self.world.actor(name) for name in PEOPLE}
        self.stands, self.events = self.read()
        self.pages = [self.stands, self.stands]

    def read(self) -> tuple[Facts, int]:
        """Return what stands there now, and how many events the log has."""
        with self.world.reading() as session:
            return facts_in(session), session.scalar(select(func.count(AuditEvent.sequence))) or 0

    @rule(desk=st.integers(0, 1))
    def look(self, desk: int) -> None:
        """Load the page again."""
        self.pages[desk] = self.stands

    @rule(desk=st.integers(0, 1), name=NAMES, place=PLACES, who=WHO)
    def act(self, desk: int, name: str, place: int, who: str | int) -> None:
        """Do a deed to something that the page, perhaps an old one, shows in a state that it is for."""
        deed, page = DEEDS[name], self.pages[desk]
        shown = [key for key, fact in page.items() if key[0] is deed.kind and fact.state in deed.states]
        if not isinstance(who, str):
            shown = [key for key in shown if is_worked_on(page, page[key])] or shown
        if not shown:
            return
        key = shown[place % len(shown)]
        person = who if isinstance(who, str) else self.somebody(deed, page[key], who)
        is_done = self.try_to(deed, person, key, page[key].lock)
        before, events = self.stands, self.events
        self.stands, self.events = self.read()
        self.pages[desk] = self.stands
        if not is_done:
            assert (self.stands, self.events) == (before, events), f"{name} was refused and yet did something"
            return
        assert not deed.sends_lock or before[key] == page[key], f"{name} went over what another did meanwhile"
        assert person not in ONLOOKERS, f"{name} was done by {person}"
        assert self.events > events or before == self.stands, f"{name} is not in the log"
        check_steps(key, before, self.stands)
        self.check_what_stands(before)

    def somebody(self, deed: Deed, fact: Fact, who: int) -> str:
        """Return one of those whose deed it is, rather of the agencies whose row it is."""
        near = [name for name in deed.people if self.actors[name].agency_id in fact.agencies]
        people = near or deed.people
        return people[who % len(people)]

    @rule(names=st.tuples(NAMES, NAMES), place=PLACES, who=st.tuples(WHO, WHO))
    def act_at_once(self, names: tuple[str, str], place: int, who: tuple[str | int, str | int]) -> None:
        """Let both desks look, and then both act, the second on what it saw before the first."""
        self.pages = [self.stands, self.stands]
        for desk in (0, 1):
            self.act(desk, names[desk], place, who[desk])

    def try_to(self, deed: Deed, person: str, key: tuple[Kind, int], seen: int) -> bool:
        """Do the deed in one transaction; return False where it is refused."""
        try:
            with self.world.database.transaction() as session:
                row = session.get_one(MODELS[key[0]], key[1])
                deed.service(deed, session, self.world, self.actors[person], row, seen)
        except EvidenceError:
            return False
        return True

    def check_what_stands(self, before: Facts) -> None:
        """Look at every row that changed: what stands together must fit together."""
        changed = {each for each, fact in self.stands.items() if before.get(each) != fact}
        with self.world.reading() as session:
            for pack in {self.stands[each].pack for each in changed} - {None}:
                check_pack(session, session.get_one(EvidencePack, pack))
            for kind, number in changed:
                if kind is Kind.ASSIGNMENT:
                    check_assignment(session.get_one(Assignment, number))

    def teardown(self) -> None:
        """End the history: the chain is whole, and nothing has happened behind the people's backs."""
        with self.world.reading() as session:
            assert verify_chain(session, read_head(session)) == ()
        assert self.read() == (self.stands, self.events)


def check_steps(key: tuple[Kind, int], before: Facts, after: Facts) -> None:
    """Assert that each step is one of the table's, in the deed's own year, and let by that year's state."""
    year = after[key].year
    assert not before.keys() - after.keys(), "something is gone"
    for each, fact in after.items():
        was = before.get(each)
        if fact == was:
            continue
        assert fact.year == year, f"a deed of {year} changed {each} of {fact.year}"
        assert was is None or was.state is fact.state or (was.state, fact.state) in STEPS[each[0]], (
            was,
            fact,
        )
        assert was is not None or (None, fact.state) in STEPS[each[0]], fact
        if fact.pack is not None:
            assert is_worked_on(before, after[Kind.PACK, fact.pack]), fact


def is_worked_on(facts: Facts, fact: Fact) -> bool:
    """Return whether the state of the row's year lets it be changed; a cycle itself always may be."""
    [state] = [
        each.state for (kind, _), each in facts.items() if kind is Kind.CYCLE and each.year == fact.year
    ]
    assert isinstance(state, CycleState)
    return fact.pack is None or is_at_work(state, was_reopened=fact.was_reopened)


def check_pack(session: Session, pack: EvidencePack) -> None:
    """Assert what the rules say of a pack in its state, and that its approver had no part in it."""
    view = view_of_pack(session, pack)
    states = {piece.state for piece in view.counted_pieces()}
    if pack.state is PackState.OPEN:
        assert not states & {EvidenceState.NEEDS_EXPLANATION, EvidenceState.EXPLAINED}, view
    if pack.state not in EDITABLE:
        assert EvidenceState.DRAFT not in states, view
    if pack.state is PackState.APPROVED:
        assert content_blockers(view) == (), view
        judged = select(Review.reviewer_id).join(Evidence, Evidence.id == Review.evidence_id)
        judges = session.scalars(judged.where(Evidence.criterion_id == pack.criterion_id)).all()
        assert pack.approved_by_id not in judges


def check_assignment(assignment: Assignment) -> None:
    """Assert that it is live unless it was cancelled, and that what is accepted stands."""
    assert (assignment.is_live is None) == (assignment.state is AssignmentState.CANCELLED)
    piece = assignment.evidence
    if assignment.state is AssignmentState.ACCEPTED and piece is not None:
        assert piece.state not in {EvidenceState.WITHDRAWN, EvidenceState.NEEDS_EXPLANATION}
        assert piece.accepted_at is not None


def test_histories_of_three_years_and_two_people(sqlite_url: str, tmp_path: Path) -> None:
    with opened(sqlite_url) as database:
        begin(World(database))
    with opened(f"sqlite:///{tmp_path / 'history.db'}") as database:
        world = World(database, is_filled=True)
        walk = type("Walk", (Histories,), {"world": world, "begun": tmp_path / "evidence.db"})
        run_state_machine_as_test(walk, settings=BOUNDED)
